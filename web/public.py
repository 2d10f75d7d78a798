"""What the public pages, the live fragment and the API show of an edition. Everything is scoped by the reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from idarathon.applications.reads import dates
from idarathon.bank.reads import EntryRow, Published, Wanted, published, search
from idarathon.challenges.reads import ChallengePage, ChallengeRow, challenge, challenges
from idarathon.editions.events import Stage, Text
from idarathon.editions.reads import EditionPage, EditionRow, edition, editions, timeline
from idarathon.errors import NotFound
from idarathon.phases.events import Phase
from idarathon.phases.reads import Passage, PhaseWindow, Standing, passages, standings, windows
from idarathon.prizes.reads import Prize, revealed
from idarathon.teams.reads import Counts, Opening, TeamPage, TeamRow, counts, opening, team, teams
from idarathon.viewer import Viewer
from web import i18n
from web.gauges import GaugeView, sums_of
from web.i18n import Lang
from web.timeline import Line, lines
from web.words import Words

SIZE = 48  # teams on a page
LATEST = 3  # of the bank, on the home page
NEWS = 8  # lines of "what just happened"
State = Literal["done", "current", "upcoming"]


class PhaseTile(Struct, frozen=True, kw_only=True):
    """A phase for phases_bar, and its dates."""

    number: int
    key: Phase
    state: State
    note: str
    opens_at: datetime
    closes_at: datetime  # an early closing counts
    name: str | None = None
    href: str | None = None


class PhaseRef(Struct, frozen=True):
    """A phase for phase_chip."""

    number: int
    key: Phase
    name: str | None = None


class TeamCard(Struct, frozen=True, kw_only=True):
    """A team for a list: who, on what, where it stands."""

    id: UUID
    name: str
    href: str
    lang: str
    challenge: Text | None
    word: str | None
    journey: str | None
    phase: PhaseRef | None


class Home(Struct, frozen=True):
    """The editions, each with its phases; ``lead``: the one that goes on, else the last; ``latest``: of the bank, where
    there are ``prototypes`` in all."""

    editions: list[EditionCard]
    lead: Lead | None = None
    latest: list[EntryRow] = []
    prototypes: int = 0
    applying: list[EditionRow] = []  # editions that take applications now
    people: list[Any] = []  # the demo's personas with their live tasks, on loopback only


class EditionCard(Struct, frozen=True):
    """An edition on the home page."""

    row: EditionRow
    phases: list[PhaseTile]


class Lead(Struct, frozen=True):
    """The edition with which the home page begins. ``challenges``: published ones."""

    card: EditionCard
    challenges: list[ChallengeRow]
    counts: Counts


class EditionView(Struct, frozen=True, kw_only=True):
    """An edition's own page. ``prizes``: those that are revealed; ``applying``: until when people can apply now."""

    edition: EditionPage
    applying: datetime | None
    phases: list[PhaseTile]
    prizes: list[Prize]
    challenges: list[ChallengeRow]
    teams: list[TeamCard]
    counts: Counts
    news: list[Line]

    @property
    def forming(self) -> bool:
        """Whether people register their teams here themselves."""
        return self.edition.published_at is not None and _forms_itself(self.edition)


class TeamsView(Struct, frozen=True, kw_only=True):
    """A page of the teams."""

    edition: EditionPage
    teams: list[TeamCard]
    counts: Counts
    page: int
    pages: int
    made: GaugeView

    @property
    def seek(self) -> bool:
        """Whether people look for a team here themselves."""
        return _forms_itself(self.edition)


def _forms_itself(edition: EditionPage) -> bool:
    return edition.settings.intake == "open" and edition.stage != "reporting"


class TeamView(Struct, frozen=True, kw_only=True):
    """A team, as everyone may see it. ``prizes``: revealed ones; ``banked``: what it has in the bank for everyone."""

    edition: EditionPage
    team: TeamPage
    card: TeamCard
    passages: list[Passage]
    prizes: list[Prize]
    banked: Published | None
    opening: Opening | None
    history: list[Line]


class ChallengesView(Struct, frozen=True, kw_only=True):
    """The challenges."""

    edition: EditionPage
    challenges: list[ChallengeRow]


