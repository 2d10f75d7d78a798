"""What may be asked: of mentors and their assignment by facilitators, of notes by mentors, of help by teams."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, get_args
from uuid import UUID

from msgspec import Meta, Struct

from events.message import Command
from idarathon.mentoring.events import LeftOver

Skill = Literal["design", "research", "digital", "data", "law", "finance", "communication", "change", "pitch"]
Spoken = Literal["fr", "ar", "en", "zgh"]  # zgh: Amazigh
SKILLS: tuple[Skill, ...] = get_args(Skill)
SPOKEN: tuple[Spoken, ...] = get_args(Spoken)

MOST = 2  # mentors of a team
PAIRS = 2_000  # of an edition
STEPS = 12  # of a note
Said = Annotated[str, Meta(min_length=1, max_length=10_000)]
Short = Annotated[str, Meta(min_length=1, max_length=2_000)]
Key = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,40}\Z")]
Skills = Annotated[tuple[Skill, ...], Meta(max_length=9)]
Languages = Annotated[tuple[Spoken, ...], Meta(max_length=4)]
Capacity = Annotated[int, Meta(ge=1, le=20)]
Reasons = Annotated[tuple[Annotated[str, Meta(max_length=60)], ...], Meta(max_length=20)]
Members = Annotated[tuple[UUID, ...], Meta(max_length=50)]


class DescribeMentor(Command, frozen=True, kw_only=True):
    """Say what a mentor of the edition can do, in which languages, and for how many teams. ``challenges``: themes."""

    edition: UUID
    account: UUID
    skills: Skills = ()
    languages: Annotated[tuple[Spoken, ...], Meta(min_length=1, max_length=4)]
    capacity: Capacity = 3
    challenges: Annotated[tuple[UUID, ...], Meta(max_length=50)] = ()


class MentorLeaves(Command, frozen=True, kw_only=True):
    """The mentor accompanies nobody any more."""

    edition: UUID
    account: UUID
    reason: Annotated[str, Meta(min_length=1, max_length=2_000)] | None = None


class StateNeeds(Command, frozen=True, kw_only=True):
    """Say what a team looks for in a mentor."""

    edition: UUID
    team: UUID
    skills: Skills = ()
    languages: Languages = ()


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pair to be. ``members``: who is in the team, as the sender saw it; their directorates are not the mentor's."""

    team: UUID
    mentor: UUID
    members: Members
    reasons: Reasons = ()


class Propose(Command, frozen=True, kw_only=True):
    """Put these pairs in the place of the proposal."""

    edition: UUID
    pairs: Annotated[tuple[Wanted, ...], Meta(max_length=PAIRS)]
    left_over: Annotated[tuple[LeftOver, ...], Meta(max_length=PAIRS)] = ()
    because: Literal["asked", "mentor_left"] = "asked"


class AddPair(Command, frozen=True, kw_only=True):
    """Put a pair into the proposal, in the place of ``instead_of`` when it is given."""

    edition: UUID
    team: UUID
    mentor: UUID
    members: Members
    reasons: Reasons = ()
    instead_of: UUID | None = None


class RemovePair(Command, frozen=True, kw_only=True):
    """Take a pair out of the proposal."""

    edition: UUID
    team: UUID
    mentor: UUID


