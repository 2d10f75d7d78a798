from __future__ import annotations
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
import pytest
from idarathon.phases import commands as phases
from idarathon.teams import commands as teams
from idarathon.challenges import commands as challenges
from idarathon.clock import Clock
from tests.browser.stack import stack
from tests.support.browser import open_browser
from tests.support.scene import Scene
OUT = Path("/tmp/shots-team")
OPEN = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)

async def test_shots(scene: Scene, database: str, nats_url: str, tmp_path: Path) -> None:
    OUT.mkdir(exist_ok=True)
    await scene.with_challenge()
    f = scene.facilitator
    names = {}
    async def team(name, **k):
        t = await scene.team(name, **k)
        if k.get("members", 3) >= 1:
            await scene.send(teams.AssignChallenge(edition=scene.edition, team=t, challenge=scene.challenge), actor=f)
        names[name] = t
        return t
    a = await team("Bouregreg"); b = await team("Moulouya"); c = await team("Ziz", members=2)
    h = await team("فريق أم الربيع"); w = await team("Sebou"); x = await team("Drâa")
    lead = await scene.engine.pool.fetchval("SELECT account FROM team_member WHERE team=$1 AND lead", a)
    guest = await scene.person("Yasmine El Idrissi"); guest2 = await scene.person("Omar Bennani")
    await scene.send(teams.Invite(edition=scene.edition, team=a, account=guest), actor=lead)
    await scene.send(phases.SetGate(edition=scene.edition, phase="definition", mode="lenient", requires=tuple(phases.WantedRequirement(key=k, title=t) for k, t in (("probleme", {"fr": "Énoncé du problème", "ar": "صياغة الإشكالية"}), ("preuves", {"fr": "Preuves de terrain"}))) if False else ()), actor=None) if False else None
    await scene.at(OPEN)
    await scene.deposit(b)
    await scene.send(phases.Extend(edition=scene.edition, team=x, phase="inspiration", until=datetime(2026, 11, 4, 12, tzinfo=UTC), reason="L'équipe attend l'accord de la préfecture pour ses entretiens."), actor=f)
    await scene.send(phases.Hold(edition=scene.edition, team=w, phase="inspiration", reason="Le carnet ne porte pas encore sur le challenge choisi : reprenons-le ensemble jeudi."), actor=f)
    await scene.send(teams.Withdraw(edition=scene.edition, team=names["Ziz"], reason="Effectif insuffisant.")) if False else None
    async def acc(t): return await scene.engine.pool.fetchval("SELECT account FROM team_member WHERE team=$1 AND lead", t)
    slug = {n: await scene.engine.pool.fetchval("SELECT slug FROM team WHERE id=$1", t) for n, t in names.items()}
    people = {n: await acc(t) for n, t in names.items()}
    async with open_browser() as browser:
        await Clock().jump(scene.engine.pool, OPEN)
        await scene.engine.stop()
        async with stack(database, nats_url, tmp_path) as site:
            async def shot(who, path, name, langs=("fr", "ar"), sizes=((1280, 900), (390, 844)), act=None):
                for width, height in sizes:
                    async with site.signed_in(browser, who, width=width, height=height) as page:
                        for lang in langs:
                            await page.goto(path.format(lang=lang)); 
                            if act: await act(page)
                            await page.screenshot(path=OUT / f"{name}-{lang}-{width}.png", full_page=True)
            e = "/{lang}/e/" + scene.slug
            want = os.environ.get("SHOTS", "")
            steps = [
              ("todo", people["Bouregreg"], f"{e}/team/{slug['Bouregreg']}"),
              ("done", people["Moulouya"], f"{e}/team/{slug['Moulouya']}"),
              ("unconfirmed", people["Ziz"], f"{e}/team/{slug['Ziz']}"),
              ("byhand", people["Sebou"], f"{e}/team/{slug['Sebou']}"),
              ("extended", people["Drâa"], f"{e}/team/{slug['Drâa']}"),
              ("deposit", people["Bouregreg"], f"{e}/team/{slug['Bouregreg']}/deposit/inspiration/carnet"),
              ("members", people["Bouregreg"], f"{e}/team/{slug['Bouregreg']}/members"),
              ("history", people["Bouregreg"], f"{e}/team/{slug['Bouregreg']}/history"),
              ("me-lead", people["Bouregreg"], "/{lang}/me"),
              ("me-guest", guest, "/{lang}/me"),
              ("me-none", guest2, "/{lang}/me"),
              ("me-fac", f, "/{lang}/me"),
            ]
            for name, who, path in steps:
                if not want or name in want.split(","):
                    await shot(who, path, name)
            if not want or "receipt" in want:
                position = await site.pool.fetchval("SELECT position FROM deposit WHERE team=$1", b)
                await shot(people["Moulouya"], f"{e}/team/{slug['Moulouya']}/receipt/{position}", "receipt")
            if not want or "after" in want:
                await site.at(datetime(2026, 11, 3, 16, 31, tzinfo=UTC))
                import asyncio; await asyncio.sleep(2)
                await shot(people["Moulouya"], f"{e}/team/{slug['Moulouya']}", "waiting")
                await shot(people["Bouregreg"], f"{e}/team/{slug['Bouregreg']}", "held")
                await shot(people["Bouregreg"], f"{e}/team/{slug['Bouregreg']}/deposit/inspiration/carnet", "deposit-late")
                await shot(f, "/{lang}/me", "me-fac2")
                async def send(page):
                    await page.fill("textarea[name=text]", "Ce que nous avons vu au guichet : 42 usagers, 3 langues, une file.")
                    await page.fill("textarea[name=links]", "exemple.ma/carnet")
                    await page.click("form[data-draft] button")
                    await page.wait_for_url("**/receipt/*")
                await shot(people["Bouregreg"], f"{e}/team/{slug['Bouregreg']}/deposit/inspiration/carnet", "receipt-late", act=send)
