"""Consent, asked by a task and never by a wall: a team that has a minute left to hand something in must not lose its
phase to a page about consent."""

from __future__ import annotations

from idarathon.people.reads import consents as given
from idarathon.viewer import Role
from web.consents import answered
from web.tasks.task import Ground, Task


async def consents(at: Ground) -> list[Task]:
    """Until the texts of the present version have an answer."""
    if answered(await given(at.db, at.viewer)):
        return []
    label = at.gettext("Say what you agree to")
    hint = at.gettext(
        "What is kept about you, and what may be published. A minute is enough, and nothing waits for it."
    )
    return [Task(href=f"/{at.lang}/me/consent", label=label, role=Role.AGENT, hint=hint)]
