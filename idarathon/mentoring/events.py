"""What happens between mentors and teams. No text that a person wrote stands here: it can be erased."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from events.message import Event
from idarathon.people.events import Hashed


class Pair(Struct, frozen=True, kw_only=True):
    """A mentor of a team. ``reasons``: codes, such as ``theme``, ``language:zgh``, ``skill:data``, ``kept``."""

    team: UUID
    mentor: UUID
    reasons: tuple[str, ...] = ()


class LeftOver(Struct, frozen=True, kw_only=True):
    """A team for which there was nobody. ``why``: ``no_mentor``, ``directorate`` or ``capacity``."""

    team: UUID
    why: str


class NotedStep(Struct, frozen=True, kw_only=True):
    """Something that is to be done next. ``owner``: an account; ``key`` stays when the note is revised."""

    key: str
    text: Hashed
    owner: UUID | None = None
    due: date | None = None


class MentorDescribed(Event, frozen=True, kw_only=True, tag="mentor.described"):
    """The mentor is there for teams, with these skills, for at most ``capacity`` teams; all of it replaces what was."""

    edition: UUID
    account: UUID
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    capacity: int
    challenges: tuple[UUID, ...] = ()


class MentorLeft(Event, frozen=True, kw_only=True, tag="mentor.left"):
    """The mentor accompanies nobody any more."""

    edition: UUID
    account: UUID
    reason: Hashed | None = None


class NeedsStated(Event, frozen=True, kw_only=True, tag="needs.stated"):
    """The skills that a team looks for in a mentor, and the languages that it speaks."""

    edition: UUID
    team: UUID
    skills: tuple[str, ...]
    languages: tuple[str, ...]


class AssignmentProposed(Event, frozen=True, kw_only=True, tag="assignment.proposed"):
    """A computed proposal in the place of the one before. ``because``: ``asked`` or ``mentor_left``."""

    edition: UUID
    pairs: tuple[Pair, ...]
    left_over: tuple[LeftOver, ...] = ()
    because: str = "asked"


class PairAdded(Event, frozen=True, kw_only=True, tag="assignment.pair_added"):
    """Somebody put a pair into the proposal by hand."""

    edition: UUID
    team: UUID
    mentor: UUID
    reasons: tuple[str, ...] = ()


class PairRemoved(Event, frozen=True, kw_only=True, tag="assignment.pair_removed"):
    """Somebody took a pair out of the proposal."""

    edition: UUID
    team: UUID
    mentor: UUID


class AssignmentPublished(Event, frozen=True, kw_only=True, tag="assignment.published"):
    """From now on these are the mentors of the teams, and no others."""

    edition: UUID
    pairs: tuple[Pair, ...]


class NoteWritten(Event, frozen=True, kw_only=True, tag="note.written"):
    """A coaching note, private until it is shared."""

    edition: UUID
    team: UUID
    note: UUID
    author: UUID | None
    observed: Hashed
    decided: Hashed | None = None
    steps: tuple[NotedStep, ...] = ()


class NoteRevised(Event, frozen=True, kw_only=True, tag="note.revised"):
    """The note says this now, all of it."""

    edition: UUID
    team: UUID
    note: UUID
    observed: Hashed
    decided: Hashed | None = None
    steps: tuple[NotedStep, ...] = ()


class NoteShared(Event, frozen=True, kw_only=True, tag="note.shared"):
    """The team, its mentors and the facilitators read the note; its steps are the team's tasks."""

    edition: UUID
    team: UUID
    note: UUID


class NoteUnshared(Event, frozen=True, kw_only=True, tag="note.unshared"):
    """The note is its author's alone again."""

    edition: UUID
    team: UUID
    note: UUID


class StepCompleted(Event, frozen=True, kw_only=True, tag="note.step_completed"):
    """A next step is done."""

    edition: UUID
    team: UUID
    note: UUID
    key: str


class StepReopened(Event, frozen=True, kw_only=True, tag="note.step_reopened"):
    """A step that was done is not."""

    edition: UUID
    team: UUID
    note: UUID
    key: str


class HelpAsked(Event, frozen=True, kw_only=True, tag="help.asked"):
    """A team asks the mentors for help."""

    edition: UUID
    team: UUID
    help: UUID
    text: Hashed


class HelpClaimed(Event, frozen=True, kw_only=True, tag="help.claimed"):
    """A mentor takes the request upon itself."""

    edition: UUID
    team: UUID
    help: UUID
    account: UUID | None


class HelpReleased(Event, frozen=True, kw_only=True, tag="help.released"):
    """The mentor gives the request back to the others."""

    edition: UUID
    team: UUID
    help: UUID


class HelpAnswered(Event, frozen=True, kw_only=True, tag="help.answered"):
    """The mentor has answered; a further answer adds to the first."""

    edition: UUID
    team: UUID
    help: UUID
    text: Hashed


class HelpClosed(Event, frozen=True, kw_only=True, tag="help.closed"):
    """The request is settled, or the team no longer needs it."""

    edition: UUID
    team: UUID
    help: UUID


EVENTS: tuple[type[Event], ...] = (
    MentorDescribed,
    MentorLeft,
    NeedsStated,
    AssignmentProposed,
    PairAdded,
    PairRemoved,
    AssignmentPublished,
    NoteWritten,
    NoteRevised,
    NoteShared,
    NoteUnshared,
    StepCompleted,
    StepReopened,
    HelpAsked,
    HelpClaimed,
    HelpReleased,
    HelpAnswered,
    HelpClosed,
)
