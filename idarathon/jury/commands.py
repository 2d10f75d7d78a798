"""What may be asked of a jury: by facilitators, its president, its jurors, and the bus."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from events.message import Command
from idarathon.editions.events import Text
from idarathon.jury.events import Cause, Levels, Loss, Official

Reason = Annotated[str, Meta(min_length=1, max_length=2_000)]
Key = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=40)]
Seats = Annotated[tuple[UUID, ...], Meta(max_length=60)]
TITLE, LEVEL = 120, 400  # characters


class WantedCriterion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the rubric. A draft may still weigh nothing; opening refuses it."""

    key: Key
    title: Text
    weight: Annotated[int, Meta(ge=0, le=100)]
    levels: Levels

    def __post_init__(self) -> None:
        self.title.within(TITLE)
        for level in self.levels:
            level.within(LEVEL)


class SetRubric(Command, frozen=True, kw_only=True):
    """Replace the rubric, all of it, until the jury opens."""

    edition: UUID
    criteria: Annotated[tuple[WantedCriterion, ...], Meta(min_length=1, max_length=12)]


class Compose(Command, frozen=True, kw_only=True):
    """Replace the panel, all of it, until the jury opens. All hold a role of the jury in the edition."""

    edition: UUID
    president: UUID | None = None
    jurors: Seats = ()
    alternates: Seats = ()
    quorum: Annotated[int, Meta(ge=1, le=60)] = 3
    official: Official = "raw"


class ProposeRecusal(Command, frozen=True, kw_only=True):
    """A juror says that it should not score a team; or the bus found why (``cause``)."""

    edition: UUID
    juror: UUID
    team: UUID
    cause: Cause = "declared"
    reason: Reason | None = None


class DecideRecusal(Command, frozen=True, kw_only=True):
    """The president accepts a recusal or not; a facilitator decides about the president's own."""

    edition: UUID
    juror: UUID
    team: UUID
    accepted: bool
    reason: Reason | None = None


class ReplaceJuror(Command, frozen=True, kw_only=True):
    """An alternate takes a seat, for good; after the closing the president's only. The same person twice: who had lost
    the role has it back, and takes the seat again."""

    edition: UUID
    juror: UUID
    by: UUID
    reason: Reason


class UnseatJuror(Command, frozen=True, kw_only=True):
    """Somebody of the panel has lost the role, or has joined a team of the edition."""

    edition: UUID
    juror: UUID
    cause: Loss


class Open(Command, frozen=True, kw_only=True):
    """Begin the scoring; rubric and panel are final from then on."""

    edition: UUID


class AdmitTeam(Command, frozen=True, kw_only=True):
    """A team that has passed the last gate comes before the jury. ``name``: what it is called now."""

    edition: UUID
    team: UUID
    name: Annotated[str, Meta(min_length=1, max_length=200)]


class WithdrawTeam(Command, frozen=True, kw_only=True):
    """A team has left the edition."""

    edition: UUID
    team: UUID


class Score(Command, frozen=True, kw_only=True):
    """The sender's own marks by criterion, some or all; the comment can be erased later."""

    edition: UUID
    team: UUID
    marks: Annotated[dict[str, int], Meta(max_length=12)] = {}  # noqa: RUF012 (msgspec copies it)
    comment: Annotated[str, Meta(max_length=4_000)] | None = None

    def erasable(self) -> dict[str, str]:
        """What the vault keeps."""
        return {"comment": self.comment} if self.comment else {}


class Close(Command, frozen=True, kw_only=True):
    """End the scoring, for good."""

    edition: UUID
    reason: Reason | None = None


class WantedAward(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who shall get a prize. ``reason``: needed where it is not simply the next of the official ranking."""

    prize: UUID
    teams: Annotated[tuple[UUID, ...], Meta(max_length=20)] = ()
    reason: Reason | None = None


class DecideRanking(Command, frozen=True, kw_only=True):
    """The president's decision about every prize, for good; once a team with a prize that nobody was shown has
    withdrawn, about the prizes that this sets free."""

    edition: UUID
    awards: Annotated[tuple[WantedAward, ...], Meta(max_length=30)] = ()

    def erasable(self) -> dict[str, str]:
        """What the vault keeps: the reasons, by prize."""
        return {f"reason:{one.prize}": one.reason for one in self.awards if one.reason}


COMMANDS: dict[str, type[Command]] = {
    "jury.set_rubric": SetRubric,
    "jury.compose": Compose,
    "jury.propose_recusal": ProposeRecusal,
    "jury.decide_recusal": DecideRecusal,
    "jury.replace_juror": ReplaceJuror,
    "jury.unseat_juror": UnseatJuror,
    "jury.open": Open,
    "jury.admit_team": AdmitTeam,
    "jury.withdraw_team": WithdrawTeam,
    "jury.score": Score,
    "jury.close": Close,
    "jury.decide_ranking": DecideRanking,
}
