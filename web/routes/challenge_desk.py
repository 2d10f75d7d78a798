"""A challenge as those see it who write it: its owner, and the focal point who proposes it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from idarathon.challenges import reads
from idarathon.challenges.events import Part
from idarathon.challenges.reads import ChallengePage, OwnRow, Round
from idarathon.editions.events import Text
from idarathon.editions.reads import EditionPage
from idarathon.errors import N_, Forbidden, NotFound, NotSignedIn, Rule
from idarathon.teams.reads import TeamRow, teams
from idarathon.viewer import Role
from web.formstate import FormState
from web.public import Place
from web.routes.facilitator_desk import Forms

Side = Literal["owner", "focal"]
ROOTS: dict[Side, str] = {"owner": "my-challenge", "focal": "focal/challenges"}


class NoColleague(Rule):
    """Said alike whether the address is unknown or somebody's elsewhere."""

    code = "no_colleague"
    sentence = N_(
        "Nobody of your administration has an account with this address. "
        "Correct it, or ask a facilitator to invite the person."
    )


class OwnChallenges(Struct, frozen=True, kw_only=True):
    """Those of who looks. ``administration``: whether it works in one, for which it can propose."""

    edition: EditionPage
    challenges: list[OwnRow]
    root: str
    side: Side
    administration: bool


class OwnChallenge(Struct, frozen=True, kw_only=True):
    """One of them. ``asked``: what is to be changed now, by part; ``why``: the reason."""

    edition: EditionPage
    challenge: ChallengePage
    rounds: list[Round]
    teams: list[TeamRow]
    root: str
    side: Side
    forms: Forms

    @property
    def asked(self) -> dict[Part, str]:
        return self.rounds[0].remarks if self.challenge.status == "changes_requested" and self.rounds else {}

    @property
    def why(self) -> str | None:
        return self.rounds[0].reason if self.challenge.status == "changes_requested" and self.rounds else None


class Proposing(Struct, frozen=True, kw_only=True):
    """The form for a new one. ``department``: the administration of who proposes."""

    edition: EditionPage
    department: Text | None
    root: str
    form: FormState


def only(at: Place, role: Role) -> None:
    """Raises NotSignedIn or Forbidden for everybody but who has the role in the edition."""
    if not at.viewer.has(at.edition.edition, role):
        raise Forbidden if at.viewer.account else NotSignedIn


def root(at: Place, side: Side) -> str:
    """Where the pages of a side begin."""
    return f"{at.base}/{ROOTS[side]}"


async def listed(at: Place, side: Side) -> OwnChallenges:
    """The challenges of who looks."""
    read = reads.owned if side == "owner" else reads.proposed
    return OwnChallenges(
        edition=at.edition,
        challenges=await read(at.db, at.viewer, at.edition.edition),
        root=root(at, side),
        side=side,
        administration=at.viewer.administration is not None,
    )


async def written(at: Place, side: Side, slug: str) -> ChallengePage:
    """One of them. Raises NotSignedIn, or NotFound for any other challenge."""
    if at.viewer.account is None:
        raise NotSignedIn
    found = await reads.challenge(at.db, at.viewer, at.edition.edition, slug)
    mine = at.viewer.challenges if side == "owner" else at.viewer.proposals
    if found is None or found.challenge not in mine:
        raise NotFound
    if side == "focal":
        only(at, Role.FOCAL)
    return found


async def opened(at: Place, side: Side, slug: str, form: FormState | None = None) -> OwnChallenge:
    """One of them, with what was asked and who works on it."""
    found = await written(at, side, slug)
    return OwnChallenge(
        edition=at.edition,
        challenge=found,
        rounds=await reads.rounds(at.db, at.viewer, at.edition.edition, found.challenge),
        teams=await teams(at.db, at.viewer, at.edition.edition, challenge=found.challenge),
        root=root(at, side),
        side=side,
        forms=Forms(form, found.version),
    )
