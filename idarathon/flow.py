"""ONE TABLE: which decider takes a command, which read tables an event changes, who reacts to it, what the clock sends.

"Who reacts to X?" is answered here and nowhere else; ``python -m idarathon.flow`` writes docs/FLOW.md from it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from events.catalog import Catalog, type_of
from events.consumer import Reaction
from events.deciding import Decider
from events.message import Command, Event, Stamp, Write
from events.projection import Projection
from events.reading import Reader
from events.writer import Rules
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
from idarathon.calendar import reads as calendar_reads
from idarathon.challenges import commands as challenge_commands
from idarathon.challenges import decider as challenge
from idarathon.challenges import events as challenge_events
from idarathon.challenges import projections as challenge_tables
from idarathon.deliverables import commands as upload_commands
from idarathon.deliverables import decider as upload
from idarathon.deliverables import events as upload_events
from idarathon.deliverables import projections as upload_tables
from idarathon.deliverables import reactions as upload_reactions
from idarathon.deliverables import reads as upload_reads
from idarathon.directory import commands as directory_commands
from idarathon.directory import decider as directory
from idarathon.directory import events as directory_events
from idarathon.directory import projections as directory_tables
from idarathon.editions import commands as edition_commands
from idarathon.editions import decider as edition
from idarathon.editions import events as edition_events
from idarathon.editions import projections as edition_tables
from idarathon.errors import Refusal
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
from idarathon.people import vault
from idarathon.phases import commands as phase_commands
from idarathon.phases import events as phase_events
from idarathon.phases import projections as phase_tables
from idarathon.phases import reactions as phase_reactions
from idarathon.phases import reads as phase_reads
from idarathon.phases.decider import JOURNEY, PHASES
from idarathon.prizes import commands as prize_commands
from idarathon.prizes import decider as prizes
from idarathon.prizes import events as prize_events
from idarathon.prizes import projections as prize_tables
from idarathon.teams import commands as team_commands
from idarathon.teams import decider as team
from idarathon.teams import events as team_events
from idarathon.teams import projections as team_tables

Streams = tuple[tuple[Decider, str], ...]


class Handler(NamedTuple):
    """Who decides a command: its stream, and the other streams whose state the decision needs, read under the lock."""

    decider: Decider
    stream: Callable[[Any], str]
    context: Callable[[Any], Streams]
    vault: Callable[[Any, Stamp, str], list[Write]]


class Due(NamedTuple):
    """Something for the clock to send. ``rank`` orders what is due at the same instant: closings before openings."""

    key: str
    instant: datetime
    rank: int
    command: Command


class Timer(NamedTuple):
    """What the clock asks: what is due now, and when is something due next."""

    name: str
    sends: type[Command]
    due: Callable[[Reader, datetime], Awaitable[list[Due]]]
    next_due: Callable[[Reader, datetime], Awaitable[datetime | None]]


def alone(_: Any) -> Streams:
    """The stream's own state is enough."""
    return ()


def in_edition(command: Any) -> Streams:
    """The edition."""
    return ((edition, f"edition-{command.edition}"),)


def with_person(command: Any) -> Streams:
    """The account that the command names."""
    return ((account, f"account-{command.account}"),)


def of_notice(command: Any) -> Streams:
    """The accounts that the command names."""
    accounts = command.accounts if isinstance(command, notice_commands.Tell) else (command.account,)
    return tuple((account, f"account-{one}") for one in accounts)


def of_team(command: Any) -> Streams:
    """The edition, and the account or the challenge that the command names, if any."""
    person = getattr(command, "account", None) or getattr(command, "lead", None)
    chosen = getattr(command, "challenge", None)
    others: Streams = ((account, f"account-{person}"),) if person else ()
    return (*in_edition(command), *others, *(((challenge, f"challenge-{chosen}"),) if chosen else ()))


