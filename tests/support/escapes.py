"""What a hostile word has broken out of: a page, a sheet, a calendar, a paper, a mail, the head of an answer."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

import icalendar
import pypdfium2

from tests.support.hostile import MARK

SUM: Final = re.compile(rf"{MARK}\s*49|49\s*{MARK}")  # what a template engine makes of the word "template"
FORMULA: Final = re.compile(r"[\s\ufeff\u200b\u00ad]*[=+\-@\t\r＝＋－＠]")
NUMBER: Final = re.compile(r"-?[0-9]+(,[0-9]+)?")
FOLDED: Final = 75  # octets of a line in a calendar (RFC 5545)
HEADS: Final = frozenset(
    {"from", "to", "subject", "message-id", "auto-submitted", "date", "mime-version", "content-type"}
    | {"content-language", "list-unsubscribe", "list-unsubscribe-post"}
)


class Breaches(HTMLParser):
    """Reads a page; ``found``: where a word has become part of its structure."""

    LEADS = frozenset({"href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset", "srcdoc"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """No tag, no attribute and no address is made of a word."""
        self._script = tag in {"script", "style"}
        names = [name for name, _ in attrs]
        if MARK in tag or any(MARK in name or name.startswith("on") or name == "style" for name in names):
            self.found.append(f"<{tag} {' '.join(names)}>"[:200])
        self.found += [f"{tag} {name}={value}"[:200] for name, value in attrs if name in self.LEADS and _astray(value)]

    def handle_endtag(self, tag: str) -> None:
        """Scripts are over."""
        self._script = False

    def handle_data(self, data: str) -> None:
        """Nothing is in a script, and no template has calculated."""
        if (self._script and MARK in data) or SUM.search(data):
            self.found.append(data[:200])


def _astray(address: str | None) -> bool:
    """Whether an address leads to where the words want."""
    try:
        parts = urlsplit((address or "").strip())
    except ValueError:
        return True
    return parts.scheme not in {"", "http", "https", "mailto", "blob", "webcal"} or MARK in parts.netloc


def of_page(html: str) -> list[str]:
    """Tags, attributes, addresses and scripts that are made of a word."""
    reader = Breaches()
    reader.feed(html)
    reader.close()
    return reader.found


def of_head(headers: Iterable[tuple[str, str]]) -> list[str]:
    """Headers that a word has added, and names of files that go beyond their quotation marks."""
    found = [f"{name}: {value}"[:200] for name, value in headers if MARK in name.lower() or _controls(value)]
    for name, value in headers:
        if name.lower() == "set-cookie" and value.lower().startswith(MARK):
            found.append(f"{name}: {value}"[:200])
        if name.lower() == "content-disposition" and not re.fullmatch(
            r"""(inline|attachment); filename="[^"\\/]*"(; filename\*=UTF-8''[^\s;"/\\]*)?""", value
        ):
            found.append(f"{name}: {value}"[:200])
    return found


def _controls(value: str) -> bool:
    return any(ord(one) < 32 or ord(one) == 127 for one in value)


def of_sheet(text: str) -> list[str]:
    """Cells that a spreadsheet calculates, and rows that have become longer or more."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    found = [f"row of {len(row)}: {row}"[:200] for row in rows if len(row) != len(rows[0])]
    return found + [cell[:200] for row in rows for cell in row if FORMULA.match(cell) and not NUMBER.fullmatch(cell)]


def of_calendar(body: bytes) -> list[str]:
    """Lines and properties that are none of ours."""
    found = [
        str(line[:200]) for line in body.split(b"\r\n") if len(line) > FOLDED or re.search(rb"[\x00-\x08\n\r]", line)
    ]
    for part in icalendar.Calendar.from_ical(body).walk():
        found += [name for name in part if MARK in name.lower()]
        if part.name == "VEVENT" and not str(part.get("uid", "")).startswith("session-"):
            found.append(f"an event of nobody's: {part.get('uid')}")
    return found


def of_paper(body: bytes) -> list[str]:
    """A document that cannot be read, calculates, or leads elsewhere."""
    document = pypdfium2.PdfDocument(body)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    found = [text[:200]] if SUM.search(text) or "root:" in text else []
    return found + (["an address of a word"] if b"/URI(javascript" in body or b"pwnd.invalid" in body else [])


def of_mail(body: bytes) -> list[str]:
    """Heads that a word has added; and of the HTML what of_page finds."""
    mail: EmailMessage = message_from_bytes(body, policy=default)
    found = [f"{name}: {value}"[:200] for name, value in mail.items() if name.lower() not in HEADS]
    found += [name for name in ("Subject", "To", "From") if len(mail.get_all(name, [])) != 1]
    found += [str(mail["to"])] if len(mail["to"].addresses) != 1 else []
    found += [one.get_content_type() for one in mail.walk() if one.get_filename()]
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    if text is None or html is None:
        return [*found, "no text and HTML"]
    return found + of_page(str(html.get_content())) + ([str(text)[:200]] if SUM.search(text.get_content()) else [])


OF: Final[dict[str, Callable[[bytes], list[str]]]] = {
    "text/html": lambda body: of_page(body.decode()),
    "text/csv": lambda body: of_sheet(body.decode()),
    "text/calendar": of_calendar,
    "application/pdf": of_paper,
    "message/rfc822": of_mail,
}


def of_answer(headers: Iterable[tuple[str, str]], body: bytes) -> list[str]:
    """What the answer's head and body hold that they should not."""
    known = list(headers)
    kind = next((value for name, value in known if name.lower() == "content-type"), "").partition(";")[0]
    return of_head(known) + (OF[kind](body) if kind in OF else [])
