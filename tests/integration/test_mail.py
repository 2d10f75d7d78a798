"""What people are told also comes by mail, once, from a real mail server's side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from msgspec.structs import replace

from events.rebuild import rebuild
from idarathon import flow
from idarathon.mail.letter import Away
from idarathon.mail.outlets import Folder, outlet_of
from idarathon.notices.commands import Tell
from idarathon.people import vault
from idarathon.running import mailer
from idarathon.teams import commands as teams
from idarathon.viewer import Role
from tests.support.post_office import BASE, Post, PostOffice, address, post_office, settings
from tests.support.scene import START, Scene
from tests.support.site import Site, fields
from web.i18n import day_time
from web.letters import choosing


async def told(scene: Scene, account: UUID, kind: Any = "held", **facts: str) -> UUID:
    """Somebody is told something; the notice's id."""
    notice = uuid4()
    facts = {"phase": "pitch", **facts}
    await scene.send(Tell(notice=notice, accounts=(account,), kind=kind, about=scene.edition, facts=facts))
    return notice


async def test_a_notice_comes_by_mail_in_the_readers_language(scene: Scene, post: Post, office: PostOffice) -> None:
    account = await scene.person("Zineb")
    await vault.set_lang(post.db, account, "ar")
    await told(scene, account)
    await post.go()
    (mail,) = office.to(address(account))
    body = mail.get_body(("plain",))
    assert mail["Content-Language"] == "ar"
    assert "العرض النهائي" in str(mail["Subject"])
    assert body is not None and f"{BASE}/ar/e/{scene.slug}" in body.get_content()


async def test_an_invitation_says_as_what_by_whom_into_which_edition_and_until_when(
    scene: Scene, site: Site, post: Post, office: PostOffice
) -> None:
    desk, roles = await site.signed_in(scene.facilitator), f"/fr/e/{scene.slug}/settings/roles"
    form = fields((await desk.get(roles)).text)
    typed = {"name": "Zineb", "email": "zineb@test.invalid", "role": "mentor", "lang": "fr"}
    assert (await desk.post(f"{roles}/invite", data={**form, **typed})).status_code == 303
    await post.go()
    (mail,) = office.to("zineb@test.invalid")
    by, edition = await post.db.fetchrow(
        "SELECT p.name, e.name->>'fr' FROM people_person p, edition e WHERE p.account = $1 AND e.id = $2",
        *(scene.facilitator, scene.edition),
    )
    until = day_time(datetime.now(UTC) + vault.WELCOME_LIFE, "fr").partition(" à ")[0]
    for part in ("plain", "html"):
        body = mail.get_body((part,))
        assert body is not None
        said = body.get_content().replace("\u2068", "").replace("\u2069", "").replace("\xa0", " ")
        assert f"{by} vous invite à participer à « {edition} ». Votre rôle : Mentor." in said
        assert f"7 jours, jusqu’au {until}" in said


async def test_of_a_role_only_who_has_come_in_before_is_told_by_mail(
    scene: Scene, post: Post, office: PostOffice
) -> None:
    here, never = await scene.person("Zineb"), await scene.person("Idir")
    await vault.open_session(post.db, here, datetime.now(UTC))
    await scene.grant(here, Role.MENTOR)
    await scene.grant(never, Role.MENTOR)
    await scene.engine.quiet()
    await post.go()
    assert [len(office.to(address(one))) for one in (here, never)] == [1, 0]
    assert "Mentor" in str(office.to(address(here))[0]["Subject"])


async def test_the_address_of_the_one_click_stands_in_the_head_as_it_is(
    scene: Scene, post: Post, office: PostOffice
) -> None:
    account = await scene.person("Zineb")
    await told(scene, account)
    await post.go()
    path = choosing(settings(None), "fr", account)
    assert f"\r\nList-Unsubscribe: <{BASE}{path}>\r\n".encode() in office.texts[0]


async def test_a_mail_is_sent_once(scene: Scene, post: Post, office: PostOffice) -> None:
    account = await scene.person("Zineb")
    await told(scene, account)
    assert [await post.go(), await post.go(), len(office.mails)] == [1, 0, 1]


async def test_told_twice_is_mailed_once(scene: Scene, post: Post, office: PostOffice) -> None:
    account, notice = await scene.person("Zineb"), uuid4()
    for _ in range(2):
        await scene.send(Tell(notice=notice, accounts=(account,), kind="held", facts={"phase": "pitch"}))
    await post.go()
    assert len(office.to(address(account))) == 1


async def test_a_rebuild_mails_nothing_again(scene: Scene, post: Post, office: PostOffice, database: str) -> None:
    account = await scene.person("Zineb")
    await told(scene, account)
    await post.go()
    connection = await asyncpg.connect(database)
    async with connection.transaction():
        await rebuild(connection, flow.RULES.catalog, flow.PROJECTIONS)
    await connection.close()
    await post.go()
    assert len(office.mails) == 1


