"""What stands in the fields of a form that was sent: text, and nothing that could not be stored."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from idarathon.errors import Invalid
from web.clean import clean
from web.here import WebRequest
from web.refusals import UnsupportedMedia

FIELDS = 1_000  # in one form
Typed = Mapping[str, list[str]]


async def typed(request: WebRequest) -> Typed:
    """What the form's fields hold, each with all its values. Raises Invalid for anything that is no UTF-8 form."""
    state = request.scope["state"]
    if "typed" not in state:
        if request.content_type[0] != "application/x-www-form-urlencoded":
            raise UnsupportedMedia
        state["typed"] = _parsed(await request.body())
    found: Typed = state["typed"]
    return found


def _parsed(body: bytes) -> Typed:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except ValueError as error:
        raise Invalid(detail=str(error)[:100]) from None
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value.replace("\r\n", "\n"))
    clean(values)
    return values
