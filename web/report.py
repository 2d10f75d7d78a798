"""Bilan: the report of an edition as figures, charts and sheets. A sheet is a table of the page, and a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from idarathon.editions.reads import EditionPage
from idarathon.errors import Forbidden, NotFound, NotSignedIn
from idarathon.phases.events import PHASES
from idarathon.reports.reads import Held, Report, TeamLine, report
from web import i18n
from web.charts import Chart, Row, columns
from web.i18n import Lang, Translator, translator
from web.public import Place
from web.words import Words

MANY = 40  # sessions up to which each has its bar


class Sheet(Struct, frozen=True, kw_only=True):
    """A table. ``key``: of its file; ``numeric``: the columns of figures; ``rows``: plain values."""

    key: str
    title: str
    headers: list[str]
    rows: list[list[Any]]
    numeric: list[int] = []

    def shown(self, lang: Lang) -> list[list[str]]:
        """The cells as people read them."""
        return [[shown(value, lang) for value in row] for row in self.rows]


class Drawn(Struct, frozen=True, kw_only=True):
    """A chart; ``series``: what its colours mean, when there are several."""

    chart: Chart
    series: list[str] = []
    phases: bool = False


class ReportView(Struct, frozen=True, kw_only=True):
    """The page."""

    edition: EditionPage
    report: Report
    figures: list[tuple[str, str]]
    sheets: dict[str, Sheet]
    charts: dict[str, Drawn]


async def report_view(at: Place) -> ReportView:
    """The report as far as who looks may see it."""
    found = await report(at.db, at.viewer, at.edition.edition, at.now)
    sheets = {one.key: one for one in _sheets(found, at.lang)}
    return ReportView(
        edition=at.edition, report=found, figures=figures(found, at.lang), sheets=sheets, charts=_charts(found, at.lang)
    )


async def sheet_of(at: Place, key: str) -> Sheet:
    """One table, for who watches the edition. Raises NotSignedIn, Forbidden or NotFound."""
    if not at.viewer.watches(at.edition.edition):
        raise Forbidden if at.viewer.account else NotSignedIn
    view = await report_view(at)
    if key not in view.sheets:
        raise NotFound
    return view.sheets[key]


def shown(value: Any, lang: Lang) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return translator(lang).gettext("yes") if value else "—"
    if isinstance(value, int):
        return i18n.number_text(value, lang)
    if isinstance(value, float):
        return f"{value:.1f}" if lang == "en" else f"{value:.1f}".replace(".", ",")
    return i18n.date_text(value, lang) if isinstance(value, datetime) else str(value)


def share(part: int, whole: int, lang: Lang) -> str:
    """« 92 % », or a dash when there is nothing to divide."""
    return "—" if not whole else f"{100 * part / whole:.0f}" + ("%" if lang == "en" else "\N{NO-BREAK SPACE}%")


def figures(found: Report, lang: Lang) -> list[tuple[str, str]]:
    """The large figures on top: label and value."""
    t, people, sessions = translator(lang), found.people, found.sessions
    on_time = sum(one.deposits - one.late for one in found.deposits)
    average = "—" if sessions.average is None else t.gettext("%(score)s of 5", score=shown(sessions.average, lang))
    rows: list[tuple[str, Any]] = [
        (t.gettext("participants"), people.participants),
        (t.gettext("administrations"), people.administrations),
        (t.gettext("teams that set out"), people.teams),
        (t.gettext("teams that passed all five phases"), found.gates[-1].passed if found.gates else 0),
        (t.gettext("webinars held"), sessions.webinars),
        (t.gettext("workshops held"), sessions.workshops),
        (t.gettext("presences"), sessions.presences),
        (t.gettext("satisfaction"), average),
        (t.gettext("of deposits in time"), share(on_time, sum(one.deposits for one in found.deposits), lang)),
        (t.gettext("prototypes in the bank"), found.bank.entries),
    ]
    return [(label, shown(value, lang)) for label, value in rows]


def _sheets(found: Report, lang: Lang) -> list[Sheet]:
    t, words = translator(lang), Words(lang)
    made = [_journey(found, t, words), _deposits(found, t, words), _palmares(found, t)]
    if not found.whole:
        return made
    return [*made, *_programme(found, t, words), _coaching(found, t), _origins(found, t), _teams(found, t, words)]


def _journey(found: Report, t: Translator, words: Words) -> Sheet:
    heads = (t.gettext("Phase"), t.gettext("Teams in it"), t.gettext("Passed"), t.gettext("of which conditional"))
    more = (t.gettext("by decision"), t.gettext("Withdrawn"), t.gettext("Still there"), t.gettext("Half had passed on"))
    rows = [
        [
            f"{words.number(one.phase)}. {words.phase(one.phase)}",
            *(one.entered, one.passed, one.conditional, one.override, one.withdrawn, one.still_there, one.typical_at),
        ]
        for one in found.gates
    ]
    title = t.gettext("The way through the phases")
    return Sheet(key="journey", title=title, headers=[*heads, *more], rows=rows, numeric=[1, 2, 3, 4, 5, 6])


def _deposits(found: Report, t: Translator, words: Words) -> Sheet:
    heads = (t.gettext("Phase"), t.gettext("Deposits"), t.gettext("in time"), t.gettext("within grace time"))
    more = (t.gettext("within an extension"), t.gettext("Late"))
    rows: list[list[Any]] = [
        [
            f"{words.number(one.phase)}. {words.phase(one.phase)}",
            *(one.deposits, one.in_time, one.in_grace, one.in_extension, one.late),
        ]
        for one in found.deposits
    ]
    title = t.gettext("Deposits in time and late")
    return Sheet(key="deposits", title=title, headers=[*heads, *more], rows=rows, numeric=[1, 2, 3, 4, 5])


def _palmares(found: Report, t: Translator) -> Sheet:
    rows: list[list[Any]] = [
        [
            i18n.text(one.name, t.lang).text,
            i18n.comma(t.lang).join(one.teams) or t.gettext("not awarded"),
        ]
        for one in found.prizes
    ]
    headers = [t.gettext("Prize"), t.gettext("Team")]
    return Sheet(key="palmares", title=t.gettext("Prizes"), headers=headers, rows=rows)


def _programme(found: Report, t: Translator, words: Words) -> list[Sheet]:
    kinds = {"webinar": t.gettext("Webinar"), "workshop": t.gettext("Workshop")}
    heads = [t.gettext("Session"), t.gettext("Kind"), t.gettext("Phase"), t.gettext("Date"), t.gettext("Status")]
    heads += [
        t.gettext("People registered"),
        t.gettext("People present"),
        t.gettext("Opinions"),
        t.gettext("Mean of 5"),
    ]
    rows = [
        [
            *(f"{number}. {i18n.text(one.title, t.lang).text}", kinds[one.kind], words.phase(one.phase), one.starts_at),
            _status(one, t),
            *(one.registered, one.present, one.ratings, one.average),
        ]
        for number, one in enumerate(found.held, 1)
    ]
    sessions = Sheet(key="sessions", title=t.gettext("Sessions"), headers=heads, rows=rows, numeric=[5, 6, 7, 8])
    times = {one.score: one.times for one in found.scores}
    scores: list[list[Any]] = [[str(score), times.get(score, 0)] for score in range(1, 6)] if times else []
    opinion = Sheet(
        key="satisfaction",
        title=t.gettext("Satisfaction"),
        headers=[t.gettext("Score of 5"), t.gettext("Opinions")],
        rows=scores,
        numeric=[1],
    )
    return [sessions, opinion]


def _status(one: Held, t: Translator) -> str:
    if one.status == "cancelled":
        return t.gettext("Cancelled")
    if not one.held:
        return t.gettext("To come")
    return t.gettext("Took place") if one.attended else t.gettext("Attendance not taken")


def _coaching(found: Report, t: Translator) -> Sheet:
    one = found.coaching
    rows: list[list[Any]] = []
    if one:
        rows = [
            [t.gettext("Mentors"), found.people.mentors],
            [t.gettext("Teams with a mentor"), one.accompanied],
            [t.gettext("Coaching notes"), one.notes],
            [t.gettext("Coaching notes shared with the team"), one.shared],
            [t.gettext("Teams with a coaching note"), one.noted_teams],
            [t.gettext("Requests for help"), one.asked],
            [t.gettext("Requests for help that were answered"), one.answered],
            [t.gettext("Hours until the answer (median)"), one.hours],
        ]
    headers = [t.gettext("What"), t.gettext("How many")]
    return Sheet(key="coaching", title=t.gettext("Coaching"), headers=headers, rows=rows, numeric=[1])


def _origins(found: Report, t: Translator) -> Sheet:
    heads = [t.gettext("Administration"), t.gettext("Participants"), t.gettext("Teams"), t.gettext("Directorates")]
    rows: list[list[Any]] = [
        [i18n.text(one.name, t.lang).text, one.people, one.teams, one.directorates] for one in found.origins
    ]
    title = t.gettext("Where the participants come from")
    return Sheet(key="administrations", title=title, headers=heads, rows=rows, numeric=[1, 2, 3])


def _teams(found: Report, t: Translator, words: Words) -> Sheet:
    heads = [t.gettext("Team"), t.gettext("Challenge"), t.gettext("Status"), t.gettext("Members")]
    gates = [t.gettext("Passed %(phase)s on", phase=words.phase(phase)) for phase in PHASES]
    more = [t.gettext("Deposits in time"), t.gettext("Late deposits"), t.gettext("Coaching notes")]
    more += [t.gettext("Workshops"), t.gettext("Prize")]
    rows = [_team(one, t, words) for one in found.teams]
    return Sheet(
        key="teams", title=t.gettext("Teams"), headers=[*heads, *gates, *more], rows=rows, numeric=[3, 9, 10, 11, 12]
    )


def _team(one: TeamLine, t: Translator, words: Words) -> list[Any]:
    challenge = i18n.text(one.challenge_title, t.lang).text if one.challenge_title else ""
    status = words.journey("withdrawn" if one.withdrawn_at else one.status or "")
    prize = i18n.text(one.prize, t.lang).text if one.prize else ""
    passed = [one.passed.get(phase) for phase in PHASES]
    return [one.name, challenge, status, one.members, *passed, one.in_time, one.late, one.notes, one.sessions, prize]


def _charts(found: Report, lang: Lang) -> dict[str, Drawn]:
    t, words, mirrored = translator(lang), Words(lang), lang == "ar"

    def phased(values: Callable[[Any], tuple[float, ...]], rows: Sequence[Any], stacked: bool) -> Chart:
        bars = [Row(str(words.number(one.phase)), words.phase(one.phase), values(one)) for one in rows]
        return columns(bars, stacked=stacked, mirrored=mirrored)

    journey = phased(lambda one: (one.entered, one.passed), found.gates, False)
    deposits = phased(lambda one: (one.in_time, one.in_grace + one.in_extension, one.late), found.deposits, True)
    charts = {
        "journey": Drawn(chart=journey, series=[t.gettext("Teams in it"), t.gettext("Passed")]),
        "deposits": Drawn(
            chart=deposits,
            series=[t.gettext("in time"), t.gettext("within grace time or an extension"), t.gettext("Late")],
        ),
    }
    return charts | _charts_of_sessions(found, lang, mirrored) if found.whole else charts


def _charts_of_sessions(found: Report, lang: Lang, mirrored: bool) -> dict[str, Drawn]:
    t = translator(lang)
    sessions = [
        Row(str(number), i18n.text(one.title, lang).text, (one.registered, one.present))
        for number, one in enumerate(found.held, 1)
    ]
    times = {one.score: one.times for one in found.scores}
    scores = [Row(str(score), str(score), (times.get(score, 0),)) for score in range(1, 6)]
    origins = [
        Row(str(number), i18n.text(one.name, lang).text, (one.people,)) for number, one in enumerate(found.origins, 1)
    ]
    charts = {"satisfaction": Drawn(chart=columns(scores, mirrored=mirrored))} if times else {}
    if 0 < len(sessions) <= MANY:
        series = [t.gettext("People registered"), t.gettext("People present")]
        charts["sessions"] = Drawn(chart=columns(sessions, mirrored=mirrored), series=series)
    if 1 < len(origins) <= MANY:
        charts["administrations"] = Drawn(chart=columns(origins, mirrored=mirrored))
    return charts
