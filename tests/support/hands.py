"""Two pairs of hands for a story in a browser: a keyboard and nothing else, or a mouse where JavaScript is off.

The keyboard comes to a control by Tab alone, as a person does, and looks at the focus at every stop: it must be
seen, it must not lie under something, and it must leave again both ways."""

from __future__ import annotations

from typing import Any, Final, Protocol

from msgspec import Struct, field
from playwright.async_api import FilePayload, Page, expect

PATIENCE: Final = 20_000  # milliseconds
STOPS: Final = 260  # no page has so many places to stop at
# How everything that may take the focus looks while it has not got it. What has it already is left out.
REST: Final = """() => {
    const look = (node) => {
        const s = getComputedStyle(node);
        return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor].join();
    };
    const about = (node) => [node, node.labels?.[0], node.closest("label"), node.parentElement].filter(Boolean);
    window.lookOf = (node) => about(node).map(look).join("|");
    window.facesOf = about;
    window.atRest = new WeakMap();
    for (const node of document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]"))
        if (node !== document.activeElement) window.atRest.set(node, window.lookOf(node));
}"""
STOP: Final = """(wanted) => {
    const node = document.activeElement;
    if (!node || node === document.body || node === document.documentElement) return null;
    const rest = window.atRest?.get(node);
    const met = [...document.querySelectorAll("*")].indexOf(node);
    const shown = window.facesOf(node).some((face) => {
        const box = face.getBoundingClientRect();
        return [[0.5, 0.5], [0.05, 0.5], [0.95, 0.5], [0.5, 0.1], [0.5, 0.9]].some(([x, y]) => {
            const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
            return hit && (face.contains(hit) || hit.contains(node) && hit.matches("label"));
        });
    });
    const what = node.outerHTML.slice(0, 140).replace(/value="[0-9a-f.]{30,}"/g, "");
    return {met, what, here: node.matches(wanted), seen: rest === undefined || rest !== window.lookOf(node), shown};
}"""


class Said(Struct):
    """What a pair of hands met on its way."""

    presses: int = 0
    traps: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)


class Hands(Protocol):
    """What a story does to a page, whichever way."""

    page: Page
    said: Said

    async def go(self, control: str) -> None:
        """Follow a link or press a button, and wait for the page that comes."""

    async def write(self, control: str, text: str) -> None:
        """Type into an empty field."""

    async def pick(self, control: str) -> None:
        """Choose a radio button or tick a box."""

    async def choose(self, control: str) -> None:
        """The option after the one that a select shows."""

    async def attach(self, control: str, file: FilePayload) -> None:
        """Give a file."""


class Keyboard:
    """Tab, Shift+Tab, Enter, space, arrows, and what is typed."""

    def __init__(self, page: Page) -> None:
        self.page, self.said = page, Said()

    async def go(self, control: str) -> None:
        await self._reach(control)
        await self._both_ways(control)
        async with self.page.expect_navigation(timeout=PATIENCE):
            await self._press("Enter")

    async def write(self, control: str, text: str) -> None:
        await self._reach(control)
        self.said.presses += len(text)
        await self.page.keyboard.type(text)

    async def pick(self, control: str) -> None:
        wanted = self.page.locator(control).first
        group = await wanted.get_attribute("name", timeout=PATIENCE)
        if await wanted.get_attribute("type") == "checkbox":
            await self._reach(control)
            await self._press("Space")
            return
        await self._reach(f'input[name="{group}"]')
        await self._press("Space")
        for _ in range(await self.page.locator(f'input[name="{group}"]').count()):
            if await wanted.is_checked():
                return
            await self._press("ArrowDown")

    async def choose(self, control: str) -> None:
        await self._reach(control)
        await self._press("ArrowDown")

    async def attach(self, control: str, file: FilePayload) -> None:
        await self._reach(control)
        async with self.page.expect_file_chooser(timeout=PATIENCE) as chooser:
            await self._press("Space")  # the system’s own window is not the site’s: the file is given here
        await (await chooser.value).set_files(file)

    async def _press(self, key: str) -> None:
        self.said.presses += 1
        await self.page.keyboard.press(key)

    async def _reach(self, control: str) -> None:
        """By Tab from where the focus is; on a fresh page over the skip link, if what is wanted lies behind it."""
        await self.page.evaluate(REST)
        if await self.page.locator("main").locator(control).count() and await self._fresh():
            await self._skip()
        before = -1
        for _ in range(STOPS):
            stop = await self._stop("Tab", control)
            if stop is None:  # the end of the page: the browser's own bar, then the start again
                before = -1
                continue
            if stop["met"] == before and 'type="date' not in stop["what"]:
                break
            if stop["here"]:
                return
            before = stop["met"]
        self.said.traps.append(f"{self.page.url}: {control} is not reached")
        raise AssertionError(self.said.traps[-1])

    async def _fresh(self) -> bool:
        return bool(await self.page.evaluate("document.activeElement === document.body && !location.hash"))

    async def _skip(self) -> None:
        stop = await self._stop("Tab", "a.skip")
        if stop is not None and stop["here"]:
            await self._press("Enter")
            await self.page.wait_for_function("document.activeElement.id === 'main'", timeout=PATIENCE)

    async def _stop(self, key: str, control: str) -> dict[str, Any] | None:
        await self._press(key)
        stop: dict[str, Any] | None = await self.page.evaluate(STOP, control)
        if stop is not None and not (stop["seen"] and stop["shown"]):
            how = "covered" if stop["seen"] else "looks as before"
            self.said.unseen.append(f"{self.page.url}: {how}: {stop['what']}")
        return stop

    async def _both_ways(self, control: str) -> None:
        """Shift+Tab leaves it, Tab comes back."""
        away = await self._stop("Shift+Tab", control)
        back = await self._stop("Tab", control)
        if back is None or not back["here"] or (away is not None and away["met"] == back["met"]):
            self.said.traps.append(f"{self.page.url}: {control} holds the focus")


class Mouse:
    """Clicks, on pages without JavaScript."""

    def __init__(self, page: Page) -> None:
        self.page, self.said = page, Said()

    async def go(self, control: str) -> None:
        async with self.page.expect_navigation(timeout=PATIENCE):
            await self.page.locator(control).locator("visible=true").first.click(timeout=PATIENCE)

    async def write(self, control: str, text: str) -> None:
        await self.page.fill(control, text, timeout=PATIENCE)

    async def pick(self, control: str) -> None:
        await self.page.check(control, timeout=PATIENCE)

    async def choose(self, control: str) -> None:
        await self.page.select_option(control, index=1, timeout=PATIENCE)

    async def attach(self, control: str, file: FilePayload) -> None:
        await self.page.set_input_files(control, file, timeout=PATIENCE)


async def sees(hands: Hands, place: str, text: str) -> None:
    """The page shows ``text`` there."""
    await expect(hands.page.locator(place).filter(has_text=text).first).to_be_visible(timeout=PATIENCE)
