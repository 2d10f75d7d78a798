"""The matrix: every command × every role × own / other team / other edition, against the expected table."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest

from idarathon import access, flow
from idarathon.errors import Forbidden, NotSignedIn
from idarathon.viewer import GRANTED, PUBLIC, Role, Viewer
from tests.contract.expected_access import EXPECTED, SIGNED_IN
from tests.support.samples import sample

ME, HERE, ELSEWHERE = UUID(int=100), UUID(int=1), UUID(int=2)  # samples are about UUID(int=1)
ROLES = sorted(SIGNED_IN)
RELATED = {"member", "lead", "invited", "owner", "host"}  # by a team, a challenge or a session
HERE_ONLY = RELATED | {"facilitator", "focal", "juror", "president", "mentor", "coach"}


def viewer(role: str, edition: UUID, team: UUID) -> Viewer:
    """Somebody with one role, in one edition, with one team (or challenge, or session)."""
    known = "mentor" if role == "coach" else role
    granted = {edition: frozenset({Role(known)})} if known in map(str, GRANTED | {Role.OWNER}) else {}
    teams = {team: Role(role)} if role in {"member", "lead"} else {}
    return Viewer(
        account=ME,
        admin=role == "admin",
        roles=granted,
        teams=teams,
        invitations=frozenset({team}) if role == "invited" else frozenset(),
        challenges=frozenset({team}) if role == "owner" else frozenset(),
        coaches=frozenset({team}) if role == "coach" else frozenset(),
        hosts=frozenset({team}) if role == "host" else frozenset(),
    )


def command(name: str) -> Any:
    made = sample(flow.COMMANDS[name])
    return msgspec.structs.replace(made, role=Role.MENTOR) if hasattr(made, "role") else made


def allowed(who: Viewer, name: str) -> bool:
    try:
        access.allow(who, command(name))
    except (Forbidden, NotSignedIn):
        return False
    return True


def test_every_command_is_expected() -> None:
    assert set(EXPECTED) == set(flow.COMMANDS)


def test_every_command_has_a_rule() -> None:
    assert set(access.RULES) == set(flow.COMMANDS.values())


@pytest.mark.parametrize("name", sorted(flow.COMMANDS))
def test_in_the_own_edition_and_team(name: str) -> None:
    assert {role for role in ROLES if allowed(viewer(role, HERE, HERE), name)} == EXPECTED[name]


@pytest.mark.parametrize("name", sorted(flow.COMMANDS))
def test_with_another_team_or_challenge(name: str) -> None:
    loses = set() if EXPECTED[name] == SIGNED_IN else set(RELATED)
    loses |= {"coach"} if "mentor" not in EXPECTED[name] else set()  # it is a mentor still
    assert {role for role in ROLES if allowed(viewer(role, HERE, ELSEWHERE), name)} == EXPECTED[name] - loses


@pytest.mark.parametrize("name", sorted(flow.COMMANDS))
def test_from_another_edition(name: str) -> None:
    loses = set() if EXPECTED[name] == SIGNED_IN else HERE_ONLY
    assert {role for role in ROLES if allowed(viewer(role, ELSEWHERE, ELSEWHERE), name)} == EXPECTED[name] - loses


@pytest.mark.parametrize("name", sorted(flow.COMMANDS))
def test_the_public_sends_nothing(name: str) -> None:
    with pytest.raises(NotSignedIn):
        access.allow(PUBLIC, command(name))


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.PRESIDENT])
def test_only_an_admin_names_a_facilitator_or_a_president(role: Role) -> None:
    grant = msgspec.structs.replace(sample(flow.COMMANDS["editions.grant_role"]), role=role)
    with pytest.raises(Forbidden):
        access.allow(viewer("facilitator", HERE, HERE), grant)
    access.allow(viewer("admin", HERE, HERE), grant)


PROPOSAL, MINISTRY = UUID(int=1), UUID(int=1)  # of the samples


def focal_point(administration: UUID | None, *drafted: UUID) -> Viewer:
    """A focal point of the edition, of an administration, who drafted some challenges."""
    roles = {HERE: frozenset({Role.FOCAL})}
    return Viewer(account=ME, administration=administration, roles=roles, proposals=frozenset(drafted))


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (focal_point(MINISTRY, PROPOSAL), {"draft", "revise", "submit"}),
        (focal_point(MINISTRY), {"draft"}),  # another focal point's proposal
        (focal_point(UUID(int=9), PROPOSAL), set()),  # not for another administration
        (focal_point(None, PROPOSAL), set()),
        (Viewer(account=ME, administration=MINISTRY, proposals=frozenset({PROPOSAL})), set()),  # no focal point
    ],
)
def test_a_focal_point_proposes_of_its_own_administration(who: Viewer, may: set[str]) -> None:
    steps = ("draft", "revise", "submit", "request_changes", "approve", "publish", "close")
    assert {step for step in steps if allowed(who, f"challenges.{step}")} == may


def test_an_owner_submits_again_in_its_own_name_only() -> None:
    asked = sample(flow.COMMANDS["challenges.submit"])
    access.allow(viewer("owner", HERE, HERE), msgspec.structs.replace(asked, owner=ME))
    with pytest.raises(Forbidden):
        access.allow(viewer("owner", HERE, HERE), asked)
