"""What the web does without a database: signing, refusals, forms, cookies' paths, throttling."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID, uuid4

import msgspec
import pytest
from litestar.exceptions import ClientException, NotFoundException
from msgspec import Meta

from events.message import Command
from idarathon.challenges.commands import Close, RequestChanges
from idarathon.editions.events import Text
from idarathon.errors import Invalid, NotFound, Refusal, TooLarge, Unavailable
from idarathon.phases.commands import COMMANDS as PHASES
from idarathon.phases.commands import Deposit
from idarathon.teams.commands import DeclineRequest, Withdraw
from web import signing
from web.auth import local_path
from web.clean import clean, legible
from web.forms import FormRefused, command_from, refused
from web.formstate import FormState
from web.here import preferred
from web.i18n import quoted, relative
from web.kept import carried
from web.refusals import Missing, TooLong, Unknown, WrongValue, named, sentence

SECRET = b"s" * 32


class Ask(Command, frozen=True, kw_only=True):
    """A command with a field of every kind."""

    name: Annotated[str, Meta(min_length=1, max_length=5)]
    title: Text
    size: int = 1
    day: date | None = None
    team: UUID | None = None
    links: tuple[str, ...] = ()
    sure: bool = False


class Sent:
    """As much of a request as forms look at."""

    def __init__(self, body: str, here: Any = None) -> None:
        self.scope: dict[str, Any] = {"state": {"here": here}}
        self.content_type = ("application/x-www-form-urlencoded", dict[str, str]())
        self._body = body.encode("latin-1")

    async def body(self) -> bytes:
        return self._body


async def read(body: str, **fixed: Any) -> Ask:
    return await command_from(Sent(body), Ask, **fixed)  # type: ignore[arg-type]


async def test_a_form_becomes_a_command() -> None:
    team, id_ = uuid4(), uuid4()
    ask = await read(
        f"id={id_}&expected_version=3&name=Rif&title.fr=Titre&title.ar=&size=4&day=2026-11-23&team={team}"
        "&links=a&links=&links=b&sure=yes&csrf=x"
    )
    assert (ask.expected_version, ask.name, ask.title) == (3, "Rif", Text(fr="Titre"))
    assert (ask.size, ask.day, ask.team, ask.links, ask.sure) == (4, date(2026, 11, 23), team, ("a", "b"), True)


async def test_a_form_sent_twice_is_one_command_and_changed_after_going_back_another() -> None:
    form = f"id={uuid4()}&title.fr=Titre&expected_version=3"
    first = await read(f"{form}&name=Rif&csrf=x")
    assert first.id == (await read(f"{form}&name=Rif&csrf=y")).id
    assert first.id != (await read(f"{form}&name=Atlas&csrf=x")).id


async def test_what_is_left_empty_is_left_out() -> None:
    ask = await read("name=Rif&title.fr=x&size=&day=&team=&sure=&expected_version=")
    assert (ask.size, ask.day, ask.team, ask.sure, ask.expected_version) == (1, None, None, False, None)


async def test_every_wrong_field_is_told_at_once() -> None:
    with pytest.raises(FormRefused) as caught:
        await read("name=abcdefgh&size=x&day=2026-02-30&team=x")
    assert {fault.field: type(fault) for fault in caught.value.faults} == {
        "name": TooLong,
        "title": Missing,
        "size": WrongValue,
        "day": WrongValue,
        "team": WrongValue,
    }


async def test_nobody_types_what_is_fixed() -> None:
    assert (await read("name=evil&title.fr=x", name="good")).name == "good"


@pytest.mark.parametrize("body", ["name=%00&title.fr=x", "name=%ff", "\xff=1", "&".join(["a=1"] * 2_000)])
async def test_a_form_that_cannot_be_read_is_invalid(body: str) -> None:
    with pytest.raises(Invalid):
        await read(body)


async def test_large_numbers_are_refused() -> None:
    with pytest.raises(Refusal):
        await read(f"name=Rif&title.fr=x&size={2**63}")


async def test_a_refused_form_keeps_what_was_typed_but_the_password() -> None:
    at = type("At", (), {"lang": "en"})()
    id_ = uuid4()
    body = f"id={id_}&expected_version=2&form=invite&name=Rif&password=x&csrf=y"
    form = await refused(Sent(body, at), NotFound(field="name"))  # type: ignore[arg-type]
    assert (form.id, form.expected_version, form.name, form.status) == (id_, 2, "invite", 404)
    assert form.value("name", "default") == "Rif" and form.value("other", "default") == ""
    assert not {"password", "csrf"} & set(form.values)
    assert [error.field for error in form.errors] == ["name"]


def test_a_new_form_shows_the_defaults_and_its_hidden_fields() -> None:
    form = FormState(name='a"b', expected_version=0)
    assert form.value("x", "default") == "default"
    assert str(form.id) in form.hidden and 'value="0"' in form.hidden and 'a"b' not in form.hidden


def test_a_token_fits_its_session_only() -> None:
    token = signing.token(SECRET, "one")
    assert signing.token_fits(SECRET, "one", token) and signing.token(SECRET, "one") != token
    for other in ("", "x", "é.é", token + "0", token.replace(".", ""), "\udcff." + token[33:]):
        assert not signing.token_fits(SECRET, "one", other)
    assert not signing.token_fits(SECRET, "two", token)
    assert not signing.token_fits(b"t" * 32, "one", token)


def test_what_was_signed_comes_back_for_its_purpose_only() -> None:
    signed = signing.sign(SECRET, "flash", "été")
    assert signing.unsign(SECRET, "flash", signed) == "été"
    for wrong in ("", ".", "é", signed[:-1], "x" + signed, signed + "é"):
        assert signing.unsign(SECRET, "flash", wrong) is None
    assert signing.unsign(SECRET, "other", signed) is None


class _Driver(Exception):
    sqlstate = "22021"


class _Away(Exception):
    sqlstate = "57P01"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NotFoundException(), NotFound),
        (ClientException("x"), Invalid),
        (RecursionError(), Invalid),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), Invalid),
        (msgspec.DecodeError("x"), Invalid),
        (_Driver(), WrongValue),
        (_Away(), Unavailable),
        (ConnectionRefusedError(), Unavailable),
        (TimeoutError(), Unavailable),
        (TooLarge(limit=1), TooLarge),
    ],
)
def test_errors_have_names(error: Exception, kind: type[Refusal]) -> None:
    assert type(named(error)) is kind


def test_what_nobody_expected_has_none() -> None:
    assert named(KeyError("secret")) is None


def test_validation_names_the_field() -> None:
    def said(body: bytes) -> tuple[type, str | None]:
        with pytest.raises(msgspec.ValidationError) as caught:
            msgspec.json.decode(body, type=PHASES["phases.plan"])
        refusal = named(caught.value)
        return type(refusal), refusal.field if refusal else None

    edition = b'{"edition": "%s", ' % str(uuid4()).encode()
    assert said(b"{}") == (Missing, "edition")
    assert said(edition + b'"at": 1}') == (Unknown, "at")
    slot = b'"windows": [{"phase": "pitch", "opens": "x", "closes": "2026-11-09T09:00"}]}'
    assert said(edition + slot) == (WrongValue, "windows[0].opens")


def test_a_sentence_never_fails_for_want_of_a_value() -> None:
    for lang in ("fr", "ar", "en"):
        assert sentence(TooLarge(), lang) and sentence(TooLong(limit=5), lang)


def test_quotation_marks_within_quotation_marks() -> None:
    said = [quoted("« 9rib mn Bladi » : une plateforme", lang) for lang in ("fr", "ar", "en")]
    assert said == ["“9rib mn Bladi” : une plateforme"] * 2 + ["« 9rib mn Bladi » : une plateforme"]


def test_storable() -> None:
    clean({"a": ["x", 1, None, True, 1.5, Deposit]})
    for wrong in ("\0", "\ud800", 2**63, -(2**63) - 1, ["\0"], {"\0": 1}, {"a": {"b": ("\0",)}}):
        with pytest.raises(WrongValue):
            clean(wrong)


def test_a_reason_that_nobody_sees_is_none() -> None:
    ids: dict[str, Any] = {"edition": uuid4(), "challenge": uuid4(), "team": uuid4(), "account": uuid4()}
    kinds: list[Any] = [Close, DeclineRequest, Withdraw]
    for kind in kinds:
        named = {name: ids[name] for name in ids if name in kind.__struct_fields__}
        legible(kind(**named, reason="\u200bparce que\u200b"))
        for nothing in (" ", "\u200b\u2060\ufeff", "\u202a \u202c", "\u2067\u2069", "\u3164", "\u0301"):
            with pytest.raises(Missing) as caught:
                legible(kind(**named, reason=nothing))
            assert caught.value.field == "reason"
    where = {name: ids[name] for name in ("edition", "challenge")}
    with pytest.raises(Missing) as caught:
        legible(RequestChanges(**where, reason="x", remarks={"title": "\u200b"}))
    assert caught.value.field == "remarks.title"


async def test_what_nobody_sees_is_not_typed() -> None:
    with pytest.raises(FormRefused) as caught:
        await read("name=%E2%80%8B%E2%80%8B&title.fr=%E2%80%8E")
    assert [(type(fault), fault.field) for fault in caught.value.faults] == [(Missing, "name"), (Missing, "title")]


def test_instants_that_no_zone_can_take() -> None:
    clean({"until": datetime(2026, 11, 30, tzinfo=UTC)})
    for year in (1, 9999):
        with pytest.raises(WrongValue):
            clean({"until": datetime(year, 12, 31, tzinfo=UTC)})


def test_local_paths() -> None:
    assert local_path("/fr/e/x?page=2#a", "/fr") == "/fr/e/x?page=2#a"
    for wanted in (None, "", "fr", "//x", "/\\x", "/x\ny", "/\t/x", "http://x", "/é", "/" + "x" * 3_000):
        assert local_path(wanted, "/fr") == "/fr"


def test_languages() -> None:
    wanted = {
        "": "fr",
        "ar": "ar",
        "ar-MA;q=0.5, en;q=0.9": "en",
        "EN-us": "en",
        "*": "fr",
        "fr;q=x": "fr",
        "zz,ar;q=.1": "ar",
    }
    assert {header: preferred(header) for header in wanted} == wanted


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(seconds=59), "in less than a minute"),
        (timedelta(minutes=1, seconds=59), "in 1 minute"),
        (timedelta(minutes=90, seconds=59), "in 90 minutes"),
        (timedelta(minutes=118), "in 1 hour"),
        (timedelta(hours=2), "in 2 hours"),
        (timedelta(hours=36), "in 36 hours"),
        (timedelta(hours=47, minutes=59), "in 47 hours"),
        (timedelta(days=2), "in 2 days"),
        (timedelta(days=59), "in 59 days"),
        (timedelta(days=61), "in 2 months"),
        (-timedelta(minutes=118), "1 hour ago"),
        (timedelta(0), "just now"),
    ],
)
def test_time_is_said_in_the_unit_that_people_use_and_never_more_than_is_left(left: timedelta, said: str) -> None:
    """Days begin at 48 hours. Until November 2026 they began at 36, and "1 day" was said of 47 hours and 40 minutes."""
    assert relative(left, "en") == said


def test_a_sign_in_form_carries_no_secret_and_leads_to_this_site_only() -> None:
    sent = {"kept.title": ["Un titre"], "kept.csrf": ["x"], "kept.password": ["x"], "email": ["a@b.ma"]}
    found = carried({**sent, "kept_to": ["/fr/e/x"]})
    assert found and (found.to, found.fields) == ("/fr/e/x", (("title", "Un titre"),))
    for to in ("", "//evil.example", "https://evil.example"):
        assert carried({**sent, "kept_to": [to]}) is None