class ChallengeView(Struct, frozen=True, kw_only=True):
    """A challenge and the teams that work on it."""

    edition: EditionPage
    challenge: ChallengePage
    teams: list[TeamCard]


class TimelineView(Struct, frozen=True, kw_only=True):
    """A page of what happened; ``before``: where the next page begins, if there is one."""

    edition: EditionPage
    team: TeamPage | None
    history: list[Line]
    before: int | None


class Place(Struct, frozen=True, kw_only=True):
    """Who looks at which edition, where, when, in which language: what every function below needs."""

    db: Reader
    viewer: Viewer
    now: datetime
    lang: Lang
    edition: EditionPage

    @property
    def base(self) -> str:
        return f"/{self.lang}/e/{self.edition.slug}"

    @property
    def open(self) -> bool:
        return self.edition.settings.intake == "open"


async def place(db: Reader, viewer: Viewer, now: datetime, lang: Lang, slug: str) -> Place:
    """The edition with this slug. Raises NotFound, also when the viewer may not see it."""
    found = await edition(db, viewer, slug)
    if found is None:
        raise NotFound
    return Place(db=db, viewer=viewer, now=now, lang=lang, edition=found)


async def home(db: Reader, viewer: Viewer, lang: Lang, now: datetime) -> Home:
    """The home page."""
    rows = await editions(db, viewer)
    cards = [EditionCard(row, tiles(await windows(db, row.edition), lang)) for row in rows]
    found = await search(db, Wanted(), size=LATEST)
    applying = [row for row in rows if takes_applications(row, now)]
    return Home(cards, await _lead(db, viewer, cards), found.rows, found.total, applying=applying)


def takes_applications(row: EditionRow, now: datetime) -> bool:
    """Whether people can apply to a published edition now."""
    if row.published_at is None or row.apply_from is None or row.apply_until is None:
        return False
    return row.intake == "composed" and row.apply_from <= now < row.apply_until


GOING: tuple[Stage, ...] = ("execution", "challenge_definition", "preparation", "reporting")


async def _lead(db: Reader, viewer: Viewer, cards: list[EditionCard]) -> Lead | None:
    """A published edition that is not over comes first, then what is over, then what is prepared."""
    first = min(cards, key=lambda one: (one.row.published_at is None, GOING.index(one.row.stage)), default=None)
    if first is None:
        return None
    asked = await challenges(db, viewer, first.row.edition)
    shown = [one for one in asked if one.status == "published"]
    return Lead(first, shown, await counts(db, viewer, first.row.edition))


async def edition_view(at: Place) -> EditionView:
    """An edition's page."""
    planned = await windows(at.db, at.edition.edition)
    return EditionView(
        edition=at.edition,
        applying=await _applying(at),
        phases=tiles(planned, at.lang),
        prizes=await revealed(at.db, at.viewer, at.edition.edition),
        challenges=await challenges(at.db, at.viewer, at.edition.edition),
        teams=await _cards(at, 1),
        counts=await counts(at.db, at.viewer, at.edition.edition),
        news=await history(at, planned, NEWS),
    )


async def _applying(at: Place) -> datetime | None:
    found = await dates(at.db, at.edition.edition) if at.edition.settings.intake == "composed" else None
    open_now = found is not None and at.edition.published_at is not None and found.opens_at <= at.now < found.closes_at
    return found.closes_at if found and open_now else None


