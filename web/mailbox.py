"""The mails of the demonstration, which never leave this machine: the files that its mailer writes, read again."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256
from pathlib import Path
from typing import Final

from msgspec import Struct

from idarathon.errors import NotFound

SHOWN: Final = 40
_ID: Final = re.compile(r"[0-9a-f]{32}")
_STYLE: Final = ("<style>", "</style>")


class Mail(Struct, frozen=True, kw_only=True):
    """One mail. ``html``: as it would look in a mail program."""

    id: str
    to: str
    subject: str
    lang: str
    at: datetime
    text: str
    html: str


class Mailbox(Struct, frozen=True, kw_only=True):
    """The newest mails, of ``count`` in all."""

    mails: list[Mail]
    count: int


def mailbox(folder: Path) -> Mailbox:
    """What was mailed last, the newest first."""
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return Mailbox(mails=[_mail(file) for file in files[:SHOWN]], count=len(files))


def mail(folder: Path, id_: str) -> Mail:
    """One of them. Raises NotFound."""
    file = folder / f"{id_}.eml"
    if not _ID.fullmatch(id_) or not file.is_file():
        raise NotFound
    return _mail(file)


def style_policy(html: str) -> str:
    """A content security policy under which a mail may use its own style and nothing else."""
    style = html.partition(_STYLE[0])[2].partition(_STYLE[1])[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'self'; sandbox allow-top-navigation"


def _mail(file: Path) -> Mail:
    message: EmailMessage = message_from_bytes(file.read_bytes(), policy=default)
    parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    contents = {kind: part.get_content() if part else "" for kind, part in parts.items()}
    return Mail(
        id=file.stem,
        to=message["To"].addresses[0].display_name,
        subject=str(message["Subject"]),
        lang=str(message["Content-Language"]),
        at=message["Date"].datetime,
        text=contents["plain"],
        html=contents["html"].replace("\r\n", "\n"),
    )
