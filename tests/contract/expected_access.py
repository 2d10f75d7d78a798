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
COACH = frozenset({"coach"})  # a mentor of the edition, who accompanies the team
MENTORS = COACH | {"mentor"}
JUDGES = frozenset({"juror", "president"})
PRESIDENT = frozenset({"president"})
HOST = frozenset({"host"})  # who runs the session, without a role
OTHERS = HOST | frozenset({"mentor", "coach", "juror", "president", "owner", "focal", "observer", "agent"})
SIGNED_IN = RUNS | INSIDE | INVITED | OTHERS

EXPECTED: dict[str, frozenset[str]] = {
    "directory.register_administration": ADMIN,
    "directory.register_directorate": ADMIN,
    "people.open_account": RUNS,
    "people.open_without_mail": RUNS,  # and focal points, for their administration: tests/unit/test_slips.py
    "people.grant_admin": ADMIN,
    "people.revoke_admin": ADMIN,
    "people.close_account": ADMIN,
    "people.ask_erasure": SYSTEM,  # the page's, behind the password: see test_erasure
    "people.take_back_erasure": SYSTEM,  # one's own account only: see test_erasure
    "people.erase_account": ADMIN,
    "people.set_address": ADMIN,
    "people.move_account": ADMIN,
    "people.set_consents": SYSTEM,  # one's own only: see test_consent
    "people.describe_profile": SYSTEM,  # one's own only, and the sample's is somebody else's: see test_profile
    "editions.create": ADMIN,
    "editions.clone": ADMIN,
    "editions.change_settings": RUNS,
    "editions.rename": RUNS,
    "editions.plan_item": RUNS,
    "editions.complete_item": RUNS,
    "editions.reopen_item": RUNS,
    "editions.publish": RUNS,
    "editions.advance_stage": RUNS,
    "editions.grant_role": RUNS,  # the sample grants facilitator: see test_only_an_admin_names_a_facilitator
    "editions.revoke_role": RUNS,
    "challenges.draft": RUNS,  # and focal points, of their administration: see test_a_focal_point_proposes_of_its_own
    "challenges.revise": RUNS | {"owner"},
    "challenges.submit": RUNS,  # and its owner, its focal point: see there
    "challenges.request_changes": RUNS,
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
    "teams.miss_lead": SYSTEM,
    "teams.assign_challenge": LEAD,
    "teams.rename": LEAD,
    "teams.set_openings": LEAD,
    "teams.ask_to_join": SIGNED_IN,
    "teams.take_back_request": SIGNED_IN,
    "teams.accept_request": LEAD,
    "teams.decline_request": LEAD,
    "teams.confirm": LEAD,
    "teams.withdraw": RUNS,
    "teams.seek": SYSTEM,  # one's own only: see test_seeking
    "teams.stop_seeking": SYSTEM,
    "phases.plan": RUNS,
    "phases.schedule": RUNS,
    "phases.shift": RUNS,
    "phases.set_gate": RUNS,
    "phases.open": SYSTEM,
    "phases.remind": SYSTEM,
    "phases.close": RUNS,
    "phases.start_journey": SYSTEM,
    "phases.enter": SYSTEM,
    "phases.examine": SYSTEM,
    "phases.remind_team": SYSTEM,
    "phases.end_extension": SYSTEM,
    "phases.deposit": INSIDE,
    "phases.extend": RUNS,
    "phases.advance": RUNS,
    "phases.hold": RUNS,
    "phases.withdraw_journey": SYSTEM,
    "rosters.confirm": RUNS,  # and focal points, for their administration: tests/unit/test_rosters.py
    "rosters.finish": SYSTEM,
    "deliverables.begin": INSIDE,
    "deliverables.finish": SYSTEM,
    "deliverables.abandon": INSIDE,
    "applications.schedule": RUNS,
    "applications.submit": SYSTEM,  # one's own only: tests/unit/test_applications.py
    "applications.revise": SIGNED_IN,
    "applications.withdraw": SIGNED_IN,
    "applications.attach": SYSTEM,
    "applications.drop_paper": SYSTEM,
    "applications.authorise": SYSTEM,  # a focal point of the administration: tests/unit/test_applications.py
    "applications.refuse_authorisation": SYSTEM,
    "applications.propose": SYSTEM,
    "applications.read": RUNS,
    "applications.decide": RUNS,
    "applications.announce": RUNS,
    "notices.tell": SYSTEM,
    "notices.announce": RUNS,
    "notices.read": SYSTEM,  # one's own inbox only, and the sample's is somebody else's: see test_notices
    "bank.draft_entry": SYSTEM,
    "bank.complete": RUNS | INSIDE,
    "bank.publish": RUNS,
    "bank.withdraw": RUNS,
    "bank.request_reuse": SIGNED_IN,
    "bank.accept_reuse": LEAD,
    "bank.decline_reuse": LEAD,
    "bank.start_pilot": SIGNED_IN,
    "bank.put_in_service": SIGNED_IN,
    "bank.stop_reuse": SIGNED_IN,
    "calendar.draft_session": RUNS,
    "calendar.revise": RUNS,
    "calendar.move": RUNS,
    "calendar.publish": RUNS,
    "calendar.cancel": RUNS,
    "calendar.register": SIGNED_IN,
    "calendar.unregister": SIGNED_IN,
    "calendar.register_team": LEAD,
    "calendar.unregister_team": LEAD,
    "calendar.open_attendance": RUNS | HOST,
    "calendar.attend": SIGNED_IN,
    "calendar.rate": SIGNED_IN,
    "calendar.remind": SYSTEM,
    "mentoring.describe_mentor": RUNS,  # and a mentor itself: tests/unit/test_mentoring.py
    "mentoring.mentor_leaves": RUNS,
    "mentoring.state_needs": RUNS | INSIDE,
    "mentoring.propose": RUNS,
    "mentoring.add_pair": RUNS,
    "mentoring.remove_pair": RUNS,
    "mentoring.publish_assignment": RUNS,
    "mentoring.write_note": COACH,
    "mentoring.revise_note": MENTORS,
    "mentoring.share_note": MENTORS,
    "mentoring.unshare_note": COACH,
    "mentoring.complete_step": INSIDE | COACH,
    "mentoring.reopen_step": INSIDE | COACH,
    "mentoring.ask_help": INSIDE,
    "mentoring.claim_help": MENTORS,
    "mentoring.release_help": MENTORS,
    "mentoring.answer_help": MENTORS,
    "mentoring.close_help": RUNS | INSIDE,
    "jury.set_rubric": RUNS,
    "jury.compose": RUNS,
    "jury.propose_recusal": JUDGES,
    "jury.decide_recusal": RUNS | PRESIDENT,
    "jury.replace_juror": RUNS | PRESIDENT,
    "jury.unseat_juror": SYSTEM,
    "jury.open": RUNS | PRESIDENT,
    "jury.admit_team": SYSTEM,
    "jury.withdraw_team": SYSTEM,
    "jury.score": JUDGES,
    "jury.close": RUNS | PRESIDENT,
    "jury.decide_ranking": PRESIDENT,
    "prizes.define": RUNS,
    "prizes.remove": RUNS,
    "prizes.award": SYSTEM,
    "prizes.open_ceremony": RUNS | PRESIDENT,
    "prizes.reveal": RUNS | PRESIDENT,
    "prizes.close_ceremony": RUNS | PRESIDENT,
}