async def teams_view(at: Place, page: int) -> TeamsView:
    """A page of the teams. Raises NotFound past the last one."""
    total = await counts(at.db, at.viewer, at.edition.edition)
    pages = max(1, -(-total.teams // SIZE))
    if page > pages:
        raise NotFound
    cards, made = await _cards(at, page), await sums_of(at)
    return TeamsView(edition=at.edition, teams=cards, counts=total, page=page, pages=pages, made=made)


async def team_view(at: Place, slug: str) -> TeamView:
    """A team's public page."""
    found = await _team(at, slug)
    return TeamView(
        edition=at.edition,
        team=found,
        card=(await _stand(at, [found]))[0],
        passages=await passages(at.db, at.viewer, at.edition.edition, found.team),
        prizes=await revealed(at.db, at.viewer, at.edition.edition, found.team),
        banked=await published(at.db, found.team),
        opening=await opening(at.db, at.viewer, at.edition.edition, found.team) if at.open else None,
        history=await history(at, await windows(at.db, at.edition.edition), NEWS, found.team),
    )


async def challenges_view(at: Place) -> ChallengesView:
    """The challenges of an edition."""
    return ChallengesView(edition=at.edition, challenges=await challenges(at.db, at.viewer, at.edition.edition))


async def challenge_view(at: Place, slug: str) -> ChallengeView:
    """A challenge and its teams."""
    found = await challenge(at.db, at.viewer, at.edition.edition, slug)
    if found is None:
        raise NotFound
    return ChallengeView(edition=at.edition, challenge=found, teams=await _cards(at, 1, found.challenge))


async def timeline_view(at: Place, before: int | None, team_slug: str | None = None, size: int = 50) -> TimelineView:
    """What happened in the edition, or to one team, newest first."""
    one = await _team(at, team_slug) if team_slug else None
    planned = await windows(at.db, at.edition.edition)
    found = await history(at, planned, size + 1, one.team if one else None, before)
    more = found[size - 1].position if len(found) > size else None
    return TimelineView(edition=at.edition, team=one, history=found[:size], before=more)


async def history(
    at: Place, planned: Sequence[PhaseWindow], limit: int, team: UUID | None = None, before: int | None = None
) -> list[Line]:
    """The newest lines of a timeline."""
    rows = await timeline(at.db, at.viewer, at.edition.edition, team, before, limit)
    return lines(rows, at.lang, titles(planned, at.lang))


def titles(planned: Sequence[PhaseWindow], lang: Lang) -> dict[str, str]:
    """What the deliverables are called."""
    return {item.key: i18n.text(item.title, lang).text for one in planned for item in one.requires}


def tiles(planned: Sequence[PhaseWindow], lang: Lang) -> list[PhaseTile]:
    """The five phases as the bar shows them: absolute dates."""
    return [_tile(one, lang) for one in planned]


def _tile(one: PhaseWindow, lang: Lang) -> PhaseTile:
    state: State = "done" if one.closed_at else "current" if one.opened_at else "upcoming"
    return PhaseTile(
        number=Words.number(one.phase),
        key=one.phase,
        state=state,
        note=_dates(one.window.opens_at, one.ends_at, lang),
        opens_at=one.window.opens_at,
        closes_at=one.ends_at,
    )


def _dates(first: datetime, last: datetime, lang: Lang) -> str:
    same_year = first.year == last.year
    return i18n.translator(lang).gettext(
        "%(first)s to %(last)s",
        first=i18n.date_text(first, lang, year=not same_year),
        last=i18n.date_text(last, lang),
    )


async def _team(at: Place, slug: str) -> TeamPage:
    found = await team(at.db, at.viewer, at.edition.edition, slug)
    if found is None:
        raise NotFound
    return found


async def _cards(at: Place, page: int, challenge: UUID | None = None) -> list[TeamCard]:
    """A page of cards."""
    first = SIZE * (page - 1)
    return await _stand(
        at, await teams(at.db, at.viewer, at.edition.edition, challenge=challenge, limit=SIZE, offset=first)
    )


async def _stand(at: Place, rows: Sequence[TeamRow]) -> list[TeamCard]:
    """These teams, each with where it stands; of the others nothing is read."""
    found = await standings(at.db, at.viewer, at.edition.edition, [row.team for row in rows], at.now)
    by_team = {one.team: one for one in found}
    return [_card(at, row, by_team) for row in rows]


def _card(at: Place, row: TeamRow, stands: dict[UUID, Standing]) -> TeamCard:
    one = stands.get(row.team)
    word = "withdrawn" if row.withdrawn_at else one.word if one else None if row.confirmed_at else "unconfirmed"
    return TeamCard(
        id=row.team,
        name=row.name,
        href=f"{at.base}/teams/{row.slug}",
        lang=row.lang,
        challenge=row.challenge_title,
        word=word,
        journey=one.status if one else None,
        phase=PhaseRef(Words.number(one.phase), one.phase) if one else None,
    )
