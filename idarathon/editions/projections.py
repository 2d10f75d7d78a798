"""The read tables of editions."""

from __future__ import annotations

import msgspec

from events.message import Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.editions.events import (
    STAGES,
    EditionCloned,
    EditionCreated,
    EditionPublished,
    EditionRenamed,
    EditionSettingsChanged,
    ItemCompleted,
    ItemPlanned,
    ItemReopened,
    RoleGranted,
    RoleRevoked,
    StageAdvanced,
    jsonb,
)
from idarathon.errors import N_, Conflict, Refusal
from idarathon.viewer import Role

SQL = beside(__file__)

_JUDGES = (Role.JUROR, Role.PRESIDENT)


class SlugTaken(Conflict):
    """Slugs are never reused."""

    code = "edition_slug_taken"
    sentence = N_("Another edition has this address. Choose another one.")


class JudgedHere(Conflict):
    """Nobody judges in an edition in which it is in a team, and the other way round."""

    code = "juror_conflict"
    sentence = N_(
        "Nobody can be a juror and in a team of the same edition. "
        "Choose another person, or end the team membership or the role first."
    )


CONSTRAINTS: dict[str, type[Refusal]] = {"edition_slug_taken": SlugTaken, "edition_side_one_side": JudgedHere}


def editions(recorded: Recorded) -> list[Write]:
    """Table edition."""
    match recorded.event:
        case EditionCreated() as e:
            settings = msgspec.json.encode(e.settings).decode()
            words = (jsonb(e.name), jsonb(e.tagline), STAGES[0])
            return [(SQL["add_edition"], (e.edition, e.slug, *words, settings, e.demo, recorded.meta.at))]
        case EditionSettingsChanged() as e:
            return [(SQL["set_settings"], (e.edition, msgspec.json.encode(e.settings).decode()))]
        case EditionRenamed() as e:
            return [(SQL["rename_edition"], (e.edition, jsonb(e.name), jsonb(e.tagline)))]
        case EditionPublished() as e:
            return [(SQL["publish_edition"], (e.edition, recorded.meta.at))]
        case StageAdvanced() as e:
            return [(SQL["set_stage"], (e.edition, e.stage))]
    return []


def clones(recorded: Recorded) -> list[Write]:
    """Table edition_clone."""
    match recorded.event:
        case EditionCloned() as e:
            return [(SQL["add_clone"], (e.edition, e.source, e.days, recorded.meta.id))]
    return []


def items(recorded: Recorded) -> list[Write]:
    """Table edition_item."""
    meta = recorded.meta
    match recorded.event:
        case ItemPlanned() as e:
            row = (e.edition, e.stage, e.item, meta.position, e.owner, e.due, e.required)
            return [(SQL["plan_item"], row)]
        case ItemCompleted() as e:
            return [(SQL["tick_item"], (e.edition, e.stage, e.item, meta.at, meta.actor))]
        case ItemReopened() as e:
            return [(SQL["tick_item"], (e.edition, e.stage, e.item, None, None))]
    return []


def roles(recorded: Recorded) -> list[Write]:
    """Table edition_role."""
    match recorded.event:
        case RoleGranted() as e:
            return [(SQL["add_role"], (e.edition, e.account, e.role.value))]
        case RoleRevoked() as e:
            return [(SQL["drop_role"], (e.edition, e.account, e.role.value))]
    return []


def sides(recorded: Recorded) -> list[Write]:
    """Table edition_side, the rows of who judges. Those of teams come from the teams' projection."""
    match recorded.event:
        case RoleGranted() as e if e.role in _JUDGES:
            return [(SQL["add_side"], (e.edition, e.account, e.role.value))]
        case RoleRevoked() as e if e.role in _JUDGES:
            return [(SQL["drop_side"], (e.edition, e.account, e.role.value))]
    return []


PROJECTIONS: tuple[Projection, ...] = (
    Projection(
        "edition",
        (EditionCreated, EditionSettingsChanged, EditionRenamed, EditionPublished, StageAdvanced),
        editions,
    ),
    Projection("edition_clone", (EditionCloned,), clones),
    Projection("edition_item", (ItemPlanned, ItemCompleted, ItemReopened), items),
    Projection("edition_role", (RoleGranted, RoleRevoked), roles),
    Projection("edition_side", (RoleGranted, RoleRevoked), sides),
)
