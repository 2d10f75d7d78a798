"""An admin takes up an edition again: what the new one has of the old one, and what never."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
from msgspec.structs import replace

from events.store import recorded
from idarathon import flow
from idarathon.calendar import commands as calendar
from idarathon.editions.events import Text
from idarathon.editions.reads.source import CONSUMER, Source, source_of
from idarathon.engine import Engine
from idarathon.jury import commands as jury
from idarathon.people import commands as people
from idarathon.phases import commands as phases
from idarathon.prizes import commands as prizes
from idarathon.viewer import Role
from tests.support import mentors
from tests.support.scene import Scene
from tests.support.site import Site, fields

LEVEL = Text(fr="Niveau")
NAMES = {"name.fr": "Deuxième édition", "slug": "deuxieme", "days": "364"}
BEHIND = ("team", "team_member", "journey", "application", "mentor", "coach", "jury_seat", "note", "announcement")


async def admin(scene: Scene) -> UUID:
    account = await scene.person("Administratrice")
    await scene.send(people.GrantAdmin(account=account))
    return account


async def filled(scene: Scene) -> None:
    """Something of everything: what comes along, and what stays behind."""
    ids: dict[str, Any] = {"edition": scene.edition}
    await scene.with_challenge()
    session: dict[str, Any] = {"kind": "workshop", "phase": "ideation", "title": Text(fr="Atelier"), "room": "Salle A"}
    walls: dict[str, Any] = {"starts": "2026-11-05T10:00", "ends": "2026-11-05T12:00"}
    one = calendar.DraftSession(
        **ids,
        session=uuid4(),
        **session,
        **walls,
        link="https://visio.invalid/x",
        speaker="Quelqu'un",
        audience="teams",
    )
    criterion = jury.WantedCriterion(key="impact", title=Text(fr="Impact"), weight=100, levels=(LEVEL,) * 5)
    asked = phases.WantedRequirement(key="film", title=Text(fr="Film"), kinds="file")
    await scene.send(
        one,
        calendar.Publish(**ids, session=one.session),
        jury.SetRubric(**ids, criteria=(criterion,)),
        prizes.Define(**ids, prize=uuid4(), rank=1, name=Text(fr="Excellence"), amount=100_00),
        phases.SetGate(**ids, phase="pitch", requires=(asked,), mode="lenient"),
    )
    await mentors.mentor(scene, "Mentor")
    juror = await scene.person("Jurée")
    await scene.grant(juror, Role.JUROR)
    await scene.send(jury.Compose(**ids, jurors=(juror,)))
    await scene.team()


async def clone(scene: Scene, browser: httpx.AsyncClient, **typed: str) -> tuple[httpx.Response, httpx.Response]:
    """Fill in the form, look, create: the page that was looked at and the last answer."""
    own = f"/fr/admin/editions/{scene.slug}/clone"
    form = fields((await browser.get(own)).text.partition(f'action="{own}/check"')[2])
    checked = await browser.post(f"{own}/check", data={**form, **NAMES, **typed})
    ready = fields(checked.text.partition(f'action="{own}"')[2])
    return checked, await browser.post(own, data=ready)


async def read(engine: Engine, slug: str) -> Source:
    edition = await engine.pool.fetchval("SELECT id FROM edition WHERE slug = $1", slug)
    found = await source_of(engine.pool, edition)
    assert found
    return found


def nameless(found: Source) -> Source:
    """Without ids and the names that are its own."""
    no = UUID(int=0)
    return replace(
        found,
        edition=no,
        slug="",
        name=Text(fr="-"),
        challenges=[replace(one, challenge=no) for one in found.challenges],
        sessions=[replace(one, session=no) for one in found.sessions],
        prizes=[replace(one, prize=no) for one in found.prizes],
    )


async def test_a_clone_has_every_part_of_its_source_later_and_nobody_who_took_part(scene: Scene, site: Site) -> None:
    await filled(scene)
    async with await site.signed_in(await admin(scene)) as browser:
        checked, answer = await clone(scene, browser)
        await scene.engine.quiet()
        followed = (await browser.get(answer.headers["location"])).text
    assert (checked.status_code, answer.headers["location"]) == (200, "/fr/e/deuxieme/settings/clone")
    original, copy = await read(scene.engine, scene.slug), await read(scene.engine, "deuxieme")
    assert nameless(copy) == nameless(original.moved(364))
    assert [len(part) for part in (copy.windows, copy.gates, copy.challenges, copy.sessions, copy.criteria)] == [
        5,
        5,
        1,
        1,
        1,
    ]
    assert (copy.prizes[0].amount, [one.account for one in copy.facilitators]) == (100_00, [scene.facilitator])
    db, edition = scene.engine.pool, copy.edition
    drafts = [
        await db.fetch(f"SELECT status FROM {one} WHERE edition = $1", edition) for one in ("challenge", "session")
    ]
    assert [[row["status"] for row in rows] for rows in drafts] == [["draft"], ["draft"]]
    owner = await db.fetchval("SELECT count(*) FROM challenge WHERE edition = $1 AND owner IS NOT NULL", edition)
    session = await db.fetchrow("SELECT link, speaker, asked FROM session WHERE edition = $1", edition)
    roles = [row["role"] for row in await db.fetch("SELECT role FROM edition_role WHERE edition = $1", edition)]
    assert (owner, tuple(session or ()), roles) == (0, (None, None, []), ["facilitator"])
    behind = {one: await db.fetchval(f"SELECT count(*) FROM {one} WHERE edition = $1", edition) for one in BEHIND}
    assert behind == dict.fromkeys(BEHIND, 0)
    assert followed.count(" sur ") >= 6 and "Tout a été repris." in followed


async def test_sent_and_heard_twice_it_is_cloned_once(scene: Scene, site: Site) -> None:
    await filled(scene)
    own = f"/fr/admin/editions/{scene.slug}/clone"
    async with await site.signed_in(await admin(scene)) as browser:
        checked, first = await clone(scene, browser)
        second = await browser.post(own, data=fields(checked.text.partition(f'action="{own}"')[2]))
    await scene.engine.quiet()
    db = scene.engine.pool
    count = "SELECT count(*) FROM event WHERE edition = (SELECT id FROM edition WHERE slug = 'deuxieme')"
    before = await db.fetchval(count)
    row = await db.fetchrow("SELECT * FROM event WHERE type = 'edition.cloned'")
    await db.execute("DELETE FROM inbox WHERE consumer = $1", CONSUMER)  # as after a crash before the last commit
    (consumer,) = [one for one in scene.engine.consumers if one.reaction.name == CONSUMER]
    await consumer.react(recorded(row, flow.RULES.catalog))
    assert (first.headers["location"], await db.fetchval(count)) == (second.headers["location"], before)


async def test_the_preview_marks_what_is_unusual_and_refuses_the_past(scene: Scene, site: Site) -> None:
    async with await site.signed_in(await admin(scene)) as browser:
        unusual, _ = await clone(scene, browser, days="5")  # Tuesday 3 November becomes Sunday 8, Friday 6 Wednesday 11
        past, refused = await clone(scene, browser, days="-7", slug="passee")
    assert unusual.text.count("Tombe un week-end") == 2
    assert "les jours de la semaine changent" in unusual.text
    assert ("s’ouvrirait dans le passé" in past.text, refused.status_code) == (True, 422)
    assert await scene.engine.pool.fetchval("SELECT count(*) FROM edition WHERE slug = 'passee'") == 0
