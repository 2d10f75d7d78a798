"""ONE TABLE: which decider takes a command, which read tables an event changes, who reacts to it, what the clock sends.

"Who reacts to X?" is answered here and nowhere else; ``python -m idarathon.flow`` writes docs/FLOW.md from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from events.catalog import Catalog
from events.consumer import Reaction
from events.deciding import Decider
from events.message import Command, Event, Stamp, Write
from events.projection import Projection
from events.writer import Rules
from idarathon.applications import commands as application_commands
from idarathon.applications import decider as applications
from idarathon.applications import events as application_events
from idarathon.applications import projections as application_tables
from idarathon.applications import reactions as application_reactions
from idarathon.bank import commands as bank_commands
from idarathon.bank import events as bank_events
from idarathon.bank import projections as bank_tables
from idarathon.bank import reactions as bank_reactions
from idarathon.bank.decider import ENTRY, REUSE
from idarathon.calendar import commands as calendar_commands
from idarathon.calendar import decider as session
from idarathon.calendar import events as calendar_events
from idarathon.calendar import projections as calendar_tables
from idarathon.calendar import reactions as calendar_reactions
from idarathon.challenges import commands as challenge_commands
from idarathon.challenges import decider as challenge
from idarathon.challenges import events as challenge_events
from idarathon.challenges import projections as challenge_tables
from idarathon.deliverables import commands as upload_commands
from idarathon.deliverables import decider as upload
from idarathon.deliverables import events as upload_events
from idarathon.deliverables import projections as upload_tables
from idarathon.deliverables import reactions as upload_reactions
from idarathon.directory import commands as directory_commands
from idarathon.directory import decider as directory
from idarathon.directory import events as directory_events
from idarathon.directory import projections as directory_tables
from idarathon.editions import commands as edition_commands
from idarathon.editions import decider as edition
from idarathon.editions import events as edition_events
from idarathon.editions import projections as edition_tables
from idarathon.editions import reactions as edition_reactions
from idarathon.editions.reads.source import CONSUMER as CLONING
from idarathon.errors import Refusal
from idarathon.flow.context import (
    Streams,
    alone,
    carried_out,
    composed,
    entry_stream,
    in_edition,
    journey_stream,
    kept,
    mailed,
    of_account,
    of_actor,
    of_application,
    of_challenge,
    of_clone,
    of_entry,
    of_journey,
    of_jury,
    of_mentoring,
    of_notice,
    of_prizes,
    of_reuse,
    of_session,
    of_team,
    of_upload,
    opened,
    phases_stream,
    reuse_stream,
    sought,
    with_person,
)
from idarathon.flow.timers import TIMERS as TIMERS
from idarathon.flow.timers import Due as Due
from idarathon.jury import commands as jury_commands
from idarathon.jury import decider as jury
from idarathon.jury import events as jury_events
from idarathon.jury import projections as jury_tables
from idarathon.jury import reactions as jury_reactions
from idarathon.mentoring import commands as mentoring_commands
from idarathon.mentoring import decider as mentoring
from idarathon.mentoring import events as mentoring_events
from idarathon.mentoring import projections as mentoring_tables
from idarathon.mentoring import reactions as mentoring_reactions
from idarathon.notices import commands as notice_commands
from idarathon.notices import decider as inbox
from idarathon.notices import events as notice_events
from idarathon.notices import projections as notice_tables
from idarathon.notices import reactions as notice_reactions
from idarathon.people import commands as people_commands
from idarathon.people import decider as account
from idarathon.people import events as people_events
from idarathon.people import projections as people_tables
from idarathon.people import reactions as people_reactions
from idarathon.phases import commands as phase_commands
from idarathon.phases import events as phase_events
from idarathon.phases import projections as phase_tables
from idarathon.phases import reactions as phase_reactions
from idarathon.phases.decider import JOURNEY, PHASES
from idarathon.prizes import commands as prize_commands
from idarathon.prizes import decider as prizes
from idarathon.prizes import events as prize_events
from idarathon.prizes import projections as prize_tables
from idarathon.rosters import commands as roster_commands
from idarathon.rosters import decider as roster
from idarathon.rosters import events as roster_events
from idarathon.rosters import projections as roster_tables
from idarathon.rosters import reactions as roster_reactions
from idarathon.teams import commands as team_commands
from idarathon.teams import decider as team
from idarathon.teams import events as team_events
from idarathon.teams import projections as team_tables
from idarathon.teams import reactions as team_reactions
from idarathon.teams.decider import seeking


class Handler(NamedTuple):
    """Who decides a command: its stream, and the other streams whose state the decision needs, read under the lock."""

    decider: Decider
    stream: Callable[[Any], str]
    context: Callable[[Any], Streams]
    vault: Callable[[Any, Stamp, str], list[Write]]


_WINDOWS = (phase_commands.Plan, phase_commands.Schedule, phase_commands.Shift, phase_commands.SetGate)
_WINDOWS_ALL: tuple[type[Command], ...] = (
    *_WINDOWS,
    phase_commands.Open,
    phase_commands.Remind,
    phase_commands.Close,
)
_PERSONAL = (edition_commands.GrantRole, edition_commands.RevokeRole)

COMMANDS: dict[str, type[Command]] = {
    **directory_commands.COMMANDS,
    **people_commands.COMMANDS,
    **edition_commands.COMMANDS,
    **challenge_commands.COMMANDS,
    **team_commands.COMMANDS,
    **phase_commands.COMMANDS,
    **roster_commands.COMMANDS,
    **upload_commands.COMMANDS,
    **bank_commands.COMMANDS,
    **notice_commands.COMMANDS,
    **calendar_commands.COMMANDS,
    **mentoring_commands.COMMANDS,
    **jury_commands.COMMANDS,
    **prize_commands.COMMANDS,
    **application_commands.COMMANDS,
}
NAMES: dict[type[Command], str] = {cls: name for name, cls in COMMANDS.items()}

EVENTS: tuple[type[Event], ...] = (
    *directory_events.EVENTS,
    *people_events.EVENTS,
    *edition_events.EVENTS,
    *challenge_events.EVENTS,
    *team_events.EVENTS,
    *phase_events.EVENTS,
    *roster_events.EVENTS,
    *upload_events.EVENTS,
    *bank_events.EVENTS,
    *notice_events.EVENTS,
    *calendar_events.EVENTS,
    *mentoring_events.EVENTS,
    *jury_events.EVENTS,
    *prize_events.EVENTS,
    *application_events.EVENTS,
)


def _handlers() -> Iterable[tuple[type[Command], Handler]]:
    for cls in directory_commands.COMMANDS.values():
        yield cls, Handler(directory, directory.stream, alone, kept)
    for cls in people_commands.COMMANDS.values():
        yield cls, Handler(account, account.stream, of_account, opened)
    for cls in edition_commands.COMMANDS.values():
        yield cls, Handler(edition, edition.stream, _of_edition(cls), kept)
    for cls in challenge_commands.COMMANDS.values():
        yield cls, Handler(challenge, challenge.stream, of_challenge, kept)
    for cls in team_commands.COMMANDS.values():
        seeks = cls in team_commands.SEEKING
        yield (
            cls,
            Handler(seeking.SEEKER, seeking.stream, in_edition, sought)
            if seeks
            else Handler(team, team.stream, of_team, composed),
        )
    for cls in roster_commands.COMMANDS.values():
        yield cls, Handler(roster, roster.stream, in_edition, carried_out)
    for cls in upload_commands.COMMANDS.values():
        yield cls, Handler(upload, upload.stream, of_upload, kept)
    for cls in phase_commands.COMMANDS.values():
        windows = cls in _WINDOWS_ALL
        context = in_edition if windows else of_journey
        yield cls, Handler(PHASES if windows else JOURNEY, phases_stream if windows else journey_stream, context, kept)
    yield from _of_bank_and_inbox()
    for cls in calendar_commands.COMMANDS.values():
        yield cls, Handler(session, session.stream, of_session, kept)


def _of_edition(cls: type[Command]) -> Callable[[Any], Streams]:
    if cls is edition_commands.Clone:
        return of_clone
    return with_person if cls in _PERSONAL else alone


def _of_bank_and_inbox() -> Iterable[tuple[type[Command], Handler]]:
    for cls in notice_commands.COMMANDS.values():
        yield cls, Handler(inbox, inbox.stream, of_notice, mailed)
    for cls in bank_commands.COMMANDS.values():
        once_more = hasattr(cls, "reuse")
        yield cls, Handler(*((REUSE, reuse_stream, of_reuse) if once_more else (ENTRY, entry_stream, of_entry)), kept)


HANDLERS: dict[type[Command], Handler] = {
    **dict(_handlers()),
    **{cls: Handler(one, mentoring.stream, of_mentoring, kept) for cls, one in mentoring.DECIDERS.items()},
    **{cls: Handler(one, applications.stream, of_application, kept) for cls, one in applications.DECIDERS.items()},
    **{cls: Handler(jury, jury.stream, of_jury, kept) for cls in jury_commands.COMMANDS.values()},
    **{cls: Handler(prizes, prizes.stream, of_prizes, kept) for cls in prize_commands.COMMANDS.values()},
}

PROJECTIONS: tuple[Projection, ...] = (
    *directory_tables.PROJECTIONS,
    *people_tables.PROJECTIONS,
    *edition_tables.PROJECTIONS,
    *challenge_tables.PROJECTIONS,
    *team_tables.PROJECTIONS,
    *phase_tables.PROJECTIONS,
    *roster_tables.PROJECTIONS,
    *upload_tables.PROJECTIONS,
    *bank_tables.PROJECTIONS,
    *notice_tables.PROJECTIONS,
    *calendar_tables.PROJECTIONS,
    *mentoring_tables.PROJECTIONS,
    *jury_tables.PROJECTIONS,
    *prize_tables.PROJECTIONS,
    *application_tables.PROJECTIONS,
)

REACTIONS: tuple[Reaction, ...] = (
    Reaction(
        "confirm-teams",
        (
            team_events.MemberJoined,
            team_events.MemberLeft,
            edition_events.EditionSettingsChanged,
            people_events.ProfileDescribed,
            people_events.DirectorateChanged,
        ),
        team_reactions.confirm,
    ),
    Reaction("begin-journeys", (team_events.TeamConfirmed, phase_events.PhasesPlanned), phase_reactions.begin),
    Reaction("end-journeys", (team_events.TeamWithdrawn,), phase_reactions.end),
    Reaction("free-seats", (team_events.TeamWithdrawn,), calendar_reactions.free_seats),
    Reaction("admit-waiting", (phase_events.PhaseOpened,), phase_reactions.admit),
    Reaction("examine-at-gate", (phase_events.PhaseClosed,), phase_reactions.examine_all),
    Reaction("examine-deposit", (phase_events.JourneyDeposited,), phase_reactions.examine_deposit),
    Reaction("examine-extended", (phase_events.JourneyExtended,), phase_reactions.examine_extended),
    Reaction("import-people", (roster_events.RosterConfirmed,), roster_reactions.carry_out, at_once=1),
    Reaction("draw-preview", (upload_events.UploadFinished,), upload_reactions.draw),
    Reaction("discard-upload", (upload_events.UploadAbandoned,), upload_reactions.discard),
    Reaction("examine-abandoned", (upload_events.UploadAbandoned,), phase_reactions.examine_abandoned),
    Reaction(CLONING, (edition_events.EditionCloned,), edition_reactions.carry_over),
    Reaction("draft-entries", (edition_events.StageAdvanced,), bank_reactions.draft_entries),
    Reaction("tell-people", notice_reactions.HEARD, notice_reactions.tell, at_once=8),
    Reaction("mentor-role-revoked", (edition_events.RoleRevoked,), mentoring_reactions.leave),
    Reaction("mentor-account-closed", (people_events.AccountClosed,), mentoring_reactions.close),
    Reaction("lead-account-closed", (people_events.AccountClosed,), people_reactions.miss_leads),
    Reaction("erased-leaves-teams", (people_events.AccountErased,), people_reactions.leave_teams),
    Reaction("erased-leaves-no-paper", (people_events.AccountErased,), people_reactions.drop_papers),
    Reaction("delete-paper", (application_events.PaperDropped,), application_reactions.delete_paper),
    Reaction("propose-mentors-again", (mentoring_events.MentorLeft,), mentoring_reactions.propose_again),
    Reaction("release-help", (mentoring_events.MentorLeft,), mentoring_reactions.release),
    Reaction("admit-to-jury", (jury_events.JuryOpened, phase_events.JourneyFinished), jury_reactions.admit),
    Reaction("leave-jury", (team_events.TeamWithdrawn,), jury_reactions.withdraw),
    Reaction(
        "propose-recusals",
        (
            jury_events.JuryComposed,
            jury_events.JurorReplaced,
            jury_events.TeamAdmitted,
            mentoring_events.AssignmentPublished,
            team_events.MemberJoined,
        ),
        jury_reactions.propose_recusals,
    ),
    Reaction(
        "unseat-jurors",
        (jury_events.JuryComposed, edition_events.RoleRevoked, team_events.MemberJoined),
        jury_reactions.unseat,
    ),
    Reaction("award-prizes", (jury_events.RankingDecided,), jury_reactions.award),
)

CONSTRAINTS: dict[str, type[Exception]] = {
    **directory_tables.CONSTRAINTS,
    **people_tables.CONSTRAINTS,
    **edition_tables.CONSTRAINTS,
    **challenge_tables.CONSTRAINTS,
    **team_tables.CONSTRAINTS,
    **roster_tables.CONSTRAINTS,
    **upload_tables.CONSTRAINTS,
    **bank_tables.CONSTRAINTS,
    **calendar_tables.CONSTRAINTS,
    **mentoring_tables.CONSTRAINTS,
    **application_tables.CONSTRAINTS,
}

# Facts that answer a command with a no: recorded, and then refused to who sent it.
ANSWERS: dict[type[Event], tuple[type[Refusal], str]] = {**session.ANSWERS}

RULES = Rules(Catalog(EVENTS), PROJECTIONS, (Refusal,), CONSTRAINTS)


def context_of(command: Command, stamp: Stamp) -> Streams:
    """The other streams whose state the decision needs."""
    return (*HANDLERS[type(command)].context(command), *of_actor(command, stamp))


def handler(command: type[Command]) -> Handler:
    """Who decides a command."""
    return HANDLERS[command]
