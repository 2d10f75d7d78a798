"""Brings the schema up to date: numbered SQL files, each applied once, in one transaction, under one advisory lock."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import asyncpg

LOG = Path(__file__).with_name("migrations")
_LOCK = 0x1DA2A7  # any constant: two processes that start together migrate one after the other


async def migrate(connection: asyncpg.Connection, folders: Sequence[Path]) -> list[str]:
    """Apply what is missing of ``folders`` (files in name order); returns the names applied."""
    applied = []
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, at timestamptz DEFAULT now())"
        )
        done = {row["name"] for row in await connection.fetch("SELECT name FROM migration")}
        for path in files(folders):
            if path.name not in done:
                await connection.execute(path.read_text(encoding="utf-8"))
                await connection.execute("INSERT INTO migration (name) VALUES ($1)", path.name)
                applied.append(path.name)
    return applied


def files(folders: Sequence[Path]) -> list[Path]:
    """The migration files in the order in which they are applied: by number over all folders."""
    return sorted((path for folder in folders for path in folder.glob("*.sql")), key=lambda path: path.name)


async def pending(connection: asyncpg.Connection, folders: Sequence[Path]) -> list[str]:
    """The names that are not applied yet; all of them when the database is empty."""
    exists = await connection.fetchval("SELECT to_regclass('migration') IS NOT NULL")
    done = {row["name"] for row in await connection.fetch("SELECT name FROM migration")} if exists else set()
    return [path.name for path in files(folders) if path.name not in done]
