"""The rules of accounts, one stream per account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, get_args
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events.message import Command, Event, Instant, Stamp
from idarathon.errors import Forbidden, NotFound
from idarathon.people.commands import (
    AskErasure,
    CloseAccount,
    DescribeProfile,
    EraseAccount,
    GrantAdmin,
    MoveAccount,
    OpenAccount,
    OpenWithoutMail,
    RevokeAdmin,
    SetAddress,
    SetConsents,
    TakeBackErasure,
)
from idarathon.people.decider.refusals import (
    AccountTaken as AccountTaken,
)
from idarathon.people.decider.refusals import (
    AdminStays as AdminStays,
)
from idarathon.people.decider.refusals import (
    ClosedAccount as ClosedAccount,
)
from idarathon.people.decider.refusals import (
    ErasureNotDue as ErasureNotDue,
)
from idarathon.people.decider.refusals import (
    OtherTerms as OtherTerms,
)
from idarathon.people.decider.refusals import (
    OwnAdmin as OwnAdmin,
)
from idarathon.people.decider.refusals import (
    PartNeeded as PartNeeded,
)
from idarathon.people.decider.refusals import (
    UnknownDirectorate as UnknownDirectorate,
)
from idarathon.people.events import (
    TERMS,
    AccountClosed,
    AccountErased,
    AccountOpened,
    AddressSet,
    AdminGranted,
    AdminRevoked,
    Consent,
    Consented,
    ConsentWithdrawn,
    DirectorateChanged,
    ErasureAsked,
    ErasureTakenBack,
    ProfileDescribed,
)

PeopleCommand = (
    OpenAccount
    | OpenWithoutMail
    | GrantAdmin
    | RevokeAdmin
    | CloseAccount
    | DescribeProfile
    | SetAddress
    | MoveAccount
    | AskErasure
    | TakeBackErasure
    | EraseAccount
    | SetConsents
)
THINK: Final = timedelta(days=14)  # to take it back


class State(Struct, frozen=True, kw_only=True):
    """An account without anything personal."""

    account: UUID | None = None
    admin: bool = False
    closed: bool = False
    directorate: UUID | None = None
    erasure_due: Instant | None = None
    erased: bool = False
    consents: tuple[tuple[str, int], ...] = ()  # purpose and version

    @property
    def exists(self) -> bool:
        """Whether the account was opened."""
        return self.account is not None

    @property
    def open(self) -> bool:
        """Whether the account can be given roles and memberships."""
        return self.exists and not self.closed


def stream(command: PeopleCommand) -> str:
    """The stream that decides the command."""
    return f"account-{command.account}"


def initial() -> State:
    """Before anything happened."""
    return State()


def evolve(state: State, event: Event) -> State:
    """What an event makes of the state."""
    match event:
        case AccountOpened():
            return replace(state, account=event.account, directorate=event.directorate)
        case AdminGranted():
            return replace(state, admin=True)
        case AdminRevoked():
            return replace(state, admin=False)
        case AccountClosed():
            return replace(state, closed=True, admin=False)
        case ErasureAsked():
            return replace(state, erasure_due=event.due)
        case ErasureTakenBack():
            return replace(state, erasure_due=None)
        case Consented() | ConsentWithdrawn():
            others = tuple(one for one in state.consents if one[0] != event.purpose)
            given = ((event.purpose, event.version),) if isinstance(event, Consented) else ()
            return replace(state, consents=(*others, *given))
        case AccountErased():
            return replace(state, erased=True)
        case DirectorateChanged():
            return replace(state, directorate=event.directorate)
    return state


def decide(state: State, command: Command, stamp: Stamp, *context: Any) -> list[Event]:
    """The events that the command leads to, or a refusal."""
    if isinstance(command, OpenAccount | OpenWithoutMail):
        return _open(state, command, *context)
    if not state.exists:
        raise NotFound(field="account")
    match command:
        case GrantAdmin() | RevokeAdmin() | CloseAccount():
            return _right(state, command, stamp, *context)
        case AskErasure() | TakeBackErasure() | EraseAccount():
            return _ERASURE[type(command)](state, command, stamp)
        case DescribeProfile() | MoveAccount():
            return _move(state, command, *context)
        case SetAddress():
            return _set_address(state, command)
        case SetConsents():
            return _consent(state, command)
    raise TypeError(f"{type(command).__name__} is not a command of people")


def _open(state: State, command: OpenAccount | OpenWithoutMail, administration: Any = None) -> list[Event]:
    """``administration``: the state of the one that the command names, if it names one."""
    if state.exists:
        raise AccountTaken(field="account")
    opened = AccountOpened(account=command.account, directorate=command.directorate)
    if isinstance(command, OpenWithoutMail):
        if command.directorate not in administration.directorates:
            raise UnknownDirectorate(field="directorate")
        return [opened]
    said = [ProfileDescribed(account=command.account, filled=command.profile.filled)] if command.profile else []
    return [opened, *said]


def _move(state: State, command: DescribeProfile | MoveAccount, administration: Any = None) -> list[Event]:
    """``administration``: the state of the one that the command names, if it names one."""
    if state.closed:
        raise ClosedAccount(field="account")
    if command.directorate and command.directorate not in administration.directorates:
        raise UnknownDirectorate(field="directorate")
    events: list[Event] = []
    if isinstance(command, DescribeProfile):
        events.append(ProfileDescribed(account=command.account, filled=command.profile.filled))
    if command.directorate != state.directorate:
        events.append(DirectorateChanged(account=command.account, directorate=command.directorate))
    return events


def _set_address(state: State, command: SetAddress) -> list[Event]:
    """Whether the present one ever worked is the vault's to know: its constraint refuses it."""
    if state.closed:
        raise ClosedAccount(field="account")
    return [AddressSet(account=command.account)]


