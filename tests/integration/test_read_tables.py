"""Commands through the writer into real tables, and what each kind of viewer reads back of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from events import database as connections
from events.catalog import Catalog
from events.deciding import Order, Outcome
from events.message import Command, Stamp, encode
from events.rebuild import rebuild
from events.writer import Rules, Unit, Writer
from idarathon.challenges import commands as challenge_commands
from idarathon.challenges import decider as challenge
from idarathon.challenges import projections as challenge_tables
from idarathon.challenges import reads as challenges
from idarathon.directory import commands as directory_commands
from idarathon.directory import decider as administration
from idarathon.directory import projections as directory_tables
from idarathon.directory import reads as directory
from idarathon.editions import commands as edition_commands
from idarathon.editions import decider as edition
from idarathon.editions import events as edition_events
from idarathon.editions import projections as edition_tables
from idarathon.editions import reads as editions
from idarathon.editions.events import Text
from idarathon.errors import Refusal
from idarathon.people import commands as people_commands
from idarathon.people import decider as account
from idarathon.people import projections as people_tables
from idarathon.people import reads as people
from idarathon.people import vault
from idarathon.people.decider import ClosedAccount
from idarathon.teams import commands as team_commands
from idarathon.teams import decider as team
from idarathon.teams import events as team_events
from idarathon.teams import projections as team_tables
from idarathon.teams import reads as teams
from idarathon.viewer import PUBLIC, Role, Viewer

NOW = datetime(2026, 11, 9, 12, tzinfo=UTC)
DOMAINS: tuple[tuple[Any, Any, Any], ...] = (
    (directory_commands, administration, directory_tables),
    (people_commands, account, people_tables),
    (edition_commands, edition, edition_tables),
    (challenge_commands, challenge, challenge_tables),
    (team_commands, team, team_tables),
)
PROJECTIONS = tuple(projection for *_, tables in DOMAINS for projection in tables.PROJECTIONS)
EVENTS = {cls for projection in PROJECTIONS for cls in projection.events}
CONSTRAINTS = {name: refusal for *_, tables in DOMAINS for name, refusal in getattr(tables, "CONSTRAINTS", {}).items()}
RULES = Rules(Catalog(EVENTS), PROJECTIONS, (Refusal,), CONSTRAINTS)
ORGANISER, DIRECTORATE = uuid4(), uuid4()
E, T, C = uuid4(), uuid4(), uuid4()
ADMIN, FACILITATOR, LEAD, MATE, JUROR, OWNER, STRANGER = (uuid4() for _ in range(7))
NAMES = {
    ADMIN: "Amal Admin",
    FACILITATOR: "Fatima Facilitatrice",
    LEAD: "Lahcen Lead",
    MATE: "Mina Membre",
    JUROR: "Jamal Juré",
    OWNER: "Ouafa Porteuse",
    STRANGER: "Said Curieux",
}


def context(command: Any) -> tuple[tuple[Any, str], ...]:
    """As flow does it: the edition, then the challenge that a team is put onto."""
    if not command.__module__.endswith(("teams.commands", "challenges.commands")):
        return ()
    in_edition = (edition, f"edition-{command.edition}")
    if isinstance(command, team_commands.AssignChallenge):
        return (in_edition, (challenge, f"challenge-{command.challenge}"))
    return (in_edition,)


def order(command: Any, actor: UUID | None) -> Order:
    decider = next(rules for asks, rules, _ in DOMAINS if type(command) in asks.COMMANDS.values())
    stamp = Stamp(at=NOW, actor=actor, salt=b"salt")
    stream = decider.stream(command)
    return Order(
        command=command,
        stamp=stamp,
        decider=decider,
        stream=stream,
        context=context(command),
        edition=getattr(command, "edition", None),
        correlation=command.id,
        vault=(*vault.remember(command, stamp), *vault.remark(command, stamp, stream)),
    )


class World:
    """Sends commands one after the other; a refusal is raised."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer

    async def outcome(self, command: Command, actor: UUID | None = None) -> Outcome:
        try:
            (outcome,) = await self.writer.submit(Unit([order(command, actor)]))
        except Refusal as refusal:  # a rule across streams
            return refusal
        return outcome

    async def do(self, *commands: Command, actor: UUID | None = None) -> None:
        for command in commands:
            outcome = await self.outcome(command, actor)
            if isinstance(outcome, Exception):
                raise outcome


