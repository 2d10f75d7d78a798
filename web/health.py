"""/health/live: the process answers. /health/ready: so do PostgreSQL and NATS, and the schema is this program's."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec
from litestar import Response, get
from litestar.plugins.prometheus import PrometheusController
from msgspec import Struct

import idarathon
from events.migrate import LOG, pending
from web.here import Services, WebRequest, services

FOLDERS = (LOG, Path(idarathon.__file__).parent / "migrations")
BARE = {"bare": True}


class Health(Struct, frozen=True):
    """``reason`` says what is missing; "" when nothing is."""

    ready: bool
    reason: str = ""


@get("/health/live", opt=BARE)
async def live() -> Response[bytes]:
    """Always 200 while the process can answer at all."""
    return _said(Health(True), 200)


@get("/health/ready", opt=BARE)
async def ready(request: WebRequest) -> Response[bytes]:
    """503 with the reason while something that every request may need is away."""
    known = services(request)
    reasons = [reason for reason in (await _database(known), _bus(known)) if reason]
    return _said(Health(not reasons, "; ".join(reasons)), 503 if reasons else 200)


class Metrics(PrometheusController):
    """What Prometheus reads. Each worker counts for itself."""

    path = "/metrics"
    opt = BARE
    include_in_schema = False


async def _database(known: Services) -> str:
    db: Any = known.db
    try:
        async with asyncio.timeout(2):
            missing = await pending(db, FOLDERS)
    except Exception:  # whatever it was: it is not ready
        return "PostgreSQL does not answer"
    return f"migrations are pending: {', '.join(missing)}" if missing else ""


def _bus(known: Services) -> str:
    return "" if known.bus.connected else "NATS does not answer"


def _said(health: Health, status: int) -> Response[bytes]:
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(health), status_code=status, media_type="application/json", headers=headers)


HANDLERS = (live, ready, Metrics)
