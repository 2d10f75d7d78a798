"""/style: what pages are made of."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, Router, get
from litestar.params import QueryParameter

from web import style as views
from web.here import WebRequest
from web.rendering import page

Wanted = Annotated[views.Shade, QueryParameter(name="shade")]


@get("/style", name="style")
async def show(request: WebRequest, shade: Wanted = "device") -> Response[Any]:
    """Every component with its variants."""
    return page(request, "style/style.html", views.style(shade))


ROUTER = Router("/", route_handlers=[show])
