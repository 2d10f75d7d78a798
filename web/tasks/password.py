"""A password of one's own, while nobody asks for the present one: who came by a printed slip has no second way in."""

from __future__ import annotations

from idarathon.viewer import Role
from web.tasks.task import Ground, Task


async def password(at: Ground) -> list[Task]:
    """Just after a link or a slip."""
    if not at.here.by_link:
        return []
    label = at.gettext("Choose a password")
    hint = at.gettext("You came by a link, which opens once. With a password you come in again whenever you like.")
    return [Task(href=f"/{at.lang}/me/account#password-title", label=label, role=Role.AGENT, hint=hint, waits=True)]
