"""What may be asked of an upload, and how a file may be called."""

import re
import unicodedata
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from events.message import Command
from idarathon.deliverables.events import ENDINGS, Kind
from idarathon.phases.events import Phase

LONGEST = 120  # letters of a file name
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Begin(Command, frozen=True, kw_only=True):
    """Announce a file for a deliverable. When this is done decides about the deadline. ``kind``: by the name's ending
    when it is left out."""

    edition: UUID
    team: UUID
    upload: UUID
    phase: Phase
    deliverable: Annotated[str, Meta(min_length=1, max_length=40)]
    name: Annotated[str, Meta(max_length=10_000)]
    size: Annotated[int, Meta(ge=1, le=2**53)]
    kind: Kind | None = None


class Finish(Command, frozen=True, kw_only=True):
    """Say what has arrived: the receiving code alone."""

    edition: UUID
    team: UUID
    upload: UUID
    sha256: Sha256
    size: Annotated[int, Meta(ge=1, le=2**53)]
    mime: Annotated[str, Meta(max_length=100)]


class Abandon(Command, frozen=True, kw_only=True):
    """Give up a file that was not deposited."""

    edition: UUID
    team: UUID
    upload: UUID


COMMANDS: dict[str, type[Command]] = {
    "deliverables.begin": Begin,
    "deliverables.finish": Finish,
    "deliverables.abandon": Abandon,
}


def safe_name(name: str) -> str:
    """A file name that is one name on every system: no folder, no control or direction mark, at most LONGEST letters
    with its ending kept."""
    text = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    kept = "".join(letter for letter in text if unicodedata.category(letter)[0] not in "CZ" or letter == " ")
    plain = " ".join(re.sub(r'[<>:"|?*]', "_", kept).split()).strip(". ") or "file"
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        return plain[:LONGEST].strip(". ")
    return f"{stem[: LONGEST - len(ending) - 1].strip('. ') or 'file'}.{ending}"


def kind_of(name: str) -> Kind | None:
    """The kind that the ending of a name announces; None for one that is not taken."""
    return ENDINGS.get(name.rpartition(".")[2].lower())
