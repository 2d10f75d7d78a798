"""Read tables are made of the log alone: empty them, play the log again, and they are as before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import asyncpg

from events.catalog import Catalog
from events.message import Recorded
from events.projection import Projection
from events.store import SQL, read_head, recorded
from events.writer import rows_of, write_all

PAGE = 1000


async def rebuild(
    db: asyncpg.Connection,
    catalog: Catalog,
    projections: Sequence[Projection],
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Truncate every projection's table and replay the whole log in one transaction. Returns the last position.

    The counter row is locked meanwhile, so no command can slip between; pages read the old rows until the commit.
    """
    async with db.transaction():
        head, _ = await read_head(db, lock=True)
        for table in sorted({projection.table for projection in projections}):
            await db.execute(f'DELETE FROM "{table}"')  # noqa: S608 (names come from our own table of projections)
        position = 0
        while rows := await db.fetch(SQL["read_after"], position, PAGE):
            items: list[Recorded] = [recorded(row, catalog) for row in rows]
            await write_all(db, (write for p in projections for write in rows_of(p, items)))
            position = items[-1].meta.position
            if progress:
                progress(position, head)
    return position
