"""The rules of an edition: one stream each, stage by stage, checklist before publication."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from msgspec.structs import asdict

from events.message import Command, Event, Stamp
from idarathon.directory.events import REGIONS
from idarathon.editions import commands as ask
from idarathon.editions.decider.cloning import clone
from idarathon.editions.decider.refusals import (
    ChecklistIncomplete,
    CompositionImpossible,
    EditionTaken,
    ItemUnknown,
    JurorConflict,
    LanguageMissing,
    LastStage,
    RoleNotGranted,
    StagePassed,
    TeamSizeWrong,
    Unpublished,
    ZoneUnknown,
)
from idarathon.editions.decider.state import Item, State, evolve, initial
from idarathon.editions.events import (
    GAUGES,
    STAGES,
    Composition,
    EditionCreated,
    EditionPublished,
    EditionRenamed,
    EditionSettingsChanged,
    ItemCompleted,
    ItemPlanned,
    ItemReopened,
    RoleGranted,
    RoleRevoked,
    Settings,
    Stage,
    StageAdvanced,
)
from idarathon.errors import NotFound
from idarathon.viewer import GRANTED, Role

__all__ = ["CHECKLIST", "State", "decide", "evolve", "initial", "stream"]

# What every edition begins with: stage, item, required.
CHECKLIST: tuple[tuple[Stage, str, bool], ...] = (
    ("preparation", "programme", True),
    ("preparation", "facilitators", True),
    ("preparation", "communication", True),
    ("preparation", "rules", True),
    ("challenge_definition", "partners", False),
    ("execution", "jury", True),
)
JUDGES = frozenset({Role.JUROR, Role.PRESIDENT})
TEAM_MAX = 50


class Person(Protocol):
    """What is needed of an account's state: whether it is there and not closed."""

    @property
    def open(self) -> bool: ...


class Case(NamedTuple):
    """Everything that a rule may look at. ``people``: the account that a role is granted to, when flow passes it."""

    state: State
    stamp: Stamp
    people: tuple[Person, ...]


def stream(command: Any) -> str:
    """The stream that decides the command."""
    return f"edition-{command.edition}"


