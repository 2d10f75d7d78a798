"""The public pages and signing in, over a real database."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest

from idarathon.people import vault
from idarathon.teams.commands import AssignChallenge
from tests.support.counting import statements
from tests.support.scene import Scene
from tests.support.site import PASSWORD, Site, fields, running
from web.auth import LONGEST, hashed


@pytest.mark.parametrize("lang", ["fr", "ar", "en"])
async def test_every_public_page_is_drawn(scene: Scene, site: Site, lang: str) -> None:
    await scene.with_challenge()
    team = await scene.team()
    slug = await scene.engine.pool.fetchval("SELECT slug FROM team WHERE id = $1", team)
    base = f"/{lang}/e/{scene.slug}"
    async with site.browser() as browser:
        for path in (
            "",
            "/challenges",
            "/challenges/accueil",
            "/teams",
            f"/teams/{slug}",
            "/history",
            f"/teams/{slug}/history",
        ):
            answer = await browser.get(base + path)
            assert answer.status_code == 200, (path, answer.text[-2000:])
            assert f'<html lang="{lang}"' in answer.text
            assert not answer.headers.get_list("set-cookie")
        home = await browser.get(f"/{lang}")
        assert scene.slug in home.text


@pytest.mark.parametrize("path", ["", "/teams", "/challenges/accueil"])
async def test_more_teams_ask_no_more_of_the_database(scene: Scene, site: Site, path: str) -> None:
    """And each card says where its team stands."""
    counts = []
    for number in (1, 3):
        other = await Scene(scene.engine).prepare()
        await other.with_challenge()
        for _ in range(number):
            team = await other.team()
            await other.send(AssignChallenge(edition=other.edition, team=team, challenge=other.challenge))
        page = f"/fr/e/{other.slug}{path}"
        async with site.browser() as browser:
            assert (await browser.get(page)).text.count("Inspiration</span>") >= number
            counts.append(await statements(site, browser, page))
    assert counts[0] == counts[1]
    assert counts[0] <= 10


async def test_home_shows_what_the_edition_asks_and_costs_one_statement_more_an_edition(
    scene: Scene, site: Site
) -> None:
    await scene.with_challenge()
    async with site.browser() as browser:
        page = (await browser.get("/fr")).text
        assert f'<a href="/fr/e/{scene.slug}/challenges/accueil">' in page
        costs = [await statements(site, browser, "/fr")]
        for _ in range(2):
            await Scene(scene.engine).prepare()
            costs.append(await statements(site, browser, "/fr"))
    assert [after - before for before, after in itertools.pairwise(costs)] == [1, 1] and costs[0] <= 8


async def test_what_is_missing_is_a_page_of_its_own(scene: Scene, site: Site) -> None:
    async with site.browser() as browser:
        for path in ("/fr/e/nothing", "/fr/nothing", "/xx", f"/fr/e/{scene.slug}/teams/nobody", "/fr/e/x/teams?page=0"):
            answer = await browser.get(path)
            assert answer.status_code in (400, 404), path
            assert "<h1>" in answer.text and "Traceback" not in answer.text


async def test_the_entrance_follows_the_browser(site: Site) -> None:
    wanted = {"ar-MA,fr;q=0.8": "/ar", "en": "/en", "de, fr;q=0.1": "/fr", "": "/fr", "x;q=zz": "/fr"}
    for header, address in wanted.items():
        async with site.browser(**{"Accept-Language": header}) as browser:
            answer = await browser.get("/")
            assert (answer.status_code, answer.headers["location"]) == (303, address)


async def test_every_response_has_the_headers(site: Site) -> None:
    async with site.browser() as browser:
        for path in ("/fr", "/fr/nothing", "/static/site.css", "/health/live", "/api/v1/editions", "/static/nothing"):
            headers = (await browser.get(path)).headers
            assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'"), path
            assert headers["x-content-type-options"] == "nosniff"


async def test_head_and_compression(site: Site) -> None:
    async with site.browser() as browser:
        head, page = await browser.head("/fr"), await browser.get("/fr")
        assert (head.status_code, head.content) == (200, b"")
        assert page.headers["content-encoding"] == "gzip" and "Accept-Encoding" in page.headers["vary"]
        style = await browser.get("/static/site.css")
        assert style.headers["content-encoding"] == "gzip" and "max-age=60" in style.headers["cache-control"]
        marked = page.text.split('href="/static/site.css')[1].split('"')[0]
        assert "immutable" in (await browser.get(f"/static/site.css{marked}")).headers["cache-control"]
        assert b"vendor/readex-pro-latin.woff2?v=" in style.content


async def test_signing_in_rotates_and_signing_out_revokes(scene: Scene, site: Site) -> None:
    async with site.browser() as browser:
        browser.cookies.set("idarathon", "planted")
        await vault.set_password(site.db, scene.facilitator, await hashed(PASSWORD))
        page = await browser.get("/fr/sign-in?next=/fr/e/" + scene.slug)
        form = {**fields(page.text), "email": f"{scene.facilitator}@test.invalid", "password": PASSWORD}
        wrong = await browser.post("/fr/sign-in", data={**form, "password": PASSWORD + "x"})
        assert wrong.status_code == 401
        await vault.set_password(site.db, scene.facilitator, await hashed("x" * LONGEST))
        longer = await browser.post("/fr/sign-in", data={**form, "password": "x" * (LONGEST + 1)})
        assert longer.status_code == 401
        await vault.set_password(site.db, scene.facilitator, await hashed(PASSWORD))
        entered = await browser.post("/fr/sign-in", data=form)
        assert (entered.status_code, entered.headers["location"]) == (303, f"/fr/e/{scene.slug}")
        cookie = entered.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "planted" not in cookie
        first = entered.cookies["idarathon"]
        home = await browser.get("/fr")
        assert "Facilitatrice" in home.text and home.headers["cache-control"] == "no-store"
        left = await browser.post("/fr/sign-out", data=fields(home.text))
        assert left.status_code == 303
        after = await browser.get("/fr")
        assert "Facilitatrice" not in after.text
        assert 'role="status"' in after.text  # the message, shown once
        assert 'role="status"' not in (await browser.get("/fr")).text
    async with site.browser() as thief:
        thief.cookies.set("idarathon", first)
        assert "Facilitatrice" not in (await thief.get("/fr")).text


async def test_a_wrong_password_keeps_what_was_typed_and_is_throttled(scene: Scene, site: Site) -> None:
    async with site.browser() as browser:
        for attempt in range(6):
            form = fields((await browser.get("/fr/sign-in")).text)
            answer = await browser.post("/fr/sign-in", data={**form, "email": "a@b.ma", "password": "wrong"})
            assert answer.status_code == (401 if attempt < 5 else 429)
            assert 'value="a@b.ma"' in answer.text and "wrong" not in answer.text.replace('class="field wrong"', "")


async def test_sign_in_leads_to_this_site_only(site: Site) -> None:
    async with site.browser() as browser:
        for wanted in ("//evil.example", "https://evil.example", "/\\evil", "/a b", "javascript:x", "/é", "/\t/evil"):
            page = await browser.get("/fr/sign-in", params={"next": wanted})
            assert fields(page.text)["next"] == "/fr/me", wanted


async def test_a_form_of_another_site_is_refused(scene: Scene, site: Site) -> None:
    browser = await site.signed_in(scene.facilitator)
    for token in ("", "x", "é" * 40, "0" * 32 + "." + "0" * 32):
        assert (await browser.post("/fr/sign-out", data={"csrf": token})).status_code == 403
        header = {b"X-CSRF-Token": token.encode()}
        assert (await browser.post("/fr/sign-out", headers=header)).status_code == 403
    right = fields((await browser.get("/fr")).text)
    assert (await browser.post("/fr/sign-out", data=right, headers={"Sec-Fetch-Site": "cross-site"})).status_code == 403
    assert "Facilitatrice" in (await browser.get("/fr")).text
    await browser.aclose()


async def test_forms_that_cannot_be_read(site: Site) -> None:
    kinds = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x; charset=nope", "application/json")
    bodies = (
        b"csrf=%ff",
        b"csrf=%00",
        b"\xff",
        b"&".join(b"a=1" for _ in range(2_000)),
        b"%ED%A0%80=1",
        b"{}",
        b"--x\r\n",
    )
    async with site.browser() as browser:
        for kind in kinds:
            for body in bodies:
                answer = await browser.post("/fr/sign-in", content=body, headers={"Content-Type": kind})
                assert answer.status_code in (400, 403, 415), (kind, body[:20], answer.status_code)
        await browser.get("/fr/sign-in")
        large = await browser.post("/fr/sign-in", content=b"a=" + b"x" * 10**7, headers={"Content-Type": kinds[0]})
        assert large.status_code == 413


async def test_addresses_that_cannot_be_read(scene: Scene, site: Site) -> None:
    long = "x" * 5_000
    paths: tuple[str, ...] = (
        "/fr/e/%00",
        "/fr/e/%ff",
        f"/fr/{long}",
        "/fr?a=%00",
        "/static/%00",
        f"/static/{long}",
        "/static/site.css/x",
    )
    paths += (
        "/static/..%2f..%2fpyproject.toml",
        "/static/%2e%2e/app.py",
        "/fr/e/%ED%A0%80",
        "/fr/sign-in?next=%00",
    )
    async with site.browser() as browser:
        for path in paths:
            answer = await browser.get(path)
            assert 400 <= answer.status_code < 500, (path[:40], answer.status_code)


async def test_https_gives_the_cookie_its_prefix(database: str, nats_url: str, scene: Scene) -> None:
    async with running(database, nats_url, scene.engine.clock, base="https://idarathon.example.ma") as site:
        browser = site.browser()
        answer = await browser.get("/fr/sign-in")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-idarathon-form=") and "Secure" in cookie and "Path=/" in cookie
        assert "max-age" in answer.headers["strict-transport-security"]
        opened = await vault.open_session(site.db, scene.facilitator, datetime.now(UTC))
        named = [
            "Facilitatrice" in (await browser.get("/fr", headers={"cookie": f"{prefix}idarathon={opened.token}"})).text
            for prefix in ("__Host-", "")  # what another host of the domain could set opens nothing
        ]
        assert named == [True, False]
        await browser.aclose()
