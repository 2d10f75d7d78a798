"""The bank on real servers: drafts made by the bus, the search in both languages, and who sees what."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from events.rebuild import rebuild
from idarathon import flow
from idarathon.bank import commands as bank
from idarathon.bank import reads
from idarathon.bank.events import entry_id
from idarathon.bank.projections import Circle, RequestedAlready, TeamGone
from idarathon.bank.reads import Wanted
from idarathon.editions.events import Text
from idarathon.people.reads import viewer_of
from idarathon.phases import commands as phases
from idarathon.teams import commands as teams
from idarathon.viewer import PUBLIC, Viewer
from tests.support.bank import banked, report
from tests.support.crowd import OPEN
from tests.support.scene import Scene

TEXTS: dict[str, dict[str, Any]] = {
    "inclusion": {
        "title": "Application mobile d’inclusion",
        "problem": "La participation à la vie publique.",
        "solution": "Une application pour les personnes handicapées.",
        "keywords": ("accessibilité",),
    },
    "guichet": {},
    "rqmi": {
        "title": "الإدماج الرقمي",
        "problem": "كيف يمكن جعل الخدمات الرقمية في متناول المرتفقين؟",
        "solution": "مكتبة متنقلة داخل الإدارة.",
        "lang": "ar",
        "keywords": ("إدماج",),
        "maturity": 7,
        "licence": "cc-by-4.0",
    },
}
TRIALS = [
    ("les personnes", ["inclusion"]),
    ("personne handicapé", ["inclusion"]),
    ("accessibilite", ["inclusion"]),
    ("creation d'entreprise", ["guichet"]),
    ("l’accueil des usagers", ["guichet"]),
    ("applications mobiles", ["inclusion"]),
    ("acceuil", ["guichet"]),
    ("الادماج", ["rqmi"]),
    ("خدمه رقميه", ["rqmi"]),
    ("مُرْتَفِق", ["rqmi"]),
    ("المكتبه", ["rqmi"]),
    ("accessib", ["inclusion"]),
    ("introuvable xyzzy", []),
    ("de la", []),
]


async def filled(scene: Scene) -> dict[str, UUID]:
    """Three published entries by name; their teams."""
    named = {name: await scene.team(name) for name in TEXTS}
    await report(scene)
    for name, content in TEXTS.items():
        await banked(scene, named[name], **content)
    return named


async def found(scene: Scene, words: str = "", **filters: Any) -> list[str]:
    page = await reads.search(scene.engine.pool, Wanted(words=words, **filters))
    assert page.total == len(page.rows)
    return [row.team_name.split()[0] for row in page.rows]


async def test_the_end_of_an_edition_drafts_an_entry_a_team(scene: Scene) -> None:
    one, gone = await scene.team("Ziz"), await scene.team("Partie")
    await scene.team("Petite", members=2)
    await scene.send(teams.Withdraw(edition=scene.edition, team=gone, reason="x"))
    await report(scene)
    rows = await scene.engine.pool.fetch("SELECT team, status FROM bank_entry WHERE edition = $1", scene.edition)
    assert [(row["team"], row["status"]) for row in rows] == [(one, "draft")]


async def test_a_draft_holds_the_last_deposits(scene: Scene) -> None:
    team = await scene.team()
    await scene.at(OPEN)
    for phase, key, after in (("definition", "probleme", "inspiration"), ("ideation", "idee", "definition")):
        await scene.send(phases.Advance(edition=scene.edition, team=team, phase=after, reason="x"))  # type: ignore[arg-type]
        opens = "SELECT opens_at FROM phase WHERE phase = $1 AND edition = $2"
        await scene.at(await scene.engine.pool.fetchval(opens, phase, scene.edition))
        said: dict[str, Any] = {"phase": phase, "deliverable": key, "title": f"Titre {phase}", "text": f"texte {phase}"}
        await scene.send(phases.Deposit(edition=scene.edition, team=team, lang="fr", **said))
    await report(scene)
    row = await scene.engine.pool.fetchrow("SELECT title, problem, solution FROM bank_entry WHERE team = $1", team)
    assert row and tuple(row) == ("Titre ideation", "texte definition", "texte ideation")


async def test_the_trial_queries(scene: Scene) -> None:
    await filled(scene)
    assert {words: await found(scene, words) for words, _ in TRIALS} == dict(TRIALS)


async def test_filters(scene: Scene) -> None:
    named = await filled(scene)
    edition = scene.edition
    assert await found(scene, maturity=7) == ["rqmi"]
    assert await found(scene, licence="cc-by-4.0") == ["rqmi"]
    assert await found(scene, edition=uuid4()) == []
    assert await found(scene, challenge=uuid4()) == []
    assert await found(scene, "plateforme", lang="fr") == ["guichet"]
    assert sorted(await found(scene, edition=edition)) == sorted(named)


async def test_the_export_has_what_the_list_finds_in_its_order(scene: Scene) -> None:
    await filled(scene)
    pool = scene.engine.pool
    for words in ("", "usagers", "acceuil", "مرتفق", "application guichet", "introuvable xyzzy"):
        for filters in ({}, {"lang": "fr"}, {"maturity": 5}):
            wanted = Wanted(words=words, **filters)
            exported = [one.title for one in await reads.export(pool, wanted)]
            assert exported == [one.title for one in (await reads.search(pool, wanted)).rows], wanted


async def test_hostile_questions_are_questions(scene: Scene) -> None:
    await filled(scene)
    for hostile in ("'; DROP TABLE bank_entry --", "a & | !", "\\", ":*", "<->", "é" * 5000, "﷽", "%%", "x' | 'y"):
        assert isinstance((await reads.search(scene.engine.pool, Wanted(words=hostile))).total, int)


async def test_what_is_withdrawn_is_not_found(scene: Scene) -> None:
    named = await filled(scene)
    withdraw = bank.Withdraw(edition=scene.edition, entry=entry_id(scene.edition, named["guichet"]), reason="x")
    await scene.send(withdraw)
    assert await found(scene, "guichet") == []


async def test_a_draft_is_for_its_team_and_its_facilitators(scene: Scene) -> None:
    team = await scene.team()
    await report(scene)
    pool = scene.engine.pool
    member = await pool.fetchval("SELECT account FROM team_member WHERE team = $1 LIMIT 1", team)
    slug = await pool.fetchval("SELECT slug FROM team WHERE id = $1", team)
    stranger = await scene.person("Agent")
    seen = {
        who: await reads.entry(pool, await viewer_of(pool, account), scene.slug, slug) is not None
        for who, account in (("member", member), ("staff", scene.facilitator), ("agent", stranger), ("public", None))
    }
    assert seen == {"member": True, "staff": True, "agent": False, "public": False}


async def requested(scene: Scene, team: UUID, actor: UUID, administration: UUID | None = None) -> UUID:
    reuse = uuid4()
    ids: dict[str, Any] = {"edition": scene.edition, "entry": entry_id(scene.edition, team), "reuse": reuse}
    message = "Monsieur X voudrait l’essayer."
    await scene.send(
        bank.RequestReuse(**ids, administration=administration or scene.administration, message=message), actor=actor
    )
    return reuse


async def test_a_request_is_read_by_who_takes_part(scene: Scene) -> None:
    named = await filled(scene)
    pool, agent = scene.engine.pool, await scene.person("Agent")
    await requested(scene, named["guichet"], agent)
    slug = await pool.fetchval("SELECT slug FROM team WHERE id = $1", named["guichet"])

    async def messages(viewer: Viewer) -> list[str | None]:
        page = await reads.entry(pool, viewer, scene.slug, slug)
        assert page is not None
        return [one.message for one in page.reuses]

    assert await messages(PUBLIC) == []
    assert await messages(await viewer_of(pool, agent)) == ["Monsieur X voudrait l’essayer."]
    assert await messages(await viewer_of(pool, scene.facilitator)) == ["Monsieur X voudrait l’essayer."]


async def test_an_administration_asks_once(scene: Scene) -> None:
    named = await filled(scene)
    one, other = await scene.person("Agent 1"), await scene.person("Agent 2")
    await requested(scene, named["guichet"], one)
    with pytest.raises(RequestedAlready):
        await requested(scene, named["guichet"], other)


async def test_everyone_sees_who_tries_it(scene: Scene) -> None:
    named = await filled(scene)
    agent = await scene.person("Agent")
    ids: dict[str, Any] = {"edition": scene.edition, "entry": entry_id(scene.edition, named["guichet"])}
    ids |= {"team": named["guichet"], "reuse": await requested(scene, named["guichet"], agent)}
    await scene.send(bank.AcceptReuse(**ids), bank.StartPilot(**ids, where="Oujda"))
    (row,) = (await reads.search(scene.engine.pool, Wanted(reuse="pilot"))).rows
    assert [(one.administration, one.status) for one in row.reuses] == [(Text(fr="Ministère"), "pilot")]


LINE = (("inclusion", "guichet"), ("guichet", "rqmi"), ("rqmi", "inclusion"))


async def derive(scene: Scene, named: dict[str, UUID], *pairs: tuple[str, str]) -> None:
    """Of each pair the first entry derives from the second one."""
    for one, other in pairs:
        await banked(scene, named[one], publish=False, lineage=entry_id(scene.edition, named[other]), **TEXTS[one])


async def test_entries_derive_from_one_another_in_a_line(scene: Scene) -> None:
    named = await filled(scene)
    await derive(scene, named, *LINE[:2])
    rows = await scene.engine.pool.fetch("SELECT team, lineage FROM bank_entry WHERE lineage IS NOT NULL")
    line = {named[one]: entry_id(scene.edition, named[other]) for one, other in LINE[:2]}
    assert {row["team"]: row["lineage"] for row in rows} == line


async def test_no_entry_derives_from_itself_over_two_others(scene: Scene) -> None:
    named = await filled(scene)
    await derive(scene, named, *LINE[:2])
    with pytest.raises(Circle):
        await derive(scene, named, LINE[2])


async def test_a_line_that_is_withdrawn_is_one_all_the_same(scene: Scene) -> None:
    named = await filled(scene)
    await derive(scene, named, *LINE[:2])
    await scene.send(bank.Withdraw(edition=scene.edition, entry=entry_id(scene.edition, named["guichet"]), reason="x"))
    with pytest.raises(Circle):
        await derive(scene, named, LINE[2])


async def test_a_circle_of_an_older_log_is_played_again_and_can_be_left(scene: Scene, database: str) -> None:
    named = await filled(scene)
    await derive(scene, named, *LINE[:2])
    await scene.engine.pool.execute("ALTER TABLE bank_entry DISABLE TRIGGER bank_entry_circle")
    await derive(scene, named, LINE[2])
    await scene.engine.pool.execute("ALTER TABLE bank_entry ENABLE TRIGGER bank_entry_circle")
    before = await scene.engine.pool.fetchval(LINES)
    await replayed(database)
    await derive(scene, named, LINE[2])
    assert await scene.engine.pool.fetchval(LINES) == before
    await banked(scene, named["guichet"], publish=False, **TEXTS["guichet"])
    assert await scene.engine.pool.fetchval(LINES) != before


LINES = "SELECT string_agg(id::text || coalesce(lineage::text, '-'), ' ' ORDER BY id) FROM bank_entry"


async def replayed(database: str) -> None:
    connection: asyncpg.Connection = await asyncpg.connect(database)
    try:
        await rebuild(connection, flow.RULES.catalog, flow.PROJECTIONS)
    finally:
        await connection.close()


async def test_nothing_is_published_in_the_name_of_a_team_that_has_withdrawn(scene: Scene) -> None:
    team = await scene.team("Partie")
    await report(scene)
    entry = await banked(scene, team, publish=False)
    await scene.send(teams.Withdraw(edition=scene.edition, team=team, reason="x"))
    with pytest.raises(TeamGone):
        await scene.send(bank.Publish(edition=scene.edition, entry=entry))
    assert await found(scene) == []


async def test_what_a_team_withdrew_with_is_not_published_again(scene: Scene) -> None:
    named = await filled(scene)
    await scene.send(teams.Withdraw(edition=scene.edition, team=named["guichet"], reason="x"))
    ids: dict[str, Any] = {"edition": scene.edition, "entry": entry_id(scene.edition, named["guichet"])}
    await scene.send(bank.Withdraw(**ids, reason="x"))
    with pytest.raises(TeamGone):
        await scene.send(bank.Publish(**ids))


async def test_what_was_published_before_its_team_withdrew_stays(scene: Scene, database: str) -> None:
    named = await filled(scene)
    await scene.send(teams.Withdraw(edition=scene.edition, team=named["guichet"], reason="x"))
    await scene.engine.quiet()
    await replayed(database)
    assert sorted(await found(scene)) == sorted(named)


async def test_rebuilt_tables_are_as_before(scene: Scene, database: str) -> None:
    named = await filled(scene)
    await requested(scene, named["guichet"], await scene.person("Agent"))
    await scene.engine.quiet()
    connection: asyncpg.Connection = await asyncpg.connect(database)
    try:
        before = await connection.fetchrow(TABLES)
        await rebuild(connection, flow.RULES.catalog, flow.PROJECTIONS)
        assert await connection.fetchrow(TABLES) == before
    finally:
        await connection.close()


TABLES = """SELECT (SELECT md5(string_agg(b::text, ' ' ORDER BY id)) FROM bank_entry b) AS entries,
    (SELECT md5(string_agg(word, ' ' ORDER BY word)) FROM bank_word) AS words,
    (SELECT md5(string_agg(n::text, ' ' ORDER BY id)) FROM notice n) AS notices,
    (SELECT md5(string_agg(r::text, ' ' ORDER BY id)) FROM bank_reuse r) AS reuses"""