class PublishAssignment(Command, frozen=True, kw_only=True):
    """Make the proposal the assignment. ``pairs``: all of it, as the sender saw it."""

    edition: UUID
    pairs: Annotated[tuple[Wanted, ...], Meta(max_length=PAIRS)]


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to do next, by a member of the team or the mentor. Its ``key`` stays when the note is revised."""

    key: Key
    text: Short
    owner: UUID | None = None
    due: date | None = None


Steps = Annotated[tuple[Step, ...], Meta(max_length=STEPS)]


class WriteNote(Command, frozen=True, kw_only=True):
    """Write a coaching note about a team; ``share`` shows it to the team at once."""

    edition: UUID
    team: UUID
    note: UUID
    observed: Said
    decided: Said | None = None
    steps: Steps = ()
    share: bool = False

    def erasable(self) -> dict[str, str]:
        """What can be erased."""
        return _texts(self.observed, self.decided, self.steps)


class ReviseNote(Command, frozen=True, kw_only=True):
    """Replace what the note says, all of it; what is done stays done."""

    edition: UUID
    team: UUID
    note: UUID
    observed: Said
    decided: Said | None = None
    steps: Steps = ()

    def erasable(self) -> dict[str, str]:
        """What can be erased."""
        return _texts(self.observed, self.decided, self.steps)


class ShareNote(Command, frozen=True, kw_only=True):
    """Show the note to the team, its mentors and the facilitators."""

    edition: UUID
    team: UUID
    note: UUID


class UnshareNote(Command, frozen=True, kw_only=True):
    """Take the note back: its author alone reads it."""

    edition: UUID
    team: UUID
    note: UUID


class CompleteStep(Command, frozen=True, kw_only=True):
    """Tick a next step."""

    edition: UUID
    team: UUID
    note: UUID
    key: Key


class ReopenStep(Command, frozen=True, kw_only=True):
    """Take the tick back."""

    edition: UUID
    team: UUID
    note: UUID
    key: Key


class AskHelp(Command, frozen=True, kw_only=True):
    """Ask the mentors of the edition for help."""

    edition: UUID
    team: UUID
    help: UUID
    text: Short

    def erasable(self) -> dict[str, str]:
        """What can be erased."""
        return {"text": self.text}


class ClaimHelp(Command, frozen=True, kw_only=True):
    """Take a request upon oneself."""

    edition: UUID
    team: UUID
    help: UUID


class ReleaseHelp(Command, frozen=True, kw_only=True):
    """Give it back to the others."""

    edition: UUID
    team: UUID
    help: UUID


class AnswerHelp(Command, frozen=True, kw_only=True):
    """Answer a request that one has claimed."""

    edition: UUID
    team: UUID
    help: UUID
    text: Said

    def erasable(self) -> dict[str, str]:
        """What can be erased."""
        return {"text": self.text}


class CloseHelp(Command, frozen=True, kw_only=True):
    """The request is settled."""

    edition: UUID
    team: UUID
    help: UUID


def _texts(observed: str, decided: str | None, steps: tuple[Step, ...]) -> dict[str, str]:
    said = {"observed": observed} | ({"decided": decided} if decided else {})
    return said | {f"step.{step.key}": step.text for step in steps}


class Involved(Struct, frozen=True):
    """Whom pairs concern, each once, in the order in which ``flow`` reads their streams."""

    mentors: tuple[UUID, ...]
    teams: tuple[UUID, ...]
    people: tuple[UUID, ...]  # mentors and members


def involved(pairs: Iterable[Wanted | AddPair]) -> Involved:
    """Whom these pairs concern."""
    found = list(pairs)
    mentors = tuple(dict.fromkeys(pair.mentor for pair in found))
    teams = tuple(dict.fromkeys(pair.team for pair in found))
    members = (member for pair in found for member in pair.members)
    return Involved(mentors, teams, tuple(dict.fromkeys((*mentors, *members))))


COMMANDS: dict[str, type[Command]] = {
    "mentoring.describe_mentor": DescribeMentor,
    "mentoring.mentor_leaves": MentorLeaves,
    "mentoring.state_needs": StateNeeds,
    "mentoring.propose": Propose,
    "mentoring.add_pair": AddPair,
    "mentoring.remove_pair": RemovePair,
    "mentoring.publish_assignment": PublishAssignment,
    "mentoring.write_note": WriteNote,
    "mentoring.revise_note": ReviseNote,
    "mentoring.share_note": ShareNote,
    "mentoring.unshare_note": UnshareNote,
    "mentoring.complete_step": CompleteStep,
    "mentoring.reopen_step": ReopenStep,
    "mentoring.ask_help": AskHelp,
    "mentoring.claim_help": ClaimHelp,
    "mentoring.release_help": ReleaseHelp,
    "mentoring.answer_help": AnswerHelp,
    "mentoring.close_help": CloseHelp,
}
