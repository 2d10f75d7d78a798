"""What happens to an entry of the bank, and to each wish to use it again."""

from datetime import date
from typing import Literal, get_args
from uuid import UUID, uuid5

from events.message import Event
from idarathon.editions.events import Lang, Text
from idarathon.people.events import Hashed
from idarathon.phases.events import FileRef

Licence = Literal["cc-by-4.0", "cc-by-sa-4.0", "eupl-1.2", "mit", "internal"]
LICENCES: tuple[Licence, ...] = get_args(Licence)


def entry_id(edition: UUID, team: UUID) -> UUID:
    """A team has one entry an edition, so its id is known before anybody drafts it."""
    return uuid5(edition, f"bank:{team}")


class EntryDrafted(Event, frozen=True, kw_only=True, tag="entry.drafted"):
    """A team's last deposits became a draft. Names of team and challenge are kept as they were: they are searched.
    ``files``: those that it may show."""

    edition: UUID
    entry: UUID
    team: UUID
    team_name: str
    challenge: UUID | None = None
    challenge_title: Text | None = None
    title: str
    problem: str = ""
    solution: str = ""
    lang: Lang
    links: tuple[str, ...] = ()
    files: tuple[FileRef, ...] = ()


class EntryCompleted(Event, frozen=True, kw_only=True, tag="entry.completed"):
    """The content is now this, all of it. ``maturity``: technology readiness, 1 to 9; ``lineage``: the entry that it
    derives from; ``contact``: an organisational unit, whose text can be erased."""

    edition: UUID
    entry: UUID
    title: str
    problem: str
    solution: str
    lang: Lang
    links: tuple[str, ...] = ()
    maturity: int
    licence: Licence
    contact: Hashed
    lineage: UUID | None = None
    keywords: tuple[str, ...] = ()
    files: tuple[FileRef, ...] = ()


class EntryPublished(Event, frozen=True, kw_only=True, tag="entry.published"):
    """Everyone can find the entry. ``name``: its title, for who follows the bus."""

    edition: UUID
    entry: UUID
    name: str


class EntryWithdrawn(Event, frozen=True, kw_only=True, tag="entry.withdrawn"):
    """The entry is archived: nobody finds it any more, its team and its facilitators still read it."""

    edition: UUID
    entry: UUID
    reason: Hashed


class ReuseRequested(Event, frozen=True, kw_only=True, tag="reuse.requested"):
    """An administration would like to use the prototype. ``account``: who asks for it."""

    edition: UUID
    entry: UUID
    reuse: UUID
    administration: UUID
    account: UUID | None = None
    message: Hashed


class ReuseAccepted(Event, frozen=True, kw_only=True, tag="reuse.accepted"):
    """The team or a facilitator agrees."""

    edition: UUID
    entry: UUID
    reuse: UUID


class ReuseDeclined(Event, frozen=True, kw_only=True, tag="reuse.declined"):
    """The team or a facilitator does not agree."""

    edition: UUID
    entry: UUID
    reuse: UUID
    reason: Hashed


class PilotStarted(Event, frozen=True, kw_only=True, tag="reuse.pilot_started"):
    """The prototype is tried at a place."""

    edition: UUID
    entry: UUID
    reuse: UUID
    where: str


class PutInService(Event, frozen=True, kw_only=True, tag="reuse.put_in_service"):
    """The prototype serves people since a day."""

    edition: UUID
    entry: UUID
    reuse: UUID
    since: date


class ReuseStopped(Event, frozen=True, kw_only=True, tag="reuse.stopped"):
    """The reuse ended; what it was stays in the entry's history."""

    edition: UUID
    entry: UUID
    reuse: UUID
    reason: Hashed


EVENTS: tuple[type[Event], ...] = (
    EntryDrafted,
    EntryCompleted,
    EntryPublished,
    EntryWithdrawn,
    ReuseRequested,
    ReuseAccepted,
    ReuseDeclined,
    PilotStarted,
    PutInService,
    ReuseStopped,
)
