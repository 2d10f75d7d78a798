"""By which address visitors are counted: behind one proxy of ours, and with IPv6."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.connection import Request

from web.here import client_of


def asking(peer: str | None, *forwarded: str) -> str:
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    scope: Any = {"type": "http", "client": (peer, 1) if peer else None, "headers": headers, "path": "/", "state": {}}
    return client_of(Request(scope))


@pytest.mark.parametrize(
    ("peer", "forwarded", "known"),
    [
        ("196.200.1.1", (), "196.200.1.1"),
        ("196.200.1.1", ("10.0.0.1",), "196.200.1.1"),  # nobody else's word is taken
        ("127.0.0.1", ("10.0.0.1",), "10.0.0.1"),
        ("::1", ("10.0.0.1",), "10.0.0.1"),
        ("::ffff:127.0.0.1", ("10.0.0.1",), "10.0.0.1"),
        ("127.0.0.1", ("6.6.6.6, 10.0.0.1",), "10.0.0.1"),  # what was there before our proxy is the visitor's own
        ("127.0.0.1", ("6.6.6.6", "10.0.0.1"), "10.0.0.1"),  # a proxy that adds a line of its own
        ("127.0.0.1", ("10.0.0.1, ",), ""),
        ("127.0.0.1", (), ""),
        (None, ("10.0.0.1",), ""),
        ("2001:db8:1:2:3:4:5:6", (), "2001:db8:1:2::/64"),
        ("127.0.0.1", ("2001:db8:1:2:ffff::1",), "2001:db8:1:2::/64"),
        ("::ffff:196.200.1.1", (), "196.200.1.1"),
        ("fe80::1%eth0", (), "fe80::/64"),
        ("127.0.0.1", ("x" * 100,), "x" * 45),
    ],
)
def test_whose_attempts_are_counted_together(peer: str | None, forwarded: tuple[str, ...], known: str) -> None:
    assert asking(peer, *forwarded) == known
