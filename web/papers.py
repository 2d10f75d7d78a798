"""PDF documents: what stands in them, in the reader's language, and typst that draws them.

The same values give the same bytes: no document carries the moment at which it was drawn.
"""

from __future__ import annotations

import asyncio
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any
from uuid import UUID

import msgspec
import typst
from litestar import Response
from msgspec import Struct

from idarathon.editions.events import Text
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_
from idarathon.jury.reads import Jury, Line, Minutes, Results, Seated
from idarathon.jury.reads.ranking import parted_by
from idarathon.prizes.reads import Palmares, Prize, Winner
from web import fonts, i18n
from web.i18n import Lang, translator
from web.zellige import rosette

TEMPLATES = Path(__file__).resolve().parent / "templates" / "paper"
TILES = {  # as in site.css, by day
    "indigo": "#2f3aa8",
    "saffron": "#e7a51b",
    "terre": "#b94f34",
    "menthe": "#2b8763",
    "ciel": "#4aa3c7",
    "craie": "#fffdf8",
}
SEATS = {"president": N_("President of the jury"), "juror": N_("Juror"), "replaced": N_("Replaced")}
FINE = 5  # decimals where two say too little


class Sitting(Struct, frozen=True, kw_only=True):
    """All that a procès-verbal tells. ``address``: where it can be verified."""

    edition: EditionPage
    jury: Jury
    seats: list[Seated]
    results: Results
    prizes: list[Prize]
    seal: Minutes
    address: str


async def drawn(name: str, values: dict[str, Any]) -> bytes:
    """A document of templates/paper as PDF."""
    """The PDF of a template and its values; in a thread, as it keeps the processor for some 30 ms."""
    return await asyncio.to_thread(draw, name, values)


HEADINGS = {
    "panel": N_("Panel"),
    "seat": N_("Seat"),
    "name": N_("Name"),
    "rubric": N_("Rubric"),
    "criterion": N_("Criterion"),
    "weight": N_("Weight"),
    "ranking": N_("Ranking"),
    "decision": N_("Decision of the president"),
    "recusals": N_("Recusals"),
    "seal": N_("Seal"),
}


def pdf(content: bytes, name: str) -> Response[bytes]:
    """The answer that a browser shows or saves as ``name``."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def minutes(at: Sitting, lang: Lang) -> dict[str, Any]:
    """The values of the procès-verbal."""
    _ = translator(lang).gettext
    return {
        **_common(at.edition, lang, _(N_("Minutes of the jury")), at.address),
        "facts": [
            [_(N_("The jury closed:")), i18n.day_time(at.seal.closed_at, lang)],
            [_(N_("The president decided:")), i18n.day_time(at.seal.decided_at, lang)],
            [_(N_("Quorum:")), i18n.number_text(at.jury.quorum, lang)],
        ],
        "words": {key: _(word) for key, word in HEADINGS.items()},
        "panel": [[_(SEATS[one.seat]), one.name or _(N_("Name erased"))] for one in at.seats if sat(one)],
        "rubric": [[i18n.text(one.title, lang).text, i18n.number_text(one.weight, lang)] for one in at.jury.criteria],
        "official": official(at.jury, lang),
        "columns": [_(N_("Rank")), _(N_("Team")), _(N_("Raw")), _(N_("Adjusted")), _(N_("Sheets"))],
        "ranking": [_ranked(one, lang) for one in at.results.lines],
        "parted": ties(at.jury, at.results.lines, lang),
        "left": _(N_("Left the ranking: %(teams)s"), teams=_list([one.name for one in at.results.left], lang))
        if at.results.left
        else "",
        "prizes": _awarded(at, lang),
        "recusals": [
            f"{one.juror_name or _(N_('Name erased'))} · {one.team_name}" for one in at.results.recusals if one.accepted
        ],
        "sealed": _(
            N_("SHA-256 of the sealed log when the president decided, position %(position)s:"),
            position=at.seal.position,
        ),
        "digest": at.seal.digest,
        "signed": _(N_("The president of the jury")),
    }


def _ranked(line: Line, lang: Lang) -> list[str]:
    """A row of the ranking."""
    one = line.standing
    return [str(one.place), line.team.name, decimal(one.raw, lang), decimal(one.adjusted, lang), str(one.sheets)]


def _awarded(at: Sitting, lang: Lang) -> list[dict[str, str]]:
    """What the president decided about each prize."""
    names = {one.team: one.name for one in (*(line.team for line in at.results.lines), *at.results.left)}
    decided = {one.prize: one for one in at.results.awards}
    return [
        {
            "name": i18n.text(prize.name, lang).text,
            "winners": winners([names.get(one, "") for one in decided[prize.prize].teams], lang),
            "reason": decided[prize.prize].reason or "",
        }
        for prize in at.prizes
        if prize.prize in decided
    ]


def sat(one: Seated) -> bool:
    """Whether somebody stands in the minutes: a seat, or sheets that count all the same."""
    return one.seat in SEATS and (one.seat != "replaced" or one.counts)


def ties(jury: Jury, lines: list[Line], lang: Lang) -> list[str]:
    """What puts a team before the next one where both show the same official score."""
    apart = ((one, other) for one, other in pairwise(lines) if one.standing.place < other.standing.place)
    same = ((one, other) for one, other in apart if len({_score(line, jury, lang) for line in (one, other)}) == 1)
    return [_tie(jury, one, other, lang) for one, other in same]


def _tie(jury: Jury, first: Line, second: Line, lang: Lang) -> str:
    """Which criteria part two teams, by their mean; or, where only decimals that are not shown do, the score with more
    of them."""
    _ = translator(lang).gettext
    keys = parted_by(first.standing, second.standing, {one.key: one.weight for one in jury.criteria}, jury.official)
    titles = [i18n.quoted(i18n.text(one.title, lang).text, lang) for one in jury.criteria if one.key in keys]
    shown = [
        i18n.decimal_text(fmean(line.standing.criteria[key] for key in keys), lang)
        if keys
        else _score(line, jury, lang, FINE)
        for line in (first, second)
    ]
    return _(
        N_("%(first)s before %(second)s by “%(criterion)s”: %(one)s against %(other)s"),
        first=first.team.name,
        second=second.team.name,
        criterion=_list(titles, lang) if keys else _(N_("Score")),
        one=shown[0],
        other=shown[1],
    )


def _score(line: Line, jury: Jury, lang: Lang, digits: int = 2) -> str:
    """The score that counts, as it is shown."""
    return i18n.decimal_text(line.standing.raw if jury.official == "raw" else line.standing.adjusted, lang, digits)


def certificate(
    edition: EditionPage, prize: Prize, winner: Winner, people: list[str], seal: Minutes, address: str, lang: Lang
) -> dict[str, Any]:
    """The values of a team's certificate."""
    _ = translator(lang).gettext
    return {
        **_common(edition, lang, _(N_("Certificate")), address),
        "given": _(N_("The jury certifies that this team was awarded a prize")),
        "team": winner.name,
        "rosette": _rosette(winner.team),
        "people": " · ".join(people),
        "prize": i18n.text(prize.name, lang).text,
        "shared": _(N_("Shared prize")) if len(prize.winners) > 1 else "",
        "challenge": i18n.text(winner.challenge_title, lang).text if winner.challenge_title else "",
        "date": i18n.date_text(seal.decided_at, lang),
    }


