"""Chercher une équipe: one's own search with the teams that take requests, and for leads and facilitators who looks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar
from uuid import UUID

from msgspec import Struct

from idarathon.editions.reads import EditionPage
from idarathon.errors import NotFound, NotSignedIn
from idarathon.teams.commands import APART
from idarathon.teams.reads import Effect, Made, SeekerRow, Seeking, Taking, effect, made, seekers, seeking, taking
from web.gauges import brings
from web.public import Place
from web.words import Words

T = TypeVar("T")
SIZE = 24  # people, or teams, on a page


class Pages(Struct, frozen=True, kw_only=True):
    """Where one is in a list. ``found``: in all of it."""

    page: int
    pages: int
    found: int


class TakingCard(Struct, frozen=True, kw_only=True):
    """A team that one may ask. ``brings``: what one would bring, in words."""

    one: Taking
    brings: str


class SeekerCard(Struct, frozen=True, kw_only=True):
    """Somebody who looks for a team. ``brings``: to the team of the page; ``refused``: a condition forbids it."""

    one: SeekerRow
    said: list[str]
    brings: str = ""
    refused: bool = False
    invited: bool = False


class Seekers(Struct, frozen=True, kw_only=True):
    """Personnes qui cherchent une équipe: a page of them."""

    cards: list[SeekerCard]
    pages: Pages


class SeekView(Struct, frozen=True, kw_only=True):
    """The page. ``own`` is None for who has no team to look for here; ``people`` is for who runs the edition."""

    edition: EditionPage
    base: str
    own: Seeking | None
    over: bool  # the edition takes no teams any more
    teams: list[TakingCard]
    pages: Pages
    people: Seekers | None


async def seek_view(at: Place, number: int) -> SeekView:
    """Raises NotSignedIn, and NotFound where facilitators compose the teams."""
    if at.viewer.account is None:
        raise NotSignedIn
    if not at.open:
        raise NotFound
    apart = at.viewer.has(at.edition.edition, *APART)
    own = None if apart else await seeking(at.db, at.viewer, at.edition.edition)
    looks = own is not None and not own.placed
    settings = at.edition.settings
    teams = await taking(at.db, at.viewer, at.edition.edition, settings, own.facts) if own and looks else []
    shown, pages = sliced(teams, number)
    return SeekView(
        edition=at.edition,
        base=at.base,
        own=own,
        over=not at.edition.published_at or at.edition.stage == "reporting",
        teams=[TakingCard(one=one, brings=brings(one.brings, at.lang)) for one in shown],
        pages=pages,
        people=await people(at, number) if at.viewer.runs(at.edition.edition) else None,
    )


async def people(at: Place, number: int, has: Made | None = None, invited: Collection[UUID] = ()) -> Seekers:
    """Who looks for a team; for one team (``has``: who it is made of) those first who do it most good."""
    rows = await seekers(at.db, at.viewer, at.edition.edition)
    if has is None:
        shown, pages = sliced(rows, number)
        return Seekers(cards=[_card(at, one, None, invited) for one in shown], pages=pages)
    effects = [(one, effect(at.edition.settings, has, one.facts)) for one in rows]
    effects.sort(key=lambda pair: (pair[1].refused, -pair[1].worth))
    best, pages = sliced(effects, number)
    return Seekers(cards=[_card(at, one, found, invited) for one, found in best], pages=pages)


def nobody() -> Made:
    """A team of nobody."""
    return made(())


def _card(at: Place, one: SeekerRow, found: Effect | None, invited: Collection[UUID]) -> SeekerCard:
    words = Words(at.lang)
    region = [words.region(one.facts.region)] if one.facts.region else []
    return SeekerCard(
        one=one,
        said=[*region, *map(words.skill, one.skills), *map(words.spoken, one.langs)],
        brings=brings(found.brings, at.lang) if found else "",
        refused=bool(found and found.refused),
        invited=one.account in invited,
    )


def sliced(rows: Sequence[T], number: int) -> tuple[list[T], Pages]:
    """One page of the rows, the last one for what is beyond it."""
    pages = max(1, -(-len(rows) // SIZE))
    number = max(1, min(number, pages))
    first = SIZE * (number - 1)
    return list(rows[first : first + SIZE]), Pages(page=number, pages=pages, found=len(rows))
