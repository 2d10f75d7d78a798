"""Administrators: what the platform itself waits for. What its editions wait for is facilitator.py's."""

from __future__ import annotations

from typing import Any

from idarathon.dispatch import parked
from idarathon.viewer import Role
from web.tasks.task import Ground, Task


async def admin(at: Ground) -> list[Task]:
    """The health of the platform, and its directories."""
    if not at.viewer.admin:
        return []
    found = []
    if not at.here.services.bus.connected:
        label = at.gettext("Look at the health of the platform")
        hint = at.gettext("The bus does not answer: events wait in the log.")
        found.append(_task("/health/ready", label, hint=hint, status="late", waits=True))
    waiting = await parked(at.db, at.viewer)
    if waiting:
        label = at.ngettext("Look at %(num)s message on hold", "Look at %(num)s messages on hold", len(waiting))
        found.append(_task(f"/{at.lang}/admin/parked", label, status="waiting", waits=True))
    found.append(_task(f"/{at.lang}/admin/editions", at.gettext("Create or open an edition"), can=True))
    label = at.gettext("Keep the list of administrations up to date")
    found.append(_task(f"/{at.lang}/admin/administrations", label, can=True))
    return found


def _task(href: str, label: str, **fields: Any) -> Task:
    known = {"href": href, "label": label, "role": Role.ADMIN}
    return Task(**{**known, **fields})
