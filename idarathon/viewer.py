"""Who is looking: the account, its roles per edition and its relations. Read once per request, before anything else."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from msgspec import Struct, field


class Role(StrEnum):
    """The roles. admin holds for every edition; member, lead and owner follow from teams and challenges."""

    ADMIN = "admin"
    FACILITATOR = "facilitator"
    MENTOR = "mentor"
    MEMBER = "member"
    LEAD = "lead"
    JUROR = "juror"
    PRESIDENT = "president"
    OWNER = "owner"
    FOCAL = "focal"
    OBSERVER = "observer"
    AGENT = "agent"
    PUBLIC = "public"


# Roles that a facilitator or an admin grants in an edition; the others follow from what people do.
GRANTED = frozenset({Role.FACILITATOR, Role.MENTOR, Role.JUROR, Role.PRESIDENT, Role.FOCAL, Role.OBSERVER})


class Viewer(Struct, frozen=True, kw_only=True):
    """``roles`` by edition; ``teams`` to MEMBER or LEAD; ``invitations``: teams; ``challenges``: those it owns;
    ``proposals``: those it drafted as a focal point;
    ``coaches``: the teams that it accompanies as a mentor under the published assignment; ``hosts``: the published
    sessions that it runs; ``administration``: where it works."""

    account: UUID | None = None
    administration: UUID | None = None
    admin: bool = False
    roles: dict[UUID, frozenset[Role]] = field(default_factory=dict)
    teams: dict[UUID, Role] = field(default_factory=dict)
    invitations: frozenset[UUID] = frozenset()
    challenges: frozenset[UUID] = frozenset()
    proposals: frozenset[UUID] = frozenset()
    coaches: frozenset[UUID] = frozenset()
    hosts: frozenset[UUID] = frozenset()

    def has(self, edition: UUID | None, *roles: Role) -> bool:
        """Whether the viewer holds one of ``roles`` in the edition. An admin is admin everywhere, and only admin."""
        if self.admin and Role.ADMIN in roles:
            return True
        return edition is not None and not self.roles.get(edition, frozenset()).isdisjoint(roles)

    def runs(self, edition: UUID | None) -> bool:
        """Whether the viewer runs the edition: its facilitator, or an admin."""
        return self.has(edition, Role.ADMIN, Role.FACILITATOR)

    def watches(self, edition: UUID | None) -> bool:
        """Whether the viewer may read what facilitators read."""
        return self.has(edition, Role.ADMIN, Role.FACILITATOR, Role.OBSERVER)


PUBLIC = Viewer()
