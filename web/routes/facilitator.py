"""Everything that facilitators and admins open: one router over the modules facilitator_*.py."""

from __future__ import annotations

from litestar import Router

from web.routes import facilitator_acts as acts
from web.routes import facilitator_board as board
from web.routes import facilitator_closing as closing

ROUTER = Router("/", route_handlers=[*board.HANDLERS, *acts.HANDLERS, *closing.HANDLERS])
