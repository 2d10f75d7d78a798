"""Names, addresses, passwords and remarks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from msgspec import Struct

from events.message import Command, Stamp, Write
from events.reading import Connection, Reader
from idarathon.people.commands import DescribeProfile, OpenAccount, OpenWithoutMail, Profile, SetAddress
from idarathon.people.events import email_key, erasable, remark_id, sign_in_name
from idarathon.people.vault.addresses import set_address
from idarathon.people.vault.store import SQL


class Credentials(Struct, frozen=True, kw_only=True):
    """What signing in needs. ``password_hash`` is None while no password was set."""

    account: UUID
    name: str
    lang: str
    password_hash: str | None


def remember(command: Command, stamp: Stamp) -> list[Write]:
    """The rows of ``OpenAccount``: name and address, the profile and the mail that invites; and those of
    ``DescribeProfile`` and ``SetAddress``. Nothing for another command."""
    if isinstance(command, DescribeProfile):
        return [_profile(command.account, command.profile, stamp)]
    if isinstance(command, SetAddress):
        return set_address(command.account, command.email, command.id, stamp.at)
    if isinstance(command, OpenWithoutMail):
        name = sign_in_name(command.account)
        named = (command.account, command.name.strip(), name, name, command.lang, stamp.at)
        return [(SQL["add_person"], (*named, None, False, *_said(Profile())))]
    if not isinstance(command, OpenAccount):
        return []
    email = command.email.strip()
    row = (command.account, command.name.strip(), email, email_key(email), command.lang, stamp.at)
    invited = command.id if command.invite else None  # the number of the letter
    said = command.profile
    return [(SQL["add_person"], (*row, invited, said is not None, *_said(said or Profile())))]


def _profile(account: UUID, said: Profile, stamp: Stamp) -> Write:
    """The row of what a person says of itself, in the place of what it said before."""
    return SQL["set_profile"], (account, *_said(said), stamp.at)


def _said(profile: Profile) -> tuple[Any, ...]:
    once = (list(dict.fromkeys(several)) for several in (profile.langs, profile.skills))
    about = (profile.access_needs or "").strip() or None
    work = (profile.region, profile.level, profile.gender)
    return (*work, *once, about, profile.phone, list(dict.fromkeys(profile.shown)))


def remark(command: Command, stamp: Stamp, stream: str) -> list[Write]:
    """The rows that keep the erasable texts of a command; its event has ``Hashed`` with the same ids."""
    return [
        (SQL["add_remark"], (remark_id(command.id, key), stamp.salt, text, stream))
        for key, text in erasable(command).items()
    ]


async def person_by_email(db: Reader, email: str) -> Credentials | None:
    """Who signs in with this address, whatever its case. For signing in only; pages use ``reads``."""
    key = email_key(email)
    row = await db.fetchrow(SQL["find_by_email"], key) if key else None
    return Credentials(**row) if row else None


async def set_password(db: Connection, account: UUID, password_hash: str) -> None:
    """Keep the hash of a new password. End the other sessions with ``revoke_sessions``."""
    await db.execute(SQL["set_password"], account, password_hash)


async def set_lang(db: Connection, account: UUID, lang: str) -> None:
    """The language in which the platform speaks to the person."""
    await db.execute(SQL["set_lang"], account, lang)
