"""Who may send what: one rule per command. Pages and API pass the same table, so a hidden button protects nothing.

A rule sees the viewer and the command, nothing else: what it needs was read before queueing. The system (clock,
reactions, demo) does not pass here; it has no viewer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from events.message import Command
from idarathon.applications import commands as applications
from idarathon.bank import commands as bank
from idarathon.calendar import commands as calendar
from idarathon.challenges import commands as challenges
from idarathon.deliverables import commands as deliverables
from idarathon.directory import commands as directory
from idarathon.editions import commands as editions
from idarathon.errors import Forbidden, NotSignedIn
from idarathon.jury import commands as jury
from idarathon.mentoring import commands as mentoring
from idarathon.notices import commands as notices
from idarathon.people import commands as people
from idarathon.phases import commands as phases
from idarathon.prizes import commands as prizes
from idarathon.rosters import commands as rosters
from idarathon.teams import commands as teams
from idarathon.viewer import Role, Viewer

Rule = Callable[[Viewer, Any], bool]


def admin(viewer: Viewer, _: Any) -> bool:
    """An administrator of the instance."""
    return viewer.admin


def runs(viewer: Viewer, command: Any) -> bool:
    """A facilitator of the command's edition, or an admin."""
    return viewer.runs(command.edition)


def agent(viewer: Viewer, _: Any) -> bool:
    """Any signed-in official."""
    return viewer.account is not None


def member(viewer: Viewer, command: Any) -> bool:
    """A member of the command's own team, its lead included."""
    return command.team in viewer.teams


def lead(viewer: Viewer, command: Any) -> bool:
    """The lead of the command's own team."""
    return viewer.teams.get(command.team) is Role.LEAD


def invited(viewer: Viewer, command: Any) -> bool:
    """Somebody whom the team has invited."""
    return command.team in viewer.invitations


def owner(viewer: Viewer, command: Any) -> bool:
    """The owner of the challenge."""
    return command.challenge in viewer.challenges


def mentors(viewer: Viewer, command: Any) -> bool:
    """A mentor of the edition."""
    return viewer.has(command.edition, Role.MENTOR)


def coach(viewer: Viewer, command: Any) -> bool:
    """A mentor who accompanies the team under the published assignment."""
    return mentors(viewer, command) and command.team in viewer.coaches


def itself(viewer: Viewer, command: Any) -> bool:
    """A mentor of the edition, about itself."""
    return mentors(viewer, command) and command.account == viewer.account


def focal(viewer: Viewer, command: Any) -> bool:
    """A focal point of the edition."""
    return viewer.has(command.edition, Role.FOCAL)


def of_own_administration(viewer: Viewer, command: Any) -> bool:
    """A focal point of the edition, for its own administration, which the command names."""
    return focal(viewer, command) and command.administration == viewer.administration


def proposes(viewer: Viewer, command: Any) -> bool:
    """A focal point of the edition, a challenge of its own administration."""
    return focal(viewer, command) and command.department is not None and command.department == viewer.administration


def proposed(viewer: Viewer, command: Any) -> bool:
    """A focal point of the edition, a challenge that it drafted itself."""
    return focal(viewer, command) and command.challenge in viewer.proposals


def submits(viewer: Viewer, command: Any) -> bool:
    """A focal point of the edition, a challenge that it drafted itself, with an owner of its own administration, which
    the command names."""
    return proposed(viewer, command) and command.administration is not None and of_own_administration(viewer, command)


def proposes_still(viewer: Viewer, command: Any) -> bool:
    """A focal point of the edition, a challenge of its own administration that it drafted itself."""
    return proposes(viewer, command) and proposed(viewer, command)


def remains_owner(viewer: Viewer, command: Any) -> bool:
    """The owner of the challenge, in its own name."""
    return owner(viewer, command) and command.owner == viewer.account


def imports(viewer: Viewer, command: Any) -> bool:
    """Who runs the edition; a focal point of the edition, for its own administration, which the command names."""
    own = command.administration is not None and of_own_administration(viewer, command)
    return own or runs(viewer, command)


def invites(viewer: Viewer, command: Any) -> bool:
    """An administrator; the facilitators of an edition invite people who have no account yet."""
    return viewer.admin or (command.edition is not None and viewer.runs(command.edition))


