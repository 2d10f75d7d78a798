"""Gauges in words: who a team, or everybody in teams, is made of; what is missing; what the edition asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final
from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from idarathon.directory.reads import administrations
from idarathon.editions.events import GAUGES, Composition
from idarathon.errors import N_
from idarathon.teams.reads import Lack, Made, Sums, TeamPage, edition_sums, lacking, team_gauge
from web import i18n
from web.i18n import Lang, Translator, comma, translator

if TYPE_CHECKING:
    from web.public import Place

REGION: Final = {
    "tanger-tetouan-al-hoceima": N_("Tanger-Tétouan-Al Hoceïma"),
    "oriental": N_("Oriental"),
    "fes-meknes": N_("Fès-Meknès"),
    "rabat-sale-kenitra": N_("Rabat-Salé-Kénitra"),
    "beni-mellal-khenifra": N_("Béni Mellal-Khénifra"),
    "casablanca-settat": N_("Casablanca-Settat"),
    "marrakech-safi": N_("Marrakech-Safi"),
    "draa-tafilalet": N_("Drâa-Tafilalet"),
    "souss-massa": N_("Souss-Massa"),
    "guelmim-oued-noun": N_("Guelmim-Oued Noun"),
    "laayoune-sakia-el-hamra": N_("Laâyoune-Sakia El Hamra"),
    "dakhla-oued-ed-dahab": N_("Dakhla-Oued Ed-Dahab"),
}
GENDER: Final = {"woman": N_("Women"), "man": N_("Men")}
LEVEL: Final = {"central": N_("Central services"), "local": N_("Local services")}
REST: Final = {"others": N_("Others or not stated"), "unknown": N_("Not stated")}
NAMED: Final[dict[str, dict[str, str]]] = {"gender": GENDER, "region": REGION, "level": LEVEL}
TITLE: Final = {
    "gender": N_("Women and men"),
    "region": N_("Regions"),
    "level": N_("Central and local services"),
    "administration": N_("Administrations"),
}
BRINGS: Final = {
    "woman": N_("a woman"),
    "man": N_("a man"),
    "region": N_("another region"),
    "local": N_("somebody of a local service"),
    "administration": N_("another administration"),
    "crowded": N_("but one more of an administration that has enough people there"),
}
COLOURS = 5  # of a bar; then they begin again


class Part(Struct, frozen=True):
    """So many people of one kind. ``start``, ``width``: of its bar, out of 100; ``series``: 0 is not stated."""

    label: str
    people: int
    series: int
    start: float
    width: float


class Line(Struct, frozen=True, kw_only=True):
    """One gauge."""

    title: str
    parts: list[Part]


class Missing(Struct, frozen=True, kw_only=True):
    """What a rule says is not so yet."""

    text: str
    blocking: bool


class GaugeView(Struct, frozen=True, kw_only=True):
    """For the macro ``gauges`` of parts/gauges.html."""

    people: int
    lines: list[Line]
    missing: list[Missing]

    @property
    def blocked(self) -> bool:
        return any(one.blocking for one in self.missing)


class Rule(Struct, frozen=True, kw_only=True):
    """A rule of the edition in words."""

    text: str
    blocking: bool


async def names(db: Reader, lang: Lang) -> dict[str, str]:
    """The administrations' names by id."""
    return {str(one.administration): i18n.text(one.name, lang).text for one in await administrations(db)}


def gauge_view(has: Made, rules: Composition, lang: Lang, named: Mapping[str, str]) -> GaugeView:
    """The gauges of a team."""
    counts: dict[str, dict[str, int]] = {
        "gender": dict(has.genders),
        "region": dict(has.regions),
        "level": dict(has.levels),
        "administration": {str(one): people for one, people in has.administrations.items()},
    }
    lines = [_line(kind, _with_unknown(one, has.people), lang, named) for kind, one in counts.items()]
    return GaugeView(people=has.people, lines=lines, missing=missing(lacking(rules, has), lang))


def sums_view(sums: Sums, lang: Lang, named: Mapping[str, str]) -> GaugeView:
    """The gauges of an edition."""
    counts = {
        "gender": sums.genders,
        "region": sums.regions,
        "level": sums.levels,
        "administration": sums.administrations,
    }
    lines = [_line(kind, one, lang, named) for kind, one in counts.items() if set(one) - set(REST)]
    return GaugeView(people=sums.people, lines=lines, missing=[])


