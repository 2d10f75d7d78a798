"""Everything that facilitators and admins open: one router over the modules facilitator_*.py."""

from __future__ import annotations

from litestar import Router

from web.routes import accounts, announcements, applications
from web.routes import facilitator_acts as acts
from web.routes import facilitator_admin as admin
from web.routes import facilitator_attendance as attendance
from web.routes import facilitator_board as board
from web.routes import facilitator_calendar as calendar
from web.routes import facilitator_challenges as challenges
from web.routes import facilitator_clone as clone
from web.routes import facilitator_closing as closing
from web.routes import facilitator_composition as composition
from web.routes import facilitator_gates as gates
from web.routes import facilitator_mentors as mentors
from web.routes import facilitator_programme as programme
from web.routes import facilitator_roles as roles
from web.routes import facilitator_settings as settings
from web.routes import facilitator_teams as teams

MODULES = (
    board,
    acts,
    closing,
    programme,
    calendar,
    attendance,
    gates,
    teams,
    composition,
    mentors,
    challenges,
    settings,
    roles,
    announcements,
    applications,
    admin,
    accounts,
    clone,
)
ROUTER = Router("/", route_handlers=[handler for module in MODULES for handler in module.HANDLERS])
