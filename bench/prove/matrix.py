"""Issue "People", Show 3: who may do and read what. Every command, page, stream, file and address of the API × every
role × own and other team, other edition, draft, against the expected tables of tests/contract."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Final

from bench.measure import Figure, fact
from bench.world import World, world
from idarathon import access, flow
from idarathon.errors import NotSignedIn
from idarathon.viewer import PUBLIC
from tests.conftest import POSTGRES, TEMPLATE
from tests.contract.expected_access import EXPECTED, SIGNED_IN
from tests.contract.expected_reads import READS, WORDS, outcomes
from tests.contract.test_access import ELSEWHERE, HERE, HERE_ONLY, RELATED, ROLES, allowed, command, viewer
from tests.contract.test_access_reads import Asked, everything

Answer = tuple[str, bool]  # what was asked, and whether the answer was the expected one
PLACES: Final = {"own": (HERE, HERE), "other": (HERE, ELSEWHERE), "elsewhere": (ELSEWHERE, ELSEWHERE)}


async def measure() -> list[Figure]:
    """The tables, asked once more and counted."""
    sent = [*_commands(), *_public()]
    async with world() as here:
        asked = await _asked(here)
    read, words = list(_reads(asked)), list(_words(asked))
    changed = [table for table, rows in asked.before.items() if asked.after[table] != rows]
    return [
        _figure("commands", sent, f"{len(EXPECTED)} commands × {len(ROLES)} roles and the public × 3 places"),
        _figure("reads", read, f"{len(READS)} addresses × {len(SIGNED_IN) + 1} roles × up to 5 places"),
        _figure("words", words, f"{len(WORDS)} marked words, looked for in every answer"),
        fact("matrix: no command, no address is missing", set(EXPECTED) == set(flow.COMMANDS), str(len(READS))),
        fact("matrix: reading changes no row", not changed, str(changed)),
    ]


async def _asked(here: World) -> Asked:
    """The questions of the contract test, to servers of our own."""
    await here.create(TEMPLATE)
    os.environ[POSTGRES] = here.postgres.url
    return await everything(here.nats.url)


def _figure(what: str, answers: list[Answer], note: str) -> Figure:
    wrong = [question for question, right in answers if not right]
    for question in wrong:
        print(f"unexpected: {question}", file=sys.stderr)
    told = f"{len(answers)} combinations: {note}"
    return Figure(name=f"matrix: {what}, unexpected answers", value=len(wrong), limit=0, note=told)


def _commands() -> Iterator[Answer]:
    for name, may in EXPECTED.items():
        for place, (edition, team) in PLACES.items():
            loses = frozenset[str]() if place == "own" or may == SIGNED_IN else frozenset(RELATED)
            if place == "elsewhere" and loses:
                loses = frozenset(HERE_ONLY)
            if place == "other" and "mentor" not in may:
                loses |= {"coach"}
            for role in ROLES:
                right = allowed(viewer(role, edition, team), name) == (role in may - loses)
                yield f"{name} by {role}, {place}", right


def _public() -> Iterator[Answer]:
    for name in EXPECTED:
        try:
            access.allow(PUBLIC, command(name))
        except NotSignedIn:
            yield name, True
        else:
            yield f"{name} by the public", False


def _reads(asked: Asked) -> Iterator[Answer]:
    for path in READS:
        for place, by_role in outcomes(path).items():
            for role, expected in by_role.items():
                found = asked.outcomes[path][place][role]
                yield f"{path} {place} {role}: {found}, not {expected}", found == expected


def _words(asked: Asked) -> Iterator[Answer]:
    for word, readers in WORDS.items():
        for role in SIGNED_IN | {"public"}:
            yield f"{word} by {role}", (role in asked.read[word]) == (role in readers)
