"""The read tables of the bank."""

from __future__ import annotations

import msgspec

from events.message import Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.bank import events as was
from idarathon.bank.reads.words import stems, vector
from idarathon.editions.events import LANGS, Text
from idarathon.errors import N_, Conflict, Refusal

SQL = beside(__file__)


class RequestedAlready(Conflict):
    """An administration asks for an entry once as long as that goes on."""

    code = "reuse_requested_already"
    sentence = N_("This administration has asked for this entry already. Look at what became of that request.")


class Circle(Conflict):
    """No entry derives from itself over however many others: the table follows the line itself (191_bank_rules.sql)."""

    code = "entry_circle"
    sentence = N_("An entry cannot derive from itself, nor from one that derives from it. Choose another entry.")


class TeamGone(Conflict):
    """Nothing is published in the name of a team that has withdrawn (191_bank_rules.sql); what was before stays."""

    code = "entry_team_gone"
    sentence = N_(
        "The team of this entry has withdrawn from the edition. Nothing is published in its name; "
        "publish another entry."
    )


CONSTRAINTS: dict[str, type[Refusal]] = {
    "bank_reuse_going_on": RequestedAlready,
    "bank_entry_circle": Circle,
    "bank_entry_team_gone": TeamGone,
}


def entries(recorded: Recorded) -> list[Write]:
    """Table bank_entry."""
    at = recorded.meta.at
    match recorded.event:
        case was.EntryDrafted() as e:
            return [(SQL["draft_entry"], _drafted(e, recorded))]
        case was.EntryCompleted() as e:
            return [(SQL["complete_entry"], _completed(e, recorded))]
        case was.EntryPublished() as e:
            return [(SQL["publish_entry"], (e.entry, at))]
        case was.EntryWithdrawn() as e:
            return [(SQL["withdraw_entry"], (e.entry, at, e.reason.id))]
    return []


def _drafted(e: was.EntryDrafted, recorded: Recorded) -> tuple[object, ...]:
    content = (e.title, e.problem, e.solution, e.lang, _json(e.links), recorded.meta.at)
    side = vector(("B", e.team_name), ("B", _every(e.challenge_title)))
    searched = (side, vector(("A", e.title)), vector(("D", f"{e.problem} {e.solution}")))
    read = _read((e.title, e.problem, e.solution))
    return (e.entry, e.edition, e.team, e.challenge, *content, *searched, read, _json(e.files))


def _completed(e: was.EntryCompleted, recorded: Recorded) -> tuple[object, ...]:
    content = (e.title, e.problem, e.solution, e.lang, _json(e.links))
    use = (e.maturity, e.licence, e.contact.id, e.lineage, list(e.keywords), recorded.meta.at)
    searched = (vector(("A", e.title), ("A", " ".join(e.keywords))), vector(("D", f"{e.problem} {e.solution}")))
    read = _read((e.title, *e.keywords, e.problem, e.solution))
    return (e.entry, *content, *use, *searched, read, _json(e.files))


def words(recorded: Recorded) -> list[Write]:
    """Table bank_word: what an entry was ever found by, since a word harms nobody when its entry is gone."""
    match recorded.event:
        case was.EntryDrafted() as e:
            said = " ".join((e.team_name, _every(e.challenge_title), e.title, e.problem, e.solution))
        case was.EntryCompleted() as e:
            said = " ".join((e.title, *e.keywords, e.problem, e.solution))
        case _:
            return []
    return [(SQL["add_words"], (sorted(set(stems(said))),))]


def reuses(recorded: Recorded) -> list[Write]:
    """Table bank_reuse."""
    at = recorded.meta.at
    match recorded.event:
        case was.ReuseRequested() as e:
            return [(SQL["request_reuse"], (e.reuse, e.entry, e.administration, e.account, e.message.id, at))]
        case was.ReuseAccepted() as e:
            return [(SQL["decide_reuse"], (e.reuse, "accepted", at, None))]
        case was.ReuseDeclined() as e:
            return [(SQL["decide_reuse"], (e.reuse, "declined", at, e.reason.id))]
        case was.PilotStarted() as e:
            return [(SQL["start_pilot"], (e.reuse, at, e.where))]
        case was.PutInService() as e:
            return [(SQL["put_in_service"], (e.reuse, e.since))]
        case was.ReuseStopped() as e:
            return [(SQL["stop_reuse"], (e.reuse, at, e.reason.id))]
    return []


def _every(text: Text | None) -> str:
    """A text in all its languages: who asks in one finds what is written in another."""
    return " ".join(getattr(text, lang) or "" for lang in LANGS) if text else ""


def _json(values: tuple[object, ...]) -> str:
    return msgspec.json.encode(values).decode()


def _read(texts: tuple[str, ...]) -> str:
    """What the French dictionary reads; a tsvector holds a megabyte at most."""
    return "\n".join(texts)[:40_000]


_ENTRY = (was.EntryDrafted, was.EntryCompleted, was.EntryPublished, was.EntryWithdrawn)
_REUSE = (
    was.ReuseRequested,
    was.ReuseAccepted,
    was.ReuseDeclined,
    was.PilotStarted,
    was.PutInService,
    was.ReuseStopped,
)

PROJECTIONS: tuple[Projection, ...] = (
    Projection("bank_entry", _ENTRY, entries),
    Projection("bank_word", (was.EntryDrafted, was.EntryCompleted), words),
    Projection("bank_reuse", _REUSE, reuses),
)
