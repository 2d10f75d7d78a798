"""Avis: what a person was told, in its language and with the names of now, and where each notice leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from idarathon.errors import N_
from idarathon.notices.reads import Notice, notices
from web import i18n
from web.here import Here
from web.i18n import Lang, translator
from web.words import Words

SIZE = 100
WALLS: Final = {
    "opens": False,
    "closes": True,
    "starts": True,
    "was": False,
}  # whether it names the zone: the last does
# Kind → tone, icon, sentence, where it leads (below). A kind may end in "?x": the sentence when the fact x is there.
SENTENCES: Final[dict[str, tuple[str, str, str, str]]] = {
    "invited": ("calm", "send", N_("The team %(team)s invites you."), "me"),
    "invited?by": ("calm", "send", N_("%(by)s invites you to the team %(team)s, as a member."), "me"),
    "placed": ("good", "team", N_("You are now in the team %(team)s."), "team"),
    "join_asked": ("calm", "send", N_("Somebody asks to join your team %(team)s."), "members"),
    "join_declined": ("plain", "cross", N_("The team %(team)s did not take your request to join."), "teams"),
    "lead_handed_over": ("calm", "team", N_("You are now the lead of the team %(team)s."), "members"),
    "lead_missed": (
        "care",
        "alert",
        N_(
            "The account of the lead of your team %(team)s is closed. Agree on another one of you, "
            "and ask a facilitator to make that person the lead."
        ),
        "members",
    ),
    "lead_missed_desk": (
        "care",
        "alert",
        N_("The team %(team)s has no lead any more, whose account is closed: make another member its lead."),
        "team_desk",
    ),
    "withdrawn": ("plain", "leave", N_("The team %(team)s has withdrawn."), "team"),
    "advanced": ("good", "check", N_("Your team %(team)s passed the gate of %(phase)s."), "team"),
    "advanced?conditional": ("care", "check", N_("Your team %(team)s passed %(phase)s conditionally."), "team"),
    "advanced?override": (
        "good",
        "check",
        N_("A facilitator let your team %(team)s through the gate of %(phase)s."),
        "team",
    ),
    "held": ("care", "pause", N_("Your team %(team)s still has to complete %(phase)s."), "team"),
    "extended": ("calm", "clock", N_("Your team %(team)s has longer for %(phase)s: %(until)s."), "team"),
    "extension_ended": ("care", "clock", N_("The extension of your team %(team)s for %(phase)s has ended."), "team"),
    "deadline_moved": ("care", "calendar", N_("New dates for %(phase)s: from %(opens)s to %(closes)s."), "edition"),
    "programme_shifted": (
        "care",
        "calendar",
        "%(shift)s",
        "edition",
    ),
    "gate_soon": (
        "care",
        "clock",
        N_("%(phase)s: your team has until %(until)s, and still misses something."),
        "own",
    ),
    "session_published": ("calm", "calendar", N_("New session: “%(session)s”, %(starts)s."), "session"),
    "session_moved": ("care", "calendar", N_("“%(session)s” was moved from %(was)s to %(starts)s."), "session"),
    "session_moved?room": (
        "care",
        "calendar",
        N_("“%(session)s” is now on %(starts)s, in the room %(room)s."),
        "session",
    ),
    "session_revised": ("care", "calendar", N_("“%(session)s” has changed. Look at it again."), "session"),
    "session_asked": ("calm", "calendar", N_("Your team is asked to come to “%(session)s”."), "session"),
    "session_unasked": ("plain", "calendar", N_("Your team is no longer asked to come to “%(session)s”."), "session"),
    "session_cancelled": ("bad", "cross", N_("“%(session)s” of %(starts)s, does not take place."), "session"),
    "session_soon": ("calm", "clock", N_("Soon: “%(session)s”, %(starts)s."), "session"),
    "mentors_known": ("good", "team", N_("It is known which mentor accompanies which team."), "own"),
    "note_shared": ("calm", "team", N_("A coaching note was shared with your team %(team)s."), "coaching"),
    "help_asked": ("care", "alert", N_("The team %(team)s asks for help."), "help"),
    "help_answered": ("good", "check", N_("The request for help of your team %(team)s was answered."), "coaching"),
    "jury_opened": ("calm", "play", N_("The jury is open: teams wait for your scores."), "reviews"),
    "recusal_decided": ("plain", "check", N_("Your recusal for the team %(team)s was not accepted."), "reviews"),
    "recusal_decided?accepted": ("plain", "check", N_("Your recusal for the team %(team)s was accepted."), "reviews"),
    "prize_revealed": ("good", "check", N_("Your team receives a prize: %(prize)s."), "results"),
    "entry_drafted": ("calm", "box", N_("Your team has a draft in the bank of prototypes: complete it."), "entry"),
    "entry_published": ("good", "box", N_("Your team’s prototype is in the bank: “%(entry)s”."), "entry"),
    "reuse_requested": ("calm", "send", N_("An administration asks to use “%(entry)s”."), "entry"),
    "reuse_accepted": ("good", "check", N_("Your request to use “%(entry)s” was accepted."), "entry"),
    "reuse_declined": ("plain", "cross", N_("Your request to use “%(entry)s” was declined."), "entry"),
    "challenge_submitted": ("care", "send", N_("The challenge “%(challenge)s” was submitted: examine it."), "examine"),
    "challenge_returned": ("care", "pen", N_("Changes to the challenge “%(challenge)s” are requested."), "challenge"),
    "challenge_approved": ("good", "check", N_("The challenge “%(challenge)s” was approved."), "challenge"),
    "application_received": ("good", "check", N_("Your application was received."), "apply"),
    "application_of_yours": ("calm", "send", N_("Somebody of your administration has applied."), "focal"),
    "application_of_yours?asked": (
        "care",
        "send",
        N_("Somebody of your administration has applied: confirm the supervisor’s authorisation."),
        "focal",
    ),
    "authorisation_refused": (
        "care",
        "cross",
        N_("Your focal point says that your supervisor does not agree with your application."),
        "apply",
    ),
    "application_decided": ("calm", "check", N_("Your application was decided."), "apply"),
    "application_decided?selected": ("good", "check", N_("Your application is selected."), "apply"),
    "application_decided?waiting": ("care", "pause", N_("Your application is on the waiting list."), "apply"),
    "application_decided?declined": ("plain", "cross", N_("Your application is not selected this time."), "apply"),
    "application_proposed": ("calm", "send", N_("The focal point of your administration asks you to apply."), "apply"),
    "role_granted": ("calm", "team", N_("A role is given to you: %(role)s."), "me"),
    "announced": ("calm", "send", N_("Announcement: %(said)s"), "announcements"),
}


class Line(Struct, frozen=True, kw_only=True):
    """A notice as it is shown."""

    text: str
    href: str
    body: str  # of an announcement
    edition: Any
    at: datetime
    unread: bool
    tone: str
    icon: str


class NoticesView(Struct, frozen=True, kw_only=True):
    """The page. ``newest``: what marking as read goes up to; ``unread``: how many of those shown."""

    lines: list[Line]
    newest: int | None
    unread: int


async def notices_view(at: Here) -> NoticesView:
    """The newest notices of who looks."""
    rows = await notices(at.db, at.viewer, SIZE)
    return NoticesView(
        lines=lines(rows, at.lang),
        newest=rows[0].position if rows else None,
        unread=sum(row.unread for row in rows),
    )


def lines(rows: Sequence[Notice], lang: Lang) -> list[Line]:
    """The notices as sentences."""
    return [_line(row, lang) for row in rows]


def _line(row: Notice, lang: Lang) -> Line:
    keys = (*(f"{row.kind}?{fact}" for fact in (*row.facts, *_more(row))), row.kind)
    tone, icon, sentence, to = next(SENTENCES[key] for key in keys if key in SENTENCES)
    text = translator(lang).catalog.gettext(sentence) % defaultdict(str, _values(row, lang))
    return Line(
        text=text,
        href=_leads(row, to, lang),
        body=_text(row.said_body, lang),
        edition=row.edition_name,
        at=row.told_at,
        unread=row.unread,
        tone=tone,
        icon=icon,
    )


def _more(row: Notice) -> list[str]:
    """What is known besides the facts, which hold no name."""
    return ["by"] if row.by_name else []


def _values(row: Notice, lang: Lang) -> dict[str, str]:
    facts, words = row.facts, Words(lang)
    walls: dict[str, str] = {
        key: i18n.wall_text(facts[key], lang, zone=zone) for key, zone in WALLS.items() if key in facts
    }
    return {
        "team": row.team_name or "",
        "by": row.by_name or "",
        "phase": words.phase(facts.get("phase", "")),
        "until": i18n.day_time(datetime.fromisoformat(facts["until"]), lang) if "until" in facts else "",
        "shift": _shift(facts, lang) if "after" in facts else "",
        "role": words.role(facts["role"]) if "role" in facts else "",
        "room": facts.get("room", ""),
        "session": _text(row.session_title, lang),
        "prize": _text(row.prize_name, lang),
        "entry": i18n.quoted(row.entry_title or "", lang),
        "challenge": i18n.quoted(_text(row.challenge_title, lang), lang),
        "said": _text(row.said_title, lang),
        **walls,
    }


def _shift(facts: dict[str, str], lang: Lang) -> str:
    """By how many days the programme comes later, or earlier."""
    day, days = i18n.date_text(date.fromisoformat(facts["after"]), lang), int(facts["days"])
    ngettext = translator(lang).ngettext
    if days < 0:
        return ngettext(
            "The programme from %(day)s on was moved forward by %(num)s day.",
            "The programme from %(day)s on was moved forward by %(num)s days.",
            -days,
            day=day,
        )
    return ngettext(
        "The programme from %(day)s on was put off by %(num)s day.",
        "The programme from %(day)s on was put off by %(num)s days.",
        days,
        day=day,
    )


def _text(text: Any, lang: Lang) -> str:
    return i18n.text(text, lang).text if text else ""


def _leads(row: Notice, to: str, lang: Lang) -> str:
    """The page that a notice is about, as far as its edition and team are still there."""
    if row.edition_slug is None or to == "me":
        return f"/{lang}/me"
    base = f"/{lang}/e/{row.edition_slug}"
    team = f"{base}/team/{row.team_slug}" if row.team_slug else base
    return {
        "team": team,
        "members": f"{team}/members" if row.team_slug else base,
        "team_desk": f"{base}/manage/teams/{row.team_slug}" if row.team_slug else base,
        "teams": f"{base}/teams/{row.team_slug}" if row.team_slug else base,
        "coaching": f"{team}/coaching" if row.team_slug else base,
        "session": f"{base}/sessions/{row.facts.get('session', '')}",
        "own": f"{base}/team",
        "apply": f"{base}/apply",
        "focal": f"{base}/focal",
        "help": f"{base}/mentor/help",
        "reviews": f"{base}/reviews",
        "results": f"{base}/results",
        "announcements": f"{base}/announcements#a-{row.facts.get('announcement', '')}",
        "examine": f"{base}/manage/challenges/{row.challenge_slug or ''}",
        "challenge": f"{base}/my-challenge/{row.challenge_slug or ''}",
        "entry": f"{base}/bank/{row.entry_slug}" if row.entry_slug else base,
    }.get(to, base)
