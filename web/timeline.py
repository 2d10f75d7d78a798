"""What happened, as sentences: for the timelines and for "what just happened"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from idarathon.editions.reads import TimelineRow
from idarathon.errors import N_
from web import i18n
from web.i18n import Lang, translator
from web.words import Words

# Type → tone, icon, sentence. A type may end in "?x": the sentence when the fact x is true.
SENTENCES: Final[dict[str, tuple[str, str, str]]] = {
    "edition.created": ("plain", "pen", N_("The edition was created.")),
    "edition.cloned": ("plain", "pen", N_("The edition takes up an earlier one.")),
    "edition.settings_changed": ("plain", "pen", N_("The settings were changed.")),
    "edition.renamed": ("plain", "pen", N_("The edition was renamed.")),
    "edition.item_planned": ("plain", "list", N_("“%(item)s” was planned.")),
    "edition.item_completed": ("good", "check", N_("“%(item)s” is done.")),
    "edition.item_reopened": ("care", "clock", N_("“%(item)s” is open again.")),
    "edition.published": ("good", "globe", N_("The edition was published.")),
    "edition.stage_advanced": ("calm", "arrow", N_("The edition moved on to: %(stage)s.")),
    "edition.role_granted": ("plain", "team", N_("%(account)s received the role: %(role)s.")),
    "edition.role_revoked": ("plain", "leave", N_("%(account)s no longer has the role: %(role)s.")),
    "account.opened": ("plain", "team", N_("An account was opened.")),
    "roster.confirmed": ("calm", "play", N_("The import of a list of %(people)s people was confirmed.")),
    "roster.imported": ("good", "team", N_("A list was imported: %(opened)s new accounts, %(known)s known.")),
    "challenge.drafted": ("plain", "pen", N_("The challenge “%(challenge)s” was drafted.")),
    "challenge.revised": ("plain", "pen", N_("The challenge “%(challenge)s” was revised.")),
    "challenge.submitted": ("calm", "send", N_("The challenge “%(challenge)s” was submitted.")),
    "challenge.changes_requested": ("care", "pen", N_("Changes to the challenge “%(challenge)s” were requested.")),
    "challenge.approved": ("good", "check", N_("The challenge “%(challenge)s” was approved.")),
    "challenge.published": ("good", "globe", N_("The challenge “%(challenge)s” was published.")),
    "challenge.closed": ("plain", "lock", N_("The challenge “%(challenge)s” takes no more teams.")),
    "team.registered": ("calm", "team", N_("The team %(team)s was registered.")),
    "team.member_invited": ("plain", "send", N_("%(account)s was invited to the team %(team)s.")),
    "team.member_joined": ("plain", "team", N_("%(account)s joined the team %(team)s.")),
    "team.invitation_declined": ("plain", "cross", N_("%(account)s declined the invitation of the team %(team)s.")),
    "team.invitation_cancelled": ("plain", "cross", N_("The team %(team)s took back its invitation to %(account)s.")),
    "team.openings_set": ("plain", "pen", N_("The team %(team)s said whether it takes requests to join.")),
    "team.join_asked": ("plain", "send", N_("%(account)s asked to join the team %(team)s.")),
    "team.join_taken_back": ("plain", "leave", N_("%(account)s no longer asks to join the team %(team)s.")),
    "team.join_declined": ("plain", "cross", N_("The team %(team)s did not take the request of %(account)s.")),
    "team.seeker_entered": ("plain", "team", N_("Somebody looks for a team.")),
    "team.seeker_left": ("plain", "leave", N_("Somebody no longer looks for a team.")),
    "team.member_left": ("plain", "leave", N_("%(account)s left the team %(team)s.")),
    "team.lead_handed_over": ("plain", "team", N_("%(account)s is now the lead of the team %(team)s.")),
    "team.lead_missed": (
        "care",
        "alert",
        N_("The team %(team)s needs another lead: the account of its lead is closed."),
    ),
    "team.confirmed": ("good", "check", N_("The team %(team)s is confirmed.")),
    "team.fell_below_minimum": ("care", "alert", N_("The team %(team)s has fewer members than it needs.")),
    "team.minimum_restored": ("good", "check", N_("The team %(team)s has enough members again.")),
    "team.challenge_assigned": ("calm", "arrow", N_("The team %(team)s works on “%(challenge)s”.")),
    "team.renamed": ("plain", "pen", N_("A team changed its name: %(name)s.")),
    "team.withdrawn": ("plain", "leave", N_("The team %(team)s has withdrawn.")),
    "phases.planned": ("plain", "calendar", N_("The five phases were planned.")),
    "phase.scheduled": ("plain", "calendar", N_("The dates of a phase were changed.")),
    "phase.scheduled?window": (
        "plain",
        "calendar",
        N_("New dates of the phase %(phase)s: from %(opens)s to %(closes)s."),
    ),
    "phases.shifted": ("care", "calendar", N_("The programme from %(day)s on was shifted by %(days)s days.")),
    "gate.set": ("plain", "list", N_("The gate of the phase %(phase)s was set.")),
    "phase.opened": ("calm", "play", N_("The phase %(phase)s opened.")),
    "phase.closed": ("plain", "lock", N_("The phase %(phase)s closed.")),
    "phase.closed?early": ("plain", "lock", N_("The phase %(phase)s was closed before its time.")),
    "mentor.described": ("plain", "pen", N_("What %(account)s can bring as a mentor was described.")),
    "mentor.left": ("care", "leave", N_("%(account)s no longer accompanies teams.")),
    "needs.stated": ("plain", "list", N_("A team said what it looks for in a mentor.")),
    "assignment.proposed": ("plain", "list", N_("A proposal was computed: who accompanies which team.")),
    "assignment.pair_added": ("plain", "pen", N_("A mentor was put beside a team in the proposal.")),
    "assignment.pair_removed": ("plain", "pen", N_("A mentor was taken out of the proposal.")),
    "assignment.published": ("good", "team", N_("The mentors of the teams are known.")),
    "note.written": ("plain", "pen", N_("A coaching note was written.")),
    "note.revised": ("plain", "pen", N_("A coaching note was revised.")),
    "note.shared": ("calm", "team", N_("A coaching note was shared with its team.")),
    "note.unshared": ("plain", "lock", N_("The sharing of a coaching note was taken back.")),
    "note.step_completed": ("good", "check", N_("A next step of a coaching note is done.")),
    "note.step_reopened": ("plain", "clock", N_("A next step of a coaching note is open again.")),
    "help.asked": ("care", "alert", N_("A team asks the mentors for help.")),
    "help.claimed": ("calm", "play", N_("A mentor has taken a request for help.")),
    "help.released": ("plain", "clock", N_("A request for help is open to the mentors again.")),
    "help.answered": ("good", "check", N_("A mentor has answered a request for help.")),
    "help.closed": ("plain", "lock", N_("A request for help is settled.")),
    "journey.started": ("calm", "play", N_("The team %(team)s set out.")),
    "journey.entered": ("calm", "arrow", N_("The team %(team)s entered the phase %(phase)s.")),
    "journey.waiting": ("plain", "clock", N_("The team %(team)s waits for the phase %(phase)s to open.")),
    "upload.begun": ("plain", "clock", N_("The team %(team)s began to send a file.")),
    "upload.finished": ("plain", "check", N_("A file of the team %(team)s has arrived.")),
    "upload.abandoned": ("plain", "cross", N_("The team %(team)s gave up a file.")),
    "journey.deposited": ("calm", "send", N_("The team %(team)s deposited: %(deliverable)s.")),
    "journey.deposited?in_grace": (
        "calm",
        "send",
        N_("The team %(team)s deposited within the grace time: %(deliverable)s."),
    ),
    "journey.deposited?late": ("care", "send", N_("The team %(team)s deposited late: %(deliverable)s.")),
    "journey.advanced": ("good", "check", N_("The team %(team)s passed the gate of the phase %(phase)s.")),
    "journey.advanced?override": (
        "good",
        "check",
        N_("The team %(team)s was let through the gate of %(phase)s."),
    ),
    "journey.advanced?conditional": (
        "care",
        "check",
        N_("The team %(team)s passed the phase %(phase)s conditionally."),
    ),
    "journey.held": ("care", "pause", N_("The team %(team)s still has to complete the phase %(phase)s.")),
    "journey.extended": (
        "calm",
        "clock",
        N_("Extension for the team %(team)s, phase %(phase)s: %(until)s."),
    ),
    "journey.reminded": ("plain", "clock", N_("The team %(team)s was reminded that its extension ends soon.")),
    "journey.extension_ended": ("plain", "clock", N_("The extension of the team %(team)s ended.")),
    "journey.finished": ("good", "check", N_("The team %(team)s passed all five phases.")),
    "session.drafted": ("plain", "pen", N_("The session “%(name)s” was drafted.")),
    "session.revised": ("plain", "pen", N_("The session “%(name)s” was revised.")),
    "session.replanned": ("plain", "calendar", N_("A draft session was moved.")),
    "session.dropped": ("plain", "cross", N_("A draft session was dropped.")),
    "session.published": ("calm", "calendar", N_("New in the programme: “%(name)s”, %(starts)s.")),
    "session.moved": ("care", "calendar", N_("The session “%(name)s” was moved to %(starts)s.")),
    "session.cancelled": ("bad", "cross", N_("The session “%(name)s” of %(starts)s was cancelled.")),
    "session.registered": ("plain", "check", N_("%(account)s registered for a session.")),
    "session.unregistered": ("plain", "leave", N_("%(account)s does not come to a session after all.")),
    "session.team_registered": ("plain", "check", N_("A team registered for a session.")),
    "session.team_unregistered": ("plain", "leave", N_("A team does not come to a session.")),
    "session.attendance_opened": ("calm", "check", N_("The attendance of a session was taken.")),
    "session.attended": ("good", "check", N_("%(account)s was present at a session.")),
    "session.code_missed": ("care", "alert", N_("%(account)s typed a wrong code for the attendance of a session.")),
    "session.rated": ("plain", "dot", N_("Somebody gave an opinion on a session.")),
    "phase.reminded": ("plain", "clock", N_("Teams were reminded that %(phase)s closes soon.")),
    "session.reminded": ("plain", "clock", N_("The session “%(name)s” was recalled to those who come.")),
    "journey.withdrawn": ("plain", "leave", N_("The team %(team)s left the programme.")),
    "entry.drafted": ("plain", "box", N_("The work of a team became a draft for the bank.")),
    "entry.completed": ("plain", "pen", N_("An entry of the bank was completed.")),
    "entry.published": ("good", "box", N_("“%(name)s” is in the bank of prototypes.")),
    "entry.withdrawn": ("plain", "box", N_("An entry was withdrawn from the bank.")),
    "reuse.requested": ("calm", "send", N_("An administration asks to use a prototype of the bank.")),
    "reuse.accepted": ("good", "check", N_("A request to use a prototype was accepted.")),
    "reuse.declined": ("plain", "cross", N_("A request to use a prototype was declined.")),
    "reuse.pilot_started": ("calm", "play", N_("A prototype of the bank is tried in a pilot.")),
    "reuse.put_in_service": ("good", "check", N_("A prototype of the bank is in service.")),
    "reuse.stopped": ("plain", "leave", N_("A reuse of a prototype has ended.")),
    "jury.rubric_set": ("plain", "pen", N_("The rubric was written.")),
    "jury.composed": ("plain", "team", N_("The panel of the jury was composed.")),
    "jury.recusal_proposed": ("care", "pause", N_("A recusal was proposed.")),
    "jury.recusal_decided": ("plain", "check", N_("A recusal was decided.")),
    "jury.juror_replaced": ("plain", "team", N_("An alternate took a seat on the jury.")),
    "jury.juror_unseated": ("care", "leave", N_("Somebody on the jury may not judge any more.")),
    "jury.opened": ("calm", "play", N_("The jury opened.")),
    "jury.team_admitted": ("calm", "arrow", N_("A team came before the jury.")),
    "jury.team_left": ("plain", "leave", N_("A team left the jury’s ranking.")),
    "jury.scored": ("plain", "pen", N_("A juror saved marks.")),
    "jury.closed": ("calm", "lock", N_("The jury closed.")),
    "jury.ranking_decided": ("good", "check", N_("The president of the jury decided.")),
    "prize.defined": ("plain", "pen", N_("A prize was defined: %(name)s.")),
    "prize.removed": ("plain", "pen", N_("A prize was removed: %(name)s.")),
    "prize.awarded": ("plain", "lock", N_("The decision about a prize was recorded. It is secret until the ceremony.")),
    "ceremony.opened": ("calm", "play", N_("The ceremony opened.")),
    "prize.revealed": ("good", "check", N_("Prize revealed: %(name)s.")),
    "applications.scheduled": ("plain", "calendar", N_("Applications are taken from %(opens)s to %(closes)s.")),
    "application.submitted": ("calm", "send", N_("%(account)s applied.")),
    "application.revised": ("plain", "pen", N_("%(account)s changed its application.")),
    "application.withdrawn": ("plain", "leave", N_("%(account)s withdrew its application.")),
    "application.authorised": ("good", "check", N_("The application of %(account)s is authorised.")),
    "application.paper_dropped": ("plain", "box", N_("The signed authorisation of %(account)s is kept no longer.")),
    "application.authorisation_refused": (
        "care",
        "cross",
        N_("The authorisation for the application of %(account)s was refused."),
    ),
    "application.read": ("plain", "list", N_("The application of %(account)s was read.")),
    "application.decided": ("calm", "check", N_("The application of %(account)s was decided.")),
    "application.announced": ("plain", "send", N_("%(account)s was told of the decision on its application.")),
    "application.proposed": ("calm", "send", N_("A focal point asked %(account)s to apply.")),
    "ceremony.closed": ("good", "check", N_("The ceremony is over: the results are public.")),
}


class Line(Struct, frozen=True):
    """One line of parts/lists.html's timeline."""

    at: datetime
    text: str
    who: str
    detail: str | None
    tone: str
    icon: str
    position: int
    more: int = 0  # alike facts that it stands for besides its own