def of_challenge(command: Any) -> Streams:
    """The edition, and on submission the owner's account."""
    person = getattr(command, "owner", None)
    return (*in_edition(command), *(((account, f"account-{person}"),) if person else ()))


def of_journey(command: Any) -> Streams:
    """The edition's phases, the team, and the uploads that the command names."""
    named: Any = getattr(command, "files", None) or getattr(command, "uploads", ())
    uploads = tuple((upload, f"upload-{one}") for one in named)
    return ((PHASES, f"phases-{command.edition}"), (team, f"team-{command.team}"), *uploads)


def of_upload(command: Any) -> Streams:
    """The edition, its phases, the team and its journey."""
    phases, own = f"phases-{command.edition}", f"team-{command.team}"
    return (*in_edition(command), (PHASES, phases), (team, own), (JOURNEY, journey_stream(command)))


def of_session(command: Any) -> Streams:
    """The edition, and the facilitator's account and the teams that the command names, if any."""
    person = getattr(command, "facilitator", None)
    named = getattr(command, "teams", None) or ((command.team,) if hasattr(command, "team") else ())
    people: Streams = ((account, f"account-{person}"),) if person else ()
    return (*in_edition(command), *people, *((team, f"team-{one}") for one in named))


def of_entry(command: Any) -> Streams:
    """The edition; for a draft its team, for a completion the entry that it derives from, if any."""
    if isinstance(command, bank_commands.DraftEntry):
        return (*in_edition(command), (team, f"team-{command.team}"))
    ancestor = getattr(command, "lineage", None)
    return (*in_edition(command), *(((ENTRY, f"entry-{ancestor}"),) if ancestor else ()))


def of_reuse(command: Any) -> Streams:
    """The edition and the entry; for a request the administration, else the team."""
    asks = isinstance(command, bank_commands.RequestReuse)
    other = (directory, f"administration-{command.administration}") if asks else (team, f"team-{command.team}")
    return (*in_edition(command), (ENTRY, f"entry-{command.entry}"), other)


def of_mentoring(command: Any) -> Streams:
    """The edition, and the team or the account; for pairs all their mentors, teams and people."""
    pairs = getattr(command, "pairs", None)
    if isinstance(command, mentoring_commands.AddPair) or pairs is not None:
        who = mentoring_commands.involved([command] if pairs is None else pairs)
        mentors = ((mentoring.MENTOR, f"mentor-{command.edition}-{one}") for one in who.mentors)
        teams = ((team, f"team-{one}") for one in who.teams)
        return (*in_edition(command), *mentors, *teams, *((account, f"account-{one}") for one in who.people))
    if isinstance(command, mentoring_commands.DescribeMentor):
        return (*in_edition(command), *with_person(command))
    decided_alone = mentoring.DECIDERS[type(command)] in (mentoring.MENTOR, mentoring.ASSIGNMENT)
    return in_edition(command) if decided_alone else (*in_edition(command), (team, f"team-{command.team}"))


def of_jury(command: Any) -> Streams:
    """The edition; for an admission the team's journey, for the decision the edition's prizes."""
    if isinstance(command, jury_commands.AdmitTeam):
        return (*in_edition(command), (JOURNEY, journey_stream(command)))
    decides = isinstance(command, jury_commands.DecideRanking)
    return (*in_edition(command), *(((prizes, prizes.stream(command)),) if decides else ()))


def of_prizes(command: Any) -> Streams:
    """The edition and its jury."""
    return (*in_edition(command), (jury, jury.stream(command)))


def kept(command: Any, stamp: Stamp, stream: str) -> list[Write]:
    """The erasable texts that go with a command: its reason, or what it says itself."""
    return vault.remark(command, stamp, stream)


def opened(command: Any, stamp: Stamp, stream: str) -> list[Write]:
    """A new account's name and address; they never enter the log."""
    return vault.remember(command, stamp) if isinstance(command, people_commands.OpenAccount) else []


