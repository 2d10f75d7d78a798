"""The directory's read tables."""

from __future__ import annotations

from typing import cast

from events.message import Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.directory.events import AdministrationRegistered, DirectorateRegistered
from idarathon.editions.events import jsonb
from idarathon.errors import N_, Conflict, Refusal

SQL = beside(__file__)


class DirectorateElsewhere(Conflict):
    """The id stands under another administration."""

    code = "directorate_elsewhere"
    sentence = N_("This directorate is in the directory under another administration. Choose another id.")


CONSTRAINTS: dict[str, type[Refusal]] = {"directorate_pkey": DirectorateElsewhere}


def administrations(recorded: Recorded) -> list[Write]:
    """Table administration."""
    event = cast(AdministrationRegistered, recorded.event)
    return [(SQL["add_administration"], (event.administration, jsonb(event.name), event.kind))]


def directorates(recorded: Recorded) -> list[Write]:
    """Table directorate."""
    event = cast(DirectorateRegistered, recorded.event)
    return [(SQL["add_directorate"], (event.directorate, event.administration, jsonb(event.name), event.region))]


PROJECTIONS: tuple[Projection, ...] = (
    Projection("administration", (AdministrationRegistered,), administrations),
    Projection("directorate", (DirectorateRegistered,), directorates),
)
