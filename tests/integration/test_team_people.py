"""Who belongs to a team, who may register one, and everybody's own space: through the pages' forms."""

from __future__ import annotations

import html
from datetime import UTC, datetime

import pytest

from idarathon.people.commands import CloseAccount
from idarathon.teams import commands as teams
from idarathon.viewer import Role
from tests.support.crew import crew, form, post
from tests.support.scene import Scene
from tests.support.site import Site

pytestmark = pytest.mark.world("team")

CLOSED = datetime(2026, 11, 3, 16, 30, tzinfo=UTC)


async def test_the_lead_invites_and_the_person_joins(scene: Scene, site: Site) -> None:
    one, guest = await crew(scene, site), await scene.person("Yasmine")
    lead, members = await one.browser(), f"{one.base}/members"
    answer = await post(lead, members, f"{members}/invite", email=f"{guest}@test.invalid")
    shown = (await lead.get(members)).text
    assert answer.status_code == 303 and f"{guest}@test.invalid" in shown and "Yasmine" not in shown
    browser = await site.signed_in(guest)
    answer = await post(browser, "/fr/me", f"/fr/me/invitations/{one.team}/accept")
    assert answer.headers["location"] == one.base
    assert (await browser.get(one.base)).status_code == 200


async def test_an_invitation_is_declined_or_cancelled(scene: Scene, site: Site) -> None:
    one, guest = await crew(scene, site), await scene.person("Yasmine")
    lead, members, browser = await one.browser(), f"{one.base}/members", await site.signed_in(guest)
    await post(lead, members, f"{members}/invite", email=f"{guest}@test.invalid")
    assert (await browser.get(one.base)).headers["location"] == "/fr/me"
    assert (await post(browser, "/fr/me", f"/fr/me/invitations/{one.team}/decline")).status_code == 303
    await post(lead, members, f"{members}/invite", email=f"{guest}@test.invalid")
    assert (await post(lead, members, f"{members}/cancel", account=str(guest))).status_code == 303
    assert one.slug not in (await browser.get("/fr/me")).text


async def test_nobody_learns_by_an_invitation_whether_an_address_has_an_account(scene: Scene, site: Site) -> None:
    one, other, guest = await crew(scene, site), await crew(scene, site), await scene.person("Yasmine")
    browser, members, seen = await one.browser(), f"{one.base}/members", set()
    gone = await scene.person("Partie")
    await scene.send(CloseAccount(account=gone))
    addresses = [f"{one}@test.invalid" for one in (guest, other.people[1], gone)]
    addresses.insert(2, "salma.new@test.invalid")
    for email in addresses:
        answer = await post(browser, members, f"{members}/invite", email=email)
        shown = (await browser.get(members)).text
        said = shown.split('id="flash"')[1].split("</div>")[0].replace(email, "@")
        seen.add((answer.status_code, answer.headers["location"], said))
    assert len(seen) == 1
    history = (await browser.get(f"{one.base}/history")).text
    assert [email in shown for email in addresses] == [True, True, True, True]
    assert "Yasmine" not in shown + history and "Salma New" not in shown + history
    await scene.engine.quiet()
    names = await scene.engine.pool.fetch("SELECT name FROM people_person WHERE email = $1", addresses[2])
    mails = "SELECT m.kind FROM people_mail m JOIN people_person p USING (account) WHERE p.email = $1"
    sent = [[row["kind"] for row in await scene.engine.pool.fetch(mails, email)] for email in addresses]
    assert sent[2:] == [["welcome"], []], "one mail for one invitation"
    assert [row["name"] for row in names] == ["Salma New"]
    new = await site.signed_in(
        await scene.engine.pool.fetchval("SELECT account FROM people_person WHERE email = $1", addresses[2])
    )
    answer = await post(new, "/fr/me", f"/fr/me/invitations/{one.team}/accept")
    assert answer.headers["location"] == one.base
    assert "Salma New" in (await browser.get(members)).text


