"""How people come in, by keyboard alone and with JavaScript off: an invitation, an application with its authorisation,
its reading and its decision, and a request to join a team."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import httpx

from bench.prove.scenes import command, libre, mailed, send, signed_in
from idarathon.applications import commands as ask
from idarathon.demo import cast, coming
from idarathon.demo.cast import Person
from idarathon.demo.runs import ident
from idarathon.people import commands as people
from tests.support.hands import Hands, sees

TYPED: Final = "Un guichet où l’on n’attend plus."
PASSWORD: Final = "douze-guichets-ouverts"  # noqa: S105 (of an account of a demo that ends with the proof)
SUBMIT: Final = "main form button.btn:not(.quiet)"
APPLICANTS: Final = {  # both work where the focal point does
    "agent": cast.AGENT.label,
    "membre-2.moulouya": "Membre 2 · Moulouya (démo)",
}
ASKING: Final = {"agent": cast.AGENT.label, "mentor": cast.MENTOR.label}  # to join a team


async def prepare(base: str) -> None:
    """An edition with open intake, where a team takes requests."""
    names = ("admin", "facilitatrice", "candidat-12", "candidat-13", "candidat-16")
    await libre({name: await signed_in(base, name) for name in names})


async def invited(hands: Hands, name: str) -> None:
    """By the link of a mail: a password, the profile, out everywhere else, out here, and in again."""
    await hands.page.goto(f"/fr/sign-in/link/{await _invitation(hands, name)}")
    await hands.go("main form button.btn")
    await hands.write("#f-new", PASSWORD)
    await hands.write("#f-again", PASSWORD)
    await hands.go('form[action$="/me/account/password"] button.btn')
    await sees(hands, "#flash", "mot de passe")
    await hands.go('main a[href$="/me/profile"]')
    await hands.pick('input[name=level][value="local"]')
    await hands.go('main form[action$="/me/profile"] button.btn')
    await sees(hands, "#flash", "Votre profil est enregistré")
    await _out(hands, f"{name}@hands.invalid")
    await hands.go('.account a[href*="/sign-in"]')
    await hands.write("#f-email", f"{name}@hands.invalid")
    await hands.write("#f-password", PASSWORD)
    await hands.go('main form[action$="/sign-in"] button.btn')
    await sees(hands, ".account", f"Nouvelle {name}")


async def _out(hands: Hands, email: str) -> None:
    """Signed in on a second device, which is signed out from here; then here."""
    async with httpx.AsyncClient(base_url=_base(hands), follow_redirects=True, timeout=60) as second:
        await send(second, "/fr/sign-in", "/fr/sign-in", {"email": email, "password": PASSWORD})
        assert (await second.get("/fr/me/account")).status_code == 200, "the second device is not signed in"
        await hands.go('main a[href$="/me/account"]')
        await hands.go('form[action$="/sessions/end-others"] button.btn')
        await sees(hands, "#flash", "déconnecté")
        left = await second.get("/fr/me/account")
        assert left.url.path == "/fr/sign-in" or left.status_code == 401, "the second device is still signed in"
    await hands.go('footer form[action$="/sign-out"] button')


def _base(hands: Hands) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(hands.page.url))


async def _invitation(hands: Hands, name: str) -> str:
    email, admin = f"{name}@hands.invalid", await signed_in(_base(hands), "admin")
    wanted = people.OpenAccount(account=ident("account", email), name=f"Nouvelle {name}", email=email, invite=True)
    await command(admin, wanted)
    return (await mailed(admin, rf"(?s)Nouvelle {name}.*?/sign-in/link/([\w-]{{43}})"))[0]


async def applicant(hands: Hands, _: str) -> None:
    """Idea, motivation, skills, who authorises; a look at all of it; sent."""
    await hands.go('main a[href$="/prochaine/apply"]')
    await hands.go('main a[href$="/apply/idea"]')
    for field in ("#f-idea", "#f-motivation", "#f-skills"):
        await hands.write(field, TYPED)
        await hands.go(SUBMIT)
    await hands.pick('input[name=by][value="focal"]')
    await hands.go(SUBMIT)
    await sees(hands, "main", TYPED)
    await hands.go('main form[action$="/apply"] button.btn')
    await sees(hands, "#flash", "Votre candidature est envoyée")
    await sees(hands, "main", TYPED)


async def focal(hands: Hands, applicant: str) -> None:
    """A task leads to the applications of the administration; the one that was just sent is authorised."""
    await hands.go('main a[href$="/prochaine/focal"]')
    card = hands.page.locator("main li.card").filter(has_text=APPLICANTS[applicant])
    place = f"#{await card.get_attribute('id')}"
    assert not await card.locator(".tone-good").count(), "it is authorised already"
    await hands.go(f'{place} form[action$="/authorise"] button')
    await sees(hands, "#flash", "")
    await sees(hands, f"{place} .badge.tone-good", "")
    assert not await hands.page.locator(f'{place} form[action$="/authorise"]').count(), "it is not authorised"


async def reader(hands: Hands, applicant: str) -> None:
    """The same application is found among those to read, read, decided and announced; who wrote it is told so."""
    await hands.go('main a[href*="/prochaine/applications?read=mine"]')
    link = hands.page.locator("main table a").filter(has_text=APPLICANTS[applicant])
    place = str(await link.get_attribute("href"))
    await _second(hands, place)
    await hands.go(f'main table a[href="{place}"]')
    await sees(hands, "main .typed", TYPED)
    await hands.pick('input[name=advice][value="select"]')
    await hands.write("#f-words", TYPED)
    await hands.go('main form[action$="/read"] button.secondary')
    await sees(hands, "main article", TYPED)
    await hands.pick('input[name=decision][value="selected"]')
    await hands.write("#f-reason", TYPED)
    await hands.go('main form[action$="/decide"] button')
    await hands.go('main form[action$="/announce"] button')
    assert not await hands.page.locator('main form[action$="/announce"]').count(), "the decision is not announced"
    told = await (await signed_in(_base(hands), applicant)).get("/fr/e/prochaine/apply")
    assert "Votre candidature est retenue" in told.text, "the applicant is not told"


async def _second(hands: Hands, place: str) -> None:
    """The other reader's advice: nobody decides before two have read."""
    advice = ask.Read(edition=coming.EDITION, application=UUID(place.rpartition("/")[2]), advice="select")
    await command(await signed_in(_base(hands), "facilitateur-2"), advice)


async def joiner(hands: Hands, _: str) -> None:
    """From the edition to a team that takes requests, and a request."""
    await hands.page.goto("/fr/e/libre")
    await hands.go('main a[href$="/libre/teams/atlas"]')
    await hands.write("#f-words", TYPED)
    await hands.go('main form[action$="/teams/atlas/ask"] button.btn')
    await sees(hands, "#flash", "Votre demande est envoyée")


async def accepting(hands: Hands, asking: str) -> None:
    """The lead of the team takes in who has just asked, and finds it among the members."""
    await hands.go('main a[href*="/team/atlas/members#requests"]')
    account = Person(asking, "").id
    form = f'main form[action$="/accept-request"]:has(input[value="{account}"])'
    await hands.go(f"{form} button")
    assert not await hands.page.locator(form).count(), "the request still waits"
    await sees(hands, "#people li", ASKING[asking])