def phases_stream(command: Any) -> str:
    """One stream an edition for its windows and gates."""
    return f"phases-{command.edition}"


def entry_stream(command: Any) -> str:
    """One stream an entry of the bank."""
    return f"entry-{command.entry}"


def reuse_stream(command: Any) -> str:
    """One stream a wish to use an entry again."""
    return f"reuse-{command.reuse}"


def journey_stream(command: Any) -> str:
    """One stream a team for its way through the phases."""
    return f"journey-{command.team}"


_WINDOWS = (phase_commands.Plan, phase_commands.Schedule, phase_commands.Shift, phase_commands.SetGate)
_WINDOWS_ALL: tuple[type[Command], ...] = (*_WINDOWS, phase_commands.Open, phase_commands.Close)
_PERSONAL = (edition_commands.GrantRole, edition_commands.RevokeRole)

COMMANDS: dict[str, type[Command]] = {
    **directory_commands.COMMANDS,
    **people_commands.COMMANDS,
    **edition_commands.COMMANDS,
    **challenge_commands.COMMANDS,
    **team_commands.COMMANDS,
    **phase_commands.COMMANDS,
    **upload_commands.COMMANDS,
    **bank_commands.COMMANDS,
    **notice_commands.COMMANDS,
    **calendar_commands.COMMANDS,
    **mentoring_commands.COMMANDS,
    **jury_commands.COMMANDS,
    **prize_commands.COMMANDS,
}
NAMES: dict[type[Command], str] = {cls: name for name, cls in COMMANDS.items()}

EVENTS: tuple[type[Event], ...] = (
    *directory_events.EVENTS,
    *people_events.EVENTS,
    *edition_events.EVENTS,
    *challenge_events.EVENTS,
    *team_events.EVENTS,
    *phase_events.EVENTS,
    *upload_events.EVENTS,
    *bank_events.EVENTS,
    *notice_events.EVENTS,
    *calendar_events.EVENTS,
    *mentoring_events.EVENTS,
    *jury_events.EVENTS,
    *prize_events.EVENTS,
)


def _handlers() -> Iterable[tuple[type[Command], Handler]]:
    for cls in directory_commands.COMMANDS.values():
        yield cls, Handler(directory, directory.stream, alone, kept)
    for cls in people_commands.COMMANDS.values():
        yield cls, Handler(account, account.stream, alone, opened)
    for cls in edition_commands.COMMANDS.values():
        yield cls, Handler(edition, edition.stream, with_person if cls in _PERSONAL else alone, kept)
    for cls in challenge_commands.COMMANDS.values():
        yield cls, Handler(challenge, challenge.stream, of_challenge, kept)
    for cls in team_commands.COMMANDS.values():
        yield cls, Handler(team, team.stream, of_team, kept)
    for cls in upload_commands.COMMANDS.values():
        yield cls, Handler(upload, upload.stream, of_upload, kept)
    for cls in phase_commands.COMMANDS.values():
        windows = cls in _WINDOWS_ALL
        context = in_edition if windows else of_journey
        yield cls, Handler(PHASES if windows else JOURNEY, phases_stream if windows else journey_stream, context, kept)
    yield from _of_bank_and_inbox()
    for cls in calendar_commands.COMMANDS.values():
        yield cls, Handler(session, session.stream, of_session, kept)


def _of_bank_and_inbox() -> Iterable[tuple[type[Command], Handler]]:
    for cls in notice_commands.COMMANDS.values():
        yield cls, Handler(inbox, inbox.stream, of_notice, kept)
    for cls in bank_commands.COMMANDS.values():
        once_more = hasattr(cls, "reuse")
        yield cls, Handler(*((REUSE, reuse_stream, of_reuse) if once_more else (ENTRY, entry_stream, of_entry)), kept)