async def made_of(at: Place, team: UUID) -> GaugeView | None:
    """The gauges of a team, for its people and who watches; None for others, and while it has nobody."""
    has = await team_gauge(at.db, at.viewer, at.edition.edition, team)
    rules = at.edition.settings.composition
    return gauge_view(has, rules, at.lang, await names(at.db, at.lang)) if has and has.people else None


async def held_back(at: Place, one: TeamPage) -> list[Missing]:
    """The conditions that a team does not keep before it is confirmed."""
    if one.confirmed_at or not at.edition.settings.composition.conditions:
        return []
    view = await made_of(at, one.team)
    return [lack for lack in view.missing if lack.blocking] if view else []


async def sums_of(at: Place) -> GaugeView:
    """The gauges of the edition, as who looks may know them."""
    return sums_view(await edition_sums(at.db, at.viewer, at.edition.edition), at.lang, await names(at.db, at.lang))


def missing(lacks: Iterable[Lack], lang: Lang) -> list[Missing]:
    """What is missing, in sentences."""
    say = translator(lang)
    return [Missing(text=_lack(say, one), blocking=one.blocking) for one in lacks]


def rules(asked: Composition, lang: Lang) -> list[Rule]:
    """What the edition asks of a team, in sentences."""
    say = translator(lang)
    return [
        Rule(text=_rule(say, gauge, getattr(asked, gauge)), blocking=gauge in asked.blocking)
        for gauge in GAUGES
        if getattr(asked, gauge)
    ]


def kind_words(kind: str, code: str, lang: Lang, named: Mapping[str, str]) -> str:
    """The word for one value of a gauge."""
    known = {**NAMED.get(kind, {}), **REST}
    return translator(lang).gettext(known[code]) if code in known else named.get(code, code)


def brings(codes: Iterable[str], lang: Lang) -> str:
    """What somebody brings: « une femme, une autre région »."""
    say = translator(lang)
    return comma(lang).join(say.gettext(BRINGS[code]) for code in codes)


def _with_unknown(counts: Mapping[str, int], people: int) -> dict[str, int]:
    rest = people - sum(counts.values())
    return {**counts, **({"unknown": rest} if rest else {})}


def _line(kind: str, counts: Mapping[str, int], lang: Lang, named: Mapping[str, str]) -> Line:
    return Line(title=translator(lang).gettext(TITLE[kind]), parts=_parts(kind, counts, lang, named))


def _parts(kind: str, counts: Mapping[str, int], lang: Lang, named: Mapping[str, str]) -> list[Part]:
    """Women before men, central before local, else the largest first; what is not stated last."""
    fixed = [*GENDER, *LEVEL]
    order = sorted(counts, key=lambda code: (code in REST, fixed.index(code) if code in fixed else 0, -counts[code]))
    total, start, parts = sum(counts.values()), 0.0, []
    for place, code in enumerate(order):
        width = round(100 * counts[code] / total, 2)
        series = 0 if code in REST else place % COLOURS + 1
        parts.append(Part(kind_words(kind, code, lang, named), counts[code], series, round(start, 2), width))
        start += width
    return parts


def _lack(say: Translator, one: Lack) -> str:
    many = one.missing
    texts: dict[str, str] = {
        "women": say.ngettext("%(num)s woman is missing.", "%(num)s women are missing.", many),
        "men": say.ngettext("%(num)s man is missing.", "%(num)s men are missing.", many),
        "regions": say.ngettext("%(num)s region is missing.", "%(num)s regions are missing.", many),
        "local": say.ngettext(
            "%(num)s person of a local service is missing.",
            "%(num)s people of local services are missing.",
            one.missing,
        ),
        "administration": say.ngettext(
            "%(num)s person too many of one administration.",
            "%(num)s people too many of one administration.",
            one.missing,
        ),
    }
    return texts[one.gauge]


def _rule(say: Translator, gauge: str, number: int) -> str:
    texts: dict[str, str] = {
        "women": say.ngettext("at least %(num)s woman", "at least %(num)s women", number),
        "men": say.ngettext("at least %(num)s man", "at least %(num)s men", number),
        "regions": say.ngettext("people of at least %(num)s region", "people of at least %(num)s regions", number),
        "local": say.ngettext(
            "at least %(num)s person of a local service", "at least %(num)s people of local services", number
        ),
        "administration": say.ngettext(
            "at most %(num)s person of one administration", "at most %(num)s people of one administration", number
        ),
    }
    return texts[gauge]
