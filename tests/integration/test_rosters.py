"""Importing a list of participants: from the file to the accounts, and what must never happen on the way."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import httpx

from idarathon.directory import commands as directory
from idarathon.editions.events import Text
from idarathon.people import commands as people
from idarathon.viewer import Role
from tests.support.scene import Scene
from tests.support.site import Site, fields

HEAD = "Nom complet;Adresse;Administration;Direction;Région;Rôle\r\n"


async def sent(scene: Scene, browser: httpx.AsyncClient, text: str) -> httpx.Response:
    """Choose a file; the page that says what it would do."""
    base = f"/fr/e/{scene.slug}/people/import"
    form = fields((await browser.get(base)).text)
    answer = await browser.post(base, data={"csrf": form["csrf"]}, files={"file": ("liste.csv", text.encode("cp1252"))})
    return await browser.get(answer.headers["location"]) if answer.status_code == 303 else answer


async def confirm(browser: httpx.AsyncClient, looked: httpx.Response, **chosen: str) -> httpx.Response:
    """Import what the page shows."""
    form = fields(looked.text.partition('id="confirm"')[2])
    return await browser.post(str(looked.url), data={**form, "invite": "none", **chosen})


def figures(answer: httpx.Response) -> list[str]:
    return re.findall(r"<dd>([^<]*)</dd>", answer.text)


async def known(scene: Scene) -> dict[str, str]:
    """Everybody's name by address, but the scene's own people."""
    rows = await scene.engine.pool.fetch("SELECT email, name FROM people_person WHERE email NOT LIKE '%-%@%'")
    return {row["email"]: row["name"] for row in rows}


async def staged(scene: Scene) -> int:
    count: int = await scene.engine.pool.fetchval(
        "SELECT (SELECT count(*) FROM people_import) + (SELECT count(*) FROM people_import_row)"
    )
    return count


async def directorate(scene: Scene, administration: UUID | None = None) -> tuple[UUID, UUID]:
    """An administration (another one than the organiser, unless it is named) with one directorate."""
    body, below = administration or uuid4(), uuid4()
    if administration is None:
        await scene.send(directory.RegisterAdministration(administration=body, name=Text(fr="Agence")))
    await scene.send(
        directory.RegisterDirectorate(
            administration=body, directorate=below, name=Text(fr="Guichets"), region="oriental"
        )
    )
    return body, below


async def focal(scene: Scene, below: UUID) -> UUID:
    """A focal point who works in a directorate."""
    account = uuid4()
    await scene.send(
        people.OpenAccount(account=account, name="Focale", email=f"{account}@test.invalid", directorate=below)
    )
    await scene.grant(account, Role.FOCAL)
    return account


async def test_a_list_is_looked_at_confirmed_and_carried_out_whole(scene: Scene, site: Site) -> None:
    _, below = await directorate(scene)
    await scene.send(people.OpenAccount(account=uuid4(), name="Déjà là", email="connue@test.invalid"))
    text = (
        f"{HEAD}=1+1;a@test.invalid;Agence;Guichets;Fès-Meknès;\r\n"
        "Hanane;b@test.invalid;;;;mentor\r\nAutre nom;CONNUE@test.invalid;;;;juré\r\n"
    )
    async with await site.signed_in(scene.facilitator) as browser:
        looked = await sent(scene, browser, text)
        before = await known(scene)
        answers = [await confirm(browser, looked, invite="roles") for _ in range(2)]
        await scene.engine.quiet()
        over = await browser.get(str(looked.url))
    assert (figures(looked), before) == (["2", "1", "0"], {"connue@test.invalid": "Déjà là"})
    assert [answer.status_code for answer in answers] == [303, 303]
    assert figures(over) == ["2", "1"]
    assert await known(scene) == {
        "connue@test.invalid": "Déjà là",
        "a@test.invalid": "=1+1",
        "b@test.invalid": "Hanane",
    }
    rows = await scene.engine.pool.fetch(
        """SELECT p.email, a.directorate, f.region, r.role, m.kind
        FROM people_person p JOIN account a ON a.id = p.account
        LEFT JOIN people_profile f ON f.account = a.id LEFT JOIN edition_role r ON r.account = a.id
        LEFT JOIN people_mail m ON m.account = a.id WHERE p.email NOT LIKE '%-%@%' ORDER BY p.email"""
    )
    assert [tuple(row) for row in rows] == [
        ("a@test.invalid", below, "fes-meknes", None, None),
        ("b@test.invalid", None, None, "mentor", "welcome"),
        ("connue@test.invalid", None, None, "juror", None),
    ]
    assert await staged(scene) == 0


async def test_nothing_of_a_file_with_wrong_lines_is_imported_unless_they_are_left_out(
    scene: Scene, site: Site
) -> None:
    text = f"{HEAD}Aïcha;a@test.invalid;;;;\r\n=cmd|x;pas une adresse;Nulle part;;;roi\r\n"
    async with await site.signed_in(scene.facilitator) as browser:
        looked = await sent(scene, browser, text)
        refused = await confirm(browser, looked)
        await scene.engine.quiet()
        nobody = await known(scene)
        lines = (await browser.get(f"{looked.url}/refused")).text
        taken = await confirm(browser, looked, left_out="1")
        await scene.engine.quiet()
    assert (refused.status_code, nobody, taken.status_code) == (422, {}, 303)
    assert lines.splitlines()[1].startswith("'=cmd|x;pas une adresse;Nulle part;;;roi;3;")
    assert await known(scene) == {"a@test.invalid": "Aïcha"}


async def test_an_address_that_is_taken_meanwhile_is_known_and_nobody_is_lost(scene: Scene, site: Site) -> None:
    other = uuid4()
    async with await site.signed_in(scene.facilitator) as browser:
        looked = await sent(scene, browser, f"{HEAD}A;a@test.invalid;;;;mentor\r\nB;b@test.invalid;;;;\r\n")
        await scene.send(people.OpenAccount(account=other, name="Plus vite", email="A@test.invalid"))
        await confirm(browser, looked)
        await scene.engine.quiet()
        over = await browser.get(str(looked.url))
    mentors = await scene.engine.pool.fetch("SELECT account FROM edition_role WHERE role = 'mentor'")
    assert (figures(over), [row["account"] for row in mentors]) == (["1", "1"], [other])


async def test_what_is_no_list_comes_back_with_a_sentence_and_nothing_is_kept(scene: Scene, site: Site) -> None:
    async with await site.signed_in(scene.facilitator) as browser:
        answers = [
            await sent(scene, browser, text)
            for text in ("", "rien", f"{HEAD}", "PK\x03\x04", HEAD + "A;a@test.invalid\n" * 5_001, "x" * 2_100_000)
        ]
    assert ([answer.status_code for answer in answers], await staged(scene)) == ([422, 422, 422, 422, 413, 413], 0)


async def test_a_file_is_its_makers_alone_and_can_be_thrown_away(scene: Scene, site: Site) -> None:
    other = await scene.person("Autre facilitatrice")
    await scene.grant(other, Role.FACILITATOR)
    async with await site.signed_in(scene.facilitator) as browser, await site.signed_in(other) as stranger:
        looked = await sent(scene, browser, f"{HEAD}A;a@test.invalid;;;;\r\n")
        csrf = fields((await stranger.get(f"/fr/e/{scene.slug}/people/import")).text)["csrf"]
        form = {**fields(looked.text.partition('id="confirm"')[2]), "csrf": csrf, "invite": "all"}
        foreign = [
            (await stranger.get(str(looked.url))).status_code,
            (await stranger.post(str(looked.url), data=form)).status_code,
        ]
        await stranger.post(f"{looked.url}/discard", data={"csrf": csrf})
        kept = (await browser.get(str(looked.url))).status_code
        await browser.post(f"{looked.url}/discard", data={"csrf": fields(looked.text)["csrf"]})
        gone = (await browser.get(str(looked.url))).status_code
    assert (foreign, kept, gone, await staged(scene)) == ([404, 404], 200, 404, 0)


async def test_a_focal_point_imports_its_own_administration_and_learns_of_no_other(scene: Scene, site: Site) -> None:
    _, below = await directorate(scene)
    await scene.send(people.OpenAccount(account=uuid4(), name="Ailleurs", email="ailleurs@test.invalid"))
    text = f"{HEAD}A;a@test.invalid;;;;\r\nB;ailleurs@test.invalid;;;;\r\nC;c@test.invalid;Ministère;;;\r\n"
    async with await site.signed_in(await focal(scene, below)) as browser:
        looked = await sent(scene, browser, text)
        await confirm(browser, looked, left_out="1")
        await scene.engine.quiet()
        over = await browser.get(str(looked.url))
    assert (figures(looked), figures(over)) == (["2", "0", "1"], ["2", "1"])
    opened = await scene.engine.pool.fetchval(
        "SELECT a.directorate FROM people_person p JOIN account a ON a.id = p.account WHERE p.email = 'a@test.invalid'"
    )
    assert (opened, set(await known(scene))) == (below, {"a@test.invalid", "ailleurs@test.invalid"})


async def test_a_confirmation_that_fits_no_file_imports_nobody(scene: Scene, site: Site) -> None:
    """Sent to the API: another's file, or another number of lines than was looked at."""
    async with await site.signed_in(scene.facilitator) as browser:
        looked = await sent(scene, browser, f"{HEAD}A;a@test.invalid;;;;\r\nB;x;;;;\r\n")
    roster = str(looked.url).rpartition("/")[2]
    digest = await scene.engine.pool.fetchval("SELECT digest FROM people_import")
    async with await site.program(scene.facilitator) as program:
        body = {"roster": roster, "edition": str(scene.edition), "people": 1, "digest": digest, "left_out": 0}
        answer = await program.post("/api/v1/commands/rosters.confirm", json={"id": str(uuid4()), **body})
        never = await program.post("/api/v1/commands/rosters.confirm", json={**body, "roster": str(uuid4())})
    await scene.engine.quiet()
    traces = await scene.engine.pool.fetchval("SELECT count(*) FROM event WHERE stream LIKE 'roster-%'")
    assert [(one.status_code, one.json()["code"]) for one in (answer, never)] == [(404, "roster_not_staged")] * 2
    assert (traces, await known(scene), await staged(scene)) == (0, {}, 3)
