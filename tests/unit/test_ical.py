"""Sessions as iCalendar: hostile words stay inside their property, changes are told as RFC 5545 wants it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idarathon.calendar.reads import SessionRow
from idarathon.editions.events import Text
from web import ical

START = datetime(2026, 11, 12, 10, tzinfo=UTC)
HOSTILE = [
    "Titre\r\nATTENDEE:mailto:x@y.invalid",
    "Titre\rX-EVIL:1",
    "a, b; c \\ d \\n e",
    "BEGIN:VEVENT\nEND:VCALENDAR",
    "x" * 5_000,
    "é" * 4_999,
    "ع" * 5_000,
    "\u202eeltit\u202c \u2066x\u2069 \u200f",
    "a\x00b\x07c\x1bd\x85e\u2028f\u2029g",
]


def session(**more: Any) -> SessionRow:
    known: dict[str, Any] = {
        "session": UUID(int=5),
        "edition": UUID(int=1),
        "edition_slug": "e",
        "edition_name": Text(fr="Édition"),
        "kind": "webinar",
        "phase": "ideation",
        "title": Text(fr="Écouter", ar="الإنصات"),
        "about": None,
        "starts_at": START,
        "ends_at": START + timedelta(hours=2),
        "starts_wall": "2026-11-12T10:00",
        "ends_wall": "2026-11-12T12:00",
        "room": "Salle 1",
        "link": None,
        "speaker": None,
        "facilitator": None,
        "facilitator_name": None,
        "capacity": None,
        "taken": 0,
        "audience": "all",
        "asked": [],
        "status": "published",
        "published_at": START,
        "updated_at": START,
        "sequence": 0,
        "moved_from": None,
        "cancelled_at": None,
        "reason": None,
        "attendance_until": None,
        "registered": False,
        "attended": False,
        "score": None,
        "hosts": False,
        "team": None,
        "team_slug": None,
        "team_name": None,
        "team_state": None,
    }
    return SessionRow(**known | more)


def written(*rows: SessionRow, lang: Any = "fr") -> bytes:
    return ical.calendar(rows, "Édition", lang, "https://site.invalid")


def events(body: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(body).walk("VEVENT"))


def test_an_event_says_when_in_moroccan_time() -> None:
    (event,) = events(written(session()))
    assert b"DTSTART;TZID=Africa/Casablanca:20261112T100000\r\n" in written(session())
    assert event.start.astimezone(UTC) == START
    assert (str(event["summary"]), str(event["location"]), str(event["status"])) == ("Écouter", "Salle 1", "CONFIRMED")
    assert str(event["url"]) == f"https://site.invalid/fr/e/e/sessions/{UUID(int=5)}"


def test_the_calendar_has_no_uid_of_its_own_and_its_zone_once() -> None:
    body = written(session(), session(session=UUID(int=6)))
    assert body.count(b"\r\nUID:") == 2
    assert body.count(b"BEGIN:VTIMEZONE") == 1
    assert "uid" not in icalendar.Calendar.from_ical(body)


def test_the_times_of_2020_are_those_of_its_clocks() -> None:
    old = datetime(2020, 11, 9, 9, tzinfo=UTC)  # Morocco was at UTC+1
    body = written(session(starts_at=old, ends_at=old + timedelta(hours=1)))
    assert b"DTSTART;TZID=Africa/Casablanca:20201109T100000" in body


def test_a_cancelled_session_keeps_its_uid_and_says_so() -> None:
    (before,), (after,) = events(written(session())), events(written(session(status="cancelled", sequence=3)))
    assert before["uid"] == after["uid"]
    assert (str(after["status"]), after["sequence"]) == ("CANCELLED", 3)


def test_drafts_are_in_no_calendar() -> None:
    assert events(written(session(status="draft"))) == []


def test_the_same_sessions_give_the_same_bytes() -> None:
    assert written(session()) == written(session())


def hold_together(body: bytes) -> None:
    """Nothing got out of its property."""
    (event,) = events(body)
    known = {"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "URL"}
    assert set(event) - known <= {"DESCRIPTION", "LOCATION"}
    lines = body.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert icalendar.Calendar.from_ical(body).to_ical() == body


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_inside_their_property(words: str) -> None:
    body = written(session(title=Text(fr=words), about=Text(fr=words), room=words, speaker=words, link=words))
    hold_together(body)
    (event,) = events(body)
    for sign in "\u202e\u2066\u200f\x00\x07\x1b\x85\u2028":
        assert sign not in str(event["summary"]) + str(event["description"]) + str(event["location"])


@given(st.text(min_size=1).filter(str.strip))
@settings(max_examples=80, deadline=None)
def test_any_words_stay_inside_their_property(words: str) -> None:
    hold_together(written(session(title=Text(fr=words), about=Text(fr=words), room=words)))