def place(person: UUID, where: UUID = T) -> team_commands.Place:
    return team_commands.Place(edition=E, team=where, account=person)


def grant(person: UUID, role: Role) -> edition_commands.GrantRole:
    return edition_commands.GrantRole(edition=E, account=person, role=role)


def register(where: UUID, slug: str, name: str | None = None) -> team_commands.Register:
    return team_commands.Register(edition=E, team=where, name=name or slug, slug=slug)


@pytest.fixture
async def bare(database: str) -> AsyncIterator[World]:
    """A world with accounts only."""
    writer = Writer(connections.connector(database), RULES)
    await writer.start()
    world = World(writer)
    name = Text(fr="Ministère")
    await world.do(
        directory_commands.RegisterAdministration(administration=ORGANISER, name=name, kind="ministry"),
        directory_commands.RegisterDirectorate(
            administration=ORGANISER, directorate=DIRECTORATE, name=Text(fr="Direction"), region="Oriental"
        ),
        *(
            people_commands.OpenAccount(
                account=one, name=full, email=f"{full.split()[0]}@Gov.ma", directorate=DIRECTORATE
            )
            for one, full in NAMES.items()
        ),
        people_commands.GrantAdmin(account=ADMIN),
    )
    yield world
    await writer.stop()


def staffed() -> list[Command]:
    settings = edition_commands.WantedSettings(organiser=ORGANISER, team_min=2, team_max=3)
    return [
        edition_commands.Create(edition=E, slug="e-2026", name=Text(fr="É 2026"), settings=settings),
        grant(FACILITATOR, Role.FACILITATOR),
        grant(JUROR, Role.JUROR),
        challenge_commands.Draft(
            edition=E,
            challenge=C,
            slug="accueil",
            title=Text(fr="Accueil"),
            question=Text(fr="?"),
            department=ORGANISER,
        ),
        challenge_commands.Submit(edition=E, challenge=C, owner=OWNER),
    ]


def published() -> list[Command]:
    items = ("programme", "facilitators", "communication", "rules")
    return [
        *(edition_commands.CompleteItem(edition=E, stage="preparation", item=item) for item in items),
        edition_commands.Publish(edition=E),
        challenge_commands.Approve(edition=E, challenge=C),
        challenge_commands.Publish(edition=E, challenge=C),
    ]


@pytest.fixture
async def world(bare: World) -> World:
    """A published edition with a challenge and a confirmed team on it."""
    await bare.do(*staffed(), *published(), register(T, "atlas", "Atlas"), actor=FACILITATOR)
    await bare.do(place(LEAD), place(MATE), actor=FACILITATOR)
    await bare.do(team_commands.AssignChallenge(edition=E, team=T, challenge=C), actor=FACILITATOR)
    return bare


def official(**known: Any) -> Viewer:
    """Somebody of the organiser's directorate."""
    return Viewer(administration=ORGANISER, **known)


async def viewer(db: Any, person: UUID) -> Viewer:
    return await people.viewer_of(db, person)


# Who is looking


async def test_the_viewer_of_each_account(world: World, db: asyncpg.Pool) -> None:
    await world.do(team_commands.Invite(edition=E, team=T, account=STRANGER), actor=LEAD)
    assert [await viewer(db, one) for one in (ADMIN, FACILITATOR, LEAD, MATE, OWNER, STRANGER, uuid4())] == [
        official(account=ADMIN, admin=True),
        official(account=FACILITATOR, roles={E: frozenset({Role.FACILITATOR})}),
        official(account=LEAD, roles={E: frozenset({Role.MEMBER, Role.LEAD})}, teams={T: Role.LEAD}),
        official(account=MATE, roles={E: frozenset({Role.MEMBER})}, teams={T: Role.MEMBER}),
        official(account=OWNER, roles={E: frozenset({Role.OWNER})}, challenges=frozenset({C})),
        official(account=STRANGER, invitations=frozenset({T})),
        PUBLIC,
    ]


