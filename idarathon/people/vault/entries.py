"""What the register of personal data says of a table and of a column."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from idarathon.errors import N_


class Purpose(StrEnum):
    """What a datum is kept for."""

    ACCOUNT = N_("To know you, and to open your account to you alone")
    PART = N_("To run the edition in which you take part")
    FIT = N_("To compose balanced teams, and to receive you well")
    TELL = N_("To tell you what concerns you")
    SAFE = N_("To keep strangers out of your account")
    SAVE = N_("So that nothing you type is lost")
    COUNT = N_("To keep the figures of past editions right without naming anybody")


class Seen(StrEnum):
    """Who reads a datum."""

    NOBODY = N_("Nobody: the programme alone")
    SELF = N_("You")
    SENDER = N_("Who sent the list, or printed the slip")
    CHOSEN = N_("You, who runs your editions, and those to whom you show it")
    TEAM = N_("You, your team, its mentors, and who runs the edition")
    FOCAL = N_("You, the focal point of your administration, and who runs or observes the edition")
    READERS = N_("You, and who runs or judges the edition")
    EVERYONE = N_("Everyone, once it is published")
    WATCHERS = N_("Who runs or observes the edition")


class Erasure(StrEnum):
    """What is done with a row when its person is erased."""

    DELETED = N_("Deleted")
    STAYS = N_("Stays")
    PASSES = N_("Not tied to a person: it passes by itself")


class Term(Struct, frozen=True):
    """How long, and counted from what. ``over``: the condition, in SQL, under which a row is past its time; $1 is now.
    ``clears``: the columns that are emptied then; none: the row goes. ``real``: counted in real time, as sign-ins are,
    and not by the programme's clock, which runs ahead in a demonstration."""

    what: str
    over: str = ""
    clears: tuple[str, ...] = ()
    real: bool = False


class Item(Struct, frozen=True):
    """Columns that say one thing. ``secret``: a digest or a token that is shown to nobody, not even to its person;
    ``seen`` and ``term``: other than those of the table."""

    columns: tuple[str, ...]
    what: str
    secret: bool = False
    seen: Seen | None = None
    term: Term | None = None


class Kept(Struct, frozen=True, kw_only=True):
    """A table of the vault. ``by``: the column that names the person; None: no row of it does."""

    table: str
    title: str
    purpose: Purpose
    seen: Seen
    term: Term
    items: tuple[Item, ...]
    by: str | None = "account"
    erasure: Erasure = Erasure.DELETED

    @property
    def columns(self) -> list[str]:
        """Every column that has its line."""
        return [column for item in self.items for column in item.columns]

    @property
    def shown(self) -> list[str]:
        """The columns that its person gets to read."""
        return [column for item in self.items if not item.secret for column in item.columns]

    @property
    def terms(self) -> list[Term]:
        """The terms that the clock watches."""
        of_items = (item.term for item in self.items if item.term)
        return [term for term in (self.term, *of_items) if term.over]


class Stored(Struct, frozen=True, kw_only=True):
    """Files that people send, and that lie beside the database. The clock's timers keep their term."""

    key: str
    title: str
    purpose: Purpose
    seen: Seen
    term: Term
    erasure: Erasure = Erasure.DELETED


class Words(Struct, frozen=True, kw_only=True):
    """Free text about people, which ``people_remark`` keeps for events of these types. ``stays``: why it is not erased
    with its author, "" when it is; ``about``: the fields of the event that name whom it is about, and with whom it is
    always erased; ``told``: whether that person may read it."""

    types: tuple[str, ...]
    what: str
    seen: Seen
    stays: str = ""
    about: tuple[str, ...] = ()
    told: bool = False


class Trace(Struct, frozen=True):
    """A table made of the log that names accounts by their number. ``by``: the columns that do; ``told``: the
    condition, in SQL, under which its person knows of a row (t)."""

    table: str
    by: tuple[str, ...]
    what: str
    told: str = "true"
