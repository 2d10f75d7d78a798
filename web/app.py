"""The web application: what a worker starts with, and the order in which a request meets its parts."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.plugins.prometheus import PrometheusConfig

from events import database
from events.writer import Writer
from idarathon import flow
from idarathon import settings as idarathon_settings
from idarathon.clock import Clock
from idarathon.dispatch import Dispatch
from idarathon.files import Files
from idarathon.settings import InvalidSetting, Settings
from web import api, errors, health, security
from web.bus import Bus
from web.fragments import public_fragment
from web.front import FrontDoor
from web.here import Services
from web.live import Live
from web.refusals import LIMIT
from web.rendering import warm
from web.routes import ROUTERS
from web.routes.attending import to_session
from web.routes.files import load
from web.routes.papers import shortcut
from web.routes.public import entrance
from web.routes.verify import short
from web.site import Site
from web.static_files import assets, serve

PR_SET_PDEATHSIG = 1
STREAMS = 600  # open live pages of one worker; granian's --backpressure must be larger

# A thread that reads a list holds the interpreter this long, in seconds, at each of a request's hundred steps beside
# it. With Python's own 5 ms a small command took 600 ms meanwhile, with this less than 300.
TURN = 0.0005


def from_environment() -> Litestar:
    """For granian: ``web.app:from_environment`` with ``--factory``."""
    _end_with_parent()
    sys.setswitchinterval(TURN)
    app = create_app(idarathon_settings.read())
    gc.collect()
    gc.freeze()  # what was imported is never garbage: a full collection over it took 30 to 45 ms
    return app


def _end_with_parent() -> None:
    """A worker ends when granian's main process does, also when that is killed: an orphan would hold the port, and with
    it keep a restarted server away for ever. What it had in hand is either committed or never happened."""
    parent = multiprocessing.parent_process()
    if parent is None or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))
    if os.getppid() != parent.pid:  # it died before the line above: no signal will come
        os._exit(1)


def create_app(settings: Settings, clock: Clock | None = None) -> Litestar:
    """The application over servers that run already; ``settings`` names both. ``clock``: for tests."""
    if settings.database_url is None or settings.nats_url is None:
        raise InvalidSetting("IDARATHON_DATABASE_URL and IDARATHON_NATS_URL must name running servers for `web`.")
    metrics = PrometheusConfig(app_name="idarathon", prefix="idarathon", group_path=True)
    return Site(
        [
            entrance,
            shortcut,
            serve,
            load,
            short,
            to_session,
            *health.HANDLERS,
            api.ROUTER,
            Router("/{lang:str}", route_handlers=ROUTERS),
        ],
        middleware=[metrics.middleware, FrontDoor()],
        exception_handlers={Exception: errors.answer},
        before_send=[security.headers(settings)],
        lifespan=[_running],
        compression_config=CompressionConfig("gzip", gzip_compress_level=4, exclude_opt_key="uncompressed"),
        request_max_body_size=LIMIT,
        state=State({"settings": settings, "clock": clock or Clock()}),
        openapi_config=None,
        logging_config=None,
    )


@asynccontextmanager
async def _running(app: Litestar) -> AsyncIterator[None]:
    settings, clock = app.state.settings, app.state.clock
    assets()
    asyncio.get_running_loop().run_in_executor(None, warm)  # the first pages need not wait for all of it
    pool = await database.pool(settings.database_url)
    writer = Writer(database.connector(settings.database_url), flow.RULES)
    await writer.start()
    await clock.refresh(pool)
    live = Live(public_fragment(pool), STREAMS)
    bus = Bus(settings.nats_url, live)
    dispatch = Dispatch(writer, clock.now)
    files = Files(settings.data, settings.storage_url)
    app.state.services = Services(
        settings=settings, db=pool, clock=clock, dispatch=dispatch, live=live, bus=bus, files=files
    )
    bus.start()
    restore = _end_streams_on_signals(live)
    try:
        yield
    finally:
        restore()
        live.close()
        await bus.stop()
        await writer.stop()
        pool.terminate()


def _end_streams_on_signals(live: Live) -> Any:
    """granian waits for open responses before it calls the shutdown hooks, so the streams end on the signal itself."""
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def ended(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(live.close)
        earlier = before[signal.Signals(number)]
        if callable(earlier):
            earlier(number, frame)

    for number in before:
        signal.signal(number, ended)
    return lambda: [signal.signal(number, earlier) for number, earlier in before.items() if earlier is not None]