def decide(state: State, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal."""
    case = Case(state, stamp, context)
    if isinstance(command, ask.Create):
        return _create(command, case)
    if isinstance(command, ask.Clone):
        source, programme = context
        return clone(command, state, source, programme, stamp.at)
    if not state.exists:
        raise NotFound(field="edition")
    return _RULES[type(command)](command, case)


def _create(command: ask.Create, case: Case) -> list[Event]:
    if case.state.exists:
        raise EditionTaken(field="edition")
    created = EditionCreated(
        edition=command.edition,
        slug=command.slug,
        name=command.name,
        tagline=command.tagline,
        settings=_checked(command.settings),
        demo=command.demo,
    )
    items = (
        ItemPlanned(edition=command.edition, stage=stage, item=item, required=required)
        for stage, item, required in CHECKLIST
    )
    return [created, *items]


def _change_settings(command: ask.ChangeSettings, case: Case) -> list[Event]:
    settings = _checked(command.settings)
    if settings == case.state.settings:
        return []
    return [EditionSettingsChanged(edition=command.edition, settings=settings)]


def _checked(wanted: ask.WantedSettings) -> Settings:
    if not 1 <= wanted.team_min <= wanted.team_max <= TEAM_MAX:
        raise TeamSizeWrong(field="team_max", limit=TEAM_MAX)
    if not wanted.languages or len(set(wanted.languages)) < len(wanted.languages):
        raise LanguageMissing(field="languages")
    try:
        ZoneInfo(wanted.zone)
    except (KeyError, ValueError, OSError):  # unknown, malformed, a folder of the database
        raise ZoneUnknown(field="zone", zone=wanted.zone) from None
    _require_possible(wanted.composition, wanted.team_max)
    return Settings(**{**asdict(wanted), "composition": Composition(**asdict(wanted.composition))})


def _require_possible(rules: Composition, team_max: int) -> None:
    """A full team can keep every rule. One person may count for several of them, but not as a woman and as a man."""
    asked = {**asdict(rules), "men": rules.women + rules.men}
    for name in GAUGES:
        most = min(team_max, len(REGIONS)) if name == "regions" else team_max
        if getattr(rules, name) < 0 or asked[name] > most:
            raise CompositionImpossible(field=f"composition_{name}", most=most)


def _rename(command: ask.Rename, case: Case) -> list[Event]:
    if (command.name, command.tagline) == (case.state.name, case.state.tagline):
        return []
    return [EditionRenamed(edition=command.edition, name=command.name, tagline=command.tagline)]


def _plan_item(command: ask.PlanItem, case: Case) -> list[Event]:
    present = case.state.items.get((command.stage, command.item))
    if command.required and _passed(command.stage, case.state):
        raise StagePassed(field="stage")
    if present and (present.owner, present.due, present.required) == (command.owner, command.due, command.required):
        return []
    return [
        ItemPlanned(
            edition=command.edition,
            stage=command.stage,
            item=command.item,
            owner=command.owner,
            due=command.due,
            required=command.required,
        )
    ]


def _complete_item(command: ask.CompleteItem, case: Case) -> list[Event]:
    if _item(command.stage, command.item, case.state).done:
        return []
    return [ItemCompleted(edition=command.edition, stage=command.stage, item=command.item)]


def _reopen_item(command: ask.ReopenItem, case: Case) -> list[Event]:
    item = _item(command.stage, command.item, case.state)
    if not item.done:
        return []
    if item.required and _passed(command.stage, case.state):
        raise StagePassed(field="stage")
    return [ItemReopened(edition=command.edition, stage=command.stage, item=command.item)]


def _item(stage: Stage, item: str, state: State) -> Item:
    try:
        return state.items[stage, item]
    except KeyError:
        raise ItemUnknown(field="item") from None


def _passed(stage: Stage, state: State) -> bool:
    return STAGES.index(stage) < STAGES.index(state.stage)


def _publish(command: ask.Publish, case: Case) -> list[Event]:
    if case.state.published:
        return []
    _require_checklist(case.state)
    return [EditionPublished(edition=command.edition)]


def _advance_stage(command: ask.AdvanceStage, case: Case) -> list[Event]:
    state = case.state
    if state.stage == STAGES[-1]:
        raise LastStage()
    if not state.published:
        raise Unpublished()
    _require_checklist(state)
    return [StageAdvanced(edition=command.edition, stage=STAGES[STAGES.index(state.stage) + 1])]


def _require_checklist(state: State) -> None:
    missing = [
        key for (stage, key), item in state.items.items() if stage == state.stage and item.required and not item.done
    ]
    if missing:
        raise ChecklistIncomplete(items=", ".join(missing), keys=missing)


def _grant_role(command: ask.GrantRole, case: Case) -> list[Event]:
    if command.role not in GRANTED:
        raise RoleNotGranted(field="role")
    if case.people and not case.people[0].open:
        raise NotFound(field="account")
    held = {role for account, role in case.state.roles if account == command.account}
    if command.role in held:
        return []
    judge = command.role in JUDGES
    if (judge and Role.FACILITATOR in held) or (command.role == Role.FACILITATOR and held & JUDGES):
        raise JurorConflict(field="account")
    return [RoleGranted(edition=command.edition, account=command.account, role=command.role)]


def _revoke_role(command: ask.RevokeRole, case: Case) -> list[Event]:
    if (command.account, command.role) not in case.state.roles:
        return []
    return [RoleRevoked(edition=command.edition, account=command.account, role=command.role)]


_RULES: dict[type[Command], Callable[[Any, Case], list[Event]]] = {
    ask.ChangeSettings: _change_settings,
    ask.Rename: _rename,
    ask.PlanItem: _plan_item,
    ask.CompleteItem: _complete_item,
    ask.ReopenItem: _reopen_item,
    ask.Publish: _publish,
    ask.AdvanceStage: _advance_stage,
    ask.GrantRole: _grant_role,
    ask.RevokeRole: _revoke_role,
}