async def test_a_closed_account_is_the_public_and_gets_nothing_more(bare: World, db: asyncpg.Pool) -> None:
    await bare.do(people_commands.CloseAccount(account=STRANGER), actor=ADMIN)
    assert await viewer(db, STRANGER) == PUBLIC
    with pytest.raises(ClosedAccount):
        await bare.do(people_commands.GrantAdmin(account=STRANGER), actor=ADMIN)


async def test_an_address_stands_for_one_account_whatever_its_case(bare: World, db: asyncpg.Pool) -> None:
    again = people_commands.OpenAccount(account=uuid4(), name="Autre", email="LAHCEN@gov.MA")
    assert isinstance(await bare.outcome(again), people_tables.EmailTaken)
    found = await vault.person_by_email(db, " lahcen@GOV.ma ")
    assert found == vault.Credentials(account=LEAD, name="Lahcen Lead", lang="fr", password_hash=None)
    assert [await vault.person_by_email(db, odd) for odd in ("", "a\x00b@c.ma", "\ud800@c.ma", "x")] == [None] * 4


async def test_names_go_to_who_watches_and_to_team_mates(world: World, db: asyncpg.Pool) -> None:
    everyone = list(NAMES)
    assert await people.names(db, await viewer(db, FACILITATOR), everyone, E) == NAMES
    assert set(await people.names(db, await viewer(db, MATE), everyone, E)) == {LEAD, MATE}
    assert set(await people.names(db, await viewer(db, JUROR), everyone, E)) == {JUROR}
    assert await people.names(db, PUBLIC, everyone, E) == {}


async def test_the_picker_is_the_facilitators(world: World, db: asyncpg.Pool) -> None:
    (found,) = await people.persons(db, await viewer(db, FACILITATOR), E, "LAHC")
    assert found == people.Person(
        account=LEAD, name="Lahcen Lead", email="Lahcen@Gov.ma", directorate=Text(fr="Direction"), team=T
    )
    assert await people.persons(db, await viewer(db, LEAD), E, "LAHC") == []
    assert await people.persons(db, await viewer(db, FACILITATOR), E, "%") == []


async def test_a_lead_finds_whom_to_invite_by_the_whole_address(world: World, db: asyncpg.Pool) -> None:
    found = people.Found(account=STRANGER, name="Said Curieux")
    assert await people.person_by_email(db, await viewer(db, LEAD), "said@gov.ma") == found
    assert await people.person_by_email(db, await viewer(db, MATE), "said@gov.ma") is None
    assert await people.person_by_email(db, await viewer(db, LEAD), "said@") is None


async def test_the_viewer_reads_its_own_profile(bare: World, db: asyncpg.Pool) -> None:
    me = people.Me(account=LEAD, name="Lahcen Lead", email="Lahcen@Gov.ma", lang="fr", directorate=DIRECTORATE)
    assert await people.me(db, Viewer(account=LEAD)) == me
    assert await people.me(db, PUBLIC) is None


async def test_the_directory_is_public(bare: World, db: asyncpg.Pool) -> None:
    (one,) = await directory.administrations(db)
    (below,) = await directory.directorates(db, ORGANISER)
    assert (one.name, below.administration_name, below.region) == (Text(fr="Ministère"), one.name, "Oriental")
    assert await directory.directorates(db, uuid4()) == []


# The vault


async def test_a_session_ends_by_sign_out_by_rest_by_age_and_by_closing(bare: World, db: asyncpg.Pool) -> None:
    opened = await vault.open_session(db, LEAD, NOW)

    async def found(after: timedelta = timedelta(0)) -> tuple[UUID, str, bool] | None:
        one = await vault.find_session(db, opened.token, NOW + after)
        return (one.account, one.csrf, one.by_link) if one else None

    session = (LEAD, opened.csrf, False)
    assert await found() == session
    assert await found(timedelta(days=2)) == session  # and is touched
    assert await found(timedelta(days=4)) == session
    assert await found(timedelta(days=8)) is None
    assert await vault.find_session(db, "\ud800\x00", NOW) is None
    other = await vault.open_session(db, LEAD, NOW)
    await vault.revoke_sessions(db, LEAD, NOW, spare=opened.token)
    assert await vault.find_session(db, other.token, NOW) is None
    assert await found() == session
    await vault.revoke_session(db, opened.token, NOW)
    assert await found() is None
    last = await vault.open_session(db, LEAD, NOW)
    await bare.do(people_commands.CloseAccount(account=LEAD), actor=ADMIN)
    assert await vault.find_session(db, last.token, NOW) is None


