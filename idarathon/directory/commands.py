"""What may be asked of the directory. An admin's only."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from events.message import Command
from idarathon.editions.events import Text

NAME = 300  # characters


class RegisterAdministration(Command, frozen=True, kw_only=True):
    """Put an administration into the directory; ``kind`` says what it is, for example "ministry"."""

    administration: UUID
    name: Text
    kind: Annotated[str, Meta(min_length=1, max_length=100)] | None = None

    def __post_init__(self) -> None:
        self.name.within(NAME)


class RegisterDirectorate(Command, frozen=True, kw_only=True):
    """Put a directorate under an administration."""

    administration: UUID
    directorate: UUID
    name: Text
    region: Annotated[str, Meta(min_length=1, max_length=100)]

    def __post_init__(self) -> None:
        self.name.within(NAME)


COMMANDS: dict[str, type[Command]] = {
    "directory.register_administration": RegisterAdministration,
    "directory.register_directorate": RegisterDirectorate,
}
