"""The rules of ``upload-<id>``: begun, then finished or abandoned. The server's time of ``upload.begun`` decides about
the deadline; the journey's rules say whether it counts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events.message import Command, Event, Stamp
from idarathon.deliverables import commands as ask
from idarathon.deliverables.events import LIMITS, MB, TYPES, Kind, UploadAbandoned, UploadBegun, UploadFinished
from idarathon.errors import N_, Conflict, NotFound, Refusal, Rule
from idarathon.phases.events import FileRef, Phase


class UploadTaken(Conflict):
    code = "upload_taken"
    sentence = N_("This upload exists already. Go on with it, or choose another id.")


class FileTypeRefused(Rule):
    code = "file_type_refused"
    sentence = N_(
        "This type of file is not taken. Send a PDF, a presentation, a document, an image, a video or a ZIP archive."
    )


class FileTooLarge(Refusal):
    code, status = "file_too_large", 413
    sentence = N_("The file is too large: at most %(limit)s MB for this type. Make it smaller, or give a link to it.")


class FilesNotTaken(Rule):
    code = "files_not_taken"
    sentence = N_("This deliverable is not made of files. Write a text, or give a link.")


class UploadNotOpen(Rule):
    code = "upload_not_open"
    sentence = N_("This deliverable is not open to the team now. Send a file for what its checklist or its tasks show.")


class UploadOver(Conflict):
    code = "upload_over"
    sentence = N_("This upload has ended. Begin a new one.")


class UploadDeposited(Conflict):
    code = "upload_deposited"
    sentence = N_("This file is deposited, so it stays. Deposit a new version instead.")


class Edition(Protocol):
    """What is needed of the edition's state."""

    @property
    def exists(self) -> bool: ...
    @property
    def grace_minutes(self) -> int: ...


class Team(Protocol):
    """What is needed of the team's state."""

    @property
    def exists(self) -> bool: ...
    @property
    def edition(self) -> UUID | None: ...
    @property
    def withdrawn(self) -> bool: ...


class Journey(Protocol):
    """What is needed of the journey's state. ``used``: the uploads that were deposited."""

    @property
    def used(self) -> frozenset[UUID]: ...
    @property
    def exists(self) -> bool: ...
    def opens(self, phase: Phase, deliverable: str) -> bool: ...


class Context(NamedTuple):
    """The states of the other streams; ``phases`` as the journey's rules see them."""

    edition: Edition
    phases: Any
    team: Team
    journey: Journey


class State(Struct, frozen=True, kw_only=True):
    """An upload. ``file``: once it has finished."""

    upload: UUID | None = None
    edition: UUID | None = None
    team: UUID | None = None
    phase: Phase = "inspiration"
    deliverable: str = ""
    name: str = ""
    size: int = 0
    kind: Kind = "document"
    begun_at: datetime | None = None
    grace: timedelta = timedelta(0)
    file: FileRef | None = None
    finished_at: datetime | None = None
    abandoned: bool = False

    @property
    def exists(self) -> bool:
        """Whether it was begun."""
        return self.upload is not None


def stream(command: Any) -> str:
    """The stream that decides the command."""
    return f"upload-{command.upload}"


def initial() -> State:
    """Before anything happened."""
    return State()


def evolve(state: State, event: Event) -> State:
    """What an event makes of the state."""
    match event:
        case UploadBegun():
            names = ("upload", "edition", "team", "phase", "deliverable", "name", "size", "kind", "begun_at")
            facts: dict[str, Any] = {name: getattr(event, name) for name in names}
            return State(**facts, grace=timedelta(minutes=event.grace))
        case UploadFinished():
            file = FileRef(upload=event.upload, sha256=event.sha256, size=event.size, name=state.name, mime=event.mime)
            return replace(state, file=file, finished_at=event.finished_at)
        case UploadAbandoned():
            return replace(state, abandoned=True)
    return state


def decide(state: State, command: Any, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal. Context: edition, phases, team, journey."""
    about = Context(*context)
    if not about.edition.exists or not about.team.exists or about.team.edition != command.edition:
        raise NotFound
    if isinstance(command, ask.Begin):
        return _begin(state, command, stamp, about)
    if not state.exists or (state.edition, state.team) != (command.edition, command.team):
        raise NotFound
    return _RULES[type(command)](state, command, stamp, about)


def _begin(state: State, command: ask.Begin, stamp: Stamp, about: Context) -> list[Event]:
    if state.exists:
        raise UploadTaken(field="upload")
    _open(command, about)
    name = ask.safe_name(command.name)
    kind = command.kind or ask.kind_of(name)
    if kind is None:
        raise FileTypeRefused(field="file")
    _small(command.size, kind)
    begun = UploadBegun(
        edition=command.edition,
        team=command.team,
        upload=command.upload,
        phase=command.phase,
        deliverable=command.deliverable,
        name=name,
        size=command.size,
        kind=kind,
        grace=about.edition.grace_minutes,
        begun_at=stamp.at,
    )
    return [begun]


def _open(command: ask.Begin, about: Context) -> None:
    asked = about.phases.steps[command.phase].gate.requires if about.phases.exists else ()
    requirement = next((one for one in asked if one.key == command.deliverable), None)
    if requirement is None:
        raise NotFound(field="deliverable")
    if not requirement.takes_files:
        raise FilesNotTaken(field="file")
    if about.team.withdrawn or not about.journey.exists or not about.journey.opens(command.phase, command.deliverable):
        raise UploadNotOpen(field="file")


def _small(size: int, kind: Kind) -> None:
    if size > LIMITS[kind]:
        raise FileTooLarge(field="file", limit=LIMITS[kind] // MB)


def _finish(state: State, command: ask.Finish, stamp: Stamp, about: Context) -> list[Event]:
    if state.file:
        if state.file.sha256 == command.sha256:
            return []
        raise UploadOver
    if state.abandoned:
        raise UploadOver
    if command.mime not in TYPES or TYPES[command.mime][0] != state.kind:
        raise FileTypeRefused(field="file")
    _small(command.size, state.kind)
    if command.size > state.size:
        raise FileTooLarge(field="file", limit=state.size // MB)
    ids: dict[str, Any] = {"edition": command.edition, "team": command.team, "upload": command.upload}
    what: dict[str, Any] = {"sha256": command.sha256, "size": command.size, "mime": command.mime}
    return [UploadFinished(**ids, **what, finished_at=stamp.at)]


def _abandon(state: State, command: ask.Abandon, stamp: Stamp, about: Context) -> list[Event]:
    if command.upload in about.journey.used:
        raise UploadDeposited
    if state.abandoned:
        return []
    ids: dict[str, Any] = {"edition": command.edition, "team": command.team, "upload": command.upload}
    return [UploadAbandoned(**ids, phase=state.phase, deliverable=state.deliverable)]


_RULES: dict[type[Command], Callable[[State, Any, Stamp, Context], list[Event]]] = {
    ask.Finish: _finish,
    ask.Abandon: _abandon,
}
