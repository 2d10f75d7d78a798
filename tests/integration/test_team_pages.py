"""A team's own pages: each act through the form that the page draws, over a real database and bus."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from idarathon.editions.events import Text
from idarathon.phases import commands as phases
from idarathon.teams import commands as teams
from tests.integration.test_calendar import drafted, publish
from tests.support.counting import statements
from tests.support.crew import Crew, crew, form, post
from tests.support.scene import Scene
from tests.support.sending import take_files
from tests.support.site import Site

pytestmark = pytest.mark.world("team")

OPEN = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
CLOSED = datetime(2026, 11, 3, 16, 30, tzinfo=UTC)
WRITTEN = {
    "title": "Notre carnet",
    "text": "Ce que\nnous avons vu.",
    "links": "exemple.ma/carnet\n\nhttps://exemple.ma/b",
    "lang": "fr",
}


async def test_a_deposit_through_the_form_gives_a_receipt_in_time(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    browser = await one.browser()
    answer = await post(browser, one.deposit, **WRITTEN)
    assert answer.status_code == 303, answer.text
    receipt = await browser.get(answer.headers["location"])
    assert "Notre carnet" in receipt.text and "https://exemple.ma/carnet" in receipt.text
    assert "Reçu dans les délais" in receipt.text and "09:30:00" in receipt.text
    assert [(row["title"], row["late"]) for row in await one.deposits()] == [("Notre carnet", False)]


@pytest.mark.parametrize(("lang", "chosen"), [("fr", "fr"), ("ar", "ar")])
async def test_the_language_of_a_deposit_is_that_of_an_arabic_page(
    scene: Scene, site: Site, lang: str, chosen: str
) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    html = (await (await one.browser()).get(one.deposit.replace("/fr/", f"/{lang}/", 1))).text
    assert re.findall(r'<option value="(\w\w)" selected>', html) == [chosen]


async def test_the_file_stands_before_the_long_texts(scene: Scene, site: Site) -> None:
    """On a telephone one minute before the deadline the file is what matters."""
    await take_files(scene)
    one = await crew(scene, site)
    await scene.at(OPEN)
    html = (await (await one.browser()).get(one.deposit)).text
    form = html[html.index("data-draft") :]
    names = re.findall(r'<(?:input|textarea|select)[^>]*\sname="(title|file|text|links|lang)"', form)
    assert names == ["title", "file", "text", "links", "lang"]


@pytest.mark.parametrize(
    ("kinds", "optional"),
    [("any", []), ("mixed", []), ("text", ["links"]), ("link", ["text"]), ("file", ["text", "links"])],
)
async def test_only_what_a_deposit_may_lack_is_called_optional(
    scene: Scene, site: Site, kinds: str, optional: list[str]
) -> None:
    """Where one of several is needed, the hint says so."""
    await take_files(scene, kinds=kinds)
    one = await crew(scene, site)
    await scene.at(OPEN)
    html = (await (await one.browser()).get(one.deposit)).text
    assert re.findall(r'<label for="f-(\w+)">[^<]*<span class="optional">', html) == optional
    assert ("l’un des deux est nécessaire" in html, "au moins l’un d’eux" in html) == (kinds == "any", kinds == "mixed")


async def test_the_next_session_is_said_to_be_under_way_once_it_has_begun(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    await publish(scene, drafted(scene, kind="workshop", audience="teams"))
    browser, said = await one.browser(), []
    for hour in (9, 10):
        scene.engine.clock.set(datetime(2026, 11, 4, hour, 30, tzinfo=UTC))
        said += re.findall(r'<h2 id="session-title">([^<]*)<', (await browser.get(one.base)).text)
    assert said == ["Prochaine séance", "En cours"]


async def test_a_double_tap_is_one_deposit(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    browser = await one.browser()
    data = {**await form(browser, one.deposit), **WRITTEN}
    answers = [await browser.post(one.deposit, data=data) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert len(await one.deposits()) == 1


async def test_what_is_changed_after_going_back_is_another_deposit(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    browser = await one.browser()
    data = {**await form(browser, one.deposit), **WRITTEN}
    for text in ("Premier", "Second"):
        await browser.post(one.deposit, data={**data, "text": text})
    assert [row["text"] for row in await one.deposits()] == ["Premier", "Second"]


async def test_the_page_says_what_late_means_before_anything_is_sent(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    browser = await one.browser()
    early = (await browser.get(one.deposit)).text
    assert "16\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30, heure du Maroc" in early and "hors délai" in early
    await scene.at(CLOSED)
    assert "La date limite est passée." in (await browser.get(one.deposit)).text


async def test_a_late_deposit_is_kept_and_says_so(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    browser = await one.browser()
    data = {**await form(browser, one.deposit), **WRITTEN}  # opened in time, sent when the phase has closed
    await scene.at(CLOSED)
    answer = await browser.post(one.deposit, data=data)
    receipt = await browser.get(answer.headers["location"])
    assert "Reçu hors délai" in receipt.text and "Ce que\nnous avons vu." in receipt.text
    assert [(row["late"], row["counts"]) for row in await one.deposits()] == [(True, False)]
    assert await scene.journey(one.team) == ("held", "inspiration")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"links": "https://exemple.ma/a\npas un lien"}, "links"),
        ({"links": "\n".join(f"https://exemple.ma/{n}" for n in range(11))}, "links"),
        ({"text": "", "links": ""}, "text"),
        ({"lang": "xx"}, "lang"),
    ],
)
async def test_nothing_typed_is_lost_when_a_deposit_is_refused(
    scene: Scene, site: Site, typed: dict[str, str], field: str
) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    browser = await one.browser()
    sent = {**WRITTEN, **typed}
    answer = await post(browser, one.deposit, **sent)
    assert answer.status_code in (400, 422)
    assert f'href="#f-{field}"' in answer.text and f'id="f-{field}-error"' in answer.text
    for name in ("title", "text", "links"):
        assert sent[name].replace("\n\n", "\n").split("\n")[0] in answer.text
    assert not await one.deposits()


async def test_nothing_typed_is_lost_when_the_team_has_gone_on(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    browser = await one.browser()
    data = {**await form(browser, one.deposit), **WRITTEN}
    await scene.deposit(one.team)
    await scene.at(CLOSED)
    answer = await browser.post(one.deposit, data=data)
    assert answer.status_code == 422 and "Ce que\nnous avons vu." in answer.text and "Notre carnet" in answer.text


async def test_people_of_another_team_read_and_send_nothing(scene: Scene, site: Site) -> None:
    one, other = await crew(scene, site), await crew(scene, site)
    await scene.at(OPEN)
    browser = await other.browser()
    data = {**await form(browser, other.deposit), **WRITTEN}
    for path in ("", "/members", "/history", "/deposit/inspiration/carnet"):
        assert (await browser.get(one.base + path)).status_code == 403
    assert (await browser.post(one.deposit, data=data)).status_code == 403
    assert (await site.browser().get(one.base)).headers["location"].startswith("/fr/sign-in")
    assert not await one.deposits()


async def test_a_facilitator_reads_but_does_not_deposit(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    member, browser = await one.browser(), await site.signed_in(scene.facilitator)
    for path in ("", "/members", "/history", "/deposit/inspiration/carnet"):
        assert (await browser.get(one.base + path)).status_code == 200
    assert "<textarea" not in (await browser.get(one.deposit)).text
    csrf = await form(browser, f"{one.base}/members")
    assert (await browser.post(one.deposit, data={**csrf, **WRITTEN})).status_code == 403
    assert "<textarea" in (await member.get(one.deposit)).text


async def test_the_page_tells_why_the_team_is_held_and_of_its_extension(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    ids: dict[str, Any] = {"edition": scene.edition, "team": one.team, "phase": "inspiration"}
    browser = await one.browser()
    await scene.send(phases.Hold(**ids, reason="Reprenons le carnet ensemble."), actor=scene.facilitator)
    assert "Reprenons le carnet ensemble." in (await browser.get(one.base)).text
    until = datetime(2026, 11, 4, 12, tzinfo=UTC)
    await scene.send(phases.Extend(**ids, until=until, reason="Un jour de plus."), actor=scene.facilitator)
    page = (await browser.get(one.base)).text
    assert "Un jour de plus." in page and "mercredi 4 novembre 2026 à 12" in page
    await scene.at(CLOSED)
    assert "Déposer" in (await browser.get(one.base)).text


async def test_the_reason_of_an_extension_stands_as_long_as_it_runs(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    until = datetime(2026, 11, 4, 12, tzinfo=UTC)
    reason = "Un jour de plus."
    await scene.send(
        phases.Extend(edition=scene.edition, team=one.team, phase="inspiration", until=until, reason=reason)
    )
    browser, shown = await one.browser(), f'<p class="quote" dir="auto">{reason}</p>'
    for _ in range(7):  # more than the events of "what just happened"
        await scene.deposit(one.team, deliverable="carnet")
    assert shown in (await browser.get(one.base)).text
    await scene.at(until)
    assert shown not in (await browser.get(one.base)).text


async def test_a_lenient_gate_leaves_tasks_that_can_be_deposited(scene: Scene, site: Site) -> None:
    requires = (phases.WantedRequirement(key="carnet", title=Text(fr="Carnet d'observation")),)
    gate = phases.SetGate(edition=scene.edition, phase="inspiration", requires=requires, mode="lenient")
    await scene.send(gate)
    one = await crew(scene, site)
    await scene.at(CLOSED)
    browser = await one.browser()
    assert "Sous réserve" in (await browser.get(one.base)).text
    assert (await post(browser, one.deposit, **WRITTEN)).status_code == 303
    assert "Sous réserve" not in (await browser.get(one.base)).text


@pytest.mark.parametrize("lang", ["fr", "ar", "en"])
async def test_every_page_is_drawn_in_every_language_and_stays_small(scene: Scene, site: Site, lang: str) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    await scene.deposit(one.team)
    position = (await one.deposits())[0]["position"]
    browser, base = await one.browser(), f"/{lang}/e/{scene.slug}/team/{one.slug}"
    for path in ("", "/members", "/history", "/deposit/inspiration/carnet", f"/receipt/{position}"):
        answer = await browser.get(base + path)
        assert answer.status_code == 200, answer.text[-2000:]
        assert len(answer.content) < 60_000, path
    assert (await browser.get(f"/{lang}/me")).status_code == 200


async def test_a_withdrawn_team_keeps_its_pages_and_takes_nothing_more(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    await scene.at(OPEN)
    browser = await one.browser()
    data = {**await form(browser, one.deposit), **WRITTEN}
    await scene.send(teams.Withdraw(edition=scene.edition, team=one.team, reason="Mutation de deux membres."))
    await scene.engine.quiet()
    assert "Mutation de deux membres." in (await browser.get(one.base)).text
    assert (await browser.post(one.deposit, data=data)).status_code == 422


async def furnished(scene: Scene, site: Site, number: int) -> Crew:
    """A team of an edition of its own, with 2 + number members, whose phase asks for number deliverables."""
    other = await Scene(scene.engine).prepare()
    requires = tuple(phases.WantedRequirement(key=f"d{place}", title=Text(fr=f"D{place}")) for place in range(number))
    await other.send(phases.SetGate(edition=other.edition, phase="inspiration", requires=requires))
    return await crew(other, site, members=2 + number)


@pytest.mark.parametrize("path", ["", "/members", "/history", "/deposit/inspiration/d0", "/fr/me"])
async def test_more_members_and_deliverables_ask_no_more_of_the_database(scene: Scene, site: Site, path: str) -> None:
    crews = [await furnished(scene, site, number) for number in (1, 3)]
    await scene.at(OPEN)
    counts = []
    for number, one in zip((1, 3), crews, strict=True):
        for place in range(number):
            await one.scene.deposit(one.team, deliverable=f"d{place}")
        page = path if path == "/fr/me" else one.base + path
        counts.append(await statements(site, await one.browser(), page))
    assert counts[0] == counts[1]
    assert counts[0] <= 20