def grants(viewer: Viewer, command: Any) -> bool:
    """Facilitators name mentors, jurors, focal points and observers; facilitators and presidents are an admin's."""
    return viewer.admin or (viewer.runs(command.edition) and command.role not in {Role.FACILITATOR, Role.PRESIDENT})


def hosts(viewer: Viewer, command: Any) -> bool:
    """Who runs the session: its facilitator, whatever its role in the edition."""
    return command.session in viewer.hosts


def judge(viewer: Viewer, command: Any) -> bool:
    """A juror or the president of the edition's jury; the decider looks whether it has a seat."""
    return viewer.has(command.edition, Role.JUROR, Role.PRESIDENT)


def president(viewer: Viewer, command: Any) -> bool:
    """The president of the edition's jury."""
    return viewer.has(command.edition, Role.PRESIDENT)


def own(viewer: Viewer, command: Any) -> bool:
    """The person whom it concerns."""
    return viewer.account is not None and viewer.account == command.account


def describes(viewer: Viewer, command: Any) -> bool:
    """The person itself. A focal point speaks for its administration, and so does not change that alone."""
    stays = command.administration == viewer.administration
    return own(viewer, command) and (stays or not any(Role.FOCAL in roles for roles in viewer.roles.values()))


def system(_viewer: Viewer, _command: Any) -> bool:
    """Nobody: the clock and the reactions alone."""
    return False


def any_of(*rules: Rule) -> Rule:
    """One of the rules is enough."""

    def rule(viewer: Viewer, command: Any) -> bool:
        return any(one(viewer, command) for one in rules)

    rule.__doc__ = "; or ".join((one.__doc__ or "").rstrip(".") for one in rules)
    return rule


