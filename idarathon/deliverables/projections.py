"""The read table of uploads."""

from __future__ import annotations

from datetime import timedelta

from events.message import Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.deliverables.events import EVENTS, UploadAbandoned, UploadBegun, UploadFinished
from idarathon.errors import N_, Conflict, Refusal
from idarathon.phases.events import JourneyDeposited

SQL = beside(__file__)


class TooManyUploads(Conflict):
    """More than 20 at once: the table itself counts them (170_uploads.sql), whatever door they come by."""

    code = "too_many_uploads"
    sentence = N_("Too many files of the team are on their way. Let some arrive, or give them up, then try again.")


CONSTRAINTS: dict[str, type[Refusal]] = {"upload_at_once": TooManyUploads}


def uploads(recorded: Recorded) -> list[Write]:
    """Table upload."""
    match recorded.event:
        case UploadBegun() as e:
            whose = (e.upload, e.edition, e.team, e.phase, e.deliverable)
            what = (e.name, e.size, e.kind, timedelta(minutes=e.grace), e.begun_at, recorded.meta.actor)
            return [(SQL["begin_upload"], (*whose, *what))]
        case UploadFinished() as e:
            return [(SQL["finish_upload"], (e.upload, recorded.meta.at, e.sha256, e.size, e.mime))]
        case UploadAbandoned() as e:
            return [(SQL["abandon_upload"], (e.upload, recorded.meta.at))]
        case JourneyDeposited() as e:
            return [(SQL["deposit_upload"], (file.upload,)) for file in e.files]
    return []


PROJECTIONS: tuple[Projection, ...] = (Projection("upload", (*EVENTS, JourneyDeposited), uploads),)
