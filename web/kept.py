"""What was typed into a form whose page could not answer: shown with the refusal, and carried through signing in.

The browser alone carries it, in hidden fields of our own pages: it is never kept on the server and never in an address.
From the refusal it goes into the sign-in form (names begin with ``kept.``); the page after signing in sends it to the
form's own address under a fresh token and with RESUMED, which ``forms.command_from`` answers with the form filled in.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote, urlsplit
from uuid import UUID

from markupsafe import Markup
from msgspec import Struct

from web.auth import local_path
from web.here import WebRequest, services
from web.i18n import Lang, date_text, wall_text
from web.typed import Typed

RESUMED = "resumed"  # the name of a field: show the form with these values, do nothing yet
SECRET = frozenset({"csrf", "password", "new", "again"})  # never shown again, and never carried
PREFIX, TO = "kept.", "kept_to"
_UNTYPED = frozenset({"id", "expected_version", "form", "phase", "lang", "warned", "next", "stamp"})
_MOMENT = re.compile(r"20\d\d-\d\d-\d\d(?P<time>T\d\d:\d\d)?", re.ASCII)
_NOTHING_TYPED = re.compile(
    r"/\w\w/(sign-in|sign-out|demo/.*|admin/parked/.*|me/data/keep)"
)  # forms without a form to go back to


class Kept(Struct, frozen=True):
    """``to``: the address that the form was sent to."""

    to: str
    fields: tuple[tuple[str, str], ...]

    def text(self, lang: Lang) -> str:
        """What a person wrote or chose, to read and to copy; "" when nothing was."""
        return "\n\n".join(
            _said(value, lang) for name, value in self.fields if name not in _UNTYPED and _readable(value)
        )

    @property
    def carried(self) -> Markup:
        """Hidden fields for the sign-in form."""
        return _hidden([(TO, self.to), *((PREFIX + name, value) for name, value in self.fields)])

    @property
    def resumed(self) -> Markup:
        """Hidden fields that lead back to the form, filled in."""
        return _hidden([*self.fields, (RESUMED, "yes")])


def kept(request: WebRequest) -> Kept | None:
    """What this form holds; None for what is no form of ours, was not read, or has no page to go back to."""
    values: Typed | None = request.scope["state"].get("typed")
    path = request.scope["path"]
    if values is None or _NOTHING_TYPED.fullmatch(path) or not sent_from_here(request):
        return None
    fields = tuple((name, one) for name, several in values.items() if _carriable(name) for one in several)
    return Kept(quote(path), fields)


def carried(values: Typed) -> Kept | None:
    """What a sign-in form carries."""
    to = local_path(values.get(TO, [""])[0], "")
    names = [(name, name.removeprefix(PREFIX)) for name in values if name.startswith(PREFIX)]
    fields = tuple((name, one) for full, name in names if _carriable(name) for one in values[full])
    return Kept(to, fields) if to else None


def sent_from_here(request: WebRequest) -> bool:
    """Whether the browser says that a page of this site sent the form. When it says nothing, it counts as another's:
    nobody gets a text back into our forms that a page of theirs put there."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    sender = urlsplit(request.headers.get("origin", "")).netloc
    ours = (request.headers.get("host"), urlsplit(services(request).settings.base_url).netloc)
    return bool(sender) and sender in ours


def _carriable(name: str) -> bool:
    return name not in SECRET and name != RESUMED


def _readable(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return bool(value.strip())
    return False


def _said(value: str, lang: Lang) -> str:
    """A day or a wall time, as fields of forms hold them, in words."""
    shape = _MOMENT.fullmatch(value)
    try:
        if shape:
            return wall_text(value, lang) if shape["time"] else date_text(date.fromisoformat(value), lang)
    except ValueError:
        pass  # no day of any calendar
    return value


def _hidden(fields: list[tuple[str, str]]) -> Markup:
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return Markup("").join(field.format(name, value) for name, value in fields)
