"""Whole stories by keyboard alone, and again with JavaScript off: what a person without a mouse, or on a machine of the
administration that runs no scripts, gets done from the first page to what is recorded.

``python -m bench.prove.hands [URL]``: of a demo that runs already; each run of it moves that demo's clock and acts."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Awaitable, Callable
from typing import Final

import httpx
from msgspec import Struct
from playwright.async_api import Browser

from bench.measure import Figure, fact
from bench.prove import newcomers, sheets
from bench.prove.demonstration import by_hand, demo, enter
from bench.prove.scenes import signed_in
from tests.support.browser import open_browser, open_context
from tests.support.hands import Hands, Keyboard, Mouse, Said, sees
from tests.support.sending import PDF

EDITION: Final = "/e/demonstration"
TEAM: Final = f"/fr{EDITION}/team/moulouya"
PHONE, DESK = 390, 1280
TYPED: Final = "Douze usagers vus au guichet."


class Told(Struct, frozen=True):
    """One way to go through a story. ``about``: the team, the entry or the deliverable that this way takes."""

    name: str
    story: Callable[[Hands, str], Awaitable[None]]
    about: str
    persona: str = ""
    width: int = DESK
    lang: str = "fr"
    keyboard: bool = True

    @property
    def title(self) -> str:
        """For the line of figures."""
        mode = "keyboard alone" if self.keyboard else "JavaScript off"
        return f"hands: {self.name}, {mode}, {self.lang}, {self.width} px"


async def measure() -> list[Figure]:
    """On a demo of its own; and the jury, on an instance where it is open."""
    async with demo() as base:
        told = await figures(base)
    lines, met = await sheets.measure()
    return [*told, *lines, *_focus("the jury", met)]


async def figures(base: str) -> list[Figure]:
    """Every story both ways; then what the keyboard met in all of them."""
    await _prototyping(base)
    await newcomers.prepare(base)
    lines, met = list[Figure](), Said()
    async with open_browser() as browser:
        for told in STORIES:
            line, said = await _done(browser, base, told)
            lines.append(line)
            met.traps += said.traps
            met.unseen += said.unseen
    return [*lines, *_focus("a demo", met)]


def _focus(where: str, met: Said) -> list[Figure]:
    """What the keyboard met."""
    for one in (*met.traps, *met.unseen):
        print(one, file=sys.stderr)
    return [
        Figure(name=f"hands: {where}: places that hold the focus or are not reached", value=len(met.traps), limit=0),
        Figure(name=f"hands: {where}: places where the focus is not seen", value=len(set(met.unseen)), limit=0),
    ]


async def _done(browser: Browser, base: str, told: Told) -> tuple[Figure, Said]:
    cookies = dict((await signed_in(base, told.persona)).cookies)
    async with open_context(
        browser, base_url=base, width=told.width, height=844, lang=told.lang, javascript=told.keyboard
    ) as context:
        await context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
        page = await context.new_page()
        hands: Hands = Keyboard(page) if told.keyboard else Mouse(page)
        try:
            await page.goto(f"/{told.lang}/me" if told.persona else f"/{told.lang}")
            await told.story(hands, told.about)
        except Exception:
            traceback.print_exc()
            return fact(told.title, False, f"stopped at {page.url}"), hands.said
    return fact(told.title, True, f"{hands.said.presses} key presses" if told.keyboard else ""), hands.said


async def _prototyping(base: str) -> None:
    """The lead deposits what Idéation asks for, and the demo goes on to the phase that takes files."""
    async with httpx.AsyncClient(base_url=base, follow_redirects=True, timeout=60) as client:
        await enter(client, "cheffe")
        form = f"{TEAM}/deposit/ideation/idee"
        said = {"title": "Fiche idée", "text": TYPED, "links": "", "lang": "fr"}
        (await client.post(form, data={**said, **await _hidden(client, form)})).raise_for_status()
        for _ in range(8):
            if f"{TEAM}/deposit/prototyping/prototype" in (await client.get("/fr/me")).text:
                return
            hidden = await _hidden(client, "/fr/demo")
            await client.post("/fr/demo/clock", data={"csrf": hidden["csrf"], "go": "next", "next": "/fr/demo"})
    raise AssertionError("the demo's lead has no prototype to deposit")


async def _hidden(client: httpx.AsyncClient, path: str) -> dict[str, str]:
    text = (await client.get(path)).text
    return {
        name: text.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("csrf", "id")
        if f'name="{name}" value="' in text
    }


async def lead(hands: Hands, deliverable: str) -> None:
    """Signs in, takes the task, deposits a text, a link and a file, and reads the receipt."""
    await hands.go('.account a[href*="/sign-in"]')
    await hands.write("#f-email", "cheffe@demo.idarathon.invalid")
    await hands.write("#f-password", "idarathon-demo")
    await hands.go('main form[action$="/sign-in"] button.btn')
    if not hands.page.url.endswith("/fr/me"):
        await hands.go('.account a[href$="/me"]')
    await hands.go(f'.tasks a[href$="/deposit/prototyping/{deliverable}"]')
    if await hands.page.locator("#f-file").count():
        await _attached(hands)
    await hands.write("#f-text", TYPED)
    await hands.write("#f-links", "https://example.org/essai")
    await hands.go("form[data-draft] .sticky button.btn")
    await sees(hands, ".stamp .verdict", "Reçu dans les délais")
    await sees(hands, "main", TYPED)


async def lead_again(hands: Hands, deliverable: str) -> None:
    """The same, then once more for a file, from the team's page."""
    await lead(hands, deliverable)
    await hands.go(f'main a[href$="{TEAM}"]')
    await hands.go('main a[href$="/deposit/prototyping/prototype"]')
    await _attached(hands)
    await hands.go("form[data-draft] .sticky button.btn")
    await sees(hands, ".files bdi", "essai.pdf")