async def test_a_session_ends_by_age_however_much_it_is_used(bare: World, db: asyncpg.Pool) -> None:
    opened = await vault.open_session(db, LEAD, NOW)
    found = [await vault.find_session(db, opened.token, NOW + timedelta(days=2 * n)) for n in range(1, 17)]
    assert [bool(one) for one in found] == [True] * 14 + [False] * 2


async def test_only_digests_of_tokens_are_kept(bare: World, db: asyncpg.Pool) -> None:
    token = await vault.create_token(db, LEAD, "ci", NOW)
    assert await vault.find_token(db, token) == LEAD
    assert token.encode() not in await db.fetchval("SELECT token_hash FROM people_token")
    await vault.revoke_token(db, token, NOW)
    assert await vault.find_token(db, token) is None


async def test_a_password_is_kept_as_it_was_hashed(bare: World, db: asyncpg.Pool) -> None:
    await vault.set_password(db, LEAD, "$argon2id$…")
    found = await vault.person_by_email(db, "lahcen@gov.ma")
    assert found and found.password_hash == "$argon2id$…"


# Editions


async def test_an_unpublished_edition_is_for_its_people(bare: World, db: asyncpg.Pool) -> None:
    await bare.do(*staffed())
    seen = {one: bool(await editions.editions(db, await viewer(db, one))) for one in NAMES}
    assert [one for one, sees in seen.items() if sees] == [ADMIN, FACILITATOR, JUROR, OWNER]
    assert await editions.edition(db, PUBLIC, "e-2026") is None
    assert await editions.timeline(db, PUBLIC, E) == []
    assert await challenges.challenges(db, PUBLIC, E) == []


async def test_a_published_edition_is_everyones(world: World, db: asyncpg.Pool) -> None:
    (row,) = await editions.editions(db, PUBLIC)
    page = await editions.edition(db, PUBLIC, "e-2026")
    assert page and (page.edition, page.name, page.published_at) == (row.edition, Text(fr="É 2026"), NOW)
    assert (page.organiser_name, page.settings.team_max, page.version) == (Text(fr="Ministère"), 3, None)


async def test_the_version_of_an_edition_is_for_who_runs_it(world: World, db: asyncpg.Pool) -> None:
    pages = [await editions.edition(db, await viewer(db, one), "e-2026") for one in (FACILITATOR, MATE)]
    assert [page and page.version for page in pages] == [14, None]


async def test_checklist_and_staff_are_for_who_watches(world: World, db: asyncpg.Pool) -> None:
    facilitator = await viewer(db, FACILITATOR)
    items = await editions.checklist(db, facilitator, E)
    assert [item.item for item in items] == [key for _, key, _ in edition.CHECKLIST]
    assert [item.done_by_name for item in items] == ["Fatima Facilitatrice"] * 4 + [None] * 2
    staff = [(one.name, one.role) for one in await editions.staff(db, facilitator, E)]
    assert staff == [("Fatima Facilitatrice", Role.FACILITATOR), ("Jamal Juré", Role.JUROR)]
    lead = await viewer(db, LEAD)
    assert (await editions.checklist(db, lead, E), await editions.staff(db, lead, E)) == ([], [])


async def test_two_editions_do_not_share_an_address(world: World) -> None:
    settings = edition_commands.WantedSettings(organiser=ORGANISER)
    again = edition_commands.Create(edition=uuid4(), slug="e-2026", name=Text(fr="x"), settings=settings)
    assert isinstance(await world.outcome(again), edition_tables.SlugTaken)


