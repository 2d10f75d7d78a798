"""Composition: people without a team beside teams with room, what each would bring, and a proposal for everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from msgspec import Struct

from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, NotFound
from idarathon.teams.reads import (
    Candidate,
    Composed,
    Effect,
    Lack,
    composed,
    composed_of,
    effect,
    lacking,
    pool,
)
from web.formstate import FormState
from web.gauges import GaugeView, Missing, brings, gauge_view, kind_words, missing, names
from web.i18n import Lang, translator
from web.public import Place
from web.words import Words

T = TypeVar("T")
SIZE = 40  # people, or teams, on a page
NONE = "none"  # the filter's value for what is not stated
FILTERS = ("gender", "region", "level", "administration", "skill", "lang")
FILTER_WORDS: Final = {
    "gender": N_("Woman or man"),
    "region": N_("Region"),
    "level": N_("Central or local"),
    "administration": N_("Administration"),
    "skill": N_("Skill"),
    "lang": N_("Language"),
}
PERSON: Final = {"woman": N_("Woman"), "man": N_("Man"), "central": N_("Central service"), "local": N_("Local service")}


class Choice(Struct, frozen=True, kw_only=True):
    """A filter with what can be chosen."""

    name: str
    label: str
    value: str
    options: list[dict[str, str]]


class Card(Struct, frozen=True, kw_only=True):
    """Somebody of the pool. ``brings``: to the chosen team, in words; ``after``: what would be missing then;
    ``mends``: it makes something that is missing less."""

    one: Candidate
    said: list[str]
    brings: str
    after: list[Missing]
    mends: bool
    refused: bool


class TeamCard(Struct, frozen=True, kw_only=True):
    """A team with room, or without. The rest is as for Card, for the chosen person."""

    one: Composed
    missing: tuple[Missing, ...]
    room: int
    brings: str = ""
    after: list[Missing] = []
    mends: bool = False
    refused: bool = False


class Composition(Struct, frozen=True, kw_only=True):
    """The page. ``team`` or ``person``: the chosen one; ``waiting``: people in the pool; ``found``: as filtered."""

    edition: EditionPage
    team: TeamCard | None
    made: GaugeView | None
    person: Card | None
    people: list[Card]
    teams: list[TeamCard]
    filters: list[Choice]
    waiting: int
    found: int
    page: int
    pages: int
    team_page: int
    team_pages: int
    query: str
    form: FormState


async def composition(
    at: Place, chosen: Mapping[str, str], team: str, person: str, page: int, team_page: int, form: FormState
) -> Composition:
    """The page. Raises NotFound for a team or person that is not there."""
    everybody = await pool(at.db, at.viewer, at.edition.edition)
    named = await names(at.db, at.lang)
    who = _one(everybody, lambda row: str(row.account) == person) if person and not team else None
    cards, one, many = await _shown(at, who, team, SIZE * (team_page - 1))
    if team and one is None:
        raise NotFound
    found = [row for row in everybody if _fits(row, chosen)] if any(chosen.values()) else everybody
    pages, team_pages = _pages(len(found)), _pages(many)
    return Composition(
        edition=at.edition,
        team=_team_card(at, one) if one else None,
        made=gauge_view(one.made, at.edition.settings.composition, at.lang, named) if one else None,
        person=_card(at, who, None, named) if who else None,
        people=_people(at, found, one, named, SIZE * (min(page, pages) - 1)),
        teams=cards,
        filters=[_choice(at.lang, everybody, name, chosen.get(name, ""), named) for name in FILTERS],
        waiting=len(everybody),
        found=len(found),
        page=min(page, pages),
        pages=pages,
        team_page=min(team_page, team_pages),
        team_pages=team_pages,
        query="".join(f"&{name}={value}" for name, value in chosen.items() if value),
        form=form,
    )


def _one(rows: Sequence[T], is_it: Callable[[T], bool]) -> T:
    found = next((row for row in rows if is_it(row)), None)
    if found is None:
        raise NotFound
    return found


def _fits(one: Candidate, chosen: Mapping[str, str]) -> bool:
    return all(value in _values(one, name) for name, value in chosen.items() if value)


def _values(one: Candidate, name: str) -> list[str]:
    """What somebody has for a filter."""
    if name in ("skill", "lang"):
        return one.skills if name == "skill" else one.langs
    value = getattr(one.facts, name)
    return [str(value) if value else NONE]


def _choice(lang: Lang, people: Sequence[Candidate], name: str, value: str, named: Mapping[str, str]) -> Choice:
    """A filter with the values that somebody of the pool has."""
    say, words = translator(lang), Words(lang)
    unsaid, values = say.gettext(N_("Not stated")), {value for one in people for value in _values(one, name)}
    there = {one: _option(unsaid, name, one, lang, named, words) for one in values}
    options = [{"value": one, "label": label} for one, label in sorted(there.items(), key=lambda item: item[1])]
    return Choice(
        name=name,
        label=say.gettext(FILTER_WORDS[name]),
        value=value,
        options=[{"value": "", "label": say.gettext(N_("All"))}, *options],
    )


def _option(unsaid: str, name: str, value: str, lang: Lang, named: Mapping[str, str], words: Words) -> str:
    if name in ("skill", "lang"):
        return words.skill(value) if name == "skill" else words.spoken(value)
    return unsaid if value == NONE else kind_words(name, value, lang, named)


def _people(
    at: Place, found: Sequence[Candidate], team: Composed | None, named: Mapping[str, str], first: int
) -> list[Card]:
    """A page of them in the order of the read; for a chosen team those whom it needs most first."""
    if team is None or team.members >= at.edition.settings.team_max:
        return [_card(at, one, None, named) for one in found[first : first + SIZE]]
    effects = {one.account: effect(at.edition.settings, team.made, one.facts) for one in found}
    order = sorted(found, key=lambda one: (effects[one.account].refused, -effects[one.account].worth))
    return [_card(at, one, (team, effects[one.account]), named) for one in order[first : first + SIZE]]


def _card(at: Place, one: Candidate, seen: tuple[Composed, Effect] | None, named: Mapping[str, str]) -> Card:
    say, words = translator(at.lang), Words(at.lang)
    facts = [say.gettext(PERSON[code]) for code in (one.facts.gender, one.facts.level) if code]
    facts += [kind_words("region", one.facts.region, at.lang, named)] if one.facts.region else []
    facts += [*map(words.skill, one.skills), *map(words.spoken, one.langs)]
    found = seen[1] if seen else None
    lacks = _lacks(at, found) if found else []
    return Card(
        one=one,
        said=facts,
        brings=brings(found.brings, at.lang) if found else "",
        after=missing(lacks, at.lang),
        mends=seen is not None and _fewer(lacks, lacking(at.edition.settings.composition, seen[0].made)),
        refused=bool(found and found.refused),
    )


async def _shown(
    at: Place, who: Candidate | None, slug: str, first: int
) -> tuple[list[TeamCard], Composed | None, int]:
    """A page of teams in the order of the read, the chosen one, and of how many; for a chosen person those that need it
    most first, and only those with room: then all are looked at."""
    if who is None:
        teams, one, many = await composed_of(at.db, at.viewer, at.edition.edition, first, SIZE, slug)
        return [_team_card(at, row) for row in teams], one, many
    order = _needing(at, await composed(at.db, at.viewer, at.edition.edition), who)
    first = min(first, SIZE * (_pages(len(order)) - 1))
    return [_team_card(at, *pair) for pair in order[first : first + SIZE]], None, len(order)


def _needing(at: Place, teams: Sequence[Composed], who: Candidate) -> list[tuple[Composed, Effect]]:
    room = [one for one in teams if one.members < at.edition.settings.team_max]
    effects = {one.team: effect(at.edition.settings, one.made, who.facts) for one in room}
    order = sorted(room, key=lambda one: (effects[one.team].refused, -effects[one.team].worth, one.members))
    return [(one, effects[one.team]) for one in order]


def _team_card(at: Place, one: Composed, found: Effect | None = None) -> TeamCard:
    now = lacking(at.edition.settings.composition, one.made)
    lacks = _lacks(at, found) if found else []
    return TeamCard(
        one=one,
        missing=tuple(missing(now, at.lang)),
        room=max(0, at.edition.settings.team_max - one.members),
        brings=brings(found.brings, at.lang) if found else "",
        after=missing(lacks, at.lang),
        mends=found is not None and _fewer(lacks, now),
        refused=bool(found and found.refused),
    )


def _lacks(at: Place, found: Effect) -> list[Lack]:
    return lacking(at.edition.settings.composition, found.after)


def _fewer(after: Sequence[Lack], now: Sequence[Lack]) -> bool:
    return sum(one.missing for one in after) < sum(one.missing for one in now)


def _pages(many: int) -> int:
    return max(1, -(-many // SIZE))
