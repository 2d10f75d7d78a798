"""What happens to uploads, and what kinds of files there are. Progress is no event: the stored part itself is."""

from datetime import timedelta
from typing import Literal, get_args
from uuid import UUID

from events.message import Event, Instant
from idarathon.phases.events import Phase

Kind = Literal["video", "deck", "archive", "image", "document"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MB = 1_000_000
TO_PRESS = timedelta(minutes=10)  # for depositing a file that was here within the grace time
LIMITS: dict[Kind, int] = {
    "video": 2_000 * MB,
    "deck": 100 * MB,
    "archive": 500 * MB,
    "image": 20 * MB,
    "document": 100 * MB,
}  # bytes
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
# The kind and the usual endings of every type that is taken; what a file is, its content says.
TYPES: dict[str, tuple[Kind, tuple[str, ...]]] = {
    "video/mp4": ("video", ("mp4", "m4v")),
    "video/quicktime": ("video", ("mov",)),
    "video/webm": ("video", ("webm",)),
    "video/x-matroska": ("video", ("mkv",)),
    "application/pdf": ("deck", ("pdf",)),
    _OFFICE + "presentationml.presentation": ("deck", ("pptx",)),
    _ODF + "presentation": ("deck", ("odp",)),
    "application/zip": ("archive", ("zip",)),
    "image/png": ("image", ("png",)),
    "image/jpeg": ("image", ("jpg", "jpeg")),
    "image/webp": ("image", ("webp",)),
    "image/gif": ("image", ("gif",)),
    "image/svg+xml": ("image", ("svg",)),
    _OFFICE + "wordprocessingml.document": ("document", ("docx",)),
    _OFFICE + "spreadsheetml.sheet": ("document", ("xlsx",)),
    _ODF + "text": ("document", ("odt",)),
    _ODF + "spreadsheet": ("document", ("ods",)),
    "text/plain": ("document", ("txt", "csv", "md")),
}
ENDINGS: dict[str, Kind] = {ending: kind for kind, endings in TYPES.values() for ending in endings}


class UploadBegun(Event, frozen=True, kw_only=True, tag="upload.begun"):
    """A team sends a file of at most ``size`` bytes. ``begun_at``: the server's time, which decides about the deadline;
    ``grace``: minutes after it within which the file still counts, as the edition had them then."""

    edition: UUID
    team: UUID
    upload: UUID
    phase: Phase
    deliverable: str
    name: str
    size: int
    kind: Kind
    grace: int
    begun_at: Instant


class UploadFinished(Event, frozen=True, kw_only=True, tag="upload.finished"):
    """The whole file is here, and is what it says it is. ``finished_at``: since when, by the server's time; None in
    logs of before it was written down."""

    edition: UUID
    team: UUID
    upload: UUID
    sha256: str
    size: int
    mime: str
    finished_at: Instant | None = None


class UploadAbandoned(Event, frozen=True, kw_only=True, tag="upload.abandoned"):
    """The file does not come any more; nothing is kept of it."""

    edition: UUID
    team: UUID
    upload: UUID
    phase: Phase
    deliverable: str


EVENTS: tuple[type[Event], ...] = (UploadBegun, UploadFinished, UploadAbandoned)