HANDLERS: dict[type[Command], Handler] = {
    **dict(_handlers()),
    **{cls: Handler(one, mentoring.stream, of_mentoring, kept) for cls, one in mentoring.DECIDERS.items()},
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
    *upload_tables.PROJECTIONS,
    *bank_tables.PROJECTIONS,
    *notice_tables.PROJECTIONS,
    *calendar_tables.PROJECTIONS,
    *mentoring_tables.PROJECTIONS,
    *jury_tables.PROJECTIONS,
    *prize_tables.PROJECTIONS,
)

REACTIONS: tuple[Reaction, ...] = (
    Reaction("begin-journeys", (team_events.TeamConfirmed, phase_events.PhasesPlanned), phase_reactions.begin),
    Reaction("end-journeys", (team_events.TeamWithdrawn,), phase_reactions.end),
    Reaction("free-seats", (team_events.TeamWithdrawn,), calendar_reactions.free_seats),
    Reaction("admit-waiting", (phase_events.PhaseOpened,), phase_reactions.admit),
    Reaction("examine-at-gate", (phase_events.PhaseClosed,), phase_reactions.examine_all),
    Reaction("examine-deposit", (phase_events.JourneyDeposited,), phase_reactions.examine_deposit),
    Reaction("examine-extended", (phase_events.JourneyExtended,), phase_reactions.examine_extended),
    Reaction("draw-preview", (upload_events.UploadFinished,), upload_reactions.draw),
    Reaction("discard-upload", (upload_events.UploadAbandoned,), upload_reactions.discard),
    Reaction("examine-abandoned", (upload_events.UploadAbandoned,), phase_reactions.examine_abandoned),
    Reaction("draft-entries", (edition_events.StageAdvanced,), bank_reactions.draft_entries),
    Reaction("tell-people", notice_reactions.HEARD, notice_reactions.tell, at_once=8),
    Reaction("mentor-role-revoked", (edition_events.RoleRevoked,), mentoring_reactions.leave),
    Reaction("propose-mentors-again", (mentoring_events.MentorLeft,), mentoring_reactions.propose_again),
    Reaction("admit-to-jury", (jury_events.JuryOpened, phase_events.JourneyFinished), jury_reactions.admit),
    Reaction("leave-jury", (team_events.TeamWithdrawn,), jury_reactions.withdraw),
    Reaction(
        "propose-recusals",
        (
            jury_events.JuryComposed,
            jury_events.JurorReplaced,
            jury_events.TeamAdmitted,
            mentoring_events.AssignmentPublished,
        ),
        jury_reactions.propose_recusals,
    ),
    Reaction("award-prizes", (jury_events.RankingDecided,), jury_reactions.award),
)

CONSTRAINTS: dict[str, type[Exception]] = {
    **directory_tables.CONSTRAINTS,
    **people_tables.CONSTRAINTS,
    **edition_tables.CONSTRAINTS,
    **challenge_tables.CONSTRAINTS,
    **team_tables.CONSTRAINTS,
    **bank_tables.CONSTRAINTS,
    **calendar_tables.CONSTRAINTS,
    **mentoring_tables.CONSTRAINTS,
}

# Facts that answer a command with a no: recorded, and then refused to who sent it.
ANSWERS: dict[type[Event], tuple[type[Refusal], str]] = {**session.ANSWERS}

RULES = Rules(Catalog(EVENTS), PROJECTIONS, (Refusal,), CONSTRAINTS)


def handler(command: type[Command]) -> Handler:
    """Who decides a command."""
    return HANDLERS[command]


def _timer(
    name: str, rank: int, sends: type[Command], due: Any, next_due: Callable[[Reader, datetime], Awaitable[Any]]
) -> Timer:
    """A timer of the phases: a read says what is due, each row becomes the command ``sends``."""

    async def dues(db: Reader, now: datetime) -> list[Due]:
        return [Due(f"{name}:{row.key}", row.instant, rank, _from_row(sends, row)) for row in await due(db, now)]

    return Timer(name, sends, dues, next_due)


