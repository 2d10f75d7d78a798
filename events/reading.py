"""What a read needs of a connection: asyncpg's connections and pools both have it. No other part is seen."""

from __future__ import annotations

from typing import Any, Protocol


class Reader(Protocol):
    """Runs one statement at a time with positional parameters ($1, $2, …) and returns asyncpg-like rows."""

    async def fetch(self, query: str, *args: Any, timeout: float | None = None) -> list[Any]: ...

    async def fetchrow(self, query: str, *args: Any, timeout: float | None = None) -> Any: ...

    async def fetchval(self, query: str, *args: Any, column: int = 0, timeout: float | None = None) -> Any: ...


class Connection(Reader, Protocol):
    """A reader that may also write: for what lives outside the log (the vault)."""

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str: ...
