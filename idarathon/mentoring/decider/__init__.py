"""One decider a stream. MENTOR: ``mentor-<edition>-<account>``; NEEDS: ``needs-<team>``; ASSIGNMENT:
``assignment-<edition>``; NOTE: ``note-<id>``; HELP: ``help-<id>``. Each module says what its context is."""

from collections.abc import Callable
from typing import Any, NamedTuple

from events.message import Command, Event
from idarathon.mentoring import commands as ask
from idarathon.mentoring.decider import assignment, help, mentors, needs, notes


class Rules(NamedTuple):
    """The functions of a stream."""

    initial: Callable[[], Any]
    evolve: Callable[[Any, Event], Any]
    decide: Callable[..., list[Event]]


MENTOR = Rules(mentors.Mentor, mentors.evolve, mentors.decide)
NEEDS = Rules(needs.Needs, needs.evolve, needs.decide)
ASSIGNMENT = Rules(assignment.Assignment, assignment.evolve, assignment.decide)
NOTE = Rules(notes.Note, notes.evolve, notes.decide)
HELP = Rules(help.Help, help.evolve, help.decide)


_NOTES = (ask.WriteNote, ask.ReviseNote, ask.ShareNote, ask.UnshareNote, ask.CompleteStep, ask.ReopenStep)
_HELP = (ask.AskHelp, ask.ClaimHelp, ask.ReleaseHelp, ask.AnswerHelp, ask.CloseHelp)
_ASSIGNMENT = (ask.Propose, ask.AddPair, ask.RemovePair, ask.PublishAssignment)
DECIDERS: dict[type[Command], Rules] = {
    ask.DescribeMentor: MENTOR,
    ask.MentorLeaves: MENTOR,
    ask.StateNeeds: NEEDS,
    **dict.fromkeys(_ASSIGNMENT, ASSIGNMENT),
    **dict.fromkeys(_NOTES, NOTE),
    **dict.fromkeys(_HELP, HELP),
}


def stream(command: Any) -> str:
    """The stream that decides the command."""
    decider = DECIDERS[type(command)]
    if decider is MENTOR:
        return f"mentor-{command.edition}-{command.account}"
    if decider is ASSIGNMENT:
        return f"assignment-{command.edition}"
    if decider is NEEDS:
        return f"needs-{command.team}"
    return f"note-{command.note}" if decider is NOTE else f"help-{command.help}"
