"""What happens to an edition, and the values that other domains share: Text, Slug, Settings."""

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from events.message import Event
from idarathon.viewer import Role

Lang = Literal["fr", "ar", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)
Stage = Literal["preparation", "challenge_definition", "execution", "reporting"]
STAGES: tuple[Stage, ...] = get_args(Stage)
Intake = Literal["composed", "open"]
Gauge = Literal["women", "men", "regions", "local", "administration"]
GAUGES: tuple[Gauge, ...] = get_args(Gauge)

# Signs that nobody sees and that change what is read: controls, and overridden direction. For names and titles.
TURNING = r"\u202a-\u202e\u2066-\u2069"
HIDING = rf"\x00-\x1f{TURNING}"
_HIDING = re.compile(f"[{HIDING}]")
# Signs of no width, white space and lone marks show nothing; nor do these, which count as letters and pictures.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_SHOWN_WITH_OTHERS = ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Mc", "Me")
# What stands in an address. `\Z`, because `$` lets a trailing newline pass.
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=80)]
Words = Annotated[str, Meta(max_length=20_000)]


def shows(text: str) -> bool:
    """Whether somebody who looks at the text sees anything."""
    return any(unicodedata.category(sign) not in _SHOWN_WITH_OTHERS and sign not in _BLANK for sign in text)


# Strict although it stands in events too: a language that is dropped in silence would be lost content.
class Text(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Content in one or more of the product's languages."""

    fr: Words | None = None
    ar: Words | None = None
    en: Words | None = None

    def __post_init__(self) -> None:
        if not any(words and words.strip() for words in (self.fr, self.ar, self.en)):
            raise ValueError("a text needs at least one of fr, ar, en")

    def within(self, limit: int) -> None:
        """Raises ValueError when a language is longer than ``limit``: for titles and names, in ``__post_init__``."""
        if any(words and len(words) > limit for words in (self.fr, self.ar, self.en)):
            raise ValueError(f"a text may have at most {limit} characters")

    def readable(self) -> None:
        """Raises ValueError when a language has signs that hide: for titles and names, in ``__post_init__``."""
        if any(words and _HIDING.search(words) for words in (self.fr, self.ar, self.en)):
            raise ValueError("a title has no controls and no signs that turn its direction")

    def pick(self, lang: str) -> tuple[Lang, str]:
        """The text in ``lang``, else in the first language that it has, and which language that is."""
        by_lang: dict[Lang, str | None] = {"fr": self.fr, "ar": self.ar, "en": self.en}
        order = sorted(LANGS, key=lambda one: one != lang)
        for one in order:
            words = by_lang[one]
            if words and words.strip():
                return one, words
        raise ValueError("an empty text")  # __post_init__ keeps this from happening


def jsonb(text: Text | None) -> str | None:
    """A text as the column of a read table keeps it."""
    return msgspec.json.encode(text).decode() if text else None


@lru_cache(maxsize=8192)  # a directorate or a challenge stands in many rows of a page
def text(column: str) -> Text:
    """A text out of a column."""
    return msgspec.json.decode(column, type=Text)


def text_or_none(column: str | None) -> Text | None:
    """A text out of a column that may be null."""
    return None if column is None else text(column)


class Composition(Struct, frozen=True, kw_only=True):
    """What a team is to be made of: at least so many women, men, regions and people of local services, and at most so
    many people of one administration. 0: no such rule. A rule in ``blocking`` is a condition, the others are advice."""

    women: int = 0
    men: int = 0
    regions: int = 0
    local: int = 0
    administration: int = 0
    blocking: tuple[Gauge, ...] = ()

    @property
    def conditions(self) -> frozenset[Gauge]:
        """The rules that block."""
        return frozenset(gauge for gauge in self.blocking if getattr(self, gauge))


def later(wall: str, days: int) -> str:
    """A day, or a wall time such as 2026-11-09T09:00, some whole days later: the clock time stays."""
    return f"{date.fromisoformat(wall[:10]) + timedelta(days=days)}{wall[10:]}"


class Settings(Struct, frozen=True, kw_only=True):
    """How an edition works. ``composed``: facilitators place people into teams; ``open``: people register teams."""

    organiser: UUID  # an administration
    partners: tuple[Text, ...] = ()
    intake: Intake = "composed"
    team_min: int = 3
    team_max: int = 6
    languages: tuple[Lang, ...] = ("fr", "ar")
    zone: str = "Africa/Casablanca"
    grace_minutes: int = 30  # after a deadline, for files that began to arrive before it
    composition: Composition = Composition()


class EditionCreated(Event, frozen=True, kw_only=True, tag="edition.created"):
    """An edition begins its preparation. ``demo``: its people and texts are made up, and every page says so."""

    edition: UUID
    slug: str
    name: Text
    tagline: Text | None = None
    settings: Settings
    demo: bool = False


class EditionCloned(Event, frozen=True, kw_only=True, tag="edition.cloned"):
    """A new edition takes over from an earlier one what is not about people who take part, ``days`` later."""

    edition: UUID
    source: UUID
    days: int


class EditionSettingsChanged(Event, frozen=True, kw_only=True, tag="edition.settings_changed"):
    """The settings are now these, all of them."""

    edition: UUID
    settings: Settings


class EditionRenamed(Event, frozen=True, kw_only=True, tag="edition.renamed"):
    """The name and tagline are now these; the slug stays."""

    edition: UUID
    name: Text
    tagline: Text | None = None


class ItemPlanned(Event, frozen=True, kw_only=True, tag="edition.item_planned"):
    """A checklist has this item, or an item that it had is planned anew."""

    edition: UUID
    stage: Stage
    item: str
    owner: UUID | None = None
    due: date | None = None
    required: bool = False


class ItemCompleted(Event, frozen=True, kw_only=True, tag="edition.item_completed"):
    """An item of a checklist is done."""

    edition: UUID
    stage: Stage
    item: str


class ItemReopened(Event, frozen=True, kw_only=True, tag="edition.item_reopened"):
    """An item that was done is not."""

    edition: UUID
    stage: Stage
    item: str


class EditionPublished(Event, frozen=True, kw_only=True, tag="edition.published"):
    """Everyone can see the edition."""

    edition: UUID


class StageAdvanced(Event, frozen=True, kw_only=True, tag="edition.stage_advanced"):
    """The edition is in its next stage."""

    edition: UUID
    stage: Stage


class RoleGranted(Event, frozen=True, kw_only=True, tag="edition.role_granted"):
    """The account holds the role in the edition."""

    edition: UUID
    account: UUID
    role: Role


class RoleRevoked(Event, frozen=True, kw_only=True, tag="edition.role_revoked"):
    """The account no longer holds the role in the edition."""

    edition: UUID
    account: UUID
    role: Role


EVENTS: tuple[type[Event], ...] = (
    EditionCreated,
    EditionCloned,
    EditionSettingsChanged,
    EditionRenamed,
    ItemPlanned,
    ItemCompleted,
    ItemReopened,
    EditionPublished,
    StageAdvanced,
    RoleGranted,
    RoleRevoked,
)
