"""The stream that decides a command, the streams that it must know, and the erasable texts that go with it."""

from __future__ import annotations

from typing import Any

from events.deciding import Decider
from events.message import Stamp, Write
from idarathon.applications import commands as application_commands
from idarathon.applications import decider as applications
from idarathon.bank import commands as bank_commands
from idarathon.bank.decider import ENTRY
from idarathon.challenges import decider as challenge
from idarathon.deliverables import decider as upload
from idarathon.directory import decider as directory
from idarathon.editions import decider as edition
from idarathon.jury import commands as jury_commands
from idarathon.jury import decider as jury
from idarathon.mentoring import commands as mentoring_commands
from idarathon.mentoring import decider as mentoring
from idarathon.notices import commands as notice_commands
from idarathon.people import commands as people_commands
from idarathon.people import decider as account
from idarathon.people import vault
from idarathon.phases.decider import JOURNEY, PHASES
from idarathon.prizes import commands as prize_commands
from idarathon.prizes import decider as prizes
from idarathon.rosters import commands as roster_commands
from idarathon.teams import commands as team_commands
from idarathon.teams import decider as team

Streams = tuple[tuple[Decider, str], ...]
REQUIRE_COMPOSITION = "SELECT require_composition($1, $2)"  # migration 255
REQUIRE_ANNOUNCED = "SELECT require_announced($1, $2)"  # migration 282
REQUIRE_NO_TEAM = "SELECT require_no_team($1, $2)"  # migration 258
REQUIRE_REQUEST = "SELECT require_request($1, $2)"  # migration 257
REQUIRE_ROSTER = "SELECT require_roster($1, $2, $3, $4, $5, $6, $7)"  # migration 276


def alone(_: Any) -> Streams:
    """The stream's own state is enough."""
    return ()


def in_edition(command: Any) -> Streams:
    """The edition."""
    return ((edition, f"edition-{command.edition}"),)


def of_clone(command: Any) -> Streams:
    """The edition that is cloned, and its phases."""
    return ((edition, f"edition-{command.source}"), (PHASES, f"phases-{command.source}"))


def with_person(command: Any) -> Streams:
    """The account that the command names."""
    return ((account, f"account-{command.account}"),)


def of_account(command: Any) -> Streams:
    """The administration that the command names, if any."""
    named = getattr(command, "administration", None)
    return ((directory, f"administration-{named}"),) if named else ()


def of_actor(command: Any, stamp: Stamp) -> Streams:
    """Who gives or takes the right to run the platform: it must have that right still."""
    rights = (people_commands.GrantAdmin, people_commands.RevokeAdmin, people_commands.CloseAccount)
    return ((account, f"account-{stamp.actor}"),) if isinstance(command, rights) and stamp.actor else ()


def of_notice(command: Any) -> Streams:
    """The accounts that the command names; of an announcement the edition, and the team or challenge that it is for."""
    if isinstance(command, notice_commands.Announce):
        chosen: Streams = ((team, f"team-{command.team}"),) if command.team else ()
        chosen += ((challenge, f"challenge-{command.challenge}"),) if command.challenge else ()
        return (*in_edition(command), *chosen)
    accounts = command.accounts if isinstance(command, notice_commands.Tell) else (command.account,)
    return tuple((account, f"account-{one}") for one in accounts)


def of_team(command: Any) -> Streams:
    """The edition, and the account or the challenge that the command names, if any."""
    person = getattr(command, "account", None) or getattr(command, "lead", None)
    chosen = getattr(command, "challenge", None)
    others: Streams = ((account, f"account-{person}"),) if person else ()
    return (*in_edition(command), *others, *(((challenge, f"challenge-{chosen}"),) if chosen else ()))


def of_challenge(command: Any) -> Streams:
    """The edition, and on submission the owner's account, and the administration that it must be of."""
    person = getattr(command, "owner", None)
    return (*in_edition(command), *(((account, f"account-{person}"),) if person else ()), *of_account(command))


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


