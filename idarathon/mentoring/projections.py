"""The read tables of mentoring."""

from __future__ import annotations

import msgspec

from events.message import Event, Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.errors import Refusal
from idarathon.mentoring.events import (
    AssignmentProposed,
    AssignmentPublished,
    HelpAnswered,
    HelpAsked,
    HelpClaimed,
    HelpClosed,
    HelpReleased,
    MentorDescribed,
    MentorLeft,
    NeedsStated,
    NoteRevised,
    NoteShared,
    NoteUnshared,
    NoteWritten,
    PairAdded,
    PairRemoved,
    StepCompleted,
    StepReopened,
)

SQL = beside(__file__)
CONSTRAINTS: dict[str, type[Refusal]] = {}


def mentors(recorded: Recorded) -> list[Write]:
    """Table mentor."""
    match recorded.event:
        case MentorDescribed() as e:
            row = (e.edition, e.account, list(e.skills), list(e.languages), e.capacity, list(e.challenges))
            return [(SQL["describe_mentor"], row)]
        case MentorLeft() as e:
            return [(SQL["end_mentor"], (e.edition, e.account, recorded.meta.at, e.reason.id if e.reason else None))]
    return []


def needs(recorded: Recorded) -> list[Write]:
    """Table mentoring_needs."""
    match recorded.event:
        case NeedsStated() as e:
            return [(SQL["state_needs"], (e.team, e.edition, list(e.skills), list(e.languages)))]
    return []


def assignments(recorded: Recorded) -> list[Write]:
    """Table assignment."""
    at = recorded.meta.at
    match recorded.event:
        case AssignmentProposed() as e:
            left = msgspec.json.encode(e.left_over).decode()
            return [(SQL["propose"], (e.edition, at, e.because, left))]
        case PairAdded() | PairRemoved() as e:
            return [(SQL["edit_proposal"], (e.edition, at))]
        case AssignmentPublished() as e:
            return [(SQL["publish_proposal"], (e.edition, at))]
    return []


def pairs(recorded: Recorded) -> list[Write]:
    """Table assignment_pair."""
    match recorded.event:
        case AssignmentProposed() | AssignmentPublished() as e:
            # What was published is the proposal without the teams that have withdrawn.
            rows = [(e.edition, pair.team, pair.mentor, list(pair.reasons)) for pair in e.pairs]
            return [(SQL["drop_pairs"], (e.edition,)), *((SQL["add_pair"], row) for row in rows)]
        case PairAdded() as e:
            return [(SQL["add_pair"], (e.edition, e.team, e.mentor, list(e.reasons)))]
        case PairRemoved() as e:
            return [(SQL["drop_pair"], (e.edition, e.team, e.mentor))]
    return []


def coaches(recorded: Recorded) -> list[Write]:
    """Table coach. A mentor who leaves accompanies nobody from that moment on."""
    match recorded.event:
        case AssignmentPublished() as e:
            teams, people = [pair.team for pair in e.pairs], [pair.mentor for pair in e.pairs]
            rows = [(e.edition, pair.team, pair.mentor, list(pair.reasons), recorded.meta.at) for pair in e.pairs]
            return [
                (SQL["drop_coaches"], (e.edition, teams, people)),
                *((SQL["add_coach"], row) for row in rows),
            ]
        case MentorLeft() as e:
            return [(SQL["drop_coach"], (e.edition, e.account))]
    return []


def notes(recorded: Recorded) -> list[Write]:
    """Table note."""
    at = recorded.meta.at
    match recorded.event:
        case NoteWritten() as e:
            decided = e.decided.id if e.decided else None
            return [(SQL["add_note"], (e.note, e.edition, e.team, e.author, e.observed.id, decided, at))]
        case NoteRevised() as e:
            return [(SQL["revise_note"], (e.note, e.observed.id, e.decided.id if e.decided else None, at))]
        case NoteShared() as e:
            return [(SQL["share_note"], (e.note, at))]
        case NoteUnshared() as e:
            return [(SQL["share_note"], (e.note, None))]
    return []


def steps(recorded: Recorded) -> list[Write]:
    """Table note_step. Who has ticked a step stands beside it until the tick is taken back."""
    match recorded.event:
        case NoteWritten() | NoteRevised() as e:
            rows = [(e.note, s.key, place, s.text.id, s.owner, s.due) for place, s in enumerate(e.steps)]
            keys = [step.key for step in e.steps]
            return [(SQL["keep_steps"], (e.note, keys)), *((SQL["put_step"], row) for row in rows)]
        case StepCompleted() as e:
            return [(SQL["tick_step"], (e.note, e.key, recorded.meta.at, recorded.meta.actor))]
        case StepReopened() as e:
            return [(SQL["tick_step"], (e.note, e.key, None, None))]
    return []


def requests(recorded: Recorded) -> list[Write]:
    """Table help_request."""
    at = recorded.meta.at
    match recorded.event:
        case HelpAsked() as e:
            return [(SQL["add_help"], (e.help, e.edition, e.team, recorded.meta.actor, at, e.text.id))]
        case HelpClaimed() as e:
            return [(SQL["claim_help"], (e.help, e.account, at))]
        case HelpReleased() as e:
            return [(SQL["release_help"], (e.help,))]
        case HelpAnswered() as e:
            return [(SQL["answer_help"], (e.help, at))]
        case HelpClosed() as e:
            return [(SQL["close_help"], (e.help, at))]
    return []


def answers(recorded: Recorded) -> list[Write]:
    """Table help_answer."""
    match recorded.event:
        case HelpAnswered() as e:
            return [(SQL["add_answer"], (e.help, e.text.id, recorded.meta.actor, recorded.meta.at))]
    return []


_NOTED: tuple[type[Event], ...] = (NoteWritten, NoteRevised)
_PAIRED: tuple[type[Event], ...] = (AssignmentProposed, PairAdded, PairRemoved, AssignmentPublished)
_HELPED: tuple[type[Event], ...] = (HelpAsked, HelpClaimed, HelpReleased, HelpAnswered, HelpClosed)

PROJECTIONS: tuple[Projection, ...] = (
    Projection("mentor", (MentorDescribed, MentorLeft), mentors),
    Projection("mentoring_needs", (NeedsStated,), needs),
    Projection("assignment", _PAIRED, assignments),
    Projection("assignment_pair", _PAIRED, pairs),
    Projection("coach", (AssignmentPublished, MentorLeft), coaches),
    Projection("note", (*_NOTED, NoteShared, NoteUnshared), notes),
    Projection("note_step", (*_NOTED, StepCompleted, StepReopened), steps),
    Projection("help_request", _HELPED, requests),
    Projection("help_answer", (HelpAnswered,), answers),
)
