"""Vérifier un document: everyone who has a receipt's code sees when what was received, and can compare a file with it.

The file itself stays on the device: the browser computes its SHA-256. Nothing of the content and no name is shown.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from litestar import Response, Router, get
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from idarathon.deliverables.reads import Verified, verified
from idarathon.errors import NotFound
from idarathon.phases.events import FileRef
from web.here import WebRequest, here
from web.i18n import MOROCCO
from web.rendering import page
from web.words import Words

Code = FromPath[str]
Typed = Annotated[str, QueryParameter(name="sha256", max_length=200)]
Asked = Annotated[str, QueryParameter(name="code", max_length=60)]


class VerifyPage(Struct, frozen=True, kw_only=True):
    """``found``: None while no code was typed, or for one that is not known (``unknown``). ``sum``: a hash that was
    typed; ``same``: the file that it is of."""

    code: str = ""
    unknown: bool = False
    found: Verified | None = None
    clock: str = ""
    number: int = 0
    sum: str = ""
    same: FileRef | None = None


@get("/verify", name="verify")
async def ask(request: WebRequest, code: Asked = "") -> Response[Any]:
    """Type the code of a receipt."""
    if plain := plain_code(code):
        return _to(request, here(request).lang, plain)
    return page(request, "verify.html", VerifyPage(code=code, unknown=bool(code.strip())))


@get("/verify/{code:str}", name="verify-code")
async def show(request: WebRequest, code: Code, typed: Typed = "") -> Response[Any]:
    """The receipt with this code."""
    at, sum_ = here(request), "".join(typed.split()).lower()
    found = await verified(at.db, plain_code(code))
    if found is None:
        return page(request, "verify.html", VerifyPage(code=code, unknown=True), status=404)
    view = VerifyPage(
        code=found.code,
        found=found,
        clock=f"{found.at.astimezone(MOROCCO):%H:%M:%S}",
        number=Words.number(found.phase),
        sum=sum_,
        same=next((one for one in found.files if one.sha256 == sum_), None),
    )
    return page(request, "verify.html", view)


@get("/verifier/{code:str}", include_in_schema=False)
async def short(request: WebRequest, code: Code) -> Response[Any]:
    """The address that stands on receipts, to the page in the reader's language."""
    if not plain_code(code):
        raise NotFound
    return _to(request, here(request).lang, plain_code(code))


def plain_code(code: str) -> str:
    """A code as it is stored; people type it with spaces, hyphens and capitals. "" for what is none."""
    plain = re.sub(r"[\s-]", "", code).lower()
    return plain if re.fullmatch(r"[0-9a-f]{12}", plain) else ""


def _to(request: WebRequest, lang: str, code: str) -> Response[Any]:
    return Response("", status_code=303, headers={"Location": f"/{lang}/verify/{code}", "Cache-Control": "no-store"})


ROUTER = Router("/", route_handlers=[ask, show])
