"""Sessions as iCalendar (RFC 5545): what a calendar program subscribes to.

There is no calendar-level UID: with one, vdirsyncer keeps one event of all. Times are Morocco's wall times with their
zone beside them, so that a program whose tables of zones are old still shows what people agreed on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import icalendar
from litestar import Response

from idarathon.calendar.reads import SessionRow
from idarathon.errors import N_
from web import i18n
from web.here import WebRequest
from web.i18n import MOROCCO, Lang, translator
from web.words import Words

# Control characters but the new line, and those that turn the direction of what follows: not part of any title.
_UNFIT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
FIRST, LAST = date(2020, 1, 1), date(2035, 1, 1)  # for which the zone's rules are written out


def calendar(rows: Sequence[SessionRow], name: str, lang: Lang, base_url: str) -> bytes:
    """The sessions as one calendar; drafts are left out. The same sessions give the same bytes."""
    found = icalendar.Calendar()
    found.add("version", "2.0")
    found.add("prodid", "-//IDARATHON//Calendar//EN")
    found.add("x-wr-calname", fit(name))
    found.add("x-wr-timezone", MOROCCO.key)
    found.add("refresh-interval", "PT1H", parameters={"VALUE": "DURATION"}, encode=False)
    found.add("x-published-ttl", "PT1H")
    found.add_component(_zone())
    for row in rows:
        if row.status != "draft":
            found.add_component(_event(row, lang, base_url))
    written: bytes = found.to_ical()
    return written


def answer(request: WebRequest, body: bytes, filename: str) -> Response[Any]:
    """The calendar, or 304 for who has it already."""
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": mark,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'inline; filename="{filename}.ics"',
    }
    if mark in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    return Response(body, media_type="text/calendar", headers=headers)


def fit(text: str) -> str:
    """The text without what could reach beyond it; new lines are kept, and escaped by whoever writes them."""
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _event(row: SessionRow, lang: Lang, base_url: str) -> icalendar.Event:
    found = icalendar.Event()
    found.add("uid", f"session-{row.session}@{urlsplit(base_url).hostname}")
    found.add("dtstamp", _second(row.updated_at))
    found.add("last-modified", _second(row.updated_at))
    found.add("sequence", row.sequence)
    found.add("dtstart", row.starts_at.astimezone(MOROCCO))
    found.add("dtend", row.ends_at.astimezone(MOROCCO))
    found.add("summary", _one_line(_title(row, lang)))
    found.add("status", "CANCELLED" if row.status == "cancelled" else "CONFIRMED")
    found.add("url", f"{base_url}/{lang}/e/{row.edition_slug}/sessions/{row.session}")
    found.add("description", fit(_description(row, lang)))
    if row.room or row.link:
        found.add("location", _one_line(row.room or row.link or ""))
    return found


def _title(row: SessionRow, lang: Lang) -> str:
    """A cancelled one says so: some programs show no status."""
    title = i18n.text(row.title, lang).text
    return translator(lang).gettext("Cancelled: %(title)s", title=title) if row.status == "cancelled" else title


def _description(row: SessionRow, lang: Lang) -> str:
    _ = translator(lang).gettext
    lines = [i18n.text(row.edition_name, lang).text + " · " + Words(lang).phase(row.phase)]
    if row.about:
        lines.append(i18n.text(row.about, lang).text)
    if row.speaker:
        lines.append(_(N_("Speaker: %(name)s"), name=row.speaker))
    if row.link:
        lines.append(_(N_("Join: %(address)s"), address=row.link))
    if row.moved_from and row.status != "cancelled":
        lines.append(_(N_("Moved. It was to begin on %(when)s."), when=i18n.day_time(row.moved_from, lang)))
    return "\n\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(fit(text).split())


def _second(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


@cache
def _zone() -> icalendar.Timezone:
    zone = icalendar.Timezone.from_tzid(MOROCCO.key, first_date=FIRST, last_date=LAST)
    zone.pop("COMMENT", None)
    return zone
