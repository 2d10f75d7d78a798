"""A list is confirmed: each of its people gets an account, and the role that it asks for.

It goes on by line, and each person's commands have ids of their own: killed anywhere, it is done once more from the
first line, and what has happened stays as it is. An address that somebody took meanwhile fails the chunk; the list is
then tried anew, and finds whose address it is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, cast

from events.message import Command, Recorded
from events.reading import Reader
from idarathon.editions.commands import GrantRole
from idarathon.people.commands import OpenAccount, Profile
from idarathon.rosters import reads
from idarathon.rosters.commands import Finish
from idarathon.rosters.events import RosterConfirmed
from idarathon.viewer import Role

Keyed = tuple[str, Command]
Chunks = AsyncIterator[list[Keyed]]
PEOPLE = 100  # of a chunk: two commands each; with 250 others waited twice as long, and the whole took 0.5 s less


async def carry_out(recorded: Recorded, db: Reader) -> Chunks:
    """Everybody, 100 at a time; at last the list is finished, and erased with the same commit."""
    event = cast(RosterConfirmed, recorded.event)
    opened, known, refused = 0, 0, event.people
    about = (event.edition, event.administration, event.digest, event.people, event.left_out)
    if await reads.is_staged(db, event.roster, recorded.meta.actor, *about):
        after = 0
        while people := await reads.due(db, event.roster, after, PEOPLE):
            yield [keyed for one in people for keyed in _of(one, event)]
            after = people[-1].line
        yield []  # a chunk is committed when the next one is asked for: now all of them are
        opened, known, refused = await reads.outcome(db, event.roster)
    ids: dict[str, Any] = {"roster": event.roster, "edition": event.edition}
    yield [("finish", Finish(**ids, opened=opened, known=known, refused=refused))]


def _of(one: reads.Due, event: RosterConfirmed) -> list[Keyed]:
    """What somebody on the list needs. What a person who is known says of itself is left as it is."""
    if one.closed:
        return []
    commands: list[Keyed] = []
    if one.holder is None:
        commands.append((f"{one.line}:open", _account(one, event)))
    if one.person.role:
        account = one.holder or one.account
        grant = GrantRole(edition=event.edition, account=account, role=Role(one.person.role))
        commands.append((f"{one.line}:role", grant))
    return commands


def _account(one: reads.Due, event: RosterConfirmed) -> OpenAccount:
    person: Any = one.person
    spoken = [lang for lang in person.langs if lang in ("fr", "ar", "en")]
    invite = event.invite == "all" or (event.invite == "roles" and bool(person.role))
    profile = Profile(
        region=person.region, level=person.level, gender=person.gender, langs=person.langs, skills=person.skills
    )
    return OpenAccount(
        account=one.account,
        name=person.name,
        email=person.email,
        directorate=person.directorate,
        lang=spoken[0] if spoken else cast(Any, one.lang),
        invite=invite,
        profile=profile if profile.filled else None,
    )
