"""Mon espace: what each role is told to do, in which order, and how much it costs."""

from __future__ import annotations

import html
import itertools
import re
from datetime import UTC, datetime
from uuid import UUID

import httpx

from idarathon.jury import commands as jury
from idarathon.people import commands as people
from idarathon.people.events import TERMS
from idarathon.teams import commands as teams
from idarathon.viewer import Role
from tests.support import mentors
from tests.support.counting import statements
from tests.support.crew import crew
from tests.support.panel import Panel
from tests.support.scene import Scene
from tests.support.site import Site

OPEN = datetime(2026, 11, 3, 10, tzinfo=UTC)
_TASK = re.compile(r'<ul class="tasks work">(.*?)</ul>', re.S)


async def asked(site: Site, account: UUID) -> list[tuple[str, str]]:
    """What the person is told to do, and where, in the order of the page."""
    return told((await (await site.signed_in(account)).get("/fr/me")).text)


def told(page: str) -> list[tuple[str, str]]:
    items = [found for part in _TASK.findall(page) for found in re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', part)]
    return [(html.unescape(label), html.unescape(href)) for href, label in items]


async def test_a_member_is_told_what_to_hand_in_until_it_is_handed_in(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    due = f"{one.base}/deposit/inspiration/"
    assert [href for _, href in await asked(site, one.people[0]) if href.startswith(due)] == [f"{due}carnet"]
    page = (await (await one.browser()).get("/fr/me")).text
    assert "heure du Maroc" in page and "dans 6 heures" in page
    await scene.deposit(one.team)
    assert [href for _, href in await asked(site, one.people[0]) if href.startswith(due)] == []


async def test_a_president_is_led_to_the_own_sheets_then_to_closing_and_deliberating(scene: Scene, site: Site) -> None:
    panel = await Panel(scene).opened(teams=2)
    base, juror = f"/fr/e/{scene.slug}", panel.people[1]
    assert ("Évaluer 2 équipes", f"{base}/reviews") in await asked(site, panel.president)
    first, _ = panel.teams[:2]
    await panel.scene.send(
        jury.ProposeRecusal(edition=scene.edition, juror=juror, team=first, reason="Ancienne collègue"), actor=juror
    )
    assert (await asked(site, panel.president))[0] == ("Décider de 1 déport", f"{base}/jury#recusals")
    assert ("Évaluer 1 équipe", f"{base}/reviews") in await asked(site, juror)


async def test_a_mentor_is_told_who_asks_and_of_whom_nobody_has_written(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    account = await mentors.mentor(scene)
    await mentors.assign(scene, one.team, account)
    await mentors.help_asked(scene, one.team)
    base = f"/fr/e/{scene.slug}/mentor"
    assert (await asked(site, account))[0] == ("Voir 1 demande d’aide sans réponse", f"{base}/help")


async def test_who_has_nothing_to_do_is_told_so_and_what_is_possible(scene: Scene, site: Site) -> None:
    stranger = await scene.person("Agente")
    assert (await asked(site, stranger))[0] == ("Indiquer ce que vous acceptez", "/fr/me/consent")
    await scene.send(people.SetConsents(account=stranger, version=TERMS, given=("part",)), actor=stranger)
    page = (await (await site.signed_in(stranger)).get("/fr/me")).text
    assert "Rien ne vous attend." in page
    assert [href for _, href in told(page)] == [f"/fr/e/{scene.slug}/programme", "/fr/bank"]


async def test_three_editions_cost_a_constant_more_each(scene: Scene, site: Site) -> None:
    """Whatever a role reads of an edition, the second and the third one cost the same as each other."""
    account = await scene.person("Toutes les casquettes")
    costs = [await _cost(site, await site.signed_in(account))]
    scenes = [scene]
    for _ in range(2):
        scenes.append(await Scene(scene.engine).prepare())
    for one in scenes:
        await _every_hat(one, account)
        costs.append(await _cost(site, await site.signed_in(account)))
    first, second, third = (after - before for before, after in itertools.pairwise(costs))
    assert second == third <= first <= 22, costs


async def _cost(site: Site, browser: httpx.AsyncClient) -> int:
    await browser.get("/fr/me")
    return await statements(site, browser, "/fr/me")


async def _every_hat(scene: Scene, account: UUID) -> None:
    """The person facilitates, coaches, and is in a team of the edition."""
    for role in (Role.FACILITATOR, Role.MENTOR, Role.FOCAL):
        await scene.grant(account, role)
    team = await scene.team()
    await scene.send(teams.Invite(edition=scene.edition, team=team, account=account))
    await scene.send(teams.Accept(edition=scene.edition, team=team), actor=account)
