"""Who is told of what: one row an event class. Nobody is told of what it did itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from events.message import Command, Event, Recorded
from events.reading import Reader
from idarathon.applications import events as applications
from idarathon.bank import events as bank
from idarathon.calendar import events as calendar
from idarathon.challenges import events as challenges
from idarathon.editions import events as editions
from idarathon.jury import events as jury
from idarathon.mentoring import events as mentoring
from idarathon.notices.commands import Tell
from idarathon.notices.events import AnnouncementMade, Kind, notice_id
from idarathon.notices.reads import START, readers
from idarathon.phases import events as phases
from idarathon.prizes import events as prizes
from idarathon.teams import events as teams

Chunks = AsyncIterator[list[tuple[str, Command]]]
Facts = dict[str, str]
Lists = tuple[tuple[UUID, ...], ...]


class Told(NamedTuple):
    """``readers``: the statement that finds them by the event's field ``about``; ``facts``: what the words need;
    ``actor_too``: who did it is told as well, as a receipt."""

    kind: Kind
    readers: str
    about: str
    facts: Callable[[Any], Facts]
    actor_too: bool = False


def _none(_: Any) -> Facts:
    return {}


def _phase(event: Any) -> Facts:
    return {"phase": event.phase}


def _passed(event: phases.JourneyAdvanced) -> Facts:
    facts: Facts = {"phase": event.phase}
    if event.to:
        facts["to"] = event.to
    return facts | ({"conditional": "yes"} if event.gaps else {}) | ({"override": "yes"} if event.override else {})


def _until(event: phases.JourneyExtended | phases.JourneyReminded) -> Facts:
    return {"phase": event.phase, "until": event.until.isoformat()}


def _window(event: phases.PhaseScheduled) -> Facts:
    window = event.window
    return {"phase": window.phase, "opens": window.opens_wall, "closes": window.closes_wall}


def _shift(event: phases.PhasesShifted) -> Facts:
    return {"after": event.after.isoformat(), "days": str(event.days)}


def _closing(event: phases.PhaseReminded) -> Facts:
    return {"phase": event.phase, "until": event.closes_at.isoformat()}


def _session(event: Any) -> Facts:
    return {"session": str(event.session), "starts": event.slot.starts_wall}


def _same_session(event: calendar.SessionRevised) -> Facts:
    return {"session": str(event.session)}


def _moved(event: calendar.SessionMoved) -> Facts:
    room = {"room": event.room} if event.room and event.room != event.was_room else {}
    return _session(event) | {"was": event.was.starts_wall} | room


def _prize(event: prizes.PrizeRevealed) -> Facts:
    return {"prize": str(event.prize)}


def _entry(event: Any) -> Facts:
    return {"entry": str(event.entry)}


def _announcement(event: AnnouncementMade) -> Facts:
    return {"announcement": str(event.announcement)}


def _challenge(event: Any) -> Facts:
    return {"challenge": str(event.challenge)}


def _recusal(event: jury.RecusalDecided) -> Facts:
    return {"accepted": "yes"} if event.accepted else {}


def _role(event: editions.RoleGranted) -> Facts:
    return {"role": event.role}


def _decided(event: applications.ApplicationAnnounced) -> Facts:
    return {event.decision: "yes"}


def _asks(event: applications.ApplicationSubmitted) -> Facts:
    return {"asked": "yes"} if event.by == "focal" else {}


TOLD: Mapping[type[Event], Told] = {
    editions.RoleGranted: Told("role_granted", "of_account", "account", _role),
    teams.MemberInvited: Told("invited", "of_account", "account", _none),
    teams.MemberJoined: Told("placed", "of_account", "account", _none),
    teams.JoinAsked: Told("join_asked", "of_lead", "team", _none),
    teams.JoinDeclined: Told("join_declined", "of_account", "account", _none),
    teams.LeadHandedOver: Told("lead_handed_over", "of_account", "account", _none),
    teams.LeadMissed: Told("lead_missed", "of_team", "team", _none),
    teams.TeamWithdrawn: Told("withdrawn", "of_team", "team", _none),
    phases.JourneyAdvanced: Told("advanced", "of_team", "team", _passed),
    phases.JourneyHeld: Told("held", "of_team", "team", _phase),
    phases.JourneyExtended: Told("extended", "of_team", "team", _until),
    phases.JourneyReminded: Told("gate_soon", "of_team", "team", _until),
    phases.JourneyExtensionEnded: Told("extension_ended", "of_team", "team", _phase),
    phases.PhaseScheduled: Told("deadline_moved", "of_edition", "edition", _window),
    phases.PhaseReminded: Told("gate_soon", "of_missing", "edition", _closing),
    phases.PhasesShifted: Told("programme_shifted", "of_edition", "edition", _shift),
    calendar.SessionPublished: Told("session_published", "of_session", "session", _session),
    calendar.SessionMoved: Told("session_moved", "of_expected", "session", _moved),
    calendar.SessionCancelled: Told("session_cancelled", "of_expected", "session", _session),
    calendar.SessionReminded: Told("session_soon", "of_comers", "session", _session),
    mentoring.AssignmentPublished: Told("mentors_known", "of_coached", "edition", _none),
    mentoring.NoteShared: Told("note_shared", "of_team", "team", _none),
    mentoring.HelpAsked: Told("help_asked", "of_coaches", "team", _none),
    mentoring.HelpAnswered: Told("help_answered", "of_team", "team", _none),
    jury.JuryOpened: Told("jury_opened", "of_jury", "edition", _none),
    jury.RecusalDecided: Told("recusal_decided", "of_account", "juror", _recusal),
    prizes.PrizeRevealed: Told("prize_revealed", "of_winners", "prize", _prize),
    bank.EntryDrafted: Told("entry_drafted", "of_entry", "entry", _entry),
    bank.EntryPublished: Told("entry_published", "of_entry", "entry", _entry),
    bank.ReuseRequested: Told("reuse_requested", "of_answerers", "entry", _entry),
    bank.ReuseAccepted: Told("reuse_accepted", "of_requester", "reuse", _entry),
    bank.ReuseDeclined: Told("reuse_declined", "of_requester", "reuse", _entry),
    challenges.ChallengeSubmitted: Told("challenge_submitted", "of_facilitators", "edition", _challenge),
    challenges.ChallengeChangesRequested: Told("challenge_returned", "of_writers", "challenge", _challenge),
    challenges.ChallengeApproved: Told("challenge_approved", "of_writers", "challenge", _challenge),
    applications.ApplicationSubmitted: Told("application_received", "of_account", "account", _none, actor_too=True),
    applications.AuthorisationRefused: Told("authorisation_refused", "of_account", "account", _none),
    applications.ApplicationAnnounced: Told("application_decided", "of_account", "account", _decided),
    applications.ApplicationProposed: Told("application_proposed", "of_account", "account", _none),
    AnnouncementMade: Told("announced", "of_announced", "announcement", _announcement),
}
# A published session is revised: in each of these cases one kind of people. A speaker's name always counts as another.
CHANGED = Told("session_revised", "of_comers", "session", _same_session)
ASKED = Told("session_asked", "of_listed", "edition", _same_session)
ASKED_NOW = Told("session_asked", "of_session", "session", _same_session)
UNASKED = Told("session_unasked", "of_listed", "edition", _same_session)
OF_YOURS = Told("application_of_yours", "of_focal", "application", _asks)
LEADERLESS = Told("lead_missed_desk", "of_facilitators", "edition", _none)
SEVERAL = (CHANGED, ASKED, ASKED_NOW, UNASKED, OF_YOURS, LEADERLESS)
TELLING = frozenset({"kind", "phase", "title", "link", "audience"})
HEARD: tuple[type[Event], ...] = (*TOLD, calendar.SessionRevised)


async def tell(recorded: Recorded, db: Reader) -> Chunks:
    """Everybody whom the event concerns, at most 500 at a time, by account."""
    event: Any = recorded.event
    if isinstance(event, teams.MemberJoined) and recorded.meta.actor == event.account:
        return  # of its own will
    for row, lists in _rows(event):
        about, facts, after = getattr(event, row.about), row.facts(event), START
        while found := await readers(db, row.readers, about, after, 500, *lists):
            others = tuple(one for one in found if row.actor_too or one != recorded.meta.actor)
            yield [(f"{_mark(row)}{found[0]}", _told(recorded, row, others, facts))] if others else []
            after = found[-1]


def _rows(event: Any) -> list[tuple[Told, Lists]]:
    """Who is told what of an event, with the lists of teams that its statement takes."""
    if isinstance(event, applications.ApplicationSubmitted):
        return [(TOLD[type(event)], ()), (OF_YOURS, ())]
    if isinstance(event, teams.LeadMissed):
        return [(TOLD[type(event)], ()), (LEADERLESS, ())]
    if not isinstance(event, calendar.SessionRevised):
        return [(TOLD[type(event)], ())]
    if not event.public:
        return []
    rows: list[tuple[Told, Lists]] = [(CHANGED, ())] if TELLING & set(event.changed) else []
    now, before = event.details.teams, event.asked_before
    if before is not None:
        rows += [(ASKED, (now, before)), (UNASKED, (before, now))]
    elif "audience" in event.changed and event.details.audience == "teams":
        rows.append((ASKED_NOW, ()))
    return rows


def _mark(row: Told) -> str:
    """What is told in several ways has a key for each; what is told in one way has none."""
    return f"{row.kind}:" if row in SEVERAL else ""


def _told(recorded: Recorded, row: Told, accounts: tuple[UUID, ...], facts: Facts) -> Command:
    event: Any = recorded.event
    team, about = getattr(event, "team", None), getattr(event, "edition", None) or event.about
    notice = notice_id(accounts[0], f"{_mark(row)}{recorded.meta.stream}", recorded.meta.version)
    return Tell(accounts=accounts, notice=notice, kind=row.kind, about=about, team=team, facts=facts)
