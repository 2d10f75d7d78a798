"""The read tables of challenges."""

from __future__ import annotations

import msgspec

from events.message import Recorded, Write
from events.projection import Projection
from events.sql import beside
from idarathon.challenges.events import (
    EVENTS,
    ChallengeApproved,
    ChallengeChangesRequested,
    ChallengeClosed,
    ChallengeDrafted,
    ChallengePublished,
    ChallengeRevised,
    ChallengeSubmitted,
)
from idarathon.editions.events import jsonb
from idarathon.errors import N_, Conflict, Refusal

SQL = beside(__file__)


class SlugTaken(Conflict):
    """Slugs are never reused in an edition."""

    code = "challenge_slug_taken"
    sentence = N_("Another challenge of this edition has this address. Choose another one.")


CONSTRAINTS: dict[str, type[Refusal]] = {"challenge_slug_taken": SlugTaken}


def challenges(recorded: Recorded) -> list[Write]:
    """Table challenge."""
    at, actor = recorded.meta.at, recorded.meta.actor
    match recorded.event:
        case ChallengeDrafted() as e:
            return [(SQL["add_challenge"], (e.challenge, e.edition, e.slug, *_content(e), at, actor))]
        case ChallengeRevised() as e:
            return [(SQL["revise_challenge"], (e.challenge, *_content(e)))]
        case ChallengeSubmitted() as e:
            return [(SQL["submit_challenge"], (e.challenge, e.owner, at))]
        case ChallengeChangesRequested() as e:
            return [(SQL["return_challenge"], (e.challenge,))]
        case ChallengeApproved() as e:
            return [(SQL["approve_challenge"], (e.challenge, at))]
        case ChallengePublished() as e:
            return [(SQL["publish_challenge"], (e.challenge, at))]
        case ChallengeClosed() as e:
            return [(SQL["close_challenge"], (e.challenge, at, e.reason.id))]
    return []


def rounds(recorded: Recorded) -> list[Write]:
    """Table challenge_round."""
    meta = recorded.meta
    match recorded.event:
        case ChallengeChangesRequested() as e:
            remarks = msgspec.json.encode({part: one.id for part, one in e.remarks.items()}).decode()
            return [(SQL["add_round"], (e.challenge, meta.position, meta.at, meta.actor, e.reason.id, remarks))]
        case ChallengeSubmitted() as e:
            return [(SQL["answer_rounds"], (e.challenge, meta.at))]
    return []


def _content(event: ChallengeDrafted | ChallengeRevised) -> tuple[object, ...]:
    texts = (event.title, event.question, event.context, event.expected, event.resources)
    return (*map(jsonb, texts), event.department)


PROJECTIONS: tuple[Projection, ...] = (
    Projection("challenge", EVENTS, challenges),
    Projection("challenge_round", (ChallengeChangesRequested, ChallengeSubmitted), rounds),
)
