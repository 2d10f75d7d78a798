"""Lists of participants: what of a file is understood, what is refused, and the rules of an import."""

from __future__ import annotations

import csv
import io
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.message import Event, Stamp
from idarathon import access
from idarathon.directory.reads import Directorate
from idarathon.editions.events import Text, shows
from idarathon.errors import Forbidden, NotFound, Refusal
from idarathon.rosters import commands as ask
from idarathon.rosters import decider as roster
from idarathon.rosters import events as was
from idarathon.viewer import Role, Viewer
from tests.support.samples import INSTANT
from web.i18n import LANGS, translator
from web.rosters import sheet as sheets
from web.rosters.organigram import below
from web.rosters.people import Entry, Known, Person, entries
from web.rosters.sheet import RosterColumns, RosterColumnTwice, RosterEmpty, RosterTooLarge, RosterUnreadable
from web.rosters.sheet import RosterWorkbook as Workbook
from web.rosters.words import COLUMNS, FAULTS, HEADERS, WORDS, fold

OURS, THEIRS, HR, LAW, LAW_TOO = (UUID(int=n) for n in range(1, 6))
KNOWN = Known(
    administrations={fold("Ministère"): OURS, fold("الوزارة"): OURS, fold("Agence"): THEIRS},
    directorates={
        OURS: {fold("DRH"): HR, fold("Affaires juridiques"): LAW},
        THEIRS: {fold("Affaires juridiques"): LAW_TOO},
    },
)
HEAD = "Nom complet;Adresse électronique;Administration;Direction;Région;Niveau;Genre;Langues;Compétences;Rôle"


def parsed(
    text: str, known: Known = KNOWN, encoding: str = "utf-8", closed: frozenset[str] = frozenset()
) -> list[Entry]:
    return entries(sheets.read(text.encode(encoding)), known, closed)


def faults(text: str, known: Known = KNOWN) -> list[tuple[int, str, str]]:
    """(line, column, code) of every fault below the usual names of the columns."""
    return [(one.line, fault.column, fault.code) for one in parsed(f"{HEAD}\n{text}", known) for fault in one.faults]


def people(text: str, known: Known = KNOWN, encoding: str = "utf-8") -> list[Person | None]:
    return [one.person for one in parsed(text, known, encoding)]


