"""A page in a real browser, watched for what hostile words would do there."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from playwright.async_api import BrowserContext, Dialog, Page

WATCH: Final = """
    window.seen = {called: 0, policy: []};
    window.pwnd = () => { window.seen.called += 1; };
    document.addEventListener("securitypolicyviolation",
        event => window.seen.policy.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
WIDE: Final = """() => {
    if (document.documentElement.scrollWidth <= window.innerWidth) return [];
    const box = one => one.getBoundingClientRect();
    const beyond = one => box(one).right > innerWidth + 1 || box(one).left < -1;
    const all = [...document.body.querySelectorAll("*")].filter(beyond);
    return all.filter(one => ![...one.children].some(beyond)).slice(0, 1).map(one => one.outerHTML.slice(0, 300));
}"""
# A sign that turns the direction reaches the end of its paragraph, and no further: it stands alone there, or isolated.
TURNED: Final = """() => {
    const signs = /[\\u202a-\\u202e\\u2066-\\u2069]/, found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim();
        if (!signs.test(text)) continue;
        let around = walker.currentNode.parentElement;
        if (["SCRIPT", "STYLE", "TEXTAREA", "OPTION", "TITLE"].includes(around.tagName)) continue;
        const style = () => getComputedStyle(around);
        while (style().display.startsWith("inline") && style().unicodeBidi === "normal") around = around.parentElement;
        const alone = around.textContent.trim() === text;
        const isolated = /isolate|plaintext/.test(style().unicodeBidi) && around.matches("bdi, [dir]");
        if (!alone && !isolated) found.push(around.outerHTML.slice(0, 300));
    }
    return found;
}"""


class Watched:
    """``seen``: how often something called, asked or complained; ``told``: what that was."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.seen, self.told = page, Counter[str](), list[str]()
        page.on("dialog", self._dialog)
        page.on("pageerror", lambda error: self._note("error", str(error)))
        page.on("request", lambda one: None if one.url.startswith((base, "data:")) else self._note("asked", one.url))

    async def look(self, path: str) -> int:
        """Draw a page and count what happens; its status."""
        answer = await self.page.goto(path, wait_until="load")
        found: dict[str, Any] = await self.page.evaluate("window.seen")
        if found["called"]:
            self._note("called", path)
        for kind, told in (("policy", found["policy"]), ("turned", await self.page.evaluate(TURNED))):
            for one in told:
                self._note(kind, f"{path}: {one}")
        for one in await self.page.evaluate(WIDE):
            self._note("wide", f"{path}: {one}")
        return answer.status if answer else 0

    async def _dialog(self, dialog: Dialog) -> None:
        self._note("dialog", dialog.message)
        await dialog.dismiss()

    def _note(self, kind: str, told: str) -> None:
        self.seen[kind] += 1
        self.told.append(f"{kind}: {told}")


@asynccontextmanager
async def watched(context: BrowserContext, base: str) -> AsyncIterator[Watched]:
    """A new page of the visitor."""
    page = await context.new_page()
    await page.add_init_script(WATCH)
    try:
        yield Watched(page, base)
    finally:
        await page.close()
