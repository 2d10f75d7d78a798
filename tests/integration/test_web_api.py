"""The API: commands, refusals, bad input. Nothing that anybody can send is a 500, and a refusal leaves no trace."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from idarathon.viewer import Role
from tests.support.scene import Scene
from tests.support.site import Site

JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def program(scene: Scene, site: Site) -> AsyncIterator[httpx.AsyncClient]:
    client = await site.program(scene.facilitator)
    yield client
    await client.aclose()


def register(scene: Scene, **more: Any) -> dict[str, Any]:
    return {"edition": str(scene.edition), "team": str(uuid4()), "name": "Atlas", "slug": "atlas", **more}


async def events(site: Site) -> int:
    count: int = await site.db.fetchval("SELECT position FROM log_head")
    return count


async def test_a_command_answers_what_it_recorded_and_a_repeat_the_same(scene: Scene, site: Site, program: Any) -> None:
    body = register(scene, id=str(uuid4()))
    first = await program.post("/api/v1/commands/teams.register", json=body)
    assert first.status_code == 200, first.text
    (event,) = first.json()["events"]
    assert (event["type"], event["version"], event["data"]["name"]) == ("team.registered", 1, "Atlas")
    assert event["stream"] == f"team-{body['team']}" and event["position"] == await events(site)
    again = await program.post("/api/v1/commands/teams.register", json=body)
    assert again.json() == first.json()


async def test_somebody_acted_first(scene: Scene, site: Site, program: Any) -> None:
    team = register(scene)
    await program.post("/api/v1/commands/teams.register", json=team)
    rename = {"edition": team["edition"], "team": team["team"], "name": "Rif", "expected_version": 7}
    answer = await program.post("/api/v1/commands/teams.rename", json=rename)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_version")


async def test_nobody_and_the_wrong_role_are_refused(scene: Scene, site: Site) -> None:
    async with site.browser() as nobody:
        answer = await nobody.post("/api/v1/commands/teams.register", json=register(scene))
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    place = {"edition": str(scene.edition), "team": str(uuid4()), "account": str(uuid4())}
    somebody = await site.program(await scene.person("Agent"))
    answer = await somebody.post(
        "/api/v1/commands/teams.place",
        json=place,
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    await somebody.aclose()
    async with site.browser(Authorization="Bearer nothing") as wrong:
        assert (await wrong.get("/api/v1/editions")).status_code == 401


async def test_a_cookie_alone_sends_no_command(scene: Scene, site: Site) -> None:
    browser = await site.signed_in(scene.facilitator)
    answer = await browser.post("/api/v1/commands/teams.register", json=register(scene))
    assert (answer.status_code, answer.json()["code"]) == (403, "stale_form")
    await browser.aclose()


CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"at": "2020-01-01T00:00:00Z"}, "at"),
    ({"actor": str(uuid4())}, "actor"),
    ({"nmae": "x"}, "nmae"),
    ({"name": 7}, "name"),
    ({"name": ""}, "name"),
    ({"name": "x" * 121}, "name"),
    ({"name": "a\0b"}, "name"),
    ({"name": None}, "name"),
    ({"slug": "atlas\n"}, "slug"),
    ({"team": "x"}, "team"),
    ({"id": "x"}, "id"),
    ({"expected_version": 2**63}, "expected_version"),
    ({"expected_version": 1.5}, "expected_version"),
    ({"expected_version": -1}, "expected_version"),
]


async def test_a_field_that_cannot_be_read_is_named(scene: Scene, site: Site, program: Any) -> None:
    before = await events(site)
    for change, field in CHANGES:
        answer = await program.post("/api/v1/commands/teams.register", json=register(scene, **change))
        problem = answer.json()
        assert (answer.status_code, problem["code"], problem["status"]) == (400, "invalid", 400), problem
        assert problem["field"] == field and problem["detail"]
    assert await events(site) == before


@pytest.mark.parametrize(
    ("address", "field", "said"),
    [
        ("teams?page=0", "page", "Donnez un nombre d’au moins 1."),
        ("teams?page=x", "page", "Cette valeur ne peut pas être utilisée. Corrigez-la et renvoyez."),
        ("timeline?before=x", "before", "Cette valeur ne peut pas être utilisée. Corrigez-la et renvoyez."),
        ("timeline?before=-1", "before", "Donnez un nombre d’au moins 1."),
    ],
)
async def test_a_parameter_that_cannot_be_read_is_named_in_the_readers_language(
    scene: Scene, program: Any, address: str, field: str, said: str
) -> None:
    answer = await program.get(f"/api/v1/editions/{scene.slug}/{address}", headers={"Accept-Language": "fr"})
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["field"], problem["detail"]) == (400, "invalid", field, said)


BODIES = {
    "empty": b"",
    "not json": b"{",
    "a list": b"[]",
    "a number": b"1",
    "invalid utf-8": b'{"name": "\xff"}',
    "lone surrogate": b'{"name": "\\ud800"}',
    "deep": b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "huge number": b'{"expected_version": ' + b"9" * 5_000 + b"}",
    "nan": b'{"expected_version": NaN}',
    "nul": b"\0",
    "bom": b"\xef\xbb\xbf{}",
}


async def test_a_body_that_cannot_be_read_is_invalid(site: Site, program: Any) -> None:
    before = await events(site)
    for kind, body in BODIES.items():
        answer = await program.post("/api/v1/commands/teams.register", content=body, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), (kind, answer.text)
    assert await events(site) == before


async def test_ten_megabytes_are_too_large(program: Any) -> None:
    answer = await program.post("/api/v1/commands/teams.register", content=b'"' + b"x" * 10**7, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b"x" * 10_000

    answer = await program.post("/api/v1/commands/teams.register", content=pieces(), headers=JSON)
    assert answer.status_code == 413


async def test_another_kind_of_content_is_refused(program: Any) -> None:
    for kind in (b"", b"text/plain", b"multipart/form-data", b"multipart/form-data; boundary=x; charset=no", b"\xff"):
        answer = await program.post("/api/v1/commands/teams.register", content=b"{}", headers={b"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type"), kind


async def test_unknown_commands_and_methods(program: Any) -> None:
    assert (await program.post("/api/v1/commands/teams.destroy", json={})).status_code == 404
    assert (await program.get("/api/v1/commands/teams.register")).status_code == 405
    assert (await program.put("/api/v1/editions", json={})).status_code == 405


async def test_refusals_speak_the_language_of_the_client(scene: Scene, site: Site) -> None:
    said = set()
    for lang in ("fr", "ar", "en"):
        async with site.browser(**{"Accept-Language": lang}) as client:
            said.add((await client.get("/api/v1/editions/nothing")).json()["detail"])
    assert len(said) == 3


async def test_the_reads(scene: Scene, site: Site, program: Any) -> None:
    await scene.with_challenge()
    await scene.team()
    base = f"/api/v1/editions/{scene.slug}"
    for path in ("", "/phases", "/challenges", "/teams", "/board", "/timeline"):
        answer = await program.get(base + path)
        assert answer.status_code == 200, (path, answer.text)
        assert answer.json()
    assert [one["slug"] for one in (await program.get("/api/v1/editions")).json()] == [scene.slug]
    async with site.browser() as nobody:
        assert (await nobody.get(base + "/board")).status_code == 401
        assert (await nobody.get(base + "/teams?page=99999999999999999999")).status_code == 400
        assert (await nobody.get(base + "/timeline?before=x")).status_code == 400


async def test_the_document_describes_what_is_there(site: Site, scene: Scene) -> None:
    async with site.browser() as nobody:
        document = (await nobody.get("/api/openapi.json")).json()
    assert "/api/v1/commands/teams.register" in document["paths"]
    routes = {
        path.replace(":str", "").replace(":uuid", "")
        for route in site.app.routes
        for path in [route.path]
        if path.startswith("/api/v1")
    }
    documented = set(document["paths"]) - {path for path in document["paths"] if "/commands/" in path}
    assert documented == {path for path in routes if "/commands/" not in path}
    text = json.dumps(document)
    for reference in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert reference in document["components"]["schemas"]


async def test_health(site: Site, scene: Scene, nats_server: Any) -> None:
    async with site.browser() as nobody:
        assert (await nobody.get("/health/live")).status_code == 200
        for _ in range(100):
            ready = await nobody.get("/health/ready")
            if ready.status_code == 200:
                break
        assert ready.json() == {"ready": True, "reason": ""}
        await nats_server.stop()
        for _ in range(300):
            ready = await nobody.get("/health/ready")
            if ready.status_code == 503:
                break
        assert "NATS" in ready.json()["reason"]
        assert (await nobody.get(f"/fr/e/{scene.slug}")).status_code == 200
        metrics = (await nobody.get("/metrics")).text
        assert "/{lang}/e/{slug}" in metrics and scene.slug not in metrics


async def test_observers_read_the_board(scene: Scene, site: Site) -> None:
    observer = await scene.person("Observatrice")
    await scene.grant(observer, Role.OBSERVER)
    client = await site.program(observer)
    assert (await client.get(f"/api/v1/editions/{scene.slug}/board")).status_code == 200
    await client.aclose()


async def test_an_instant_that_no_zone_can_take_is_refused(scene: Scene, site: Site, program: Any) -> None:
    before = await events(site)
    for until in ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"):
        body = {"edition": str(scene.edition), "team": str(uuid4()), "phase": "pitch", "until": until, "reason": "x"}
        answer = await program.post("/api/v1/commands/phases.extend", json=body)
        assert (answer.status_code, answer.json()["field"]) == (400, "until"), answer.text
    assert await events(site) == before
