"""The statements."""

from __future__ import annotations

from pathlib import Path

from events.sql import Statements

SQL = Statements(Path(__file__).parent.parent / "queries.sql")
