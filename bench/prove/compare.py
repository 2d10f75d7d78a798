"""Two runs compared stream by stream, and one run checked against its own seal, inbox and JetStream."""

from __future__ import annotations

import asyncio
from collections import Counter

import asyncpg
from msgspec import Struct

from events import connecting, database, inbox, streams
from events.store import verify
from idarathon import flow
from idarathon.servers.supervisor import Urls

CONTENT = "SELECT stream, version, type, data::text AS data, actor::text AS actor FROM event ORDER BY stream, version"
LATE = """
SELECT count(*) FROM event e JOIN event c ON c.id = e.causation WHERE abs(extract(epoch FROM e.at - c.at)) > 600
"""  # what a reaction did is stamped with the programme's time, as its cause was
Line = tuple[str, int, str, str, str | None]


class Account(Struct, frozen=True):
    """What a run left behind. ``behind``: events that a reaction has not finished; ``unlike``: stream ≠ log."""

    content: tuple[Line, ...]
    intact: bool
    behind: int
    parked: int
    unlike: int
    misdated: int

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong with the run itself."""
        return self.intact and not (self.behind or self.parked or self.unlike or self.misdated)


async def account(urls: Urls) -> Account:
    """Read everything; waits up to 60 s until the relay has published the last event."""
    db = await database.connector(urls.postgres)()
    try:
        rows = await db.fetch(CONTENT)
        await verify(db)
        return Account(
            content=tuple((r["stream"], r["version"], r["type"], r["data"], r["actor"]) for r in rows),
            intact=True,
            behind=sum([await inbox.lag(db, one.name, one.types) for one in flow.REACTIONS]),
            parked=len(await inbox.parked(db)),
            unlike=await _unlike(db, urls.nats),
            misdated=await db.fetchval(LATE),
        )
    finally:
        await db.close()


async def _unlike(db: asyncpg.Connection, nats_url: str) -> int:
    """How many messages of the stream are not the event at their position; those missing at the end included."""
    ids = {row["position"]: str(row["id"]) for row in await db.fetch("SELECT position, id FROM event")}
    client = await connecting.connect(nats_url, "auditor", 20)
    js = client.jetstream()
    try:
        async with asyncio.timeout(60):
            while (found := await streams.info(js)) is None or found.state.last_seq < len(ids):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        wrong = 0
        for position in range(found.state.first_seq, len(ids) + 1):
            message = await js.get_msg(streams.NAME, position)
            wrong += (message.headers or {}).get("Nats-Msg-Id") != ids[position]
        return wrong
    finally:
        await connecting.close(client)


def lost(calm: Account, other: Account) -> list[Line]:
    """Events of the undisturbed run that the other one lacks."""
    return list((Counter(calm.content) - Counter(other.content)).elements())


def doubled(calm: Account, other: Account) -> list[Line]:
    """Events that the undisturbed run does not have."""
    return lost(other, calm)