def lines(rows: Sequence[TimelineRow], lang: Lang, titles: Mapping[str, str] | None = None) -> list[Line]:
    """The rows as sentences. ``titles``: of deliverables, by key (``web.public.titles``)."""
    return [_line(row, lang, titles or {}) for row in rows]


def _line(row: TimelineRow, lang: Lang, titles: Mapping[str, str]) -> Line:
    known = ("conditional", "override", "early", "late", "in_grace", "window")
    flags = [f"{row.type}?{flag}" for flag in known if row.facts.get(flag)]
    tone, icon, sentence = next(
        (SENTENCES[key] for key in (*flags, row.type) if key in SENTENCES),
        ("plain", "dot", row.type),
    )
    text = translator(lang).catalog.gettext(sentence) % defaultdict(str, _values(row, lang, titles))
    return Line(row.at, text, _who(row, lang), row.reason, tone, icon, row.position)


def _values(row: TimelineRow, lang: Lang, titles: Mapping[str, str]) -> dict[str, Any]:
    facts, words = row.facts, Words(lang)
    gone = N_("Name erased") if row.account_erased else N_("Somebody")
    key = str(facts.get("deliverable", ""))
    window: dict[str, Any] = facts.get("window") or {}
    about, walls = window or facts.get("gate") or facts, window or facts
    return {
        "team": row.team_name or "",
        "account": row.account_name or translator(lang).gettext(gone),
        "challenge": i18n.quoted(i18n.text(row.challenge_title, lang).text, lang) if row.challenge_title else "",
        "name": _plain(facts.get("name") or (facts.get("details") or {}).get("title"), lang),
        "starts": i18n.wall_text(facts["slot"]["starts_wall"], lang, zone=True) if facts.get("slot") else "",
        "score": facts.get("score", ""),
        "item": facts.get("item", ""),
        "stage": words.stage(str(facts.get("stage", ""))),
        "role": words.role(str(facts.get("role", ""))),
        "phase": words.phase(str(about.get("phase", ""))),
        "deliverable": titles.get(key, key),
        "opens": i18n.wall_text(walls["opens_wall"], lang) if "opens_wall" in walls else "",
        "closes": i18n.wall_text(walls["closes_wall"], lang, zone=True) if "closes_wall" in walls else "",
        "days": facts.get("days", ""),
        **{name: facts.get(name, "") for name in ("people", "opened", "known")},
        "day": i18n.date_text(date.fromisoformat(facts["after"]), lang) if facts.get("after") else "",
        "until": i18n.day_time(datetime.fromisoformat(facts["until"]), lang) if facts.get("until") else "",
    }


def _plain(value: Any, lang: Lang) -> str:
    return i18n.quoted(i18n.text(value, lang).text if isinstance(value, Mapping) else str(value or ""), lang)


def _who(row: TimelineRow, lang: Lang) -> str:
    """The name, else the role, of who did it; or that it was erased."""
    erased = translator(lang).gettext(N_("Name erased")) if row.actor_erased else ""
    return row.actor_name or erased or (Words(lang).role(row.actor_role) if row.actor_role else "")
