"""The statements of teams, and who stands inside an edition."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from events.sql import Statements
from idarathon.viewer import Viewer

SQL = Statements(Path(__file__).parent.parent / "queries.sql")


def inside(viewer: Viewer, edition: UUID) -> bool:
    """Whether the viewer reads the edition before it is published."""
    return viewer.admin or edition in viewer.roles