async def _attached(hands: Hands) -> None:
    await hands.attach("#f-file", {"name": "essai.pdf", "mimeType": "application/pdf", "buffer": PDF})


async def mentor(hands: Hands, team: str) -> None:
    """Today, the team, a new note, saved and shared."""
    await hands.go('main a[href$="/mentor"]')
    await hands.go(f'main a[href$="/mentor/teams/{team}"]')
    await hands.go(f'main a[href$="/mentor/teams/{team}/note"]')
    await hands.write("textarea[name=observed]", TYPED)
    await hands.go("button[name=share]")
    await sees(hands, "main .typed", TYPED)
    await sees(hands, "main .badge.tone-good", "")


async def facilitator(hands: Hands, team: str) -> None:
    """The board, a held team, an extension, and what the history says of it."""
    await hands.go('main a[href*="/e/demonstration/board"]')
    if f"/board/teams/{team}" not in hands.page.url:
        if not hands.page.url.split("?")[0].split("#")[0].endswith("/board"):
            await hands.go('.desk-nav a[href$="/board"]')
        await hands.go(f'main a[href$="/board/teams/{team}"]')
    await hands.write("#f-reason", TYPED)
    await hands.go('form[action$="/extend"] button.btn')
    if hands.page.url.endswith("/extend"):  # the new deadline is a Saturday: asked once more
        await sees(hands, "main .notice, main .summary", "")
        await hands.go('form[action$="/extend"] button.btn')
    await hands.go(f'main a[href$="/teams/{team}/history"]')
    await sees(hands, "main .timeline li", "Prolongation")


async def official(hands: Hands, entry: str) -> None:
    """The public home, an entry of the bank, a request for it, its state; then the profile."""
    await hands.go("a.brand")
    await hands.go(f'main a[href$="/bank/{entry}"]')
    await hands.go('main a[href$="/reuse"]')
    await hands.choose("select[name=administration]")
    await hands.write("textarea[name=message]", TYPED)
    await hands.go('form[action$="/reuse"] button.btn')
    await hands.go('.account a[href$="/me"]')
    await hands.go('main a[href$="/me/reuses"]')
    await sees(hands, ".reuses .badge", "Demandée")
    await hands.go('.account a[href$="/me"]')
    await profile(hands)


async def profile(hands: Hands) -> None:
    """From one's own space: the kind of service, a language and a telephone number, recorded."""
    await hands.go('main a[href$="/me/profile"]')
    await hands.pick('input[name=level][value="local"]')
    await hands.write("#f-phone", "+212537000000")
    await hands.go('main form[action$="/me/profile"] button.btn')
    await sees(hands, "#flash", "Votre profil est enregistré")
    await hands.page.locator('input[name=level][value="local"]:checked').wait_for(state="attached")


STORIES: Final = (
    Told("a team lead deposits", lead, "prototype", width=PHONE),
    Told("a team lead deposits", lead_again, "test", width=PHONE, keyboard=False),
    Told("a mentor shares a note", mentor, "ziz", "mentor", PHONE),
    Told("a mentor shares a note", mentor, "draa", "mentor", PHONE, "ar"),
    Told("a mentor shares a note", mentor, "moulouya", "mentor", PHONE, keyboard=False),
    Told("a facilitator extends", facilitator, "bouregreg", "facilitatrice"),
    Told("a facilitator extends", facilitator, "draa", "facilitatrice", keyboard=False),
    Told("an official asks for a prototype", official, "al-khawarizmi", "agent"),
    Told("an official asks for a prototype", official, "ibn-sina", "agent", keyboard=False),
    Told("an invitation is taken up", newcomers.invited, "une", width=PHONE),
    Told("an invitation is taken up", newcomers.invited, "deux", width=PHONE, keyboard=False),
    Told("an agent applies", newcomers.applicant, "", "agent", PHONE),
    Told("an agent applies", newcomers.applicant, "", "membre-2.moulouya", PHONE, keyboard=False),
    Told("a focal point authorises", newcomers.focal, "agent", "point-focal", DESK, "ar"),
    Told("a focal point authorises", newcomers.focal, "membre-2.moulouya", "point-focal", DESK, keyboard=False),
    Told("applications are read and decided", newcomers.reader, "agent", "facilitatrice", DESK, "ar"),
    Told(
        "applications are read and decided",
        newcomers.reader,
        "membre-2.moulouya",
        "facilitatrice",
        DESK,
        keyboard=False,
    ),
    Told("an agent asks to join a team", newcomers.joiner, "", "agent", PHONE),
    Told("an agent asks to join a team", newcomers.joiner, "", "mentor", PHONE, keyboard=False),
    Told("a lead takes somebody in", newcomers.accepting, "agent", "candidat-12", PHONE),
    Told("a lead takes somebody in", newcomers.accepting, "mentor", "candidat-12", PHONE, keyboard=False),
)

if __name__ == "__main__":
    sys.exit(by_hand(figures))