def _from_row(sends: type[Command], row: Any) -> Command:
    team = {"team": row.team} if row.team else {}
    return sends(edition=row.edition, phase=row.phase, **team)  # type: ignore[call-arg]


async def _reminders(db: Reader, now: datetime) -> list[Due]:
    """Sessions to be recalled."""
    return [
        Due(
            f"remind-sessions:{row.key}",
            row.instant,
            3,
            calendar_commands.Remind(edition=row.edition, session=row.session, before=row.before),
        )
        for row in await calendar_reads.due_reminders(db, now)
    ]


async def _given_up(db: Reader, now: datetime) -> list[Due]:
    """Uploads that nobody goes on with."""
    found = await upload_reads.due_abandonments(db, now)
    sends = upload_commands.Abandon
    commands = [sends(edition=one.edition, team=one.team, upload=one.upload) for one in found]
    return [Due(f"abandon:{one.upload}", one.instant, 4, command) for one, command in zip(found, commands, strict=True)]


TIMERS: tuple[Timer, ...] = (
    _timer("end-extensions", 0, phase_commands.EndExtension, phase_reads.due_extensions, phase_reads.next_extension),
    _timer("close-phases", 1, phase_commands.Close, phase_reads.due_closings, phase_reads.next_closing),
    _timer("end-grace", 1, phase_commands.Examine, phase_reads.due_graces, phase_reads.next_grace),
    Timer("abandon-uploads", upload_commands.Abandon, _given_up, upload_reads.next_abandonment),
    _timer("open-phases", 2, phase_commands.Open, phase_reads.due_openings, phase_reads.next_opening),
    Timer("remind-sessions", calendar_commands.Remind, _reminders, calendar_reads.next_reminder),
)


def document() -> str:
    """docs/FLOW.md: command → stream and read tables → reactions, from the tables above."""
    lines = ["# Flow", "", "Generated by `make flow` from `idarathon/flow.py`; a test compares them.", ""]
    lines += ["## Commands", "", "| command | decided on | also looks at |", "|---|---|---|"]
    lines += [f"| `{name}` | {_stream_of(cls)} | {_looks_at(cls)} |" for name, cls in sorted(COMMANDS.items())]
    lines += ["", "## Events", "", "| event | read tables | reactions |", "|---|---|---|"]
    lines += [f"| `{type_of(cls)}` | {_tables(cls)} | {_reactions(cls)} |" for cls in sorted(EVENTS, key=type_of)]
    lines += ["", "## Clock", "", "| timer | sends |", "|---|---|"]
    lines += [f"| {timer.name} | `{NAMES[timer.sends]}` |" for timer in TIMERS]
    return "\n".join(lines) + "\n"


def _stream_of(cls: type[Command]) -> str:
    names = {
        PHASES: "phases",
        JOURNEY: "journey",
        edition: "edition",
        team: "team",
        challenge: "challenge",
        upload: "upload",
        session: "session",
        ENTRY: "entry",
        inbox: "inbox",
        REUSE: "reuse",
        mentoring.MENTOR: "mentor",
        mentoring.NEEDS: "needs",
        mentoring.ASSIGNMENT: "assignment",
        mentoring.NOTE: "note",
        mentoring.HELP: "help",
        jury: "jury",
        prizes: "prizes",
    }
    return names.get(HANDLERS[cls].decider) or ("account" if HANDLERS[cls].decider is account else "administration")


def _looks_at(cls: type[Command]) -> str:
    return " ".join((HANDLERS[cls].context.__doc__ or "").rstrip(".").split())


def _tables(cls: type[Event]) -> str:
    return ", ".join(sorted({p.table for p in PROJECTIONS if issubclass(cls, p.events)}))


def _reactions(cls: type[Event]) -> str:
    return ", ".join(reaction.name for reaction in REACTIONS if issubclass(cls, reaction.events))


if __name__ == "__main__":
    print(document(), end="")
