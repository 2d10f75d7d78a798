"""How people come in, by keyboard alone and with JavaScript off: an invitation, an application with its authorisation,
its reading and its decision, and a request to join a team."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from bench.prove.scenes import command, libre, mailed, signed_in
from idarathon.demo.runs import ident
from idarathon.people import commands as people
from tests.support.hands import Hands, sees

TYPED: Final = "Un guichet où l’on n’attend plus."
PASSWORD: Final = "douze-guichets-ouverts"  # noqa: S105 (of an account of a demo that ends with the proof)
SUBMIT: Final = "main form button.btn:not(.quiet)"


async def prepare(base: str) -> None:
    """An edition with open intake, where a team takes requests."""
    names = ("admin", "facilitatrice", "candidat-12", "candidat-13", "candidat-16")
    await libre({name: await signed_in(base, name) for name in names})


async def invited(hands: Hands, name: str) -> None:
    """By the link of a mail: a password, the profile, and out again everywhere but here."""
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
    await hands.go('footer form[action$="/sign-out"] button')
    await hands.go('.account a[href*="/sign-in"]')
    await hands.write("#f-email", f"{name}@hands.invalid")
    await hands.write("#f-password", PASSWORD)
    await hands.go('main form[action$="/sign-in"] button.btn')
    await sees(hands, ".account", f"Nouvelle {name}")


async def _invitation(hands: Hands, name: str) -> str:
    base, email = "{0.scheme}://{0.netloc}".format(urlsplit(hands.page.url)), f"{name}@hands.invalid"
    admin = await signed_in(base, "admin")
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


async def focal(hands: Hands, _: str) -> None:
    """A task leads to the applications of the administration; one of them is authorised."""
    await hands.go('main a[href$="/prochaine/focal"]')
    waiting = hands.page.locator('main form[action$="/authorise"]')
    before = await waiting.count()
    await hands.go('main form[action$="/authorise"] button')
    await sees(hands, "#flash", "")
    assert await waiting.count() == before - 1, "nothing was authorised"


async def reader(hands: Hands, _: str) -> None:
    """One application is read, another one decided and announced."""
    await hands.go('main a[href*="/prochaine/applications?read=mine"]')
    await hands.go('main a.btn[href*="/applications/"]')
    await hands.pick('input[name=advice][value="select"]')
    await hands.write("#f-words", TYPED)
    await hands.go('main form[action$="/read"] button.secondary')
    await sees(hands, "main", TYPED)
    await hands.go('.account a[href$="/me"]')
    await hands.go('main a[href*="/prochaine/applications?state=submitted"]')
    await hands.go('main a[href*="/applications/"]:not(.btn)')
    await hands.pick('input[name=decision][value="selected"]')
    await hands.write("#f-reason", TYPED)
    await hands.go('main form[action$="/decide"] button')
    await hands.go('main form[action$="/announce"] button')
    assert not await hands.page.locator('main form[action$="/announce"]').count(), "the decision is not announced"


async def joiner(hands: Hands, _: str) -> None:
    """From the edition to a team that takes requests, and a request."""
    await hands.page.goto("/fr/e/libre")
    await hands.go('main a[href$="/libre/teams/atlas"]')
    await hands.write("#f-words", TYPED)
    await hands.go('main form[action$="/teams/atlas/ask"] button.btn')
    await sees(hands, "#flash", "Votre demande est envoyée")


async def accepting(hands: Hands, _: str) -> None:
    """The lead of the team takes somebody who asked."""
    await hands.go('main a[href*="/team/atlas/members#requests"]')
    waiting = hands.page.locator('main form[action$="/accept-request"]')
    before = await waiting.count()
    await hands.go('main form[action$="/accept-request"] button')
    await sees(hands, "#flash", "")
    assert await waiting.count() == before - 1, "nobody joined"
