"""What is handed in: whether it is taken, and whether it came in time.

After the deadline a file counts that began to arrive before it, and with the file what was said before the deadline:
text and links that are new are a version of their own then, a late one. So nothing that somebody typed is lost, and a
small file sent in time brings nothing that was written afterwards.
"""

import re
from typing import Any

from msgspec import structs

from events.message import Event
from idarathon.phases import commands as ask
from idarathon.phases.decider import refusals as no
from idarathon.phases.decider.grace import files_of, graced
from idarathon.phases.decider.state import Said, Scene
from idarathon.phases.events import JourneyDeposited, Requirement


def deposit(scene: Scene, command: ask.Deposit) -> list[Event]:
    """One version; two when its files come within the grace time and its words after the deadline."""
    state, step, at = scene.state, scene.phases.steps[command.phase], scene.stamp.at
    own = state.deadline(step, command.phase)
    here = state.here and command.phase == state.phase
    in_time = (here or command.phase in state.passed) and graced(scene.uploads, state, own, at)
    requirement = _taken(scene, command, in_time)
    files = files_of(scene.uploads, command)
    _made_of(requirement, command)
    deadline = own if here or in_time else step.ends_at
    late = at >= deadline and not in_time
    names = ("edition", "team", "phase", "deliverable", "title", "text", "links", "lang")
    what: dict[str, Any] = {name: getattr(command, name) for name in names}
    deposited = JourneyDeposited(
        **what,
        late=late,
        in_extension=not late and at >= step.ends_at and deadline > step.ends_at,
        files=files,
        in_grace=at >= deadline and in_time,
    )
    return _versions(deposited, state.said.get((command.phase, command.deliverable), Said()))


def _taken(scene: Scene, command: ask.Deposit, in_time: bool) -> Requirement:
    """What is handed in, if it is taken now: where the team stands, as a task, or as a newer version of what it has
    handed in, whose file was under way when the team went on."""
    gate = scene.phases.steps[command.phase].gate
    requirement = next((one for one in gate.requires if one.key == command.deliverable), None)
    newer = in_time and requirement is not None
    if scene.state.status == "finished" and not newer:
        raise no.JourneyOver
    if requirement is None:
        raise no.UnknownDeliverable(field="deliverable", phase=command.phase, deliverable=command.deliverable)
    if not newer and not scene.state.opens(command.phase, command.deliverable):
        raise no.DeliverableNotOpen(field="deliverable")
    return requirement


def _versions(deposited: JourneyDeposited, before: Said) -> list[Event]:
    if not deposited.in_grace:
        return [deposited]
    text = deposited.text if deposited.text in ("", before.text) else before.text
    links = tuple(link for link in deposited.links if link in before.links)
    counted = structs.replace(deposited, text=text, links=links)
    late = structs.replace(deposited, late=True, in_grace=False, in_extension=False)
    return [counted] if counted == deposited else [counted, late]


# Nothing that ends an attribute or shows another address than the one it leads to.
_LINK = re.compile(r"https?://(?!/)[^\s\"<>\\\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+", re.IGNORECASE)


def _made_of(requirement: Requirement, command: ask.Deposit) -> None:
    for link in command.links:
        if not _LINK.fullmatch(link):
            raise no.LinkInvalid(field="links", link=link)
    text, links, files = bool(command.text.strip()), bool(command.links), bool(command.files)
    if files and not requirement.takes_files:
        raise no.FilesNotTaken(field="files")
    if requirement.kinds == "text" and not text:
        raise no.TextNeeded(field="text")
    if requirement.kinds == "link" and not links:
        raise no.LinkNeeded(field="links")
    if requirement.kinds == "file" and not files:
        raise no.FileNeeded(field="files")
    if not text and not links and not files:
        raise no.DepositEmpty(field="text")