async def test_who_judges_is_in_no_team_and_the_other_way_round(world: World) -> None:
    conflict = edition_tables.JudgedHere
    assert isinstance(await world.outcome(place(JUROR)), conflict)
    assert isinstance(await world.outcome(grant(LEAD, Role.PRESIDENT)), conflict)
    await world.do(edition_commands.RevokeRole(edition=E, account=JUROR, role=Role.JUROR), place(JUROR))
    await world.do(team_commands.Remove(edition=E, team=T, account=JUROR), grant(JUROR, Role.JUROR))


async def test_judging_and_being_judged_are_settled_even_at_the_same_moment(world: World, db: asyncpg.Pool) -> None:
    swap: list[Command] = [
        edition_commands.RevokeRole(edition=E, account=JUROR, role=Role.JUROR),
        place(JUROR),
        team_commands.Remove(edition=E, team=T, account=JUROR),
        grant(JUROR, Role.JUROR),
    ]
    assert not [o for o in await asyncio.gather(*map(world.outcome, swap)) if isinstance(o, Exception)]
    sources = await db.fetchval("SELECT array_agg(source) FROM edition_side WHERE account = $1", JUROR)
    assert sources == ["role:juror"]


# Challenges


async def test_a_draft_is_for_who_watches_and_for_its_owner(bare: World, db: asyncpg.Pool) -> None:
    await bare.do(*staffed())
    seen = {one: bool(await challenges.challenge(db, await viewer(db, one), E, "accueil")) for one in NAMES}
    assert [one for one, sees in seen.items() if sees] == [ADMIN, FACILITATOR, OWNER]


async def test_a_published_challenge_names_its_owner_to_few(world: World, db: asyncpg.Pool) -> None:
    close = challenge_commands.Close(edition=E, challenge=C, reason="Retrait de Mme X")
    await world.do(close, actor=FACILITATOR)
    pages = [await challenges.challenge(db, v, E, "accueil") for v in (await viewer(db, FACILITATOR), PUBLIC)]
    assert [(p.owner_name, p.closed_reason, p.teams, p.version) for p in pages if p] == [
        ("Ouafa Porteuse", "Retrait de Mme X", 1, 5),
        (None, None, 1, 5),
    ]
    (row,) = await challenges.challenges(db, PUBLIC, E)
    assert (row.status, row.department_name) == ("closed", Text(fr="Ministère"))


async def test_two_challenges_of_an_edition_do_not_share_an_address(world: World) -> None:
    again = challenge_commands.Draft(
        edition=E, challenge=uuid4(), slug="accueil", title=Text(fr="x"), question=Text(fr="x")
    )
    assert isinstance(await world.outcome(again), challenge_tables.SlugTaken)


# Teams


async def test_the_public_sees_a_team_without_its_people(world: World, db: asyncpg.Pool) -> None:
    page = await teams.team(db, PUBLIC, E, "atlas")
    assert page and (page.name, page.members, page.people, page.invited) == ("Atlas", 2, [], [])
    assert page.challenge_title == Text(fr="Accueil")


async def test_a_team_and_who_watches_see_its_people(world: World, db: asyncpg.Pool) -> None:
    await world.do(team_commands.Invite(edition=E, team=T, account=STRANGER), actor=LEAD)
    seen = {}
    for one in (FACILITATOR, LEAD, MATE, JUROR, STRANGER):
        page = await teams.team(db, await viewer(db, one), E, "atlas")
        assert page
        seen[one] = ([(p.name, p.lead) for p in page.people], [p.name for p in page.invited])
    people_of = [("Lahcen Lead", True), ("Mina Membre", False)]
    assert list(seen.values()) == [
        (people_of, ["Said Curieux"]),
        (people_of, ["Said@Gov.ma"]),  # who invited by an address learns no name by it
        (people_of, []),
        ([], []),
        ([], []),
    ]


async def test_an_invitation_waits_until_it_is_answered(world: World, db: asyncpg.Pool) -> None:
    await world.do(team_commands.Invite(edition=E, team=T, account=STRANGER), actor=LEAD)
    (waiting,) = await teams.invitations(db, await viewer(db, STRANGER))
    assert (waiting.name, waiting.edition_slug, waiting.invited_by_name) == ("Atlas", "e-2026", "Lahcen Lead")
    await world.do(team_commands.Accept(edition=E, team=T), actor=STRANGER)
    assert await teams.invitations(db, await viewer(db, STRANGER)) == []
    (mine,) = await teams.mine(db, await viewer(db, STRANGER))
    assert (mine.name, mine.members, mine.lead, mine.edition_name) == ("Atlas", 3, False, Text(fr="É 2026"))


