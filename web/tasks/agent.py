"""Any official: what one can do without being asked, and what one's own wishes to reuse a prototype wait for."""

from __future__ import annotations

from collections.abc import Iterator

from idarathon.bank.reads import MyReuse, my_reuses
from idarathon.editions.reads import EditionRow, edition
from idarathon.viewer import Role
from web import i18n
from web.tasks.task import Ground, Task

JUDGING = (Role.JUROR, Role.PRESIDENT)  # who judges is in no team, and who facilitates looks for none


async def agent(at: Ground) -> list[Task]:
    """What is open to everybody who is signed in."""
    reuses = await my_reuses(at.db, at.viewer)
    return [*_reuses(at, reuses), *await _open(at), *_programmes(at), _bank(at)]


def _reuses(at: Ground, reuses: list[MyReuse]) -> Iterator[Task]:
    for one in reuses:
        if one.status == "accepted":
            what = i18n.quoted(one.title, at.lang)
            label = at.gettext("Start the pilot of “%(what)s”", what=what)
            href = f"/{at.lang}/e/{one.edition_slug}/bank/{one.team_slug}"
            yield Task(href=href, label=label, role=Role.AGENT, status="accepted")
    if reuses:
        label = at.gettext("Follow your reuses")
        hint = at.ngettext("%(num)s request", "%(num)s requests", len(reuses))
        yield Task(href=f"/{at.lang}/me/reuses", label=label, role=Role.AGENT, hint=hint, can=True)


async def _open(at: Ground) -> list[Task]:
    """Editions in open intake that take teams, where I am in none and judge none."""
    taken = {one.edition for one in at.teams if not one.withdrawn_at}
    free = [row for row in at.going if row.edition not in taken and not at.viewer.has(row.edition, *JUDGING)]
    pages = [(row, await edition(at.db, at.viewer, row.slug)) for row in free]
    taking = [row for row, page in pages if page and page.settings.intake == "open" and page.stage != "reporting"]
    seek, label = at.gettext("Look for a team"), at.gettext("Register a team")
    looking = [row for row in taking if not at.viewer.has(row.edition, Role.FACILITATOR)]
    return [
        *(_task(at, row, "/teams/new", label) for row in taking),
        *(_task(at, row, "/teams/seek", seek) for row in looking),
    ]


def _programmes(at: Ground) -> list[Task]:
    """For who has a part in no edition yet."""
    if at.viewer.admin or any(row.edition in at.viewer.roles for row in at.going):
        return []
    label = at.gettext("Read the programme, and register for a session")
    return [_task(at, row, "/programme", label) for row in at.going]


def _bank(at: Ground) -> Task:
    label = at.gettext("Find a prototype that your administration can use again")
    return Task(href=f"/{at.lang}/bank", label=label, role=Role.AGENT, can=True)


def _task(at: Ground, row: EditionRow, path: str, label: str) -> Task:
    return Task(href=f"{at.base(row)}{path}", label=label, role=Role.AGENT, place=row.name, can=True)
