"""The search in a bank of 10,000 entries, in French and Arabic, against the bare query: one statement with the same
words over the same index, ordered, 24 rows, by the same driver."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import asyncpg

from bench.close import running
from bench.measure import Figure
from bench.story import Story, tell
from bench.world import World, world
from events import database
from events.message import Command
from idarathon.bank import commands as bank
from idarathon.bank.events import entry_id
from idarathon.bank.reads import Wanted, search
from idarathon.bank.reads.words import plain, query, stems
from idarathon.teams.commands import Register
from web.bank import SIZE

ENTRIES, ROUNDS = 10_000, 9
FRENCH = """accueil usagers guichet unique plateforme numérique démarche données handicap personnes application mobile
    formulaire dossier partagé agents service public qualité délai réponse réclamation paiement attente territoire
    commune région école santé hôpital transport eau énergie budget marché formation carrière"""
ARABIC = """الإدارة المرتفقين الخدمات الرقمية الإدماج المنصة التطبيق الملف الاستمارة الموظفين الجودة الأجل الشكاية
    الأداء الموعد الجماعة الجهة المدرسة الصحة المستشفى النقل الماء الطاقة الميزانية التكوين"""
# A rare word, usual ones, two languages, a slip of the pen, a word that every entry has, no question at all.
TRIALS = ("guichet unique", "personnes handicapées", "l’accueil", "الإدماج", "خدمه رقميه", "rarissime42", "projet", "")
SLIPS = ("acceuil", "plateforne")
BARE = """SELECT id, title FROM bank_entry WHERE status = 'published'
    AND search @@ ($1::tsquery || plainto_tsquery('french', $2))
    ORDER BY ts_rank(head, $1::tsquery) DESC, published_at DESC, id LIMIT 24"""
BARE_NEWEST = "SELECT id, title FROM bank_entry WHERE status = 'published' ORDER BY published_at DESC, id LIMIT 24"


class Timed(NamedTuple):
    """Milliseconds of a question: ours, and bare."""

    words: str
    ours: float
    bare: float


async def measure() -> list[Figure]:
    """The slowest and the usual question, each over its bare query; and a slip of the pen, which has none."""
    async with world() as here:
        url = await here.create("bank")
        await _fill(here, url)
        pool = await database.pool(url, 2)
        try:
            timed = [await _timed(pool, words) for words in TRIALS]
            slips = [(await _timed(pool, words)).ours for words in SLIPS]
        finally:
            await pool.close()
    note = ", ".join(f"“{one.words}” {one.ours:.1f}/{one.bare:.1f}" for one in timed) + " ms"
    total = sum(one.ours for one in timed) / sum(one.bare for one in timed)
    worst = max(timed, key=lambda one: one.ours)
    slow = f"“{worst.words}”"
    return [
        Figure(name="bank search, 10,000 entries / bare query", value=total, limit=3.0, unit="×", note=note),
        Figure(name="its slowest question / bare query", value=worst.ours / worst.bare, limit=3.0, unit="×", note=slow),
        Figure(name="a question with a slip of the pen", value=max(slips), limit=100.0, unit="ms"),
    ]


async def _timed(pool: asyncpg.Pool, words: str) -> Timed:
    async def bare() -> Any:
        if not words:
            return await pool.fetch(BARE_NEWEST)
        return await pool.fetch(BARE, query(stems(words)), plain(words))

    async def ours() -> Any:
        return await search(pool, Wanted(words=words), 1, SIZE)

    return Timed(words, await _median(ours), await _median(bare))


async def _median(work: Callable[[], Awaitable[Any]]) -> float:
    """Milliseconds, after one run that warms up."""
    await work()
    spent = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await work()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent) * 1000


async def _fill(here: World, url: str) -> None:
    story = Story("bank", ENTRIES)
    async with running(url, here.nats.url) as (engine, _):
        await tell(engine.dispatch, story.found(), datetime(2030, 1, 7, tzinfo=UTC))
        await tell(engine.dispatch, _entries(story), datetime(2030, 2, 7, tzinfo=UTC))
        await engine.quiet()
    await here.analyze("bank")


def _entries(story: Story) -> Iterator[Command]:
    chance = random.Random(7)
    for number, team in enumerate(story.teams):
        lang, words = ("ar", ARABIC.split()) if number % 3 == 0 else ("fr", FRENCH.split())
        ids: dict[str, Any] = {"edition": story.edition, "entry": entry_id(story.edition, team)}
        title = " ".join(chance.sample(words, 5))
        yield Register(edition=story.edition, team=team, name=f"Équipe {number}", slug=f"equipe-{number}")
        yield bank.DraftEntry(**ids, team=team, team_name=f"Équipe {number}", title=title, lang="fr")
        yield bank.Complete(
            **ids,
            team=team,
            title=title,
            problem="Projet. " + " ".join(chance.choices(words, k=60)),
            solution=" ".join(chance.choices(words, k=120)) + (" rarissime42" if number == 4_242 else ""),
            lang=lang,  # type: ignore[arg-type]
            maturity=1 + number % 9,
            licence="eupl-1.2",
            contact="Direction",
            keywords=tuple(chance.sample(words, 3)),
        )
        yield bank.Publish(**ids)