async def test_teams_are_listed_by_page_and_counted(world: World, db: asyncpg.Pool) -> None:
    other = uuid4()
    await world.do(register(uuid4(), "rif", "rif"), register(other, "bahia", "Bahia"))
    await world.do(team_commands.Withdraw(edition=E, team=other, reason="…"))
    assert [row.name for row in await teams.teams(db, PUBLIC, E)] == ["Atlas", "rif", "Bahia"]
    assert [row.name for row in await teams.teams(db, PUBLIC, E, limit=1, offset=1)] == ["rif"]
    assert [row.name for row in await teams.teams(db, PUBLIC, E, challenge=C)] == ["Atlas"]
    assert await teams.counts(db, PUBLIC, E) == teams.Counts(teams=3, confirmed=1, withdrawn=1)


async def test_names_and_addresses_of_teams(world: World) -> None:
    same_name, same_slug = register(uuid4(), "atlas-2", "ATLAS"), register(uuid4(), "atlas", "Autre")
    assert isinstance(await world.outcome(same_name), team_tables.NameTaken)
    assert isinstance(await world.outcome(same_slug), team_tables.SlugTaken)
    await world.do(team_commands.Withdraw(edition=E, team=T, reason="Mutation"))
    assert isinstance(await world.outcome(same_slug), team_tables.SlugTaken)  # never reused
    await world.do(same_name)  # free again


async def test_fifty_acceptances_at_once_put_a_person_into_one_team(world: World, db: asyncpg.Pool) -> None:
    rivals = [uuid4() for _ in range(50)]
    for n, rival in enumerate(rivals):
        await world.do(register(rival, f"rival-{n}"))
        await world.do(team_commands.Invite(edition=E, team=rival, account=STRANGER))
    accepts = (world.outcome(team_commands.Accept(edition=E, team=rival), STRANGER) for rival in rivals)
    refused = [o for o in await asyncio.gather(*accepts) if isinstance(o, Exception)]
    assert ({type(one) for one in refused}, len(refused)) == ({team_tables.AlreadyInATeam}, 49)
    assert await db.fetchval("SELECT count(*) FROM team_member WHERE account = $1", STRANGER) == 1


async def test_people_of_a_withdrawn_team_are_free_but_still_read_why(world: World, db: asyncpg.Pool) -> None:
    await world.do(team_commands.Withdraw(edition=E, team=T, reason="Mutation de Lahcen"), actor=FACILITATOR)
    former = await viewer(db, LEAD)
    assert (former.roles, former.teams) == ({}, {T: Role.LEAD})
    page = await teams.team(db, former, E, "atlas")
    assert page and (page.withdrawn_reason, page.members, len(page.people)) == ("Mutation de Lahcen", 2, 2)
    public = await teams.team(db, PUBLIC, E, "atlas")
    assert public and public.withdrawn_reason is None
    other = uuid4()
    await world.do(register(other, "rif"), place(LEAD, other), grant(MATE, Role.JUROR))


async def test_the_lead_moves_and_the_count_follows(world: World, db: asyncpg.Pool) -> None:
    await world.do(team_commands.HandOver(edition=E, team=T, account=MATE), actor=LEAD)
    await world.do(team_commands.Leave(edition=E, team=T), actor=LEAD)
    page = await teams.team(db, await viewer(db, MATE), E, "atlas")
    assert page and [(p.account, p.lead) for p in page.people] == [(MATE, True)]
    assert (page.members, page.below_minimum, page.confirmed_at) == (1, True, NOW)


# The timeline


async def test_the_public_timeline_has_no_names(world: World, db: asyncpg.Pool) -> None:
    rows = await editions.timeline(db, PUBLIC, E)
    assert [row.type for row in rows] == [
        "team.challenge_assigned",
        "team.confirmed",
        "team.registered",
        "challenge.published",
        "edition.published",
    ]
    assert {(row.actor_name, row.account_name, row.actor_role) for row in rows} == {(None, None, "facilitator")}
    first, *_, last = rows
    assert (first.team_name, first.challenge_title, first.facts) == ("Atlas", Text(fr="Accueil"), {})
    assert (rows[2].facts, last.facts) == ({"name": "Atlas"}, {})


