"""A focal point proposes a challenge, changes are requested, its owner revises it, and it is approved."""

from __future__ import annotations

import html
import re
from uuid import UUID, uuid4

import httpx

from idarathon.challenges import commands as challenges
from idarathon.directory import commands as directory
from idarathon.editions.events import Text
from idarathon.people import commands as people
from idarathon.viewer import Role
from tests.support.counting import statements
from tests.support.scene import Scene
from tests.support.site import Site, fields

WORDS = {"title.fr": "Accueil", "question.fr": "Comment accueillir ?"}


async def colleague(scene: Scene, name: str, administration: UUID | None = None) -> UUID:
    """Somebody who works in an administration: the one of the scene, unless another is given."""
    account, directorate = uuid4(), uuid4()
    under = administration or scene.administration
    await scene.send(
        directory.RegisterDirectorate(
            administration=under,
            directorate=directorate,
            name=Text(fr=f"Direction {directorate}"),
            region="Souss-Massa",
        ),
        people.OpenAccount(account=account, name=name, email=f"{account}@test.invalid", directorate=directorate),
    )
    return account


async def focal_point(scene: Scene, administration: UUID | None = None) -> UUID:
    account = await colleague(scene, "Point focal", administration)
    await scene.grant(account, Role.FOCAL)
    return account


async def send(browser: httpx.AsyncClient, page: str, act: str, **values: str) -> httpx.Response:
    """Fill in the form of a page that is sent to its address with ``act`` behind it."""
    drawn = (await browser.get(page)).text.partition(f'action="{page}{act}"')[2].partition("</form>")[0]
    return await browser.post(f"{page}{act}", data={**fields(drawn), **values})


async def propose(scene: Scene, browser: httpx.AsyncClient) -> str:
    """A draft; the address of its page."""
    answer = await send(browser, f"/fr/e/{scene.slug}/focal/challenge-draft", "", **WORDS)
    return answer.headers["location"]


async def told(scene: Scene, account: UUID) -> list[str]:
    rows = await scene.engine.pool.fetch("SELECT kind FROM notice WHERE account = $1 ORDER BY position", account)
    return [row["kind"] for row in rows]


async def status(scene: Scene) -> str:
    value: str = await scene.engine.pool.fetchval("SELECT status FROM challenge WHERE edition = $1", scene.edition)
    return value


async def test_a_challenge_goes_round_until_it_is_approved(scene: Scene, site: Site) -> None:
    focal, owner = await focal_point(scene), await colleague(scene, "Porteuse")
    async with (
        await site.signed_in(focal) as proposing,
        await site.signed_in(owner) as owning,
        await site.signed_in(scene.facilitator) as running,
    ):
        page = await propose(scene, proposing)
        desk = page.replace("/focal/", "/manage/")
        own = page.replace("/focal/challenges/", "/my-challenge/")
        await send(proposing, page, "/submit", email=f"{owner}@test.invalid")
        examine = (await running.get("/fr/me")).text
        waiting = (await running.get(f"/fr/e/{scene.slug}/manage/challenges")).text
        asked = {"reason": "La question est trop large.", "remarks.question": "Pour quels usagers ?"}
        await send(running, desk, "/request", **asked)
        seen = html.unescape((await owning.get(own)).text)
        todo = [html.unescape((await one.get("/fr/me")).text) for one in (owning, proposing)]
        early = await send(owning, own, "/submit")
        assert (await status(scene), early.status_code) == ("changes_requested", 422)
        await send(owning, own, "/revise", **WORDS | {"question.fr": "Comment accueillir les jeunes ?"})
        await send(owning, own, "/submit")
        assert await status(scene) == "submitted"
        history = html.unescape((await running.get(desk)).text)
        await send(running, desk, "/approve")
    await scene.engine.quiet()
    assert "1 challenge attend d’être examiné." in waiting
    assert "Examiner 1 challenge" in examine
    assert [one.count("Corriger le challenge «\u00a0Accueil\u00a0»") for one in todo] == [1, 1]
    assert all(words in seen and words in history for words in asked.values())
    assert await status(scene) == "approved"
    assert await told(scene, owner) == ["challenge_returned", "challenge_approved"]
    assert await told(scene, focal) == ["role_granted", "challenge_returned", "challenge_approved"]
    assert await told(scene, scene.facilitator) == ["role_granted", "challenge_submitted", "challenge_submitted"]


async def test_a_focal_point_names_only_owners_of_its_administration_and_sees_no_other_drafts(
    scene: Scene, site: Site
) -> None:
    other = uuid4()
    await scene.send(directory.RegisterAdministration(administration=other, name=Text(fr="Autre ministère")))
    focal, stranger = await focal_point(scene), await focal_point(scene, other)
    async with await site.signed_in(focal) as proposing, await site.signed_in(stranger) as looking:
        page = await propose(scene, proposing)
        nobody = await send(proposing, page, "/submit", email=f"{stranger}@test.invalid")
        unknown = await send(proposing, page, "/submit", email="personne@test.invalid")
        theirs = [(await looking.get(one)).status_code for one in (page, f"/fr/e/{scene.slug}/challenges/accueil")]
        listed = (await looking.get(f"/fr/e/{scene.slug}/focal/challenges")).text
    errors = [re.findall(r'id="f-email-error">.*?</svg>([^<]+)', one.text) for one in (nobody, unknown)]
    assert errors[0] == errors[1] != []
    assert (await status(scene), theirs, "Accueil" in listed) == ("draft", [404, 404], False)


async def test_what_was_typed_into_a_refused_proposal_comes_back(scene: Scene, site: Site) -> None:
    focal = await focal_point(scene)
    async with await site.signed_in(focal) as browser:
        again = await send(browser, f"/fr/e/{scene.slug}/focal/challenge-draft", "", **{"title.fr": "Accueil"})
    assert again.status_code == 400 and 'value="Accueil"' in again.text
    assert await scene.engine.pool.fetchval("SELECT count(*) FROM challenge") == 0


async def test_a_list_of_proposals_asks_as_much_for_three_as_for_one(scene: Scene, site: Site) -> None:
    focal = await focal_point(scene)
    counts = []
    async with await site.signed_in(focal) as browser:
        for many in (1, 2):
            for _ in range(many):
                one = challenges.Draft(
                    edition=scene.edition,
                    challenge=uuid4(),
                    slug=f"c-{uuid4().hex[:6]}",
                    title=Text(fr="Accueil"),
                    question=Text(fr="?"),
                    department=scene.administration,
                )
                await scene.send(one, actor=focal)
            counts.append(await statements(site, browser, f"/fr/e/{scene.slug}/focal/challenges"))
    assert counts[0] == counts[1]
