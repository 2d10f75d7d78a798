"""What a person has to do now, over all its roles and editions: the tasks of « Mon espace ».

One file per role, each with one provider: an async function that takes a Ground (who looks, when, in which language,
and what was read once for everybody: the editions, the own teams, the sessions of these days) and returns Tasks.

How to add one, as was done for applications:

1. ``web/tasks/applications.py`` with ``async def applications(at: Ground) -> list[Task]``. It asks reads that take the
   viewer, at most a constant number for each edition (tests/integration/test_my_space.py counts the statements with
   one edition and with three), and loops over ``at.holding(Role.FOCAL)`` or ``at.editions``.
2. A Task says a verb and its object in the reader's language (``at.gettext("Read %(num)s application", …)`` or
   ``at.ngettext(…)``), leads to the page where it is done (link, never repeat what that page shows), names the role in
   which one has it, and the edition as ``place``.
3. Its urgency is not chosen, it follows: ``due`` is a deadline or a beginning; ``waits``: somebody cannot go on without
   it; ``can``: nobody has to, it is only possible. What waits or is due within three days stands under "now".
4. Add the provider to PROVIDERS. Where two tasks are equally urgent, the order of PROVIDERS decides.
5. A unit test with made-up reads is not needed; a test with a scene that has it, and one that does it and sees it go.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from web.tasks.admin import admin
from web.tasks.agent import agent
from web.tasks.applications import applications
from web.tasks.consents import consents
from web.tasks.facilitator import facilitator
from web.tasks.focal import focal
from web.tasks.juror import juror
from web.tasks.mentor import mentor
from web.tasks.observer import observer
from web.tasks.owner import owner
from web.tasks.password import password
from web.tasks.president import president
from web.tasks.sessions import sessions
from web.tasks.task import Ground, Task, ground, in_order
from web.tasks.team import team

Provider = Callable[[Ground], Awaitable[list[Task]]]

PROVIDERS: tuple[Provider, ...] = (
    password,
    team,
    president,
    juror,
    facilitator,
    mentor,
    sessions,
    owner,
    applications,
    focal,
    admin,
    observer,
    consents,
    agent,
)

__all__ = ["PROVIDERS", "Ground", "Provider", "Task", "ground", "tasks"]


async def tasks(at: Ground) -> list[Task]:
    """Everything there is to do, the most urgent first; what two providers say is said once."""
    found = [task for provider in PROVIDERS for task in await provider(at)]
    once: dict[tuple[str, str], Task] = {}
    for task in found:
        once.setdefault((task.href, task.label), task)
    return in_order(once.values(), at.now)
