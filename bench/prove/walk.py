"""Which pages are worth a look: each person of the demo follows the links that it sees, and a page is kept when
something stands on it that no page before it had."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from functools import cache
from html.parser import HTMLParser
from typing import Final

import httpx
from msgspec import Struct

from bench.prove.page_routes import route_of

START: Final = (
    *("/fr", "/fr/demo", "/fr/me", "/fr/e/demonstration", "/fr/e/idarathon-2020", "/fr/e/prochaine"),
    *("/fr/sign-in", "/fr/bank", "/fr/style", "/fr/verify", "/fr/privacy"),
)
EACH: Final = 12  # pages of one route in one edition that a person reads
SAME: Final = frozenset(
    {"aria-current", "checked", "lang", "dir", "selected", "value", "href", "src", "action", "content", "title"}
)
VOID: Final = frozenset({"img", "input", "br", "hr", "meta", "link", "source", "use", "path", "rect", "circle", "wbr"})


class Seen(Struct):
    """What has been met on the pages so far: of each route its pieces, and of what frames every page."""

    pieces: dict[str, set[str]]

    def adds(self, route: str, text: str) -> bool:
        """Whether this page has something new; from now on it has not."""
        new = False
        for where, part in zip(("*", route), _parts(text), strict=True):
            known, found = self.pieces.setdefault(where, set()), pieces(part)
            new = new or not found <= known
            known |= found
        return new


async def walk(client: httpx.AsyncClient, start: tuple[str, ...], seen: Seen) -> list[str]:
    """The pages that this person reaches by links, as far as they show something new."""
    waiting, known, kept = deque((*START, *start)), {*START, *start}, list[str]()
    met: Counter[tuple[str, str, str]] = Counter()
    while waiting:
        path = waiting.popleft()
        answer = await client.get(path, follow_redirects=path not in start)
        route = route_of(str(answer.url.raw_path, "ascii"))
        if route is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        if answer.status_code >= 400 and path not in start:
            raise AssertionError(f"a link leads to {path}, which answers {answer.status_code}")
        if seen.adds(f"{route} {answer.status_code}", answer.text):
            kept.append(path if path in start else str(answer.url.raw_path, "ascii"))
        for link in links(answer.text):
            kind = _kind(link)
            if link not in known and met[kind] < EACH:
                met[kind] += 1
                known.add(link)
                waiting.append(link)
    return list(dict.fromkeys(kept))


def links(text: str) -> list[str]:
    """The pages to which a page leads, in French."""
    found = {html.unescape(one).partition("#")[0] for one in re.findall(r'<a [^>]*?href="(/fr[^"]*)"', text)}
    return sorted(one for one in found if route_of(one))


def _kind(link: str) -> tuple[str, str, str]:
    place = re.match(r"/fr/(?:admin/)?e(?:ditions)?/([^/?]+)", link)
    asked = sorted(set(re.findall(r"[?&]([^=&]+)=", link)))
    return str(route_of(link)), place[1] if place else "", " ".join(asked)


def _parts(text: str) -> tuple[str, str]:
    """What frames the page, and the page."""
    before, _, rest = text.partition("<main")
    main, _, after = rest.partition("</main>")
    return before + after, main or text


def pieces(text: str) -> set[str]:
    """Each element with its parent: names, classes and attributes, without what is written in them."""
    reader = _Pieces()
    reader.feed(text)
    return reader.found


class _Pieces(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._open = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if any(one.startswith("svg") for one in self._open):
            return  # a drawing is one piece
        piece = _piece(tag, tuple(attrs))
        self.found.add(f"{self._open[-1]} > {piece}")
        if tag not in VOID:
            self._open.append(piece)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].partition(" ")[0] == tag:
                del self._open[place:]
                return


@cache
def _piece(tag: str, attrs: tuple[tuple[str, str | None], ...]) -> str:
    names = sorted(name for name, _ in attrs if name not in SAME and not name.startswith("data-"))
    told = [str(value) for name, value in attrs if name in ("class", "type", "role")]
    return re.sub(r"\d+", "#", " ".join((tag, *names, *told)))