async def test_what_may_have_been_taken_is_not_sent_again(scene: Scene, post: Post, office: PostOffice) -> None:
    account, office.drops = await scene.person("Zineb"), 1
    await told(scene, account)
    await post.go()
    await post.go()
    assert (len(office.mails), [outcome for outcome, _ in await post.became(account)]) == (1, ["unsure"])


async def test_an_address_that_is_refused_for_now_is_tried_again_later(
    scene: Scene, post: Post, office: PostOffice
) -> None:
    account = await scene.person("Zineb")
    office.answers[address(account)] = "451 Try again later"
    await told(scene, account)
    await post.go()
    assert (await post.go(), await post.became(account)) == (0, [(None, "451 Try again later")])
    office.answers.clear()
    scene.engine.clock.set(START + timedelta(minutes=1))
    await post.go()
    assert len(office.to(address(account))) == 1


async def test_an_address_that_does_not_exist_is_given_up_and_not_kept_in_the_answer(
    scene: Scene, post: Post, office: PostOffice
) -> None:
    account, other = await scene.person("Zineb"), await scene.person("Yassine")
    office.answers[address(account)] = f"550 No such user {address(account)}"
    await told(scene, account)
    await told(scene, other)
    await post.go()
    assert (await post.became(account), len(office.to(address(other)))) == ([("refused", "550 No such user …")], 1)


async def test_a_server_that_is_away_loses_nothing(scene: Scene, database: str, db: asyncpg.Pool) -> None:
    account = await scene.person("Zineb")
    await told(scene, account)
    async with post_office() as office:
        gone = office.url
    async with db.acquire() as connection:
        with pytest.raises(Away):
            await mailer(settings(gone), database, scene.engine.clock).deliver(connection)
        rows = await connection.fetch("SELECT handed_at, ended_at FROM people_mail WHERE account = $1", account)
    assert [tuple(row) for row in rows] == [(None, None)]


async def test_no_mail_for_who_wants_none(scene: Scene, post: Post, office: PostOffice) -> None:
    account = await scene.person("Zineb")
    await vault.set_mail(post.db, account, "none")
    await told(scene, account)
    await post.go()
    assert (office.mails, await post.became(account)) == ([], [("unwanted", "")])


async def test_a_daily_mail_holds_what_the_day_brought(scene: Scene, post: Post, office: PostOffice) -> None:
    account = await scene.person("Zineb")
    await vault.set_mail(post.db, account, "daily")
    for _ in range(3):
        await told(scene, account, "advanced")
    await post.go()
    before = len(office.mails)
    scene.engine.clock.set(datetime(2026, 11, 3, 8, tzinfo=UTC))  # eight o'clock in Morocco
    await post.go()
    assert (before, [str(mail["Subject"]) for mail in office.mails]) == (0, ["3 avis d’IDARATHON"])


async def test_what_cannot_wait_comes_at_once(scene: Scene, post: Post, office: PostOffice) -> None:
    account = await scene.person("Zineb")
    await vault.set_mail(post.db, account, "daily")
    await told(scene, account, "gate_soon", until="2026-11-07T16:30:00+00:00")
    await post.go()
    assert len(office.mails) == 1


async def test_what_is_three_days_old_is_no_news(scene: Scene, post: Post, office: PostOffice) -> None:
    account = await scene.person("Zineb")
    await told(scene, account)
    scene.engine.clock.set(START + timedelta(days=3, seconds=1))
    await post.go()
    assert (office.mails, await post.became(account)) == ([], [("late", None)])


async def test_without_a_server_mails_are_files(scene: Scene, database: str, db: asyncpg.Pool, tmp_path: Path) -> None:
    account = await scene.person("Zineb")
    await told(scene, account)
    async with db.acquire() as connection:
        await mailer(settings(None, tmp_path), database, scene.engine.clock).deliver(connection)
    assert [file.suffix for file in (tmp_path / "mail").iterdir()] == [".eml"]


async def test_the_demo_sends_nothing_to_a_server(tmp_path: Path) -> None:
    demo = replace(settings("smtp://mail.invalid", tmp_path), demo=True)
    assert isinstance(outlet_of(demo), Folder)


async def test_one_click_ends_the_mails(scene: Scene, site: Site) -> None:
    account, other = await scene.person("Zineb"), await scene.person("Yassine")
    path = choosing(site.app.state.settings, "fr", account)
    async with site.browser() as program:
        answer = await program.post(path, data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, await vault.wants_mail(site.db, account)) == (200, "none")
    assert await vault.wants_mail(site.db, other) == "each"


