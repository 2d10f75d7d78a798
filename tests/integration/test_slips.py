"""Printed slips: for whom, how often, how long, and that nobody comes in as somebody who is more."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from idarathon.editions import commands as editions
from idarathon.people import commands as people
from idarathon.people import vault
from idarathon.viewer import Role
from tests.integration.test_rosters import directorate, focal
from tests.support.scene import Scene
from tests.support.site import Site, fields


async def agent(scene: Scene, below: UUID, name: str = "Agent") -> UUID:
    """An account of a directorate whose address was never used."""
    account = uuid4()
    email = f"{account}@test.invalid"
    await scene.send(people.OpenAccount(account=account, name=name, email=email, directorate=below))
    return account


async def printed(scene: Scene, browser: httpx.AsyncClient, **values: str) -> httpx.Response:
    """Ask for a slip: for an ``account``, or for a new one."""
    base = f"/fr/e/{scene.slug}/people/slips"
    form = fields((await browser.get(base)).text)
    action = "issue" if "account" in values else "open"
    return await browser.post(f"{base}/{action}", data={**form, "form": action, **values})


def address(answer: httpx.Response) -> str:
    found = re.search(r'class="slip-address"><bdi dir="ltr">http://[^/]*(.*?)</bdi>', answer.text)
    return html.unescape(re.sub("<[^>]*>", "", found[1])) if found else ""


async def come_in(site: Site, path: str) -> tuple[int, httpx.AsyncClient]:
    """Open the address in a browser of one's own and press the button; 0 where there is none."""
    browser = site.browser()
    looked = await browser.get(path)
    if looked.status_code != 200:
        return 0, browser
    return (await browser.post(path, data=fields(looked.text))).status_code, browser


async def test_an_agent_without_mail_comes_in_once_and_then_by_its_password(scene: Scene, site: Site) -> None:
    _, below = await directorate(scene)
    async with await site.signed_in(await focal(scene, below)) as browser:
        answer = await printed(scene, browser, name="Zineb <b>", directorate=str(below), lang="fr")
    path = address(answer)
    looked = [(await site.browser().get(path)).text for _ in range(2)][-1]
    first, own = await come_in(site, path)
    second, _ = await come_in(site, path)
    form = fields((await own.get("/fr/me/account")).text)
    words = "une longue phrase de passe"
    changed = await own.post("/fr/me/account/password", data={**form, "new": words, "again": words})
    name = re.search(r"agent-[0-9a-z]{8}", answer.text)
    stranger = site.browser()
    csrf = fields((await stranger.get("/fr/sign-in")).text)["csrf"]
    again = await stranger.post("/fr/sign-in", data={"csrf": csrf, "email": name[0] if name else "", "password": words})
    assert ("Zineb &lt;b&gt;" in looked, first, second, changed.status_code, again.status_code) == (
        True,
        303,
        0,
        303,
        303,
    )
    await vault.ask_link(site.db, name[0] if name else "", datetime.now(UTC))
    assert await scene.engine.pool.fetchval("SELECT count(*) FROM people_mail WHERE kind = 'link'") == 0


async def test_a_new_slip_ends_the_one_before_and_a_revoked_one_opens_nothing(scene: Scene, site: Site) -> None:
    _, below = await directorate(scene)
    account = await agent(scene, below)
    async with await site.signed_in(await focal(scene, below)) as browser:
        first, second = [address(await printed(scene, browser, account=str(account))) for _ in range(2)]
        names = [(await site.browser().get(one)).status_code for one in (first, second)]
        base = f"/fr/e/{scene.slug}/people/slips"
        page = (await browser.get(base)).text
        slip = re.findall(r'name="slip" value="([^"]*)"', page)[0]
        await browser.post(f"{base}/revoke", data={"csrf": fields(page)["csrf"], "slip": slip})
        entered, _ = await come_in(site, second)
    assert (names, entered) == ([422, 200], 0)


async def test_a_slip_opens_nothing_after_seven_days_or_after_a_password(scene: Scene, site: Site) -> None:
    _, below = await directorate(scene)
    account, now = await agent(scene, below), datetime.now(UTC)
    by = vault.Printing(scene.facilitator, scene.edition, None)
    slip = await vault.issue_slip(site.db, account, by, now)
    late = await vault.issue_slip(
        site.db, account, by, now - timedelta(seconds=1)
    )  # written last, of the moment before
    assert slip and late and await vault.slip_opens(site.db, late.token, now) is None
    opens = [await vault.slip_opens(site.db, slip.token.upper(), now + timedelta(days=days)) for days in (6, 7)]
    await vault.set_password(site.db, account, "x")
    assert (opens, await vault.use_slip(site.db, slip.token, now)) == (["Agent", None], None)


@pytest.fixture
async def place(scene: Scene) -> tuple[UUID, UUID]:
    """A directorate, and an agent of it."""
    _, below = await directorate(scene)
    return below, await agent(scene, below)


async def refused(scene: Scene, site: Site, below: UUID, account: UUID) -> bool:
    """Whether a focal point of the directorate gets no slip for the account."""
    async with await site.signed_in(await focal(scene, below)) as browser:
        answer = await printed(scene, browser, account=str(account))
    count = await scene.engine.pool.fetchval("SELECT count(*) FROM people_slip")
    return (answer.status_code, address(answer), count) == (422, "", 0)


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.MENTOR, Role.FOCAL])
async def test_no_slip_for_who_has_a_role(scene: Scene, site: Site, place: tuple[UUID, UUID], role: Role) -> None:
    await scene.grant(place[1], role)
    assert await refused(scene, site, *place)


async def test_no_slip_for_an_admin(scene: Scene, site: Site, place: tuple[UUID, UUID]) -> None:
    await scene.send(people.GrantAdmin(account=place[1]))
    assert await refused(scene, site, *place)


async def test_no_slip_for_somebody_of_another_administration(
    scene: Scene, site: Site, place: tuple[UUID, UUID]
) -> None:
    _, elsewhere = await directorate(scene)
    assert await refused(scene, site, elsewhere, place[1])


async def test_no_slip_for_who_has_come_in_by_mail(scene: Scene, site: Site, place: tuple[UUID, UUID]) -> None:
    await vault.open_session(site.db, place[1], datetime.now(UTC))
    await site.db.execute("DELETE FROM people_session")
    assert await refused(scene, site, *place)


async def test_a_slip_opens_nothing_once_its_person_has_a_role(
    scene: Scene, site: Site, place: tuple[UUID, UUID]
) -> None:
    by = vault.Printing(scene.facilitator, scene.edition, None)
    slip = await vault.issue_slip(site.db, place[1], by, datetime.now(UTC))
    await scene.grant(place[1], Role.JUROR)
    assert slip and (await come_in(site, f"/fr/slip/{slip.token}"))[0] == 0
    await scene.send(editions.RevokeRole(edition=scene.edition, account=place[1], role=Role.JUROR))
    assert (await come_in(site, f"/fr/slip/{slip.token}"))[0] == 0, "the paper stays dead"


async def test_no_account_without_mail_is_opened_in_another_administration(scene: Scene, site: Site) -> None:
    (_, below), (_, elsewhere) = await directorate(scene), await directorate(scene)
    before = await scene.engine.pool.fetchval("SELECT count(*) FROM account")
    async with await site.signed_in(await focal(scene, below)) as browser:
        answer = await printed(scene, browser, name="Agent", directorate=str(elsewhere), lang="fr")
    assert (answer.status_code, await scene.engine.pool.fetchval("SELECT count(*) FROM account")) == (400, before + 1)
