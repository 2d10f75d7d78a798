"""The refusals. Each has a code for programs, an HTTP status, and a sentence that says what to do next.

    Refusal
    ├── Invalid (400)        the request cannot be read: wrong type, unknown field, too large
    ├── NotSignedIn (401)
    ├── Forbidden (403)
    ├── NotFound (404)
    ├── Conflict (409)       somebody acted first, or a rule across streams says no
    ├── Rule (422)           the request is readable, the rules of the programme say no
    └── Unavailable (503)    a server is away; nothing was done

A domain defines its own refusals as subclasses of one of these, in its ``decider.py``. ``sentence`` is an English
msgid with ``%(name)s`` places, translated at the edge with the refusal's ``values``.
"""

from __future__ import annotations

from typing import Any, ClassVar


def N_(text: str) -> str:
    """Marks a msgid for extraction; translated where it is shown."""
    return text


class Refusal(Exception):
    """A named no. ``field`` names the form field that it is about, when there is one."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = N_("This cannot be done.")

    def __init__(self, *, field: str | None = None, **values: Any) -> None:
        super().__init__(self.code)
        self.field = field
        self.values = values

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence % _Blank(self.values)}"


class _Blank(dict[str, Any]):
    """Formatting an error never raises another one."""

    def __missing__(self, key: str) -> str:
        return f"<{key}>"


class Invalid(Refusal):
    code, status = "invalid", 400
    sentence = N_("The request cannot be read: %(detail)s. Correct it and send it again.")


class TooLarge(Invalid):
    code, status = "too_large", 413
    sentence = N_("The request is too large (limit: %(limit)s). Shorten it and send it again.")


class NotSignedIn(Refusal):
    code, status = "not_signed_in", 401
    sentence = N_("Sign in to continue.")


class WrongPassword(NotSignedIn):
    code = "wrong_password"
    sentence = N_("This address and this password do not go together. Check both and try again.")


class Forbidden(Refusal):
    code, status = "forbidden", 403
    sentence = N_("Your role does not allow this. Ask a facilitator of the edition.")


class NotFound(Refusal):
    code, status = "not_found", 404
    sentence = N_("This does not exist, or no longer. Go back and choose again.")


class Conflict(Refusal):
    code, status = "conflict", 409
    sentence = N_("Somebody else acted first. Reload the page and look before you try again.")


class StaleVersion(Conflict):
    code = "stale_version"


class CommandIdTaken(Conflict):
    code = "command_id_taken"
    sentence = N_("This request number was already used for another request. Reload the page and try again.")


class Rule(Refusal):
    code, status = "rule", 422


class Unavailable(Refusal):
    code, status = "unavailable", 503
    sentence = N_("The service is briefly unavailable. Send it again in a minute: it will not be recorded twice.")
