"""What may be asked: of the dates by facilitators, of an application by its author, its focal point and its readers."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from events.message import Command
from idarathon.applications.events import Advice, Decision, Paper, Way

# Something to read: no words of blanks alone.
Said = Annotated[str, Meta(min_length=1, max_length=5_000, pattern=r"\S")]
Short = Annotated[str, Meta(min_length=1, max_length=2_000, pattern=r"\S")]
Wall = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d\Z")]


class Schedule(Command, frozen=True, kw_only=True):
    """Say from when to when people apply, in the edition's wall time."""

    edition: UUID
    opens: Wall
    closes: Wall


class Submit(Command, frozen=True, kw_only=True):
    """Apply. ``account``: the sender's own; ``administration``: where it works."""

    edition: UUID
    application: UUID
    account: UUID
    administration: UUID | None = None
    challenge: UUID | None = None
    idea: Said
    motivation: Said
    skills: Short | None = None
    by: Way = "focal"

    def erasable(self) -> dict[str, str]:
        """Its words, by key."""
        return words(self)


class Revise(Command, frozen=True, kw_only=True):
    """Replace the words of one's own application, all of them, while applications are open."""

    edition: UUID
    application: UUID
    challenge: UUID | None = None
    idea: Said
    motivation: Said
    skills: Short | None = None
    by: Way = "focal"

    def erasable(self) -> dict[str, str]:
        """Its words, by key."""
        return words(self)


class Withdraw(Command, frozen=True, kw_only=True):
    """Take one's own application back."""

    edition: UUID
    application: UUID


class Attach(Command, frozen=True, kw_only=True):
    """Keep the signed authorisation: the receiving code alone. ``account``: who sent it."""

    edition: UUID
    application: UUID
    account: UUID
    paper: Paper


class DropPaper(Command, frozen=True, kw_only=True):
    """Keep the signed authorisation no longer: its time is over."""

    edition: UUID
    application: UUID


class Authorise(Command, frozen=True, kw_only=True):
    """Say as the focal point of ``administration`` that the supervisor agrees."""

    edition: UUID
    application: UUID
    administration: UUID


class RefuseAuthorisation(Command, frozen=True, kw_only=True):
    """Say as the focal point of ``administration`` that the supervisor does not agree, and why."""

    edition: UUID
    application: UUID
    administration: UUID
    reason: Short


class Propose(Command, frozen=True, kw_only=True):
    """Ask somebody of one's ``administration`` to apply."""

    edition: UUID
    account: UUID
    administration: UUID


class Read(Command, frozen=True, kw_only=True):
    """Give an advice about an application, as one of its two readers."""

    edition: UUID
    application: UUID
    advice: Advice
    words: Short | None = None

    def erasable(self) -> dict[str, str]:
        """What the reader says, by key."""
        return {"words": self.words} if self.words else {}


class Decide(Command, frozen=True, kw_only=True):
    """Select an application, put it on the waiting list, or decline it."""

    edition: UUID
    application: UUID
    decision: Decision
    reason: Short | None = None


class Announce(Command, frozen=True, kw_only=True):
    """Tell the applicant what was decided."""

    edition: UUID
    application: UUID


def words(command: Submit | Revise) -> dict[str, str]:
    """What an applicant says, by key."""
    said = {"idea": command.idea, "motivation": command.motivation, "skills": command.skills}
    return {key: text for key, text in said.items() if text}


COMMANDS: dict[str, type[Command]] = {
    "applications.schedule": Schedule,
    "applications.submit": Submit,
    "applications.revise": Revise,
    "applications.withdraw": Withdraw,
    "applications.attach": Attach,
    "applications.drop_paper": DropPaper,
    "applications.authorise": Authorise,
    "applications.refuse_authorisation": RefuseAuthorisation,
    "applications.propose": Propose,
    "applications.read": Read,
    "applications.decide": Decide,
    "applications.announce": Announce,
}
