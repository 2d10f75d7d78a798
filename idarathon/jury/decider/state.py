"""What a jury's events add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from events.message import Event
from idarathon.jury import events as was
from idarathon.jury.events import Criterion, Loss, Official
from idarathon.jury.reads import ranking
from idarathon.jury.reads.ranking import Ranking, Sheet, full, rank

Verdict = Literal["pending", "accepted", "declined"]
Stage = Literal["composing", "open", "closed", "decided"]


class State(Struct, frozen=True, kw_only=True):
    """A jury. No dict is changed in place. Sheets lie by team and then by juror: one mark copies little, so that a
    stream of thousands folds fast."""

    edition: UUID | None = None
    stage: Stage = "composing"
    criteria: tuple[Criterion, ...] = ()
    president: UUID | None = None
    jurors: tuple[UUID, ...] = ()  # without the president
    alternates: tuple[UUID, ...] = ()
    unseated: Mapping[UUID, Loss] = field(default_factory=dict)  # who judges no more, in the seat or as an alternate
    kept: frozenset[UUID] = frozenset()  # presidents who left after the closing: their sheets still count
    quorum: int = 3
    official: Official = "raw"
    recusals: Mapping[tuple[UUID, UUID], Verdict] = field(default_factory=dict)  # by juror and team
    teams: Mapping[UUID, str] = field(default_factory=dict)  # those before the jury, with their names
    left: frozenset[UUID] = frozenset()  # withdrew after they were admitted
    sheets: Mapping[UUID, Mapping[UUID, Sheet]] = field(default_factory=dict)
    awards: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)  # the decision about each prize, as it stands

    @property
    def exists(self) -> bool:
        """Whether anything was said of the jury."""
        return self.edition is not None

    @property
    def panel(self) -> tuple[UUID, ...]:
        """Who scores: the president, if there is one, and the jurors."""
        return (*([self.president] if self.president else ()), *self.jurors)

    @property
    def judging(self) -> tuple[UUID, ...]:
        """Those of the panel who may judge."""
        return tuple(one for one in self.panel if one not in self.unseated)

    @property
    def undecided(self) -> frozenset[UUID]:
        """The teams before the jury about which a recusal of somebody who judges is not decided."""
        judging = frozenset(self.judging)
        pending = {pair for pair, verdict in self.recusals.items() if verdict == "pending"}
        return frozenset(team for juror, team in pending if juror in judging and team in self.teams)

    @property
    def weights(self) -> dict[str, int]:
        """The weight of each criterion, in the order of the rubric."""
        return {one.key: one.weight for one in self.criteria}

    def counted(self) -> dict[UUID, dict[UUID, Sheet]]:
        """The full sheets that count: of teams still before the jury, by who has a seat and may not be partial."""
        seats, weights = frozenset(self.judging) | self.kept, self.weights

        def own(team: UUID) -> Iterator[tuple[UUID, Sheet]]:
            for juror, sheet in self.sheets.get(team, {}).items():
                free = self.recusals.get((juror, team), "declined") == "declined"
                if juror in seats and free and full(sheet, weights):
                    yield juror, sheet

        return {team: dict(own(team)) for team in self.teams}

    def ranking(self) -> Ranking:
        """The results as they stand."""
        return rank(self.weights, self.counted(), self.official)

    def again(self, hidden: Sequence[UUID]) -> tuple[UUID, ...]:
        """Which of the prizes that nobody was shown yet are decided again, as a team with one has withdrawn."""
        return ranking.again(hidden, self.awards, self.left)


def initial() -> State:
    """Before anything happened."""
    return State()


def evolve(state: State, event: Event) -> State:
    """What an event makes of the state."""
    step = _STEPS.get(type(event))
    return step(state, event) if step else state


def _composed(state: State, event: was.JuryComposed) -> State:
    return replace(
        state,
        edition=event.edition,
        president=event.president,
        jurors=event.jurors,
        alternates=event.alternates,
        unseated={},
        quorum=event.quorum,
        official=event.official,
    )


def _proposed(state: State, event: was.RecusalProposed) -> State:
    return _with_verdict(state, (event.juror, event.team), "pending", event.edition)


def _decided(state: State, event: was.RecusalDecided) -> State:
    return _with_verdict(state, (event.juror, event.team), "accepted" if event.accepted else "declined", event.edition)


def _with_verdict(state: State, key: tuple[UUID, UUID], verdict: Verdict, edition: UUID) -> State:
    return replace(state, edition=edition, recusals={**state.recusals, key: verdict})


def _replaced(state: State, event: was.JurorReplaced) -> State:
    if event.juror == event.by:
        return replace(state, unseated={one: why for one, why in state.unseated.items() if one != event.by})
    if state.stage in ("closed", "decided"):
        state = replace(state, kept=state.kept | {event.juror})
    alternates = tuple(one for one in state.alternates if one != event.by)
    if event.juror == state.president:
        return replace(state, president=event.by, alternates=alternates)
    jurors = tuple(event.by if one == event.juror else one for one in state.jurors)
    return replace(state, jurors=jurors, alternates=alternates)


def _left(state: State, event: was.TeamLeft) -> State:
    teams = {team: name for team, name in state.teams.items() if team != event.team}
    return replace(state, teams=teams, left=state.left | {event.team})


def _scored(state: State, event: was.Scored) -> State:
    own = state.sheets.get(event.team, {})
    sheet = {**own.get(event.juror, {}), **event.marks}
    return replace(state, sheets={**state.sheets, event.team: {**own, event.juror: sheet}})


def _ranked(state: State, event: was.RankingDecided) -> State:
    decided = {one.prize: one.teams for one in event.awards}
    return replace(state, stage="decided", awards={**state.awards, **decided})


_STEPS: dict[type[Event], Callable[[State, Any], State]] = {
    was.RubricSet: lambda s, e: replace(s, edition=e.edition, criteria=e.criteria),
    was.JuryComposed: _composed,
    was.RecusalProposed: _proposed,
    was.RecusalDecided: _decided,
    was.JurorReplaced: _replaced,
    was.JurorUnseated: lambda s, e: replace(s, unseated={**s.unseated, e.juror: e.cause}),
    was.JuryOpened: lambda s, e: replace(s, stage="open"),
    was.TeamAdmitted: lambda s, e: replace(s, teams={**s.teams, e.team: e.name}),
    was.TeamLeft: _left,
    was.Scored: _scored,
    was.JuryClosed: lambda s, e: replace(s, stage="closed"),
    was.RankingDecided: _ranked,
}
