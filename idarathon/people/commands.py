"""What may be asked of accounts. An admin's only."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from events.message import Command
from idarathon.editions.events import Lang
from idarathon.people.events import email_key

# What a mail can be addressed to: dots between words, a domain of two parts or more, and no signs that are not seen.
_WORD = (
    r"[^\s@.\x00-\x20\x7f-\xa0\u00ad\u0600-\u0605\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\"(),:;<>\[\\\]]+"
)
_ADDRESS = rf"^(?=[^@]{{1,64}}@){_WORD}(?:\.{_WORD})*@{_WORD}(?:\.{_WORD})+\Z"
Name = Annotated[str, Meta(min_length=1, max_length=200)]
# One @, nothing blank, a dot in the domain: whether the address works is for a mail to find out.
Email = Annotated[str, Meta(max_length=254, pattern=_ADDRESS)]


class OpenAccount(Command, frozen=True, kw_only=True):
    """Make a person known. Its name and address go into the vault, never into the log. ``invite``: by a mail;
    ``edition``: whose facilitator asks."""

    account: UUID
    name: Name
    email: Email
    directorate: UUID | None = None
    lang: Lang = "fr"
    invite: bool = False
    edition: UUID | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a name needs letters")
        if email_key(self.email) is None:
            raise ValueError("an address has no signs that are not seen")


class GrantAdmin(Command, frozen=True, kw_only=True):
    """Let the account run the whole platform."""

    account: UUID


class RevokeAdmin(Command, frozen=True, kw_only=True):
    """Take that back. Nobody does it to itself, so that one admin always remains."""

    account: UUID


class CloseAccount(Command, frozen=True, kw_only=True):
    """End an account: it can no longer sign in, nor be given anything."""

    account: UUID


COMMANDS: dict[str, type[Command]] = {
    "people.open_account": OpenAccount,
    "people.grant_admin": GrantAdmin,
    "people.revoke_admin": RevokeAdmin,
    "people.close_account": CloseAccount,
}
