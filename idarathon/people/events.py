"""What happens to accounts. No event carries a name, an address or a free text about a person."""

import hashlib
import unicodedata
from typing import Final, Literal
from uuid import UUID, uuid5

from msgspec import Struct

from events.message import Event, Instant


class Hashed(Struct, frozen=True, kw_only=True):
    """A free text about people: the log keeps this, the table ``people_remark`` the text, which can be erased."""

    id: UUID
    digest: str  # SHA-256 in hex of the remark's salt and the text: proves the text while it exists


def hashed(command: UUID, salt: bytes, text: str, key: str = "reason") -> Hashed:
    """What an event says of an erasable text of the command with the id ``command``; ``key``: which of its texts."""
    return Hashed(id=remark_id(command, key), digest=hashlib.sha256(salt + text.encode()).hexdigest())


def remark_id(command: UUID, key: str = "reason") -> UUID:
    """The row of ``people_remark`` that keeps a text of the command."""
    return uuid5(command, key)


def erasable(command: object) -> dict[str, str]:
    """The texts about people in a command, by key: what its own ``erasable()`` says, else its ``reason``."""
    own = getattr(command, "erasable", None)
    if own is not None:
        texts: dict[str, str] = own()
        return texts
    reason = getattr(command, "reason", None)
    return {"reason": reason} if isinstance(reason, str) and reason else {}


def email_key(email: str) -> str | None:
    """By what two addresses are the same; None for what no address can be."""
    key = unicodedata.normalize("NFKC", email).strip().lower()
    return key if key and key.isprintable() else None


_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another one on paper


def sign_in_name(account: UUID) -> str:
    """What stands in the place of a mail address for who has none. It has no @, so it is no address."""
    digest = hashlib.sha256(account.bytes).digest()
    return "agent-" + "".join(_SIGNS[byte % len(_SIGNS)] for byte in digest[:8])


class AccountOpened(Event, frozen=True, kw_only=True, tag="account.opened"):
    """A person can be named in the platform, and sign in once it has a password."""

    account: UUID
    directorate: UUID | None = None


class AdminGranted(Event, frozen=True, kw_only=True, tag="account.admin_granted"):
    """The account runs the whole platform."""

    account: UUID


class AdminRevoked(Event, frozen=True, kw_only=True, tag="account.admin_revoked"):
    """The account no longer runs the platform."""

    account: UUID


class AccountClosed(Event, frozen=True, kw_only=True, tag="account.closed"):
    """The account can no longer sign in; what it did stays."""

    account: UUID


class ProfileDescribed(Event, frozen=True, kw_only=True, tag="account.profile_described"):
    """The person said something of itself: which fields it filled in, never with what."""

    account: UUID
    filled: tuple[str, ...] = ()


class DirectorateChanged(Event, frozen=True, kw_only=True, tag="account.directorate_changed"):
    """The person works elsewhere, or no longer says where."""

    account: UUID
    directorate: UUID | None = None


class AddressSet(Event, frozen=True, kw_only=True, tag="account.address_set"):
    """An administrator gave the account an address that works; which one is not the log's to know."""

    account: UUID


# What people agree to: that their data are kept so that they can take part, and two things that nobody needs to.
Consent = Literal["part", "results", "photo"]
TERMS: Final = 1  # the version of the texts that they agree to (web/consents.py); a new one is asked again


class Consented(Event, frozen=True, kw_only=True, tag="account.consented"):
    """The person agreed to the text of this version."""

    account: UUID
    purpose: Consent
    version: int


class ConsentWithdrawn(Event, frozen=True, kw_only=True, tag="account.consent_withdrawn"):
    """The person no longer agrees."""

    account: UUID
    purpose: Consent


# Why somebody else has an account erased: a code, so that the log holds no word about the person.
Ground = Literal["asked", "left", "mistaken"]


class ErasureAsked(Event, frozen=True, kw_only=True, tag="account.erasure_asked"):
    """The person wants to be erased; until ``due`` it can take that back."""

    account: UUID
    due: Instant


class ErasureTakenBack(Event, frozen=True, kw_only=True, tag="account.erasure_taken_back"):
    """The person stays."""

    account: UUID


class AccountErased(Event, frozen=True, kw_only=True, tag="account.erased"):
    """Nobody stands behind this number any more: in the same transaction the vault has forgotten who it was."""

    account: UUID
    ground: Ground = "asked"


EVENTS: tuple[type[Event], ...] = (
    AccountOpened,
    AdminGranted,
    AdminRevoked,
    AccountClosed,
    ProfileDescribed,
    DirectorateChanged,
    ErasureAsked,
    ErasureTakenBack,
    AccountErased,
    AddressSet,
    Consented,
    ConsentWithdrawn,
)