WHOLE = Person(
    name="Aïcha Benali",
    email="aicha@test.invalid",
    directorate=HR,
    region="fes-meknes",
    level="local",
    gender="woman",
    langs=("fr", "ar"),
    skills=("data", "law"),
    role="mentor",
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_list_is_read_however_it_was_saved(encoding: str, delimiter: str) -> None:
    cells = ["Aïcha Benali", "aicha@test.invalid", "Ministère", "DRH", "Fès-Meknès", "Local", "Femme"]
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([HEAD.split(";"), [*cells, "français, arabe", "Données | droit", "Mentor"]])
    assert people(written.getvalue(), encoding=encoding) == [WHOLE]


def test_an_arabic_list_is_read_as_arabic_windows_saves_it() -> None:
    head = "البريد الإلكتروني;الاسم الكامل;الإدارة;المديرية;الجهة;المستوى;الجنس;اللغات;الدور"
    line = "aicha@test.invalid;عائشة بنعلي;الوزارة;DRH;فاس - مكناس;محلي;أنثى;العربية، الفرنسية;مواكبة"
    expected = Person(
        name="عائشة بنعلي",
        email="aicha@test.invalid",
        directorate=HR,
        region="fes-meknes",
        level="local",
        gender="woman",
        langs=("ar", "fr"),
        role="mentor",
    )
    assert (people(f"{head}\n{line}"), people(f"{head}\n{line}", encoding="cp1256")) == ([expected], [expected])


@pytest.mark.parametrize("lang", LANGS)
def test_the_names_of_the_template_are_understood(lang: str) -> None:
    names = [translator(lang).gettext(one) for one in HEADERS.values()]
    assert [sheets.column_of(name) for name in names] == [
        *("name", "email", "administration", "directorate", "region"),
        *("level", "gender", "langs", "skills", "role"),
    ]


def test_first_and_last_names_may_stand_apart() -> None:
    found = people("NOM,Prénom,E-mail\nBenali,Aïcha,a@test.invalid\n")
    assert [one and one.name for one in found] == ["Aïcha Benali"]


def test_excel_says_what_separates() -> None:
    assert [one.line for one in parsed("sep=;\r\nNom;E-mail\r\nA;a@test.invalid\r\n")] == [3]


def test_every_fault_of_every_line_is_told_with_its_column() -> None:
    text = "\n".join(
        (
            ";rien;Inconnue;DRH;Atlantide;haut;x;klingon;danse;roi",
            'A;a@test.invalid;;;;;;;;"mentor"',
            '"B\nC";A@TEST.invalid;Ministère;;;;;;;',
            ";;;;;;;;;",
            "D;d@test.invalid;;Affaires juridiques;;;;;;;en trop",
        )
    )
    assert faults(text) == [
        (2, "name", "name_missing"),
        (2, "email", "email_wrong"),
        (2, "administration", "administration_unknown"),
        (2, "region", "region_unknown"),
        (2, "level", "level_unknown"),
        (2, "gender", "gender_unknown"),
        (2, "langs", "langs_unknown"),
        (2, "skills", "skills_unknown"),
        (2, "role", "role_unknown"),
        (4, "name", "name_signs"),
        (4, "directorate", "directorate_missing"),
        (4, "email", "email_twice"),
        (7, "", "cells_many"),
        (7, "directorate", "directorate_which"),
    ]


def test_a_focal_point_brings_participants_of_its_administration_only() -> None:
    own = Known(administrations=KNOWN.administrations, directorates=KNOWN.directorates, own=THEIRS)
    text = "A;a@test.invalid;Ministère;DRH;;;;;;\nB;b@test.invalid;;;;;;;;mentor\nC;c@test.invalid;;;;;;;;participant"
    assert faults(text, own) == [(2, "administration", "administration_other"), (3, "role", "role_denied")]
    assert [one and one.directorate for one in people(f"{HEAD}\n{text}", own)] == [None, None, LAW_TOO]


def test_directorates_of_one_name_are_told_apart_by_their_region() -> None:
    places = [
        Directorate(
            directorate=one,
            administration=OURS,
            administration_name=Text(fr="Ministère"),
            name=Text(fr="Direction régionale"),
            region=region,
        )
        for one, region in ((HR, "oriental"), (LAW, "souss-massa"))
    ]
    known = below(places, {fold("Ministère"): OURS}, None, "fr")
    names = "Direction régionale (L’Oriental), Direction régionale (Souss-Massa)"
    head, told = "Nom;Adresse;Administration;Direction", []
    for said in ("", "Direction régionale", "direction regionale souss massa"):
        (one,) = parsed(f"{head}\nA;a@test.invalid;Ministère;{said}", known)
        told.append([(fault.code, fault.value) for fault in one.faults] or (one.person and one.person.directorate))
    assert told == [[("directorate_missing", names)], [("directorate_twin", names)], LAW]


def test_what_a_spreadsheet_or_a_page_would_run_is_a_name_like_others() -> None:
    names = [
        '=HYPERLINK("http://x";"y")',
        "@SUM(1)",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "\u200fعلي\u200e",
        'O\'Ñ "X"',
    ]
    rows = [["Nom", "E-mail"], *([name, f"a{n}@test.invalid"] for n, name in enumerate(names))]
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    assert [one and one.name for one in people(written.getvalue())] == names


@pytest.mark.parametrize("sign", ["\0", "\r\n", "\n", "\u202e", "\u2066", "\x07", "\x85", "\u2028"])
def test_signs_that_nobody_sees_are_refused_in_names(sign: str) -> None:
    (one,) = parsed(f'Nom;E-mail\n"A{sign}B";a@test.invalid\n')
    assert ([fault.code for fault in one.faults], "\0" in "".join(one.cells)) == (["name_signs"], False)


def test_the_address_of_a_closed_account_is_refused() -> None:
    (one,) = parsed("Nom;E-mail\nA;A@test.invalid\n", closed=frozenset({"a@test.invalid"}))
    assert [fault.code for fault in one.faults] == ["email_closed"]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", RosterColumns),
        (b"\xff\xfe\x00", RosterColumns),
        (b"PK\x03\x04rest", Workbook),
        (b"Truc;Machin\n1;2\n", RosterColumns),
        (b"Nom;Region\nA;\n", RosterColumns),
        (b"Nom;Name;E-mail\nA;B;c@test.invalid\n", RosterColumnTwice),
        (b"Nom;E-mail\n;\n\n", RosterEmpty),
        (b'Nom;E-mail\nA;a@test.invalid\n"B;b@test.invalid\n', RosterUnreadable),
        (b"Nom;E-mail\n" + b"A;a@test.invalid\n" * 5_001, RosterTooLarge),
        (b"Nom;E-mail\n" + b"\n" * 2_000_000, RosterTooLarge),
        (b'Nom;E-mail\n"' + b"A" * 200_000 + b'";a@test.invalid\n', RosterUnreadable),
    ],
)
def test_what_is_no_list_is_refused_whole(content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        sheets.read(content)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_list_or_a_named_refusal(content: bytes) -> None:
    try:
        found = entries(sheets.read(b"Nom;E-mail\n" + content), KNOWN)
    except Refusal:
        return
    assert all((one.person is None) == bool(one.faults) for one in found)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(
    lambda text: (
        shows(text)
        and not any(sign in text for sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
    )
)


@given(st.lists(TEXTS, min_size=1, max_size=8), st.sampled_from(";,\t"), st.booleans())
def test_a_name_comes_out_as_it_was_written(names: list[str], delimiter: str, mark: bool) -> None:
    written = io.StringIO()
    rows = [["Adresse", "Nom"], *([f"a{n}@test.invalid", name] for n, name in enumerate(names))]
    csv.writer(written, delimiter=delimiter).writerows(rows)
    content = written.getvalue().encode("utf-8-sig" if mark else "utf-8")
    found = entries(sheets.read(content), KNOWN)
    assert [one.person and one.person.name for one in found] == [name.strip() for name in names]


def test_every_fault_that_can_be_found_has_a_sentence() -> None:
    known = {f"{column}_unknown" for column in WORDS} | {"cells_many", "email_twice", "email_closed"}
    assert known <= set(FAULTS)
    assert set(COLUMNS.values()) >= set(WORDS)


# The rules of an import.


class Edition:
    exists = True


def confirm(digest: str = "a" * 64, administration: UUID | None = None) -> ask.Confirm:
    return ask.Confirm(roster=HR, edition=OURS, people=2, digest=digest, administration=administration)


def decided(history: list[Event], command: ask.Confirm | ask.Finish) -> list[Event]:
    state = roster.initial()
    for event in history:
        state = roster.evolve(state, event)
    context = (Edition(),) if isinstance(command, ask.Confirm) else ()
    return roster.decide(state, command, Stamp(at=INSTANT, actor=None), *context)


CONFIRMED = was.RosterConfirmed(roster=HR, edition=OURS, people=2, digest="a" * 64)
FINISHED = was.RosterImported(roster=HR, edition=OURS, opened=1, known=1)
FINISH = ask.Finish(roster=HR, edition=OURS, opened=1, known=1)


def test_a_list_is_confirmed() -> None:
    assert decided([], confirm()) == [CONFIRMED]


def test_confirmed_twice_it_is_one_import() -> None:
    assert decided([CONFIRMED], confirm()) == []


def test_another_list_is_not_confirmed_under_the_same_number() -> None:
    with pytest.raises(roster.RosterTaken):
        decided([CONFIRMED], confirm("b" * 64))


def test_an_import_ends_once() -> None:
    assert (decided([CONFIRMED], FINISH), decided([CONFIRMED, FINISHED], FINISH)) == ([FINISHED], [])


def test_what_was_not_confirmed_does_not_end() -> None:
    with pytest.raises(NotFound):
        decided([], FINISH)


def focal(administration: UUID | None) -> Viewer:
    return Viewer(account=LAW, administration=administration, roles={OURS: frozenset({Role.FOCAL})})


def test_a_focal_point_confirms_for_its_own_administration() -> None:
    access.allow(focal(THEIRS), confirm(administration=THEIRS))


@pytest.mark.parametrize(("works_at", "named"), [(THEIRS, OURS), (THEIRS, None), (None, None), (None, OURS)])
def test_a_focal_point_confirms_for_no_other(works_at: UUID | None, named: UUID | None) -> None:
    with pytest.raises(Forbidden):
        access.allow(focal(works_at), confirm(administration=named))
