"""The read tables of a jury, and the awards' way to the prizes."""

from __future__ import annotations

import msgspec

from events.message import Event, Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.editions.events import jsonb
from idarathon.jury import events as was

SQL = beside(__file__)


def jury(recorded: Recorded) -> list[Write]:
    """Table jury. Whatever comes first begins it."""
    event, at = recorded.event, recorded.meta.at
    match event:
        case was.RubricSet() | was.RecusalProposed():
            return [(SQL["begin_jury"], (event.edition,))]
        case was.JuryComposed():
            begun = (SQL["begin_jury"], (event.edition,))
            return [begun, (SQL["compose_jury"], (event.edition, event.president, event.quorum, event.official))]
        case was.JurorReplaced():
            return [(SQL["preside_jury"], (event.edition, event.juror, event.by))]
        case was.JuryOpened():
            return [(SQL["open_jury"], (event.edition, at))]
        case was.JuryClosed():
            reason = event.reason.id if event.reason else None
            return [(SQL["close_jury"], (event.edition, at, reason, recorded.meta.position))]
        case was.RankingDecided():
            places = msgspec.json.encode(event.places).decode()
            return [(SQL["decide_jury"], (event.edition, at, recorded.meta.id, places))]
    return []


def minutes(recorded: Recorded) -> list[Write]:
    """Table jury_minutes: each decision has its own, sealed where it stands in the log."""
    meta, event = recorded.meta, recorded.event
    if not isinstance(event, was.RankingDecided):
        return []
    return [(SQL["add_minutes"], (meta.id, event.edition, meta.at, meta.position))]


def criteria(recorded: Recorded) -> list[Write]:
    """Table jury_criterion."""
    event = recorded.event
    if not isinstance(event, was.RubricSet):
        return []
    rows = [
        (event.edition, one.key, place, jsonb(one.title), one.weight, msgspec.json.encode(one.levels).decode())
        for place, one in enumerate(event.criteria)
    ]
    return [(SQL["clear_rubric"], (event.edition,)), *((SQL["set_rubric"], row) for row in rows)]


def seats(recorded: Recorded) -> list[Write]:
    """Table jury_seat."""
    match recorded.event:
        case was.JuryComposed() as e:
            people = [*([(e.president, "president")] if e.president else []), *((one, "juror") for one in e.jurors)]
            people += [(one, "alternate") for one in e.alternates]
            rows = [(e.edition, account, seat, place) for place, (account, seat) in enumerate(people)]
            return [(SQL["clear_seats"], (e.edition,)), *((SQL["add_seat"], row) for row in rows)]
        case was.JurorReplaced() as e if e.by == e.juror:
            return [(SQL["sit_again"], (e.edition, e.juror))]
        case was.JurorUnseated() as e:
            return [(SQL["unseat"], (e.edition, e.juror, e.cause))]
        case was.JurorReplaced() as e:
            take = (SQL["take_seat"], (e.edition, e.juror, e.by))
            return [take, (SQL["leave_seat"], (e.edition, e.juror, e.reason.id))]
    return []


def recusals(recorded: Recorded) -> list[Write]:
    """Table jury_recusal."""
    at = recorded.meta.at
    match recorded.event:
        case was.RecusalProposed() as e:
            reason = e.reason.id if e.reason else None
            return [(SQL["propose_recusal"], (e.edition, e.juror, e.team, e.cause, reason, at))]
        case was.RecusalDecided() as e:
            reason = e.reason.id if e.reason else None
            return [(SQL["decide_recusal"], (e.edition, e.juror, e.team, e.accepted, at, reason))]
    return []


def teams(recorded: Recorded) -> list[Write]:
    """Table jury_team."""
    match recorded.event:
        case was.TeamAdmitted() as e:
            return [(SQL["admit_team"], (e.edition, e.team, recorded.meta.at))]
        case was.TeamLeft() as e:
            return [(SQL["leave_jury"], (e.edition, e.team, recorded.meta.at))]
    return []


def sheets(recorded: Recorded) -> list[Write]:
    """Table jury_sheet."""
    e = recorded.event
    if not isinstance(e, was.Scored):
        return []
    comment = e.comment.id if e.comment else None
    marks = msgspec.json.encode(e.marks).decode()
    return [(SQL["score"], (e.edition, e.team, e.juror, marks, comment, recorded.meta.at))]


def awards(recorded: Recorded) -> list[Write]:
    """Table jury_award."""
    e = recorded.event
    if not isinstance(e, was.RankingDecided):
        return []
    return [
        (SQL["add_award"], (e.edition, one.prize, list(one.teams), one.reason.id if one.reason else None))
        for one in e.awards
    ]


_JURY: tuple[type[Event], ...] = (
    was.RubricSet,
    was.RecusalProposed,
    was.JuryComposed,
    was.JurorReplaced,
    was.JuryOpened,
    was.JuryClosed,
    was.RankingDecided,
)
PROJECTIONS: tuple[Projection, ...] = (
    Projection("jury", _JURY, jury),
    Projection("jury_criterion", (was.RubricSet,), criteria),
    Projection("jury_seat", (was.JuryComposed, was.JurorReplaced, was.JurorUnseated), seats),
    Projection("jury_recusal", (was.RecusalProposed, was.RecusalDecided), recusals),
    Projection("jury_team", (was.TeamAdmitted, was.TeamLeft), teams),
    Projection("jury_sheet", (was.Scored,), sheets),
    Projection("jury_minutes", (was.RankingDecided,), minutes),
    Projection("jury_award", (was.RankingDecided,), awards),
)
