"""What a client sends as the name of the host."""

from __future__ import annotations

import pytest

from tests.support.site import Site


@pytest.mark.parametrize(
    "host", ["127.0.0.1:evil", "127.0.0.1:99999999", "[::1", "a b", "127.0.0.1:-1", "é", "[", "localhost@evil.example"]
)
@pytest.mark.parametrize("path", ["/fr", "/", "/health/live", "/api/v1/editions/x"])
async def test_a_host_that_is_none_is_refused(site: Site, host: str, path: str) -> None:
    async with site.browser() as browser:
        answer = await browser.get(path, headers=[(b"Host", host.encode())])
    assert answer.status_code == 400


async def test_a_host_with_a_port_is_answered(site: Site) -> None:
    async with site.browser() as browser:
        answers = [
            (await browser.get("/fr", headers={"Host": host})).status_code for host in ("[::1]:80", "a.ma", "a:80")
        ]
    assert answers == [200, 200, 200]
