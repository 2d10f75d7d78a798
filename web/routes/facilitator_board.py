"""The control board: what to do, the five phases with their teams, and what the bus just did."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Response, get
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from idarathon.editions.reads import EditionPage, News, checklist, news
from idarathon.errors import NotFound
from idarathon.mentoring import reads as mentoring
from idarathon.phases import reads
from idarathon.phases.events import PHASES, Phase
from idarathon.phases.reads import Board, BoardFilter, BoardRow, Filter, PhaseWindow, Unconfirmed, Word
from web.here import WebRequest
from web.public import Place, titles
from web.rendering import page
from web.routes.facilitator_desk import watching
from web.routes.facilitator_tasks import Situation, Task, tasks
from web.timeline import Line, lines
from web.words import Words

FEW = 30  # teams up to which the columns show them; also the size of the list's pages
SHOWN = 6  # of what just happened
WORDS: tuple[Word, ...] = ("held", "urgent", "watch", "extended", "in_progress", "up_to_date", "withdrawn")
FILTERS: tuple[Filter, ...] = (*WORDS, "remind")
Number = Annotated[int, QueryParameter(name="page", ge=1, le=10_000)]
Typed = Annotated[str, QueryParameter(name="words", max_length=200)]
PhaseWord = Annotated[str, QueryParameter(name="phase", max_length=40)]
StatusWord = Annotated[str, QueryParameter(name="status", max_length=40)]


class Column(Struct, frozen=True, kw_only=True):
    """A phase on the board; ``rows``: its teams, the worst first; ``worst``: how many of them need somebody."""

    number: int
    key: Phase
    window: PhaseWindow
    count: int
    worst: int
    rows: list[BoardRow]
    href: str

    @property
    def state(self) -> str:
        return "done" if self.window.closed_at else "current" if self.window.opened_at else "upcoming"


class WordCount(Struct, frozen=True):
    """How many teams stand so, and where they are listed."""

    word: Word
    count: int
    href: str


class BoardView(Struct, frozen=True, kw_only=True):
    """The board. ``rows`` and ``pages``: of the list; ``wanted``: its filters; ``here``: its address."""

    edition: EditionPage
    runs: bool
    tasks: list[Task]
    columns: list[Column]
    words: list[WordCount]
    teams: int
    unconfirmed: list[Unconfirmed]
    rows: list[BoardRow]
    total: int
    number: int
    pages: int
    wanted: BoardFilter
    query: str
    titles: dict[str, str]
    news: list[Line]

    @property
    def many(self) -> bool:
        """Whether counts and a list stand in the place of the columns on wide screens too."""
        return self.teams > FEW or self.query != ""

    def turned(self, number: int) -> str:
        """The query of another page of the list."""
        return "?" + "&".join(part for part in (self.query, f"page={number}") if part)


@get("/e/{slug:str}/board", name="board")
async def board(
    request: WebRequest,
    slug: FromPath[str],
    number: Number = 1,
    words: Typed = "",
    phase: PhaseWord = "",
    status: StatusWord = "",
) -> Response[Any]:
    """The control board. The filters stand in the address."""
    at = await watching(request, slug)
    wanted = _filter(words, phase, status)
    return page(request, "facilitator/board.html", await _view(at, wanted, number))


def _filter(words: str, phase: str, status: str) -> BoardFilter:
    """Filters that nobody could have chosen are not found."""
    if (phase and phase not in PHASES) or (status and status not in FILTERS):
        raise NotFound
    return BoardFilter(
        phase=next((one for one in PHASES if one == phase), None),
        word=next((one for one in FILTERS if one == status), None),
        name=words.strip() or None,
    )


async def _view(at: Place, wanted: BoardFilter, number: int) -> BoardView:
    edition = at.edition.edition
    worst = await _board(at, None, 1)
    narrowed = number > 1 or wanted != BoardFilter()
    found = await _board(at, wanted, number) if narrowed else worst
    planned = await reads.windows(at.db, edition)
    lately = await news(at.db, at.viewer, edition, SHOWN)
    named = titles(planned, at.lang)
    pages = max(1, -(-found.total // FEW))
    return BoardView(
        edition=at.edition,
        runs=at.viewer.runs(edition),
        tasks=await _tasks(at, planned, worst, named),
        columns=[_column(at, one, worst) for one in planned],
        words=_words(at, worst),
        teams=sum(one.teams for one in worst.counts) + len(worst.unconfirmed),
        unconfirmed=worst.unconfirmed,
        rows=found.rows,
        total=found.total,
        number=number,
        pages=pages,
        wanted=wanted,
        query=_query(wanted),
        titles=named,
        news=_news(at, lately, named),
    )


def _news(at: Place, lately: list[News], named: dict[str, str]) -> list[Line]:
    said = lines([one.row for one in lately], at.lang, named)
    return [msgspec.structs.replace(line, more=one.more) for line, one in zip(said, lately, strict=True)]


async def _board(at: Place, wanted: BoardFilter | None, number: int) -> Board:
    found = await reads.board(at.db, at.viewer, at.edition.edition, at.now, wanted, number, FEW)
    if found is None or (number > 1 and not found.rows):
        raise NotFound
    return found


def _query(wanted: BoardFilter) -> str:
    given = {"phase": wanted.phase, "status": wanted.word, "words": wanted.name}
    return urlencode({key: value for key, value in given.items() if value})


async def _tasks(at: Place, planned: list[PhaseWindow], worst: Board, named: dict[str, str]) -> list[Task]:
    return tasks(
        Situation(
            base=at.base,
            runs=at.viewer.runs(at.edition.edition),
            lang=at.lang,
            now=at.now,
            team_min=at.edition.settings.team_min,
            phases=planned,
            rows=worst.rows,
            counts=worst.counts,
            unconfirmed=worst.unconfirmed,
            items=await checklist(at.db, at.viewer, at.edition.edition),
            titles=named,
            late=frozenset(row.slug for row in worst.rows if row.late),
            quiet=await mentoring.quiet(at.db, at.viewer, at.edition.edition, at.now),
            reassign=await mentoring.pending(at.db, at.viewer, at.edition.edition),
        )
    )


def _column(at: Place, one: PhaseWindow, worst: Board) -> Column:
    here = [count for count in worst.counts if count.phase == one.phase]
    return Column(
        number=Words.number(one.phase),
        key=one.phase,
        window=one,
        count=sum(count.teams for count in here),
        worst=sum(count.teams for count in here if count.word in ("held", "urgent")),
        rows=[row for row in worst.rows if row.phase == one.phase],
        href=f"{at.base}/board?phase={one.phase}#list",
    )


def _words(at: Place, worst: Board) -> list[WordCount]:
    by_word: Counter[str] = Counter()
    for count in worst.counts:
        by_word[count.word] += count.teams
    return [WordCount(word, by_word[word], f"{at.base}/board?status={word}#list") for word in WORDS if by_word[word]]


HANDLERS = [board]
