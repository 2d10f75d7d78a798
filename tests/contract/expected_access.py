"""The expected table of access: who may send what, in the edition and to the team or challenge that is theirs.

Every command stands here; one that does not fails the build. ``system`` commands belong to the clock and the reactions.
"""

from __future__ import annotations

ADMIN = frozenset({"admin"})
RUNS = ADMIN | {"facilitator"}
LEAD = RUNS | {"lead"}
INSIDE = frozenset({"member", "lead"})
INVITED = frozenset({"invited"})
SYSTEM: frozenset[str] = frozenset()
OTHERS = frozenset({"mentor", "juror", "president", "owner", "focal", "observer", "agent"})
SIGNED_IN = RUNS | INSIDE | INVITED | OTHERS

EXPECTED: dict[str, frozenset[str]] = {
    "directory.register_administration": ADMIN,
    "directory.register_directorate": ADMIN,
    "people.open_account": ADMIN,
    "people.grant_admin": ADMIN,
    "people.revoke_admin": ADMIN,
    "people.close_account": ADMIN,
    "editions.create": ADMIN,
    "editions.change_settings": RUNS,
    "editions.rename": RUNS,
    "editions.plan_item": RUNS,
    "editions.complete_item": RUNS,
    "editions.reopen_item": RUNS,
    "editions.publish": RUNS,
    "editions.advance_stage": RUNS,
    "editions.grant_role": RUNS,  # the sample grants facilitator: see test_only_an_admin_names_a_facilitator
    "editions.revoke_role": RUNS,
    "challenges.draft": RUNS | {"focal"},
    "challenges.revise": RUNS | {"owner"},
    "challenges.submit": RUNS | {"focal"},
    "challenges.approve": RUNS,
    "challenges.publish": RUNS,
    "challenges.close": RUNS,
    "teams.register": SIGNED_IN,
    "teams.place": RUNS,
    "teams.invite": LEAD,
    "teams.accept": INVITED,
    "teams.decline": INVITED,
    "teams.cancel_invitation": LEAD,
    "teams.remove": LEAD,
    "teams.leave": INSIDE,
    "teams.hand_over": LEAD,
    "teams.assign_challenge": LEAD,
    "teams.rename": LEAD,
    "teams.withdraw": RUNS,
    "phases.plan": RUNS,
    "phases.schedule": RUNS,
    "phases.shift": RUNS,
    "phases.set_gate": RUNS,
    "phases.open": SYSTEM,
    "phases.close": RUNS,
    "phases.start_journey": SYSTEM,
    "phases.enter": SYSTEM,
    "phases.examine": SYSTEM,
    "phases.end_extension": SYSTEM,
    "phases.deposit": INSIDE,
    "phases.extend": RUNS,
    "phases.advance": RUNS,
    "phases.hold": RUNS,
    "phases.withdraw_journey": SYSTEM,
}