def of_application(command: Any) -> Streams:
    """The edition; for what is sent while applications are open its dates; the account, the administration and the
    challenge that the command names, as far as it is about them."""
    opening = (application_commands.Submit, application_commands.Revise, application_commands.Propose)
    if not isinstance(command, opening):
        return in_edition(command)
    person = with_person(command) if hasattr(command, "account") else ()
    named = getattr(command, "administration", None)
    there: Streams = ((directory, f"administration-{named}"),) if named else ()
    chosen = getattr(command, "challenge", None)
    others: Streams = ((challenge, f"challenge-{chosen}"),) if chosen else ()
    return (*in_edition(command), (applications.DATES, f"applications-{command.edition}"), *person, *there, *others)


def of_jury(command: Any) -> Streams:
    """The edition; for an admission the team's journey and the team, for a new juror the edition's prizes, for the
    decision these and the teams that are to get one."""
    if isinstance(command, jury_commands.AdmitTeam):
        return (*in_edition(command), (JOURNEY, journey_stream(command)), (team, f"team-{command.team}"))
    if not isinstance(command, jury_commands.DecideRanking | jury_commands.ReplaceJuror):
        return in_edition(command)
    awards = getattr(command, "awards", ())
    named = dict.fromkeys(one for award in awards for one in award.teams)
    return (*in_edition(command), (prizes, prizes.stream(command)), *((team, f"team-{one}") for one in named))


def of_prizes(command: Any) -> Streams:
    """The edition and its jury; to reveal a prize the teams that the command names too."""
    named = command.teams if isinstance(command, prize_commands.Reveal) else ()
    return (*in_edition(command), (jury, jury.stream(command)), *((team, f"team-{one}") for one in named))


def kept(command: Any, stamp: Stamp, stream: str) -> list[Write]:
    """The erasable texts that go with a command: its reason, or what it says itself."""
    return vault.remark(command, stamp, stream)


def composed(command: Any, stamp: Stamp, stream: str) -> list[Write]:
    """A reason; and that a team which somebody joins, or which is confirmed, keeps its edition's conditions, and that
    nobody learns by a place what was not announced: looked at after the read tables are written, before the commit.
    ADR 0011."""
    if isinstance(command, team_commands.AskToJoin):
        return [*kept(command, stamp, stream), (REQUIRE_REQUEST, (command.edition, stamp.actor))]
    confirms = isinstance(command, team_commands.Confirm)
    if not confirms and not isinstance(command, team_commands.JOINING):
        return kept(command, stamp, stream)
    keeps: list[Write] = [(REQUIRE_COMPOSITION, (command.team, confirms))]
    placed = command.lead if isinstance(command, team_commands.Register) else getattr(command, "account", None)
    tells = placed is not None and isinstance(command, team_commands.Register | team_commands.Place)
    return [*keeps, (REQUIRE_ANNOUNCED, (command.edition, placed))] if tells else keeps


def sought(command: Any, stamp: Stamp, stream: str) -> list[Write]:
    """What who looks for a team says of itself; and that it is in none, looked at before the commit."""
    stops = isinstance(command, team_commands.StopSeeking)
    return [] if stops else [*kept(command, stamp, stream), (REQUIRE_NO_TEAM, (command.edition, command.account))]


def opened(command: Any, stamp: Stamp, stream: str) -> list[Write]:
    """A new account's name and address, and what people say of themselves, which never enters the log; and its end."""
    return [*vault.remember(command, stamp), *vault.erase(command)]


def carried_out(command: Any, stamp: Stamp, _stream: str) -> list[Write]:
    """A list of participants that is carried out is erased; one that is confirmed waits in the vault, as it was looked
    at by who confirms it."""
    if isinstance(command, roster_commands.Confirm):
        about = (command.edition, command.administration, command.digest, command.people, command.left_out)
        return [(REQUIRE_ROSTER, (command.roster, stamp.actor, *about))]
    return vault.carried_out(command)


def mailed(command: Any, stamp: Stamp, _: str) -> list[Write]:
    """What people are told is mailed to them too."""
    return vault.mails(command, stamp)


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