async def test_looking_at_the_address_changes_nothing(scene: Scene, site: Site) -> None:
    account = await scene.person("Zineb")
    async with site.browser() as program:
        answer = await program.get(choosing(site.app.state.settings, "fr", account))
    assert (answer.status_code, await vault.wants_mail(site.db, account)) == (200, "each")


async def test_another_persons_address_cannot_be_made_up(scene: Scene, site: Site) -> None:
    account, other = await scene.person("Zineb"), await scene.person("Yassine")
    mine = choosing(site.app.state.settings, "fr", account)
    made_up = choosing(site.app.state.settings, "fr", other).rpartition(".")[0] + "." + mine.rpartition(".")[2]
    async with site.browser() as program:
        answer = await program.post(made_up, data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, await vault.wants_mail(site.db, other)) == (404, "each")


async def test_the_choice_is_made_on_my_account_too(scene: Scene, site: Site) -> None:
    account = await scene.person("Zineb")
    async with await site.signed_in(account) as browser:
        page = (await browser.get("/fr/me/account")).text
        csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
        await browser.post("/fr/me/account/mail", data={"csrf": csrf, "mail": "daily"})
    assert await vault.wants_mail(site.db, account) == "daily"


async def test_a_name_does_not_break_out_of_its_header(scene: Scene, post: Post, office: PostOffice) -> None:
    """No command takes such a name any more; an archive of before may bring one."""
    account, name = await scene.person("Zineb"), "Zi\r\nBcc: x@test.invalid\u202eneb"
    await post.db.execute("UPDATE people_person SET name = $2 WHERE account = $1", account, name)
    await told(scene, account)
    await post.go()
    (mail,) = office.mails
    assert (mail["Bcc"], mail["To"].addresses[0].display_name) == (None, "Zi Bcc: x@test.invalid neb")


@pytest.mark.parametrize("bad", ["a@[.b", "x@[1.2.3.4", "a@[.é", "a..b@b.c"])
async def test_an_address_that_is_none_stops_nobody_elses_mail(
    scene: Scene, post: Post, office: PostOffice, bad: str
) -> None:
    account, other = await scene.person("Zineb"), await scene.person("Yassine")
    await post.db.execute("UPDATE people_person SET email = $2 WHERE account = $1", account, bad)
    await told(scene, account)
    await told(scene, other)
    await post.go()
    assert ([outcome for outcome, _ in await post.became(account)], len(office.to(address(other)))) == (["refused"], 1)


async def test_a_server_that_hangs_up_over_one_address_takes_the_others(
    scene: Scene, post: Post, office: PostOffice
) -> None:
    account, other = await scene.person("Zineb"), await scene.person("Yassine")
    office.answers[address(account)] = "hang up"
    await told(scene, account)
    await told(scene, other)
    await post.go()
    assert ([outcome for outcome, _ in await post.became(account)], len(office.to(address(other)))) == ([None], 1)


async def test_a_domain_in_arabic_is_written_in_ascii(scene: Scene, post: Post, office: PostOffice) -> None:
    account = await scene.person("Zineb")
    await post.db.execute("UPDATE people_person SET email = 'zineb@مثال.test' WHERE account = $1", account)
    await told(scene, account)
    await post.go()
    assert [mail["To"].addresses[0].addr_spec for mail in office.mails] == ["zineb@xn--mgbh0fb.test"]


async def test_who_has_left_a_team_is_not_mailed_about_it(scene: Scene, post: Post, office: PostOffice) -> None:
    team = await scene.team()
    await post.go()
    office.mails.clear()
    (row, *_) = await post.db.fetch("SELECT account FROM team_member WHERE team = $1 AND NOT lead", team)
    told_of = Tell(notice=uuid4(), accounts=(row["account"],), kind="note_shared", about=scene.edition, team=team)
    await scene.send(told_of, teams.Remove(edition=scene.edition, team=team, account=row["account"]))
    await post.go()
    assert (office.mails, (await post.became(row["account"]))[-1][0]) == ([], "left")


async def test_the_one_click_may_come_as_multipart_and_is_not_sent_on(scene: Scene, site: Site) -> None:
    account = await scene.person("Zineb")
    path = choosing(site.app.state.settings, "fr", account)
    async with site.browser() as program:
        answer = await program.post(path, files={"List-Unsubscribe": (None, "One-Click")})
    assert (answer.status_code, await vault.wants_mail(site.db, account)) == (200, "none")


@pytest.mark.parametrize("name", ["Payez sur http://evil.example", "WWW.evil.example", "Zineb" * 30])
async def test_a_name_in_a_mail_leads_nowhere_and_is_short(
    scene: Scene, post: Post, office: PostOffice, name: str
) -> None:
    account = await scene.person(name)
    await told(scene, account)
    await post.go()
    called = office.mails[0]["To"].addresses[0].display_name
    assert "evil" not in called and len(called) <= 60
