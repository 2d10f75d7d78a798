"""Profiles: kept outside the log, and seen by whom the person lets see them."""

from __future__ import annotations

from uuid import UUID, uuid4

import asyncpg

from idarathon.directory import commands as directory
from idarathon.editions.events import Text
from idarathon.people import commands as people
from idarathon.people.commands import Profile
from idarathon.people.reads import Seen, profile, profiles, viewer_of
from idarathon.viewer import Role
from tests.support.scene import Scene

SAID = Profile(
    region="souss-massa",
    level="local",
    gender="woman",
    langs=("fr", "zgh"),
    skills=("data",),
    access_needs="Boucle magnétique",
    phone="+212 537 00 00 00",
    shown=("phone", "langs"),
)


async def directorate(scene: Scene) -> UUID:
    """A directorate of the scene's administration."""
    made = uuid4()
    name = Text(fr="Direction des études")
    await scene.send(
        directory.RegisterDirectorate(
            administration=scene.administration, directorate=made, name=name, region="oriental"
        )
    )
    return made


async def test_a_profile_is_read_back_and_none_of_it_stands_in_the_log(scene: Scene, db: asyncpg.Pool) -> None:
    where, account = await directorate(scene), await scene.person("Zineb")
    await scene.send(
        people.DescribeProfile(account=account, profile=SAID, administration=scene.administration, directorate=where)
    )
    own = await profile(db, await viewer_of(db, account))
    assert own == Seen(
        account=account,
        profile=SAID,
        directorate=where,
        directorate_name=Text(fr="Direction des études"),
        administration_name=Text(fr="Ministère"),
    )
    log = [
        row["data"] for row in await db.fetch("SELECT data::text FROM event WHERE stream = $1", f"account-{account}")
    ]
    assert [word for word in ("souss", "woman", "Boucle", "537 00") if any(word in line for line in log)] == []


async def test_who_sees_what_of_a_profile(scene: Scene, db: asyncpg.Pool) -> None:
    team = await scene.team(members=3, settled=False)
    person, mate, *_ = await scene.members(team)
    other, _ = await scene.person("Autre"), await scene.team(members=1, settled=False)
    focal = await scene.person("Focale")
    await scene.grant(focal, Role.FOCAL)
    await scene.send(people.DescribeProfile(account=person, profile=SAID))

    async def seen(viewer: UUID, edition: UUID | None = scene.edition) -> Profile | None:
        found = (await profiles(db, await viewer_of(db, viewer), [person], edition)).get(person)
        return found.profile if found else None

    close = Profile(langs=("fr", "zgh"), phone="+212 537 00 00 00")
    composing = Profile(
        region="souss-massa", level="local", langs=("fr", "zgh"), skills=("data",), phone="+212 537 00 00 00"
    )
    assert [await seen(one) for one in (person, mate, scene.facilitator, other, focal)] == [
        SAID,
        close,
        composing,
        None,
        None,
    ]
    assert await seen(scene.facilitator, uuid4()) is None


async def test_a_facilitator_learns_nothing_of_who_takes_no_part(scene: Scene, db: asyncpg.Pool) -> None:
    person = await scene.person("Ailleurs")
    await scene.send(people.DescribeProfile(account=person, profile=SAID))
    assert await profiles(db, await viewer_of(db, scene.facilitator), [person], scene.edition) == {}
