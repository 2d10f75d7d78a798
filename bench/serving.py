"""Serves a bare application as `idarathon web` serves ours: granian, one worker, uvloop."""

from __future__ import annotations


def serve(factory: str, port: int) -> None:
    """``factory``: module:function that makes the application. Until SIGTERM."""
    from granian import Granian
    from granian.constants import Interfaces, Loops

    Granian(
        factory,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        factory=True,
        loop=Loops.uvloop,
        websockets=False,
        backpressure=4096,
        log_enabled=False,
    ).serve()
