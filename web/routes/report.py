"""Bilan of an edition: a summary for everyone, all of it for who watches the edition, each table as a file."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath

from idarathon.errors import NotFound
from web import report as views
from web.here import WebRequest
from web.rendering import page
from web.routes.public import find
from web.sheets import sheet


@get("/e/{slug:str}/report", name="report")
async def show(request: WebRequest, slug: FromPath[str]) -> Response[Any]:
    """The report."""
    return page(request, "report/report.html", await views.report_view(await find(request, slug)))


@get("/e/{slug:str}/report/{name:str}", name="report-sheet")
async def download(request: WebRequest, slug: FromPath[str], name: FromPath[str]) -> Response[Any]:
    """A table as CSV: ``journey.csv``, ``sessions.csv`` …"""
    at = await find(request, slug)
    key = name.removesuffix(".csv")
    found = await views.sheet_of(at, key)
    if key == name:
        raise NotFound
    return sheet(f"{slug}-{key}", found.headers, found.rows)


ROUTER = Router("/", route_handlers=[show, download])
