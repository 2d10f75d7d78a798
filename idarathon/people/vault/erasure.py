"""Erasing a person: what the register says goes, in the transaction of the event that says so."""

from __future__ import annotations

from uuid import UUID

from events.message import Command, Write
from events.reading import Connection
from idarathon.people.commands import EraseAccount
from idarathon.people.vault.entries import Erasure
from idarathon.people.vault.register import REGISTER
from idarathon.people.vault.store import SQL
from idarathon.people.vault.words import WORDS


def erase(command: Command) -> list[Write]:
    """The rows of ``EraseAccount``: what the person counted for is added up, and then it is forgotten."""
    if not isinstance(command, EraseAccount):
        return []
    return [(SQL["fold_into_tally"], (command.account,)), *_forget(command.account)]


def _forget(account: UUID) -> list[Write]:
    going = [one for words in WORDS if not words.stays for one in words.types]
    about = [(one, field) for words in WORDS for field in words.about for one in words.types]
    types, fields = [one for one, _ in about], [field for _, field in about]
    gone = [one for one in REGISTER if one.by and one.erasure is Erasure.DELETED]
    return [
        (SQL["drop_words"], (account, going, types, fields)),
        *((f'DELETE FROM "{one.table}" WHERE "{one.by}" = $1', (account,)) for one in gone),  # noqa: S608
    ]


async def erase_again(db: Connection) -> None:
    """Whoever the log calls erased stays so, whatever rows an archive brings along."""
    for row in await db.fetch(SQL["list_erased"]):
        for statement, values in _forget(row["id"]):
            await db.execute(statement, *values)
