"""What is to be mailed to whom, and what became of it. The rows are of the transaction of the event they tell of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from msgspec import Struct

from events.message import Command, Stamp, Write
from events.reading import Connection, Reader
from idarathon.editions.events import Text, text_or_none
from idarathon.notices.commands import Tell
from idarathon.people.vault.store import SQL

Wants = Literal["each", "daily", "none"]
What = Literal["notice", "link", "welcome", "address_new", "address_old"]
Outcome = Literal["sent", "unsure", "refused", "unwanted", "closed", "left", "no_address"]
NEWS = timedelta(days=3)  # after that a mail that could not be sent is not sent any more


class Invitation(Struct, frozen=True, kw_only=True):
    """What a mail to a new account invites to. ``by``: whose name stands under it; ``until``: when its link is over."""

    by: str | None
    edition: Text | None
    roles: list[str]
    team: str | None
    until: datetime


class Mail(Struct, frozen=True, kw_only=True):
    """What to mail to an account: a notice (``letter``), or a link. No address: it is closed, or the change over that
    the mail is about. ``put_off``: to its daily mail."""

    letter: UUID
    account: UUID
    kind: What
    asked_at: datetime
    put_off: bool
    tries: int
    name: str | None
    email: str | None
    lang: str | None
    wants: Wants | None
    new_email: str | None = None  # the one that the person asked for
    invitation: Invitation | None = None


def mails(command: Command, stamp: Stamp) -> list[Write]:
    """The rows that ask for the mails of ``Tell``; nothing for another command."""
    if not isinstance(command, Tell):
        return []
    invited, role = command.kind == "invited", command.kind == "role_granted"
    return [(SQL["add_mails"], (command.notice, command.accounts, stamp.at, invited, role))]


async def set_mail(db: Connection, account: UUID, wants: Wants) -> None:
    """How the person wants its notices by mail."""
    await db.execute(SQL["set_mail"], account, wants)


async def wants_mail(db: Reader, account: UUID) -> Wants | None:
    """How the person wants its notices by mail; None when there is no such person."""
    wants: Wants | None = await db.fetchval(SQL["wants_mail"], account)
    return wants


async def waiting_mails(db: Connection, now: datetime, limit: int) -> list[Mail]:
    """What is due, the oldest first. What is no news any more is ended."""
    await db.execute(SQL["end_late"], now, now - NEWS)
    return [Mail(**row) for row in await db.fetch(SQL["list_mails"], now, limit)]


async def invitation(db: Reader, letter: UUID, account: UUID, until: datetime) -> Invitation:
    """Who invites a new account by this letter, into which edition, as what."""
    row = await db.fetchrow(SQL["find_invitation"], letter, account)
    edition = text_or_none(row["edition"])
    return Invitation(by=row["by_name"], edition=edition, roles=list(row["roles"]), team=row["team"], until=until)


async def next_mail(db: Reader) -> datetime | None:
    """When the next one is due."""
    at: datetime | None = await db.fetchval(SQL["next_mail"])
    return at


async def hand_over(db: Connection, account: UUID, letters: Sequence[UUID], now: datetime) -> bool:
    """Write down that the letters are being given to the mail server; False when somebody else has done it."""
    done: str = await db.execute(SQL["hand_mails"], letters, account, now)
    return done == f"UPDATE {len(letters)}"


async def take_back(
    db: Connection, account: UUID, letters: Sequence[UUID], handed: datetime, due: datetime, answer: str
) -> None:
    """The mail server has surely not taken them: they are due again. ``handed``: as it was given to ``hand_over``."""
    await db.execute(SQL["take_mails_back"], letters, account, handed, due, answer)


async def end_mails(
    db: Connection, account: UUID, letters: Sequence[UUID], now: datetime, outcome: Outcome, answer: str = ""
) -> None:
    """What became of them."""
    await db.execute(SQL["end_mails"], letters, account, now, outcome, answer)


async def put_off(db: Connection, account: UUID, letters: Sequence[UUID], until: datetime) -> None:
    """They wait for the daily mail."""
    await db.execute(SQL["put_mails_off"], letters, account, until)


async def prune_mails(db: Connection, before: datetime) -> None:
    """Forget what became of mails that ended before."""
    await db.execute(SQL["prune_mails"], before)


async def keep_mails_back(db: Connection) -> None:
    """What waits is not sent: this is a copy, and the instance that it was made of may have sent it."""
    await db.execute(SQL["keep_mails_back"])
