"""What may be asked of a team: by facilitators, by its lead, by its members, and by who is invited."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from events.message import Command
from idarathon.editions.events import HIDING, Lang, Slug
from idarathon.viewer import Role

# Something to read and nothing that hides: no name of zero-width signs alone, no controls, no overridden direction.
_READABLE = rf"^(?=.*\w)(?!.*[{HIDING}])\S(.*\S)?\Z"
APART = (Role.JUROR, Role.PRESIDENT, Role.FACILITATOR)  # who judges or runs an edition looks for no team in it
RESERVED = ("new", "seek")  # …/teams/new and …/teams/seek are pages
Name = Annotated[str, Meta(min_length=1, max_length=120, pattern=_READABLE)]


class Register(Command, frozen=True, kw_only=True):
    """Make a team. Composed intake: by a facilitator, the lead optional. Open intake: its lead is who registers it."""

    edition: UUID
    team: UUID
    name: Name
    slug: Slug
    lang: Lang = "fr"
    lead: UUID | None = None


class Place(Command, frozen=True, kw_only=True):
    """Put a person into the team, without asking it: a facilitator's."""

    edition: UUID
    team: UUID
    account: UUID


class Invite(Command, frozen=True, kw_only=True):
    """Ask a person to join."""

    edition: UUID
    team: UUID
    account: UUID


class Accept(Command, frozen=True, kw_only=True):
    """Join a team that invited the sender."""

    edition: UUID
    team: UUID


class Decline(Command, frozen=True, kw_only=True):
    """Say no to an invitation."""

    edition: UUID
    team: UUID


class CancelInvitation(Command, frozen=True, kw_only=True):
    """Take an invitation back."""

    edition: UUID
    team: UUID
    account: UUID


class Remove(Command, frozen=True, kw_only=True):
    """Take a member out of the team."""

    edition: UUID
    team: UUID
    account: UUID


class Leave(Command, frozen=True, kw_only=True):
    """The sender leaves the team."""

    edition: UUID
    team: UUID


class HandOver(Command, frozen=True, kw_only=True):
    """Make another member the lead."""

    edition: UUID
    team: UUID
    account: UUID


class MissLead(Command, frozen=True, kw_only=True):
    """Say that the account of the lead is closed, so that nobody leads the others."""

    edition: UUID
    team: UUID
    account: UUID


class AssignChallenge(Command, frozen=True, kw_only=True):
    """Put the team onto a challenge. Composed intake: by a facilitator. Open intake: by the lead."""

    edition: UUID
    team: UUID
    challenge: UUID


class Rename(Command, frozen=True, kw_only=True):
    """Give the team another name; its address (slug) stays."""

    edition: UUID
    team: UUID
    name: Name


class SetOpenings(Command, frozen=True, kw_only=True):
    """Say whether the team takes requests, and whom it looks for."""

    edition: UUID
    team: UUID
    takes: bool
    roles: Annotated[tuple[Name, ...], Meta(max_length=10)] = ()
    lang: Lang = "fr"


class AskToJoin(Command, frozen=True, kw_only=True):
    """The sender would like to join: open intake only."""

    edition: UUID
    team: UUID
    words: Annotated[str, Meta(max_length=2_000)] = ""

    def erasable(self) -> dict[str, str]:
        """What can be erased."""
        return {"words": self.words} if self.words.strip() else {}


class TakeBackRequest(Command, frozen=True, kw_only=True):
    """The sender no longer asks."""

    edition: UUID
    team: UUID


class AcceptRequest(Command, frozen=True, kw_only=True):
    """Take who has asked into the team."""

    edition: UUID
    team: UUID
    account: UUID


class DeclineRequest(Command, frozen=True, kw_only=True):
    """Say no to who has asked, with a reason."""

    edition: UUID
    team: UUID
    account: UUID
    reason: Annotated[str, Meta(min_length=1, max_length=2_000)]


class Seek(Command, frozen=True, kw_only=True):
    """The sender looks for a team, or says it in other words: open intake only."""

    edition: UUID
    account: UUID
    words: Annotated[str, Meta(max_length=2_000)] = ""

    def erasable(self) -> dict[str, str]:
        """What can be erased."""
        return {"words": self.words} if self.words.strip() else {}


class StopSeeking(Command, frozen=True, kw_only=True):
    """The sender no longer looks for a team."""

    edition: UUID
    account: UUID


class Confirm(Command, frozen=True, kw_only=True):
    """Let a team that has its minimum set out, where the edition has conditions of composition: they are looked at in
    the command's transaction. The platform sends it after each change; the lead may, too."""

    edition: UUID
    team: UUID


class Withdraw(Command, frozen=True, kw_only=True):
    """Take the team out of the edition for good."""

    edition: UUID
    team: UUID
    reason: Annotated[str, Meta(min_length=1, max_length=2_000)]


COMMANDS: dict[str, type[Command]] = {
    "teams.register": Register,
    "teams.place": Place,
    "teams.invite": Invite,
    "teams.accept": Accept,
    "teams.decline": Decline,
    "teams.cancel_invitation": CancelInvitation,
    "teams.remove": Remove,
    "teams.leave": Leave,
    "teams.hand_over": HandOver,
    "teams.miss_lead": MissLead,
    "teams.assign_challenge": AssignChallenge,
    "teams.rename": Rename,
    "teams.set_openings": SetOpenings,
    "teams.ask_to_join": AskToJoin,
    "teams.take_back_request": TakeBackRequest,
    "teams.accept_request": AcceptRequest,
    "teams.decline_request": DeclineRequest,
    "teams.confirm": Confirm,
    "teams.withdraw": Withdraw,
    "teams.seek": Seek,
    "teams.stop_seeking": StopSeeking,
}
SEEKING: tuple[type[Command], ...] = (Seek, StopSeeking)  # of one person in an edition, not of a team

# After these a team is still one that can keep the conditions of composition; after Confirm it keeps them.
JOINING: tuple[type[Command], ...] = (Register, Place, Accept, AcceptRequest)
