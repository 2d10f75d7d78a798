"""The bank after the first edition: six entries, whose problems and solutions are facts. Maturity, licence, contact and
the reuse are made up: the edition says on every page that it is demo data, and what is a text says so itself."""

from __future__ import annotations

from collections.abc import Sequence

from events.message import Command
from idarathon.bank import commands as bank
from idarathon.bank.events import Licence, entry_id
from idarathon.demo import cast
from idarathon.demo.edition1 import challenges
from idarathon.demo.runs import LABEL, Act, Step, by, ident, step
from idarathon.demo.steps import Team

LONGEST = 200  # letters of a title
MADE_UP: tuple[tuple[int, Licence], ...] = (
    (5, "eupl-1.2"),
    (6, "cc-by-4.0"),
    (4, "internal"),
    (5, "cc-by-4.0"),
    (4, "eupl-1.2"),
    (3, "internal"),
)
KEYWORDS: dict[str, tuple[str, ...]] = {
    "accueil": ("accueil", "usagers"),
    "performance-collaborative": ("collaboration", "organisation"),
    "participation-citoyenne": ("participation", "inclusion"),
}


def edition1(dealt: Sequence[Team]) -> list[Step]:
    """Each team completes its entry, the facilitator publishes them all, another administration tries one."""
    completed = [Act(team.lead, _complete(team, place)) for place, team in enumerate(dealt)]
    return [
        step("2020-12-14T10:00", "2020 : fiches complétées", completed),
        step("2020-12-16T10:00", "2020 : fiches publiées", by(cast.FACILITATOR.id, map(_publish, dealt))),
        *_tried(dealt[min(1, len(dealt) - 1)]),
    ]


def _complete(team: Team, place: int) -> Command:
    challenge = next(one for one in challenges() if one.id == team.challenge)
    maturity, licence = MADE_UP[place % len(MADE_UP)]
    return bank.Complete(
        edition=team.edition,
        entry=entry_id(team.edition, team.id),
        team=team.id,
        title=team.words.rstrip(" .")[:LONGEST],
        problem=challenge.question.pick("fr")[1],
        solution=team.words,
        lang="fr",
        maturity=maturity,
        licence=licence,
        contact=f"Direction de l’innovation {LABEL}",
        keywords=KEYWORDS[challenge.slug],
    )


def _publish(team: Team) -> Command:
    return bank.Publish(edition=team.edition, entry=entry_id(team.edition, team.id))


def _tried(team: Team) -> list[Step]:
    """A reuse by another administration, as far as its pilot."""
    entry, reuse = entry_id(team.edition, team.id), ident("reuse", team.edition, team.slug)
    request = bank.RequestReuse(
        edition=team.edition,
        entry=entry,
        reuse=reuse,
        administration=cast.TERRITORIES.id,
        message=f"Nous aimerions l’essayer avec les usagers de notre guichet {LABEL}.",
    )
    accept = bank.AcceptReuse(edition=team.edition, entry=entry, team=team.id, reuse=reuse)
    where = f"Direction régionale, Oujda {LABEL}"
    pilot = bank.StartPilot(edition=team.edition, entry=entry, team=team.id, reuse=reuse, where=where)
    return [
        step("2021-01-18T10:00", "2021 : réutilisation demandée", by(cast.AGENT.id, request)),
        step("2021-01-25T10:00", "2021 : réutilisation acceptée", by(team.lead, accept)),
        step("2021-03-01T10:00", "2021 : pilote", by(cast.AGENT.id, pilot)),
    ]
