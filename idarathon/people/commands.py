"""What may be asked of accounts, and what people say of themselves."""

import re
from typing import Annotated, Final, Literal, get_args
from uuid import UUID

from msgspec import Meta, Struct

from events.message import Command
from idarathon.directory.events import REGIONS
from idarathon.editions.events import HIDING, Lang, shows
from idarathon.mentoring.commands import Skill, Spoken
from idarathon.people.events import Consent, Ground, email_key

# What a mail can be addressed to: dots between words, a domain of two parts or more, and no signs that are not seen.
_WORD = (
    r"[^\s@.\x00-\x20\x7f-\xa0\u00ad\u0600-\u0605\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\"(),:;<>\[\\\]]+"
)
_ADDRESS = rf"^(?=[^@]{{1,64}}@){_WORD}(?:\.{_WORD})*@{_WORD}(?:\.{_WORD})+\Z"
UNSEEN: Final = re.compile(rf"[{HIDING}\x7f-\x9f\u2028\u2029]")  # what no name has
Name = Annotated[str, Meta(min_length=1, max_length=200)]
# One @, nothing blank, a dot in the domain: whether the address works is for a mail to find out.
Email = Annotated[str, Meta(max_length=254, pattern=_ADDRESS)]
Region = Annotated[str, Meta(pattern=rf"^(?:{'|'.join(REGIONS)})\Z")]
Level = Literal["central", "local"]
Gender = Literal["woman", "man"]
# What a person may show to its team mates and to the mentors of its team; the department stands with the account.
Shared = Literal["directorate", "region", "level", "gender", "langs", "skills", "access_needs", "phone"]
SHARED: Final[tuple[Shared, ...]] = get_args(Shared)
Needs = Annotated[str, Meta(max_length=1_000)]
# Digits, as they are dialled, with what people write between them.
Phone = Annotated[str, Meta(max_length=30, pattern=r"^\+?[0-9](?:[ .()/-]{0,2}[0-9]){5,14}\Z")]


class Profile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person says of itself; every field may stay empty. ``shown``: what it lets others see. None of it stands
    in the log."""

    region: Region | None = None
    level: Level | None = None
    gender: Gender | None = None  # self-declared, for the composition of teams and figures without names
    langs: Annotated[tuple[Spoken, ...], Meta(max_length=4)] = ()
    skills: Annotated[tuple[Skill, ...], Meta(max_length=9)] = ()
    access_needs: Needs | None = None
    phone: Phone | None = None
    shown: Annotated[tuple[Shared, ...], Meta(max_length=8)] = ()

    @property
    def dialled(self) -> str:
        """The telephone number as a telephone takes it."""
        return "".join(sign for sign in self.phone or "" if sign in "+0123456789")

    @property
    def filled(self) -> tuple[str, ...]:
        """The names of the fields that say something."""
        return tuple(name for name in self.__struct_fields__ if getattr(self, name))


def named(name: str) -> None:
    """Raises ValueError for what is no name of a person, wherever it comes from."""
    if not shows(name) or UNSEEN.search(name):
        raise ValueError("a name needs letters, and has no signs that are not seen")


class OpenAccount(Command, frozen=True, kw_only=True):
    """Make a person known. Its name and address go into the vault, never into the log. ``invite``: by a mail;
    ``edition``: whose facilitator asks; ``profile``: what is known of it, which it can change later."""

    account: UUID
    name: Name
    email: Email
    directorate: UUID | None = None
    lang: Lang = "fr"
    invite: bool = False
    edition: UUID | None = None
    profile: Profile | None = None

    def __post_init__(self) -> None:
        named(self.name)
        if email_key(self.email) is None:
            raise ValueError("an address has no signs that are not seen")


class OpenWithoutMail(Command, frozen=True, kw_only=True):
    """Make known an agent who has no working mail; it signs in by a name that is no address, and no mail is sent."""

    account: UUID
    name: Name
    administration: UUID
    directorate: UUID  # one of the administration's
    edition: UUID  # whose facilitator or focal point asks
    lang: Lang = "fr"

    def __post_init__(self) -> None:
        named(self.name)


class GrantAdmin(Command, frozen=True, kw_only=True):
    """Let the account run the whole platform."""

    account: UUID


class RevokeAdmin(Command, frozen=True, kw_only=True):
    """Take that back. Nobody does it to itself, so that one admin always remains."""

    account: UUID


class CloseAccount(Command, frozen=True, kw_only=True):
    """End an account: it can no longer sign in, nor be given anything."""

    account: UUID


class SetAddress(Command, frozen=True, kw_only=True):
    """Give the account another address, where the one that it was opened with never reached its person. A mail leads
    in from there."""

    account: UUID
    email: Email

    def __post_init__(self) -> None:
        if email_key(self.email) is None:
            raise ValueError("an address has no signs that are not seen")


class MoveAccount(Command, frozen=True, kw_only=True):
    """Say in which directorate the person works, in its place."""

    account: UUID
    administration: UUID
    directorate: UUID  # one of the administration's


class DescribeProfile(Command, frozen=True, kw_only=True):
    """Say where one works, and what one lets the platform and others know of oneself. It takes the place of what was
    said before."""

    account: UUID
    profile: Profile
    administration: UUID | None = None
    directorate: UUID | None = None  # one of the administration's

    def __post_init__(self) -> None:
        if (self.administration is None) != (self.directorate is None):
            raise ValueError("a department is an administration and one of its directorates")


class AskErasure(Command, frozen=True, kw_only=True):
    """Have oneself erased, in a while."""

    account: UUID


class TakeBackErasure(Command, frozen=True, kw_only=True):
    """Stay after all."""

    account: UUID


class EraseAccount(Command, frozen=True, kw_only=True):
    """Forget a person. The clock sends it when the person's time to think it over has passed; an admin at once, on
    a request that reached it otherwise."""

    account: UUID
    ground: Ground = "asked"


class SetConsents(Command, frozen=True, kw_only=True):
    """Say what one agrees to, of the texts of a version: all that is not among ``given`` one does not."""

    account: UUID
    version: int
    given: Annotated[tuple[Consent, ...], Meta(max_length=3)] = ()


COMMANDS: dict[str, type[Command]] = {
    "people.open_account": OpenAccount,
    "people.open_without_mail": OpenWithoutMail,
    "people.grant_admin": GrantAdmin,
    "people.revoke_admin": RevokeAdmin,
    "people.close_account": CloseAccount,
    "people.ask_erasure": AskErasure,
    "people.take_back_erasure": TakeBackErasure,
    "people.erase_account": EraseAccount,
    "people.set_consents": SetConsents,
    "people.describe_profile": DescribeProfile,
    "people.set_address": SetAddress,
    "people.move_account": MoveAccount,
}
