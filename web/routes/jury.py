"""Everything about the jury and the prizes: one router over its modules."""

from __future__ import annotations

from litestar import Router

from web.routes import ceremony, jury_desk, jury_rubric, jury_sheets, jury_verdict, papers

MODULES = (jury_rubric, jury_desk, jury_sheets, jury_verdict, ceremony, papers)
ROUTER = Router("/", route_handlers=[handler for module in MODULES for handler in module.HANDLERS])
