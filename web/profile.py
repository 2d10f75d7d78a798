"""Profil: what a person says of itself, and who sees it."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from idarathon.directory.reads import Directorate, directorates
from idarathon.editions.events import Text
from idarathon.errors import NotSignedIn
from idarathon.people.reads import Seen, profile
from idarathon.viewer import Role, Viewer
from web.here import Here


class ProfilePage(Struct, frozen=True, kw_only=True):
    """The page. ``departments``: the organigram, in the groups of the select; ``stays``: the person speaks for its
    administration, and does not change it alone."""

    name: str
    seen: Seen
    departments: list[tuple[Text, list[Directorate]]]
    stays: bool


async def profile_page(at: Here) -> ProfilePage:
    """One's own profile. Raises NotSignedIn."""
    seen = await profile(at.db, at.viewer)
    if seen is None:
        raise NotSignedIn
    stays = speaks(at.viewer)
    return ProfilePage(name=at.name, seen=seen, departments=[] if stays else await departments(at), stays=stays)


async def departments(at: Here) -> list[tuple[Text, list[Directorate]]]:
    """The directorates by administration, both by name."""
    groups: dict[UUID, tuple[Text, list[Directorate]]] = {}
    for one in await directorates(at.db):
        groups.setdefault(one.administration, (one.administration_name, []))[1].append(one)
    return sorted(groups.values(), key=lambda group: group[0].pick(at.lang)[1].casefold())


def speaks(viewer: Viewer) -> bool:
    """Whether the viewer is the focal point of its administration in some edition."""
    return any(Role.FOCAL in roles for roles in viewer.roles.values())
