"""What everyone may read of the prizes: who gets one, once it is revealed. Who knows more asks the jury's reads."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from events.reading import Reader
from events.sql import beside
from idarathon.editions.events import Text, text, text_or_none
from idarathon.viewer import Role, Viewer

SQL = beside(__file__)


class Winner(Struct, frozen=True, kw_only=True):
    """A team that has a prize."""

    team: UUID
    name: str
    slug: str
    lang: str
    challenge_title: Text | None


class Prize(Struct, frozen=True, kw_only=True):
    """A prize. ``winners``: once it is revealed; then none means that it is not awarded, several that they share it."""

    prize: UUID
    rank: int
    name: Text
    amount: int | None  # centimes of MAD
    revealed_at: datetime | None
    winners: list[Winner]


class Palmares(Struct, frozen=True, kw_only=True):
    """The prizes of an edition, the first one first. ``decided``: whether the ceremony can open; ``version``: of the
    stream. Both for who may change it: nobody else sees when the president decides, or decides again."""

    prizes: list[Prize]
    ceremony: Literal["before", "open", "over"]
    decided: bool
    opened_at: datetime | None
    closed_at: datetime | None
    version: int | None

    @property
    def public(self) -> bool:
        """Whether the ceremony is over: the results are public then."""
        return self.ceremony == "over"

    @property
    def hidden(self) -> list[Prize]:
        """The prizes that nobody was shown yet, the next one first: the last rank."""
        return [one for one in reversed(self.prizes) if one.revealed_at is None]


async def revealed(db: Reader, viewer: Viewer, edition: UUID, team: UUID | None = None) -> list[Prize]:
    """The prizes that everyone may know, the first one first; those of one team when it is given."""
    shown = [one for one in (await palmares(db, viewer, edition)).prizes if one.revealed_at is not None]
    return [one for one in shown if team is None or any(winner.team == team for winner in one.winners)]


async def palmares(db: Reader, viewer: Viewer, edition: UUID) -> Palmares:
    """The prizes, as everyone may know them."""
    inside = viewer.admin or edition in viewer.roles
    changes = viewer.runs(edition) or viewer.has(edition, Role.PRESIDENT)
    rows = await db.fetch(SQL["list_prizes"], edition, inside)
    ceremony = rows[0] if rows and rows[0]["opened_at"] else None  # only prizes that are decided have one
    winners: dict[UUID, list[Winner]] = {}
    for row in await db.fetch(SQL["list_winners"], edition, inside) if ceremony else []:
        one = {key: value for key, value in {**row}.items() if key != "prize"}
        one["challenge_title"] = text_or_none(row["challenge_title"])
        winners.setdefault(row["prize"], []).append(Winner(**one))
    closed = ceremony["closed_at"] if ceremony else None
    return Palmares(
        prizes=[
            Prize(
                prize=row["prize"],
                rank=row["rank"],
                name=text(row["name"]),
                amount=row["amount"],
                revealed_at=row["revealed_at"],
                winners=winners.get(row["prize"], []),
            )
            for row in rows
        ],
        ceremony="over" if closed else "open" if ceremony else "before",
        decided=bool(rows) and all(row["decided"] for row in rows) and (changes or ceremony is not None),
        opened_at=ceremony["opened_at"] if ceremony else None,
        closed_at=closed,
        version=(rows[0]["version"] if rows else 0) if changes else None,
    )
