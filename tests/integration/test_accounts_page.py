"""Comptes: an admin opens accounts, gives and takes rights; one admin always remains."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from uuid import UUID

import httpx

from idarathon.errors import Forbidden
from idarathon.people import vault
from idarathon.people.commands import GrantAdmin, RevokeAdmin
from idarathon.people.reads import accounts, viewer_of
from idarathon.viewer import Role
from tests.integration.test_profile import directorate
from tests.support.counting import statements
from tests.support.post_office import Post, PostOffice
from tests.support.scene import Scene
from tests.support.site import Site, fields

OWN = "/fr/admin/accounts"


async def admin(scene: Scene, name: str = "Amal") -> UUID:
    account = await scene.person(name)
    await scene.send(GrantAdmin(account=account))
    return account


async def act(browser: httpx.AsyncClient, of: UUID, name: str, **values: str) -> httpx.Response:
    csrf = fields((await browser.get(f"{OWN}?of={of}")).text)["csrf"]
    return await browser.post(f"{OWN}/{name}", data={"csrf": csrf, "form": name, "account": str(of), **values})


def names(page: str) -> list[str]:
    return re.findall(r'<strong dir="auto">([^<]+)</strong>', unescape(page))


async def test_two_admins_who_take_the_right_from_each_other_leave_one(scene: Scene, site: Site) -> None:
    first, second = await admin(scene), await admin(scene, "Badr")
    viewers = [await viewer_of(site.db, one) for one in (first, second)]  # both were admins when they pressed
    dispatch = scene.engine.dispatch
    outcomes = await asyncio.gather(
        dispatch.execute(RevokeAdmin(account=second), viewers[0]),
        dispatch.execute(RevokeAdmin(account=first), viewers[1]),
        return_exceptions=True,
    )
    left = await site.db.fetchval("SELECT count(*) FROM account WHERE admin AND id = ANY($1::uuid[])", [first, second])
    assert (left, [type(one) for one in outcomes if isinstance(one, Exception)]) == (1, [Forbidden])


async def test_the_list_is_searched_and_paged(scene: Scene, site: Site) -> None:
    viewer = await admin(scene, "Amal Admin")
    for number in range(52):
        await scene.person(f"Personne {number:02}")
    async with await site.signed_in(viewer) as browser:
        asked = ("", "number=2", "words=sonne+07", "words=&administration=&role=admin")
        first, second, found, admins = [(await browser.get(f"{OWN}?{one}")).text for one in asked]
    assert (len(names(first)), names(found), names(admins)) == (50, ["Personne 07"], ["Amal Admin"])
    assert not set(names(first)) & set(names(second)) and "number=2" in first and "number=1" in second


async def test_an_account_is_opened_with_its_mail_and_a_taken_address_keeps_what_was_typed(
    scene: Scene, site: Site, post: Post, office: PostOffice
) -> None:
    viewer, where = await admin(scene), await directorate(scene)
    wanted = {"name": "Rachid", "email": "rachid@test.invalid", "lang": "ar", "directorate": str(where), "form": "open"}
    async with await site.signed_in(viewer) as browser:
        form = fields((await browser.get(OWN)).text)
        opened = [await browser.post(OWN, data={**form, **wanted}) for _ in range(2)]  # a double click
        taken = await browser.post(OWN, data={**fields((await browser.get(OWN)).text), **wanted, "name": "Autre"})
    await post.go()
    (row,) = await accounts(site.db, await viewer_of(site.db, viewer), "rachid@")
    assert [one.status_code for one in opened] == [303, 303]
    assert (row.name, row.directorate, len(office.to("rachid@test.invalid"))) == ("Rachid", where, 1)
    assert (taken.status_code, re.findall(r'href="#f-(\w+)"', taken.text)) == (409, ["email"])
    assert 'value="Autre"' in taken.text and f'value="{where}" lang="fr" selected' in taken.text


async def test_rights_are_given_and_taken_on_the_page_of_an_account(scene: Scene, site: Site) -> None:
    viewer, person, where = await admin(scene), await scene.person("Zineb"), await directorate(scene)
    await vault.set_lang(site.db, person, "fr")
    role = {"edition": str(scene.edition), "role": "facilitator"}
    async with await site.signed_in(viewer) as browser:

        async def now() -> object:
            (row,) = await accounts(site.db, await viewer_of(site.db, viewer), account=person)
            return row.admin, [one.role for one in row.roles], row.directorate, row.email, row.closed

        first = [
            (await act(browser, person, name, **values)).status_code
            for name, values in (
                ("grant-admin", {}),
                ("grant-role", role),
                ("move", {"directorate": str(where)}),
                ("address", {"email": "zineb@test.invalid"}),
            )
        ]
        between = await now()
        second = [
            (await act(browser, person, name, **values)).status_code
            for name, values in (("revoke-role", role), ("revoke-admin", {}), ("close", {}))
        ]
        assert (first, second) == ([303] * 4, [303] * 3)
        assert between == (True, [Role.FACILITATOR], where, "zineb@test.invalid", False)
        assert await now() == (False, [], where, "zineb@test.invalid", True)


async def test_nobody_takes_its_own_right_and_only_admins_come_here(scene: Scene, site: Site) -> None:
    viewer, other = await admin(scene), await scene.person("Zineb")
    async with await site.signed_in(viewer) as browser:
        shown = (await browser.get(f"{OWN}?of={viewer}")).text
        answers = [(await act(browser, viewer, name)).status_code for name in ("revoke-admin", "close")]
        missing = (await browser.get(f"{OWN}?of={scene.edition}")).status_code
    assert (answers, missing, "/revoke-admin" in shown) == ([422, 422], 404, False)
    async with await site.signed_in(other) as browser:
        csrf = fields((await browser.get("/fr/me/account")).text)["csrf"]
        tried = await browser.post(f"{OWN}/grant-admin", data={"csrf": csrf, "account": str(other)})
    assert (tried.status_code, await accounts(site.db, await viewer_of(site.db, other))) == (403, [])


async def test_more_accounts_ask_the_database_no_more(scene: Scene, site: Site) -> None:
    viewer, counts = await admin(scene), []
    for number in (1, 2):
        for _ in range(number):
            person = await scene.person("Nombreuse")
            await scene.grant(person, Role.MENTOR)
        async with await site.signed_in(viewer) as browser:
            assert len(names((await browser.get(f"{OWN}?words=nombreuse")).text)) == (1, 3)[number - 1]
            counts.append(await statements(site, browser, f"{OWN}?words=nombreuse"))
    assert counts[0] == counts[1]