async def test_who_watches_sees_who_did_what_to_whom_and_why(world: World, db: asyncpg.Pool) -> None:
    await world.do(team_commands.Withdraw(edition=E, team=T, reason="Mutation"), actor=FACILITATOR)
    facilitator = await viewer(db, FACILITATOR)
    rows = await editions.timeline(db, facilitator, E)
    assert (rows[0].type, rows[0].reason, rows[0].actor_name) == ("team.withdrawn", "Mutation", "Fatima Facilitatrice")
    joined = next(row for row in rows if row.type == "team.member_joined")
    assert (joined.account_name, joined.facts["by_placement"]) == ("Mina Membre", True)
    assert {"edition.role_granted", "challenge.drafted", "edition.item_completed"} < {row.type for row in rows}


async def test_a_team_sees_all_of_its_own_and_the_public_part_of_others(world: World, db: asyncpg.Pool) -> None:
    await world.do(register(other := uuid4(), "rif"), place(STRANGER, other))
    mate = await viewer(db, MATE)
    own = await editions.timeline(db, mate, E, team=T)
    assert [row.account_name for row in own if row.type == "team.member_joined"] == ["Mina Membre", "Lahcen Lead"]
    assert [row.type for row in await editions.timeline(db, mate, E, team=other)] == ["team.registered"]
    whole = await editions.timeline(db, mate, E)
    assert "edition.role_granted" not in {row.type for row in whole}


async def test_the_timeline_goes_on_page_by_page(world: World, db: asyncpg.Pool) -> None:
    facilitator = await viewer(db, FACILITATOR)
    whole = await editions.timeline(db, facilitator, E)
    pages, before = [], None
    while page := await editions.timeline(db, facilitator, E, before=before, limit=4):
        pages.extend(page)
        before = page[-1].position
    assert pages == whole


# The log and the tables


async def test_rebuilt_tables_equal_the_live_ones(world: World, db: asyncpg.Pool, database: str) -> None:
    revoke = edition_commands.RevokeRole(edition=E, account=JUROR, role=Role.JUROR)
    await world.do(revoke, place(JUROR), team_commands.Remove(edition=E, team=T, account=JUROR))
    await world.do(grant(JUROR, Role.JUROR), team_commands.Invite(edition=E, team=T, account=STRANGER))
    before = await tables(db)
    connection = await asyncpg.connect(database)
    await rebuild(connection, RULES.catalog, PROJECTIONS)
    await connection.close()
    assert await tables(db) == before
    assert await db.fetchval("SELECT count(*) FROM people_person") == len(NAMES)


async def tables(db: asyncpg.Pool) -> dict[str, list[str]]:
    names = {projection.table for projection in PROJECTIONS}
    return {
        name: sorted(row["line"] for row in await db.fetch(f"SELECT t::text AS line FROM {name} t")) for name in names
    }


async def test_nothing_personal_is_in_the_log(world: World, db: asyncpg.Pool) -> None:
    await world.do(team_commands.Withdraw(edition=E, team=T, reason="Mutation de Lahcen"), actor=FACILITATOR)
    log = " ".join(row["data"] for row in await db.fetch("SELECT data::text AS data FROM event"))
    assert [word for name in NAMES.values() for word in name.split() if word in log] == []
    assert await db.fetchval("SELECT about FROM people_remark") == f"team-{T}"


def test_every_event_of_the_domains_is_in_the_catalog_and_reads_back() -> None:
    events = (*edition_events.EVENTS, *team_events.EVENTS)
    silent = {"team.lead_handed_over", "team.lead_missed"}  # change no other table than team_member, or none
    assert {cls.__struct_config__.tag for cls in events} <= set(RULES.catalog.classes) | silent
    event = team_events.TeamConfirmed(edition=E, team=T)
    assert RULES.catalog.decode("team.confirmed", encode(event)) == event