RULES: dict[type[Command], Rule] = {
    directory.RegisterAdministration: admin,
    directory.RegisterDirectorate: admin,
    people.OpenAccount: invites,
    people.OpenWithoutMail: imports,
    people.GrantAdmin: admin,
    people.RevokeAdmin: admin,
    people.CloseAccount: admin,
    people.AskErasure: system,  # sent by the page that asked for the password
    people.TakeBackErasure: own,
    people.EraseAccount: admin,
    people.SetConsents: own,
    people.DescribeProfile: describes,
    people.SetAddress: admin,
    people.MoveAccount: admin,
    editions.Create: admin,
    editions.Clone: admin,
    editions.ChangeSettings: runs,
    editions.Rename: runs,
    editions.PlanItem: runs,
    editions.CompleteItem: runs,
    editions.ReopenItem: runs,
    editions.Publish: runs,
    editions.AdvanceStage: runs,
    editions.GrantRole: grants,
    editions.RevokeRole: grants,
    challenges.Draft: any_of(runs, proposes),
    challenges.Revise: any_of(runs, owner, proposes_still),
    challenges.Submit: any_of(runs, submits, remains_owner),
    challenges.RequestChanges: runs,
    challenges.Approve: runs,
    challenges.Publish: runs,
    challenges.Close: runs,
    teams.Register: agent,  # who may register under which intake is the decider's to say
    teams.Place: runs,
    teams.Invite: any_of(lead, runs),
    teams.Accept: invited,
    teams.Decline: invited,
    teams.CancelInvitation: any_of(lead, runs),
    teams.Remove: any_of(lead, runs),
    teams.Leave: member,
    teams.HandOver: any_of(lead, runs),
    teams.MissLead: system,
    teams.AssignChallenge: any_of(lead, runs),
    teams.Rename: any_of(lead, runs),
    teams.SetOpenings: any_of(lead, runs),
    teams.AskToJoin: agent,  # who has no team: looked at in the transaction
    teams.TakeBackRequest: agent,  # its own: the decider's to say
    teams.AcceptRequest: any_of(lead, runs),
    teams.DeclineRequest: any_of(lead, runs),
    teams.Confirm: any_of(lead, runs),
    teams.Withdraw: runs,
    teams.Seek: own,  # who has no team: looked at in the transaction
    teams.StopSeeking: own,
    phases.Plan: runs,
    phases.Schedule: runs,
    phases.Shift: runs,
    phases.SetGate: runs,
    phases.Open: system,
    phases.Remind: system,
    phases.Close: runs,
    phases.StartJourney: system,
    phases.Enter: system,
    phases.Examine: system,
    phases.RemindTeam: system,
    phases.EndExtension: system,
    phases.Deposit: member,
    phases.Extend: runs,
    phases.Advance: runs,
    phases.Hold: runs,
    phases.WithdrawJourney: system,
    rosters.Confirm: imports,
    rosters.Finish: system,
    deliverables.Begin: member,
    deliverables.Finish: system,  # sent by the code that received the file
    deliverables.Abandon: member,
    applications.Schedule: runs,
    applications.Submit: own,
    applications.Revise: agent,  # its author: the decider's to say
    applications.Withdraw: agent,
    applications.Attach: system,  # sent by the code that received the file
    applications.DropPaper: system,
    applications.Authorise: of_own_administration,
    applications.RefuseAuthorisation: of_own_administration,
    applications.Propose: of_own_administration,
    applications.Read: runs,
    applications.Decide: runs,
    applications.Announce: runs,
    notices.Tell: system,
    notices.Announce: runs,
    notices.Read: own,
    bank.DraftEntry: system,
    bank.Complete: any_of(member, runs),
    bank.Publish: runs,
    bank.Withdraw: runs,
    bank.RequestReuse: agent,
    bank.AcceptReuse: any_of(lead, runs),
    bank.DeclineReuse: any_of(lead, runs),
    bank.StartPilot: agent,  # who takes part in a reuse: the decider's to say
    bank.PutInService: agent,
    bank.StopReuse: agent,
    calendar.DraftSession: runs,
    calendar.Revise: runs,
    calendar.Move: runs,
    calendar.Publish: runs,
    calendar.Cancel: runs,
    calendar.Register: agent,
    calendar.Unregister: agent,
    calendar.RegisterTeam: any_of(lead, runs),
    calendar.UnregisterTeam: any_of(lead, runs),
    calendar.OpenAttendance: any_of(runs, hosts),
    calendar.Attend: agent,  # the code says who was in the room
    calendar.Rate: agent,  # who was there: the decider's to say
    calendar.Remind: system,
    mentoring.DescribeMentor: any_of(runs, itself),
    mentoring.MentorLeaves: any_of(runs, itself),
    mentoring.StateNeeds: any_of(member, runs),
    mentoring.Propose: runs,
    mentoring.AddPair: runs,
    mentoring.RemovePair: runs,
    mentoring.PublishAssignment: runs,
    mentoring.WriteNote: coach,
    mentoring.ReviseNote: mentors,  # its own: the decider's to say
    mentoring.ShareNote: mentors,
    mentoring.UnshareNote: coach,  # its own: the decider's to say; of who has left, the note stays the team's
    mentoring.CompleteStep: any_of(member, coach),
    mentoring.ReopenStep: any_of(member, coach),
    mentoring.AskHelp: member,
    mentoring.ClaimHelp: mentors,
    mentoring.ReleaseHelp: mentors,
    mentoring.AnswerHelp: mentors,
    mentoring.CloseHelp: any_of(member, runs),
    jury.SetRubric: runs,
    jury.Compose: runs,
    jury.ProposeRecusal: judge,
    jury.DecideRecusal: any_of(president, runs),
    jury.ReplaceJuror: any_of(president, runs),
    jury.UnseatJuror: system,
    jury.Open: any_of(president, runs),
    jury.AdmitTeam: system,
    jury.WithdrawTeam: system,
    jury.Score: judge,
    jury.Close: any_of(president, runs),
    jury.DecideRanking: president,
    prizes.Define: runs,
    prizes.Remove: runs,
    prizes.Award: system,
    prizes.OpenCeremony: any_of(president, runs),
    prizes.Reveal: any_of(president, runs),
    prizes.CloseCeremony: any_of(president, runs),
}


def allow(viewer: Viewer, command: Command) -> None:
    """Raise Forbidden (or NotSignedIn) unless the viewer may send the command."""
    if RULES[type(command)](viewer, command):
        return
    raise Forbidden if viewer.account else NotSignedIn