def official(jury: Jury, lang: Lang) -> str:
    """Which ranking counts."""
    _ = translator(lang).gettext
    if jury.official == "adjusted":
        return _(N_("Official ranking: adjusted scores. The raw scores are shown beside them."))
    return _(N_("Official ranking: raw scores. The adjusted scores are advice."))


def winners(names: list[str], lang: Lang) -> str:
    """Who gets a prize, in words."""
    _ = translator(lang).gettext
    if not names:
        return _(N_("Prize not awarded"))
    return names[0] if len(names) == 1 else _(N_("%(teams)s, shared"), teams=_list(names, lang))


def decimal(value: float, lang: Lang) -> str:
    """« 4,25 »: a score."""
    return i18n.decimal_text(value, lang)


def public_prizes(found: Palmares) -> list[Prize]:
    """What may be shown to everyone: the revealed prizes."""
    return [one for one in found.prizes if one.revealed_at is not None]


def _common(edition: EditionPage, lang: Lang, title: str, address: str) -> dict[str, Any]:
    _ = translator(lang).gettext
    name: Text = edition.name
    return {
        "lang": lang,
        "title": title,
        "edition": i18n.text(name, lang).text,
        "demo": _(N_("Demonstration data")) if edition.demo else "",
        "footer": _(N_("Anyone can verify this document at this address:")),
        "address": address,
    }


def _rosette(team: UUID) -> str:
    """The team's rosette with its colours in it: a document has no style sheet."""
    drawing = str(rosette(team, 240)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    for name, colour in TILES.items():
        drawing = drawing.replace(f'class="z-{name}"', f'fill="{colour}"')
    return drawing


def _list(names: list[str], lang: Lang) -> str:
    return i18n.comma(lang).join(names)


def _drawable(value: Any) -> Any:
    """The same values, with texts that the fonts can draw."""
    if isinstance(value, dict):
        return {key: _drawable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(one) for one in value]
    return fonts.drawable(value) if isinstance(value, str) else value


def draw(name: str, values: dict[str, Any]) -> bytes:
    """A document of templates/paper as PDF."""
    made = typst.compile(
        TEMPLATES / f"{name}.typ",
        root=TEMPLATES,
        format="pdf",
        font_paths=[fonts.folder()],
        ignore_system_fonts=True,
        sys_inputs={"data": msgspec.json.encode(_drawable(values)).decode()},
        pdf_standards=["ua-1"],
    )
    return bytes(made or b"")
