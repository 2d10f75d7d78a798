"""Erasing a person: nothing of it is left, the seal holds, the figures stay, and an archive brings nothing back."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from events.rebuild import rebuild
from events.store import read_head, verify
from idarathon import archive, files, flow
from idarathon.applications import commands as applications
from idarathon.applications.events import Paper
from idarathon.applications.reads import PAPER_TERM as TERM
from idarathon.files.storage import Files
from idarathon.mentoring import commands as mentoring
from idarathon.people import commands as people
from idarathon.people.projections import LeadStays
from idarathon.people.reads import Tallied, tally
from idarathon.people.vault.register import REGISTER
from idarathon.reports.reads import report
from idarathon.teams import commands as teams
from idarathon.viewer import Viewer
from tests.support.applying import Intake
from tests.support.scene import Scene
from tests.support.site import PASSWORD, Site, fields

DAY = timedelta(days=1)
STAFF = Viewer(account=UUID(int=1), admin=True)
ASKED, DECIDED = "Comment joindre la préfecture ?", "Le dossier manque."


async def member_of_a_past_team(scene: Scene) -> tuple[UUID, UUID]:
    """(person, team): it told who it is, asked for help, and was of a team that has withdrawn."""
    team = await scene.team()
    who = (await scene.members(team))[2]
    said = people.Profile(region="oriental", level="local", gender="woman", phone="+212600000000")
    await scene.at(scene.engine.clock.now().replace(day=3, hour=10))
    await scene.send(people.DescribeProfile(account=who, profile=said), actor=who)
    await scene.send(mentoring.AskHelp(edition=scene.edition, team=team, help=uuid4(), text=ASKED), actor=who)
    await scene.send(teams.Withdraw(edition=scene.edition, team=team, reason=DECIDED), actor=who)
    await scene.engine.quiet()
    return who, team


async def everything(db: Any) -> dict[str, list[str]]:
    """Every row of every table that is made of the log."""
    tables = sorted({one.table for one in flow.PROJECTIONS})
    return {name: [row[0] for row in await db.fetch(f'SELECT t::text FROM "{name}" t ORDER BY 1')] for name in tables}


async def left(db: Any, who: UUID) -> dict[str, int]:
    """How many rows of the vault name the person."""
    asked = [(one.table, one.by) for one in REGISTER if one.by]
    found = {name: await db.fetchval(f'SELECT count(*) FROM "{name}" WHERE "{by}" = $1', who) for name, by in asked}
    return {name: count for name, count in found.items() if count}


def silent(_done: int, _of: int) -> None:
    """No progress bar."""


async def test_nothing_is_left_and_the_figures_stay(
    scene: Scene, site: Site, database: str, second_database: str, tmp_path: Path
) -> None:
    who, team = await member_of_a_past_team(scene)
    name = "Zineb Effaçable"
    await site.db.execute("UPDATE people_person SET name = $2 WHERE account = $1", who, name)
    watching = await site.signed_in(scene.facilitator)
    slug = await site.db.fetchval("SELECT slug FROM team WHERE id = $1", team)
    assert (await left(site.db, who))["people_profile"] == 1
    before = await report(site.db, STAFF, scene.edition, scene.engine.clock.now())
    await scene.send(people.EraseAccount(account=who, ground="asked"), actor=STAFF.account)
    await scene.engine.quiet()

    assert await left(site.db, who) == {}
    texts = [row["text"] for row in await site.db.fetch("SELECT text FROM people_remark")]
    assert (ASKED in texts, DECIDED in texts) == (False, True)  # the reason of a decision about a team stays
    assert await report(site.db, STAFF, scene.edition, scene.engine.clock.now()) == before
    assert await tally(site.db, scene.edition) == [
        Tallied(team=team, dimension="gender", value="woman", n=1),
        Tallied(team=team, dimension="level", value="local", n=1),
        Tallied(team=team, dimension="region", value="oriental", n=1),
    ]
    assert "Personne effacée" in (await watching.get(f"/fr/e/{scene.slug}/team/{slug}/members")).text

    one, other = await asyncpg.connect(database), await asyncpg.connect(second_database)
    assert await verify(one) == await read_head(one)
    made = await everything(one)
    await rebuild(one, flow.RULES.catalog, flow.PROJECTIONS)
    assert await everything(one) == made
    # Rows that somebody put back into an archive by hand do not come to life again.
    await one.execute(
        "INSERT INTO people_person VALUES ($1, $2, 'z@test.invalid', 'z@test.invalid', 'fr', NULL, now())", who, name
    )
    await archive.write(one, Files(tmp_path / "one"), tmp_path / "with.zip", silent)
    await archive.read(other, Files(tmp_path / "other"), tmp_path / "with.zip", silent)
    assert await left(other, who) == {}
    await archive.write(other, Files(tmp_path / "other"), tmp_path / "without.zip", silent)
    with zipfile.ZipFile(tmp_path / "without.zip") as file:
        held = "".join(file.read(one).decode() for one in file.namelist())
    assert (name in held, ASKED in held, "z@test.invalid" in held) == (False, False, False)
    await one.close()
    await other.close()


async def test_the_clock_erases_after_two_weeks_and_no_team_loses_its_lead(scene: Scene, site: Site) -> None:
    team = await scene.team()
    lead = await site.db.fetchval("SELECT account FROM team_member WHERE team = $1 AND lead", team)
    mate = next(one for one in await scene.members(team) if one != lead)
    with pytest.raises(LeadStays):
        await scene.send(people.AskErasure(account=lead), actor=lead)
    await scene.send(people.AskErasure(account=mate), actor=mate)
    await scene.send(teams.HandOver(edition=scene.edition, team=team, account=mate))
    day = scene.engine.clock.now() + timedelta(days=14)
    await scene.at(day)  # it leads now: it stays until somebody else does
    assert await site.db.fetchval("SELECT erased_at FROM account WHERE id = $1", mate) is None
    await scene.send(teams.HandOver(edition=scene.edition, team=team, account=lead))
    await scene.at(day + timedelta(minutes=1))
    await scene.engine.quiet()
    assert await left(site.db, mate) == {}
    assert mate not in await scene.members(team)  # the edition goes on: the team knows that it is smaller
    watching = await site.signed_in(scene.facilitator)
    assert "Personne effacée a quitté l’équipe" in (await watching.get(f"/fr/e/{scene.slug}/history")).text
    assert await tally(site.db, scene.edition) == []


async def test_who_asks_types_its_address_and_password_and_can_take_it_back(scene: Scene, site: Site) -> None:
    who = await scene.person("Agente")
    browser = await site.signed_in(who)

    async def ask(**typed: str) -> Any:
        form = fields((await browser.get("/fr/me/data")).text)
        return await browser.post("/fr/me/data/erase", data={**form, **typed})

    async def due() -> Any:
        return await site.db.fetchval("SELECT erasure_due FROM account WHERE id = $1", who)

    address = f"{who}@test.invalid"
    wrong = [await ask(address="moi@test.invalid", password=PASSWORD), await ask(address=address, password="faux")]
    assert ([one.status_code for one in wrong], await due()) == ([400, 401], None)
    assert (await ask(address=address.upper(), password=PASSWORD)).status_code == 303
    assert await due() == scene.engine.clock.now() + timedelta(days=14)
    told = (await browser.get("/fr/me")).text
    assert told.count('action="/fr/me/data/keep"') == 1 and "Vous avez demandé l’effacement de vos données" in told
    # An admin sees the request, and erases another person, once it says that it is sure.
    admin, other = await scene.person("Admin"), await scene.person("Partie")
    await scene.send(people.GrantAdmin(account=admin))
    desk = await site.signed_in(admin)
    found = (await desk.get(f"/fr/admin/erasures?email={other}@test.invalid")).text
    assert ("Agente" in found, "Partie" in found) == (True, True)
    to, sent = f"/fr/admin/erasures/{other}", {**fields(found), "ground": "left"}
    answers = [await desk.post(to, data=sent), await desk.post(to, data={**sent, "sure": "yes"})]
    assert ([one.status_code for one in answers], await left(site.db, other)) == ([400, 303], {})
    form = fields((await browser.get("/fr/me/data")).text)
    assert (await browser.post("/fr/me/data/keep", data=form)).status_code == 303
    assert await due() is None
    assert "/me/data/keep" not in (await browser.get("/fr/me")).text


async def test_who_is_erased_takes_its_application_back_and_its_paper_is_gone(scene: Scene, tmp_path: Path) -> None:
    intake, kept, papers = await Intake(scene).prepare(), Files(tmp_path), [b"%PDF first", b"%PDF own", b"%PDF shared"]
    who, other = await intake.agent(), await intake.agent()
    hashes = [hashlib.sha256(one).hexdigest() for one in papers]
    ours, theirs = await intake.apply(who), await intake.apply(other)
    for sha256, content in zip(hashes, papers, strict=True):
        await kept.put(sha256, content)
    for one, by, sha256 in [
        (theirs, other, hashes[2]),
        *((ours, who, sha256) for sha256 in (*hashes[::-1], hashes[1])),
    ]:
        paper = Paper(sha256=sha256, size=9, mime="application/pdf")
        await scene.send(applications.Attach(edition=scene.edition, application=one, account=by, paper=paper), actor=by)
    files.bind(kept)
    try:
        await scene.send(people.EraseAccount(account=who, ground="asked"), actor=STAFF.account)
        await scene.engine.quiet()
        assert (await intake.state(ours), await intake.state(theirs)) == ("withdrawn", "submitted")
        assert [await kept.has(one) for one in hashes] == [False, False, True]
        # Half a year after the end of the edition, here of its applications, the paper of who stays goes too.
        left = [await _paper_after(scene, kept, hashes[2], theirs, after) for after in (TERM - DAY, TERM + DAY)]
        assert left == [(hashes[2], True), (None, False)]
    finally:
        files.bind(None)


async def _paper_after(scene: Scene, kept: Files, sha256: str, which: UUID, after: timedelta) -> tuple[Any, bool]:
    await scene.at(datetime(2026, 11, 20, 15, tzinfo=UTC) + after)
    row = await scene.engine.pool.fetchval("SELECT paper_sha256 FROM application WHERE id = $1", which)
    return row, await kept.has(sha256)
