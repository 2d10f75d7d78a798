"""The register of personal data, against the database: no column about people without its line."""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg

from idarathon.people.vault.register import REGISTER
from idarathon.people.vault.words import PERSONS, TRACES

COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"""


async def test_every_column_about_people_is_in_the_register(db: asyncpg.Pool) -> None:
    rows = await db.fetch(COLUMNS)
    held = sorted(f"{table}.{column}" for table, column, _ in rows if table.startswith("people_"))
    known = sorted(f"{one.table}.{column}" for one in REGISTER for column in one.columns)
    assert known == held, "add a row to REGISTER in idarathon/people/vault/register.py"
    # What is made of the log names accounts by their number; "event" is the log itself.
    numbers = {(t, c) for t, c, kind in rows if kind == "uuid" and c in PERSONS and not t.startswith("people_")}
    traced = {(one.table, column) for one in TRACES for column in one.by}
    assert traced == (numbers | {("account", "id")}) - {("event", "actor")}, (
        "add a row to TRACES in idarathon/people/vault/words.py"
    )
    # Every term can be asked of the table that it is about.
    for one in REGISTER:
        for term in one.terms:
            await db.fetchval(f'SELECT count(*) FROM "{one.table}" WHERE {term.over}', datetime.now(UTC))
        if one.by:
            assert one.by in one.columns
