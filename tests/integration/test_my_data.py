"""Mes données: what is held about a person, all of it, and nothing of others."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any
from uuid import UUID, uuid4, uuid5

import asyncpg

from idarathon.applications import commands as applications
from idarathon.people.vault.holdings import holdings
from idarathon.people.vault.register import REGISTER
from idarathon.people.vault.words import TRACES
from tests.support.applying import Intake
from tests.support.scene import Scene
from tests.support.site import Site, fields

COLUMNS = """
SELECT column_name, udt_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position"""
CHECKS = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conrelid = $1::text::regclass"
ONE_OF = re.compile(r"\((\w+) = ANY \(ARRAY\['([^']+)'")  # a column that takes some codes only, and the first of them
SECRET = {"new_token", "old_token", "password_hash", "token_hash", "csrf", "attendance_hash", "digest"}


def _value(kind: str, mark: str) -> Any:
    known = {
        "text": mark,
        "_text": [mark],
        "uuid": str(uuid4()),
        "_uuid": [str(uuid4())],
        "jsonb": {"fr": mark},
        "bool": True,
        "bytea": "\\x" + uuid4().hex,
        "timestamptz": "2026-11-02T08:00:00Z",
        "date": "2026-11-02",
        "interval": "1 day",
    }
    return known.get(kind, 3)


async def fill(db: asyncpg.Pool, account: UUID, mark: str) -> list[str]:
    """A row of the person in every table that may have one, with words of its own: those that it has to read."""
    words = []
    for table, by in [(one.table, one.by) for one in REGISTER if one.by] + [(one.table, one.by[0]) for one in TRACES]:
        checks = [row[0] for row in await db.fetch(CHECKS, table)]
        codes: dict[str, Any] = {
            "role": "mentor",
            "worked": False,
            **dict(found for text in checks for found in ONE_OF.findall(text)),
        }
        row = {}
        for column, kind in await db.fetch(COLUMNS, table):
            said = f"{mark}-{table}-{column}"
            row[column] = codes[column] if column in codes else _value(kind, said)
            if said in json.dumps(row[column]) and column not in SECRET:
                words.append(said)
        row[by] = str(account)
        if table in ("assignment_pair", "coach"):  # a pair is told once it holds
            row["team"] = str(uuid5(account, "team"))
        if table in ("account", "people_person"):  # the person has these: other values in the same rows
            await db.execute(f'DELETE FROM "{table}" WHERE "{by}" = $1', account)
        if table == "account":
            row["closed"] = False
        statement = f'INSERT INTO "{table}" SELECT * FROM json_populate_record(NULL::"{table}", $1::json)'
        await db.execute(statement, json.dumps(row))
    return words


async def test_the_download_holds_all_about_its_person_and_nothing_of_others(scene: Scene, site: Site) -> None:
    who, other = await scene.person("Amina"), await scene.person("Brahim")
    browser = await site.signed_in(who)
    wanted = await fill(site.db, who, "mine")
    await fill(site.db, other, "theirs")
    answer = await browser.get("/fr/me/data.zip")
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert sorted(files) == ["data.html", "data.json"]
    for text in files.values():
        assert [word for word in wanted if word not in text] == []
        assert ("theirs-" in text, str(other) in text) == (False, False)
        assert [word for word in SECRET if f"-{word}" in text] == []


async def test_consent_is_a_task_until_it_is_given_and_can_be_withdrawn(scene: Scene, site: Site) -> None:
    browser = await site.signed_in(await scene.person("Amina"))

    async def answer(*given: str) -> int:
        form = fields((await browser.get("/fr/me/consent")).text)
        return (await browser.post("/fr/me/consent", data={**form, "given": list(given)})).status_code

    async def state() -> list[tuple[str, bool]]:
        rows = await site.db.fetch("SELECT purpose, withdrawn_at IS NULL AS given FROM consent ORDER BY purpose")
        return [(row["purpose"], row["given"]) for row in rows]

    async def asked() -> bool:
        return 'href="/fr/me/consent"' in (await browser.get("/fr/me")).text

    assert (await asked(), await answer("photo"), await state()) == (True, 422, [])
    assert (await answer("part", "photo"), await state()) == (303, [("part", True), ("photo", True)])
    assert await asked() is False
    assert (await answer("part"), await state()) == (303, [("part", True), ("photo", False)])


async def test_a_pair_that_is_only_proposed_is_not_in_the_download(scene: Scene, site: Site) -> None:
    mentor, pair = await scene.person("Mentor"), "INSERT INTO assignment_pair VALUES ($1, $2, $3, '{}')"
    await site.db.execute(pair, scene.edition, scene.challenge, mentor)

    async def told() -> int:
        return len((await holdings(site.db, mentor, "fr", scene.engine.clock.now())).traces["assignment_pair"])

    before = await told()
    await site.db.execute(
        "INSERT INTO coach (edition, team, mentor, reasons, since) VALUES ($1, $2, $3, '{}', now())",
        *(scene.edition, scene.challenge, mentor),
    )
    assert (before, await told()) == (0, 1)


async def test_a_decision_that_is_not_announced_is_not_in_the_download(scene: Scene, site: Site) -> None:
    intake = await Intake(scene).prepare()
    who = await intake.agent()
    application = await intake.apply(who)
    await intake.read(application, "decline", "decline")
    await intake.decide(application, "declined")
    [row] = (await holdings(site.db, who, "fr", scene.engine.clock.now())).traces["application"]
    assert (row["state"], row["announced"], row["decided_at"]) == ("submitted", None, None)
    await scene.send(applications.Announce(edition=scene.edition, application=application), actor=scene.facilitator)
    [row] = (await holdings(site.db, who, "fr", scene.engine.clock.now())).traces["application"]
    assert (row["state"], row["announced"]) == ("declined", "declined")
