"""What may be asked of an edition: by admins and, once they are granted the role, by its facilitators.

Below the commands: the rule that the page of a clone previews and the decider acts on.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from events.message import Command
from idarathon.editions.events import Composition, Settings, Slug, Stage, Text
from idarathon.phases.events import to_instant
from idarathon.viewer import Role

NAME, TAGLINE, PARTNERS = 200, 400, 100
GRACE = 240  # minutes
Item = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^\S(.*\S)?\Z")]


class WantedComposition(Composition, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules of composition as they are asked for."""


class WantedSettings(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings as they are asked for: a misspelt field is refused instead of falling back to the default."""

    composition: WantedComposition = WantedComposition()

    def __post_init__(self) -> None:
        if not 0 <= self.grace_minutes <= GRACE:
            raise ValueError(f"the grace time has 0 to {GRACE} minutes")
        if len(self.partners) > PARTNERS:
            raise ValueError(f"an edition may have at most {PARTNERS} partners")
        for partner in self.partners:
            partner.within(NAME)


class Create(Command, frozen=True, kw_only=True):
    """Begin the preparation of an edition. ``demo`` labels made-up data for good."""

    edition: UUID
    slug: Slug
    name: Text
    tagline: Text | None = None
    settings: WantedSettings
    demo: bool = False

    def __post_init__(self) -> None:
        _short(self.name, self.tagline)


class Clone(Command, frozen=True, kw_only=True):
    """Begin an edition as a copy of another one, everything ``days`` later. It is in preparation, with drafts."""

    edition: UUID
    source: UUID
    slug: Slug
    name: Text
    tagline: Text | None = None
    days: Annotated[int, Meta(ge=-3650, le=3650)]

    def __post_init__(self) -> None:
        _short(self.name, self.tagline)


class ChangeSettings(Command, frozen=True, kw_only=True):
    """Replace the settings, all of them."""

    edition: UUID
    settings: WantedSettings


class Rename(Command, frozen=True, kw_only=True):
    """Replace name and tagline; the address (slug) stays."""

    edition: UUID
    name: Text
    tagline: Text | None = None

    def __post_init__(self) -> None:
        _short(self.name, self.tagline)


class PlanItem(Command, frozen=True, kw_only=True):
    """Put an item on a stage's checklist, or plan it anew."""

    edition: UUID
    stage: Stage
    item: Item
    owner: UUID | None = None
    due: date | None = None
    required: bool = False


class CompleteItem(Command, frozen=True, kw_only=True):
    """Tick an item off."""

    edition: UUID
    stage: Stage
    item: Item


class ReopenItem(Command, frozen=True, kw_only=True):
    """Take the tick back."""

    edition: UUID
    stage: Stage
    item: Item


class Publish(Command, frozen=True, kw_only=True):
    """Show the edition to everyone."""

    edition: UUID


class AdvanceStage(Command, frozen=True, kw_only=True):
    """Go on to the next stage."""

    edition: UUID


class GrantRole(Command, frozen=True, kw_only=True):
    """Give an account one of the roles in ``viewer.GRANTED`` in this edition."""

    edition: UUID
    account: UUID
    role: Role


class RevokeRole(Command, frozen=True, kw_only=True):
    """Take a role back."""

    edition: UUID
    account: UUID
    role: Role


def clonable(walls: Iterable[str], zone: str, at: datetime) -> bool:
    """Whether a programme of these wall times is still to come; none at all always is. Raises ValueError when the
    clocks of the zone skip one."""
    instants = [to_instant(wall, zone) for wall in walls]
    return not instants or min(instants) > at


def _short(name: Text, tagline: Text | None) -> None:
    name.within(NAME)
    if tagline:
        tagline.within(TAGLINE)


COMMANDS: dict[str, type[Command]] = {
    "editions.create": Create,
    "editions.clone": Clone,
    "editions.change_settings": ChangeSettings,
    "editions.rename": Rename,
    "editions.plan_item": PlanItem,
    "editions.complete_item": CompleteItem,
    "editions.reopen_item": ReopenItem,
    "editions.publish": Publish,
    "editions.advance_stage": AdvanceStage,
    "editions.grant_role": GrantRole,
    "editions.revoke_role": RevokeRole,
}
