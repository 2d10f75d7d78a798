"""The refusals of the web itself, and how anything that goes wrong becomes one of the named refusals."""

from __future__ import annotations

import re
from collections import defaultdict

import msgspec
from litestar.exceptions import HTTPException

from idarathon.errors import N_, Conflict, Forbidden, Invalid, NotFound, NotSignedIn, Refusal, TooLarge, Unavailable
from web.i18n import Lang, comma, translator, wall_text
from web.words import Words

LIMIT = 1_000_000  # bytes of a body


class Missing(Invalid):
    sentence = N_("Fill in this field.")


class TooLong(Invalid):
    sentence = N_("Write at most %(limit)s characters.")


class TooShort(Invalid):
    sentence = N_("Write at least %(limit)s characters.")


class TooLow(Invalid):
    sentence = N_("Give a number of at least %(limit)s.")


class TooHigh(Invalid):
    sentence = N_("Give a number of at most %(limit)s.")


class Unknown(Invalid):
    sentence = N_("This field is not known here. Leave it out and send it again.")


class WrongValue(Invalid):
    sentence = N_("This value cannot be used. Correct it and send it again.")


class WrongForm(Refusal):
    code, status = "stale_form", 403
    sentence = N_("This form is too old, or comes from another site. Reload the page and send it again.")


class SignInAgain(NotSignedIn):
    """The form is ours, and the sign-in that it was made under has ended."""

    code = "sign_in_again"
    sentence = N_("You are no longer signed in, so nothing was sent. Sign in again: what you typed is kept.")


class NotSentYet(Refusal):
    """A form that comes back after signing in is looked at before it is sent."""

    code, status = "not_sent_yet", 200
    sentence = N_("Nothing has been sent yet. Check what you typed, then send it.")


class MethodNotAllowed(Refusal):
    code, status = "method_not_allowed", 405
    sentence = N_("This address does not take such a request. Go back and use the page's buttons.")


class TooSlow(Refusal):
    code, status = "too_slow", 408
    sentence = N_("The request took too long to arrive. Send it again.")


class UnsupportedMedia(Refusal):
    code, status = "unsupported_media_type", 415
    sentence = N_("This kind of content is not taken here. Send a form, or JSON to the API.")


class TooManyAttempts(Refusal):
    code, status = "too_many_attempts", 429
    sentence = N_("Too many failed attempts. Wait %(seconds)s seconds, then try again.")


class TooManyStreams(Refusal):
    code, status = "too_many_streams", 429
    sentence = N_("Too many live pages are open. Close some of them.")


class Unexpected(Refusal):
    code, status = "unexpected", 500
    sentence = N_(
        "Something failed on our side, and it was recorded. Try again; if it stays, give this number: %(reference)s."
    )


_BY_STATUS: dict[int, type[Refusal]] = {
    401: NotSignedIn,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    408: TooSlow,
    409: Conflict,
    415: UnsupportedMedia,
}
_AT = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`\Z")
_WALL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\Z")
_FIELD = re.compile(r"(?P<kind>missing required|contains unknown) field `(?P<name>[^`]*)`")
_ASKED = {"number": "page"}  # what a parameter is called in addresses, where our name for it differs
_BOUND = re.compile(r"Expected `(?P<type>\w+)`(?P<length> of length)? (?P<way>>=|<=|<|>) (?P<limit>-?\d+)")


def sentence(refusal: Refusal, lang: Lang) -> str:
    """What the refusal says, in one language."""
    return translator(lang).catalog.gettext(refusal.sentence) % defaultdict(
        str, {name: _said(name, value, lang) for name, value in refusal.values.items()}
    )


def _said(name: str, value: object, lang: Lang) -> object:
    """Phases and items of a checklist by their names, and wall times as dates, for people."""
    if name == "items":
        return comma(lang).join(Words(lang).item(key) for key in str(value).split(", "))
    if name in ("phase", "first", "second"):
        return Words(lang).phase(str(value))
    if name == "when" and _WALL.match(str(value)):
        return wall_text(str(value), lang)
    return value


def named(error: Exception) -> Refusal | None:
    """The refusal that an error means to the sender; None for what nobody expected."""
    match error:
        case Refusal():
            return error
        case HTTPException():
            return _of_status(error)
        case msgspec.ValidationError():
            return of_validation(error)
        case msgspec.DecodeError() | UnicodeError() | RecursionError():
            return Invalid(detail=str(error)[:200])
    return _of_database(error)


def of_validation(error: msgspec.ValidationError, name: str = "") -> Refusal:
    """What msgspec says, in words for people, about the field ``name`` (or where msgspec says)."""
    text = str(error)
    at = _AT.search(text)
    path = name or (at["path"].lstrip(".") if at else "")
    if found := _FIELD.search(text):
        full = ".".join(part for part in (path, found["name"]) if part)
        return (Missing if found["kind"] == "missing required" else Unknown)(field=full)
    if found := _BOUND.search(text):
        return _out_of_bounds(found, path)
    return WrongValue(field=path or None)


def _out_of_bounds(found: re.Match[str], path: str) -> Refusal:
    limit, low = int(found["limit"]), found["way"] in (">=", ">")
    if not found["length"]:
        return (TooLow if low else TooHigh)(field=path, limit=limit)
    if low:
        return Missing(field=path) if limit == 1 else TooShort(field=path, limit=limit)
    return TooLong(field=path, limit=limit)


def _of_status(error: HTTPException) -> Refusal | None:
    status = error.status_code
    if status == 413:
        return TooLarge(limit="1 MB")
    if status >= 500:
        return Invalid(detail="cut off") if "disconnected" in error.detail else None
    if status == 400 and (refusal := _of_address(error)):
        return refusal
    return _BY_STATUS[status]() if status in _BY_STATUS else Invalid(detail=error.detail[:200])


def _of_address(error: HTTPException) -> Refusal | None:
    """A parameter of the address that cannot be used: which, and why."""
    for fault in error.extra if isinstance(error.extra, list) else []:
        name = str(fault.get("key", "")).partition(".")[0]
        return of_validation(msgspec.ValidationError(str(fault.get("message", ""))), _ASKED.get(name, name))
    return None


def _of_database(error: Exception) -> Refusal | None:
    """Drivers are not imported here: their errors are known by their SQLSTATE (22: bad data, 08 and 57: away)."""
    state = str(getattr(error, "sqlstate", None) or "")
    if state.startswith("22"):
        return WrongValue()
    away = state.startswith(("08", "57", "53", "25P03")) or type(error).__name__ == "InterfaceError"
    return Unavailable() if away or isinstance(error, (OSError, TimeoutError)) else None
