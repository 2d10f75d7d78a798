"""The statements of the vault, and what is kept of a secret."""

from __future__ import annotations

import hashlib

from events.sql import beside

SQL = beside(__file__)


def digest(token: str) -> bytes:
    """Sent tokens may hold anything, also what is no valid text."""
    return hashlib.sha256(token.encode(errors="replace")).digest()