def _still_admin(actor: State | None) -> None:
    """Two admins who take the right from each other at one moment: who comes second has it no more. As nobody takes it
    from itself either, whoever took it last still has it. ``actor``: its account, read under the lock; None for the
    system."""
    if actor is not None and not actor.admin:
        raise Forbidden


def _right(
    state: State, command: GrantAdmin | RevokeAdmin | CloseAccount, stamp: Stamp, actor: State | None = None
) -> list[Event]:
    """What only who runs the platform gives or takes. ``actor``: its account, read under the lock."""
    match command:
        case GrantAdmin():
            return _grant(state, command, actor)
        case RevokeAdmin():
            return _revoke(state, command, stamp, actor)
    return _close(state, command, stamp, actor)


def _grant(state: State, command: GrantAdmin, actor: State | None = None) -> list[Event]:
    _still_admin(actor)
    if state.closed:
        raise ClosedAccount(field="account")
    return [] if state.admin else [AdminGranted(account=command.account)]


def _revoke(state: State, command: RevokeAdmin, stamp: Stamp, actor: State | None = None) -> list[Event]:
    if stamp.actor == command.account:
        raise OwnAdmin(field="account")
    _still_admin(actor)
    return [AdminRevoked(account=command.account)] if state.admin else []


def _close(state: State, command: CloseAccount, stamp: Stamp, actor: State | None = None) -> list[Event]:
    if stamp.actor == command.account:
        raise OwnAdmin(field="account")
    _still_admin(actor)
    return [] if state.closed else [AccountClosed(account=command.account)]


def _consent(state: State, command: SetConsents) -> list[Event]:
    if state.closed:
        raise ClosedAccount(field="account")
    if command.version != TERMS:
        raise OtherTerms
    if "part" not in command.given:
        raise PartNeeded(field="given")
    who, known = command.account, dict(state.consents)
    new = [one for one in dict.fromkeys(command.given) if known.get(one) != TERMS]
    gone: list[Consent] = [one for one in get_args(Consent) if one in known and one not in command.given]
    return [
        *(Consented(account=who, purpose=one, version=TERMS) for one in new),
        *(ConsentWithdrawn(account=who, purpose=one) for one in gone),
    ]


def _ask_erasure(state: State, command: AskErasure, stamp: Stamp) -> list[Event]:
    """Once; a second request does not put the day off."""
    if state.admin:
        raise AdminStays
    if state.erased or state.erasure_due:
        return []
    return [ErasureAsked(account=command.account, due=stamp.at + THINK)]


def _take_back(state: State, command: TakeBackErasure, stamp: Stamp) -> list[Event]:
    """Until it is done."""
    return [ErasureTakenBack(account=command.account)] if state.erasure_due and not state.erased else []


def _erase(state: State, command: EraseAccount, stamp: Stamp) -> list[Event]:
    """The clock only when it is due, an admin at any time."""
    if state.erased:
        return []
    if state.admin:
        raise AdminStays
    if stamp.actor is None and (state.erasure_due is None or stamp.at < state.erasure_due):
        raise ErasureNotDue
    closed: list[Event] = [] if state.closed else [AccountClosed(account=command.account)]
    return [*closed, AccountErased(account=command.account, ground=command.ground)]


_ERASURE: Final[dict[type[Command], Callable[[State, Any, Stamp], list[Event]]]] = {
    AskErasure: _ask_erasure,
    TakeBackErasure: _take_back,
    EraseAccount: _erase,
}
