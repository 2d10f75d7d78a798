"""What many tests begin with is made once a worker, through commands and the bus, and each test gets a copy of it.

A test says which world it wants: ``@pytest.mark.world("decided")``; whoever asks for the scene alone gets "scene". A
copy is a database of its own with an identity of its own; what was in the log has been finished there already.
"""

from __future__ import annotations

import copy as copies
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, NamedTuple

from idarathon.clock import Clock
from idarathon.engine import Engine
from tests.support.panel import Panel
from tests.support.scene import START, Scene


class World(NamedTuple):
    """``template``: the database to copy; ``instant``: the clock's; ``scene`` and ``panel``: what Python knows."""

    template: str
    instant: datetime
    scene: Scene
    panel: Panel | None


async def _scene(engine: Engine) -> Scene:
    return await Scene(engine).prepare()


async def _team(engine: Engine) -> Scene:
    scene = await _scene(engine)
    scene.spare.append(await scene.team())
    return scene


def _panel(how: Callable[[Panel], Awaitable[Panel]]) -> Callable[[Engine], Awaitable[Panel]]:
    async def make(engine: Engine) -> Panel:
        return await how(Panel(await _scene(engine)))

    return make


MAKERS: dict[str, Callable[[Engine], Awaitable[Scene | Panel]]] = {
    "scene": _scene,
    "team": _team,
    "composed": _panel(Panel.composed),
    "opened": _panel(Panel.opened),
    "closed": _panel(Panel.closed),
    "decided": _panel(Panel.decided),
}
_MADE: dict[str, World] = {}


async def world_of(name: str, nats_url: str, new: Callable[[str], Awaitable[str]]) -> World:
    """The world of that name. ``new``: makes an empty database of a name, and says its url."""
    if name not in _MADE:
        _MADE[name] = await _made(name, nats_url, new)
    return _MADE[name]


async def _made(name: str, nats_url: str, new: Callable[[str], Awaitable[str]]) -> World:
    template, clock = f"w_{name}_{secrets.token_hex(4)}", Clock()
    clock.set(START)
    engine = Engine(await new(template), nats_url, clock, ticking=False)
    await engine.start(nats_patience=10)
    thing = await MAKERS[name](engine)
    await engine.quiet()
    await engine.stop()
    panel = thing if isinstance(thing, Panel) else None
    scene = panel.scene if panel else thing
    assert isinstance(scene, Scene)
    del scene.engine
    return World(template, clock.now(), scene, panel)


def again(world: World, engine: Engine) -> tuple[Scene, Panel | None]:
    """The test's own of what Python knows, on the test's own engine."""
    scene, panel = copies.deepcopy((world.scene, world.panel))
    scene.engine = engine
    return scene, panel


def wanted(request: Any) -> str | None:
    """The name of the world that a test wants; None for an empty database."""
    mark = request.node.get_closest_marker("world")
    if mark:
        return str(mark.args[0])
    return "scene" if "scene" in request.fixturenames else None
