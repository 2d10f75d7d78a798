"""What may be asked of a session (``session-<id>``): by facilitators, by who comes, and by the clock."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from events.message import Command
from idarathon.calendar.events import Audience, Before, Kind
from idarathon.editions.events import HIDING, TURNING, Text
from idarathon.phases.events import Phase

TITLE, ABOUT = 200, 4_000
MOST_TEAMS = 200
Wall = Annotated[str, Meta(pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}\Z")]  # 2026-11-09T09:00
_LINE = rf"^(?!.*[{HIDING}]).*\S"  # as a team's name: something to read, and nothing that hides
_LINES = rf"^(?![\s\S]*[\x00-\x08\x0b\x0c\x0e-\x1f{TURNING}])[\s\S]*\S"  # the same, in several lines
Reason = Annotated[str, Meta(min_length=1, max_length=2000, pattern=_LINES)]
Room = Annotated[str, Meta(min_length=1, max_length=120, pattern=_LINE)]
Link = Annotated[str, Meta(max_length=2000, pattern=r"^https?://[^\s<>\"]+\Z")]
Speaker = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE)]
Capacity = Annotated[int, Meta(ge=1, le=100_000)]
Code = Annotated[str, Meta(min_length=4, max_length=20, pattern=r"^[0-9A-Za-z ]+\Z")]


class _Described(Command, frozen=True, kw_only=True):
    """What a session is, when and where. Wall times are in the edition's zone; ``speaker`` is a name, kept apart."""

    edition: UUID
    session: UUID
    kind: Kind
    phase: Phase
    title: Text
    about: Text | None = None
    starts: Wall
    ends: Wall
    room: Room | None = None
    link: Link | None = None
    facilitator: UUID | None = None
    speaker: Speaker | None = None
    capacity: Capacity | None = None
    audience: Audience = "all"
    teams: Annotated[tuple[UUID, ...], Meta(max_length=MOST_TEAMS)] = ()

    def __post_init__(self) -> None:
        self.title.within(TITLE)
        self.title.readable()
        if self.about:
            self.about.within(ABOUT)

    def erasable(self) -> dict[str, str]:
        """The speaker's name: the event keeps its digest only."""
        return {"speaker": self.speaker} if self.speaker else {}


class DraftSession(_Described, frozen=True, kw_only=True):
    """Begin a session; nobody but facilitators sees it."""


class Revise(_Described, frozen=True, kw_only=True):
    """Replace what the session is, all of it. Another time or room is told as a move."""


class Move(Command, frozen=True, kw_only=True):
    """Another time or room."""

    edition: UUID
    session: UUID
    starts: Wall
    ends: Wall
    room: Room | None = None
    reason: Reason | None = None


class Publish(Command, frozen=True, kw_only=True):
    """Put it into the programme."""

    edition: UUID
    session: UUID


class Cancel(Command, frozen=True, kw_only=True):
    """It does not take place."""

    edition: UUID
    session: UUID
    reason: Reason


class Register(Command, frozen=True, kw_only=True):
    """I come."""

    edition: UUID
    session: UUID


class Unregister(Command, frozen=True, kw_only=True):
    """I do not come after all."""

    edition: UUID
    session: UUID


class RegisterTeam(Command, frozen=True, kw_only=True):
    """The team comes."""

    edition: UUID
    session: UUID
    team: UUID


class UnregisterTeam(Command, frozen=True, kw_only=True):
    """The team does not come."""

    edition: UUID
    session: UUID
    team: UUID


class OpenAttendance(Command, frozen=True, kw_only=True):
    """Take the attendance by a code that is shown in the room, for some minutes."""

    edition: UUID
    session: UUID
    code: Code
    minutes: Annotated[int, Meta(ge=5, le=240)] = 30


class Attend(Command, frozen=True, kw_only=True):
    """I am here: this is the code."""

    edition: UUID
    session: UUID
    code: Annotated[str, Meta(min_length=1, max_length=40)]


class Rate(Command, frozen=True, kw_only=True):
    """What I think of it."""

    edition: UUID
    session: UUID
    score: Annotated[int, Meta(ge=1, le=5)]
    comment: Annotated[str, Meta(max_length=2000)] | None = None

    def erasable(self) -> dict[str, str]:
        """The comment may be about people."""
        return {"comment": self.comment} if self.comment and self.comment.strip() else {}


class Remind(Command, frozen=True, kw_only=True):
    """Recall the session a day or an hour before it begins: the clock's, once each."""

    edition: UUID
    session: UUID
    before: Before


COMMANDS: dict[str, type[Command]] = {
    "calendar.draft_session": DraftSession,
    "calendar.revise": Revise,
    "calendar.move": Move,
    "calendar.publish": Publish,
    "calendar.cancel": Cancel,
    "calendar.register": Register,
    "calendar.unregister": Unregister,
    "calendar.register_team": RegisterTeam,
    "calendar.unregister_team": UnregisterTeam,
    "calendar.open_attendance": OpenAttendance,
    "calendar.attend": Attend,
    "calendar.rate": Rate,
    "calendar.remind": Remind,
}
