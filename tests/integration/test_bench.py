"""What our pages are measured against shows the same rows: its statements are those of the pages, and still fit."""

from __future__ import annotations

from uuid import UUID

import pytest
from litestar.testing import AsyncTestClient

from bench import bare_page
from tests.support.scene import START


@pytest.mark.parametrize("path", ["/teams", "/shown", "/report", "/sessions"])
async def test_a_bare_page_is_drawn(path: str, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(bare_page.DATABASE, database)
    monkeypatch.setenv(bare_page.EDITION, str(UUID(int=1)))
    monkeypatch.setenv(bare_page.NOW, START.isoformat())
    async with AsyncTestClient(bare_page.create()) as client:
        answer = await client.get(path)
    assert (answer.status_code, "<h2>" in answer.text) == (200, True)