async def test_a_member_who_does_not_lead_brings_nobody_here(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    browser, members = await one.browser(1), f"{one.base}/members"
    answer = await browser.post(
        f"{members}/invite", data={**await form(browser, members), "email": "salma.new@test.invalid"}
    )
    assert answer.status_code == 403
    assert await scene.engine.pool.fetchval("SELECT count(*) FROM people_person WHERE name = 'Salma New'") == 0


async def test_who_has_left_a_team_is_invited_again(scene: Scene, site: Site) -> None:
    one = await crew(scene, site, members=4)
    browser, members = await one.browser(), f"{one.base}/members"
    await post(browser, members, f"{members}/remove", account=str(one.people[3]))
    answer = await post(browser, members, f"{members}/invite", email=f"{one.people[3]}@test.invalid")
    assert answer.status_code == 303


async def test_the_lead_renames_the_team(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    browser, members = await one.browser(), f"{one.base}/members"
    answer = await post(browser, members, f"{members}/rename", name="Ibn Rochd")
    assert (answer.status_code, answer.headers["location"]) == (303, members)
    assert '<bdi lang="fr">Ibn Rochd</bdi>' in (await browser.get(members)).text


@pytest.mark.parametrize(("name", "status"), [("Al Idrissi", 409), ("", 400), ("x" * 121, 400)])
async def test_a_name_that_cannot_be_is_told_beside_the_field(scene: Scene, site: Site, name: str, status: int) -> None:
    one, other = await crew(scene, site), await crew(scene, site)
    await scene.send(teams.Rename(edition=scene.edition, team=other.team, name="Al Idrissi"))
    browser, members = await one.browser(), f"{one.base}/members"
    answer = await post(browser, members, f"{members}/rename", name=name)
    assert answer.status_code == status
    assert 'id="f-name-error"' in answer.text and f'name="name" value="{name}"' in answer.text


async def test_another_refusal_leaves_the_name_in_its_field(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    browser, members = await one.browser(), f"{one.base}/members"
    name = await scene.engine.pool.fetchval("SELECT name FROM team WHERE id = $1", one.team)
    answer = await post(browser, members, f"{members}/invite", email="zineb")
    assert f'name="name" value="{name}"' in answer.text


async def test_what_is_no_address_is_told(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    browser, members = await one.browser(), f"{one.base}/members"
    answer = await post(browser, members, f"{members}/invite", email="zineb")
    assert answer.status_code == 400 and "adresse électronique" in answer.text and 'id="f-email-error"' in answer.text
    again = await browser.get(f"{members}/invite")  # another language, or reloading
    assert (again.status_code, again.headers["location"]) == (303, members)


async def test_the_lead_removes_hands_over_and_leaves(scene: Scene, site: Site) -> None:
    one = await crew(scene, site, members=4)
    browser, members = await one.browser(), f"{one.base}/members"
    assert (await post(browser, members, f"{members}/leave")).status_code == 422
    assert (await post(browser, members, f"{members}/remove", account=str(one.people[3]))).status_code == 303
    assert (await post(browser, members, f"{members}/hand-over", account=str(one.people[1]))).status_code == 303
    answer = await post(browser, members, f"{members}/leave")
    assert answer.headers["location"] == "/fr/me"
    rows = await scene.engine.pool.fetch("SELECT account FROM team_member WHERE team = $1 AND lead", one.team)
    assert [row["account"] for row in rows] == [one.people[1]]


async def test_a_member_who_does_not_lead_changes_nobody_else(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    browser, members = await one.browser(1), f"{one.base}/members"
    assert "members/remove" not in (await browser.get(members)).text
    answer = await post(browser, members, f"{members}/remove", account=str(one.people[2]))
    assert answer.status_code == 403
    answer = await post(browser, members, f"{members}/rename", name="Ibn Rochd")
    assert answer.status_code == 403 and 'id="f-name"' not in answer.text


async def test_somebody_registers_a_team_in_open_intake(scene: Scene, site: Site) -> None:
    other = await Scene(scene.engine).prepare(intake="open")
    await other.with_challenge()
    person = await other.person("Idriss")
    browser, path = await site.signed_in(person), f"/fr/e/{other.slug}/teams/new"
    own, edition = [(await browser.get(one)).text.count(f'href="{path}"') for one in ("/fr/me", f"/fr/e/{other.slug}")]
    assert (own, edition) == (1, 1)
    data = {**await form(browser, path), "name": "فريق الأطلس", "lang": "ar"}
    answers = [await browser.post(path, data=data) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    members = answers[0].headers["location"]
    page = (await browser.get(members)).text
    assert "فريق الأطلس" in page and "Accueil" in page
    answer = await post(browser, members, f"{members}/challenge", challenge=str(other.challenge))
    assert answer.status_code == 303
    assert (await browser.get(f"/fr/e/{other.slug}/team")).headers["location"] == members.removesuffix("/members")
    assert f'href="{path}"' not in (await browser.get(f"/fr/e/{other.slug}")).text


async def test_two_names_with_the_same_letters_have_two_addresses(scene: Scene, site: Site) -> None:
    other = await Scene(scene.engine).prepare(intake="open")
    path, places = f"/fr/e/{other.slug}/teams/new", set()
    for name in ("Été", "Ete"):
        browser = await site.signed_in(await other.person("Idriss"))
        places.add((await post(browser, path, name=name, lang="fr")).headers["location"])
    assert len(places) == 2


async def test_a_composed_edition_has_no_form_for_a_team(scene: Scene, site: Site) -> None:
    browser = await site.signed_in(await scene.person("Idriss"))
    assert (await browser.get(f"/fr/e/{scene.slug}/teams/new")).status_code == 404
    assert not ["/teams/new" in (await browser.get(one)).text for one in ("/fr/me", f"/fr/e/{scene.slug}")].count(True)


async def test_my_space_shows_what_each_person_has_to_do(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    await scene.at(CLOSED)
    member, observer = await one.browser(1), await scene.person("Observatrice")
    await scene.grant(observer, Role.OBSERVER)
    assert one.base in (await member.get("/fr/me")).text
    for account in (scene.facilitator, observer):
        browser = await site.signed_in(account)
        page = html.unescape((await browser.get("/fr/me")).text)
        assert "Débloquer 1 équipe" in page or "1 équipe à débloquer" in page
    assert (await site.browser().get("/fr/me")).headers["location"].startswith("/fr/sign-in")


async def test_my_space_follows_the_edition_of_my_team(scene: Scene, site: Site) -> None:
    one = await crew(scene, site)
    other = await Scene(scene.engine).prepare()  # a later edition, of which the member knows nothing
    guest, invited = await scene.person("Yasmine"), teams.Invite
    await scene.send(invited(edition=scene.edition, team=one.team, account=guest))
    for account in (one.people[1], guest, scene.facilitator):
        page = (await (await site.signed_in(account)).get("/fr/me")).text
        assert f'data-live-feed="/fr/e/{scene.slug}/live"' in page and f"/fr/e/{other.slug}/live" not in page
        assert 'id="mine"' in page and 'data-live-src="/fr/me"' in page
