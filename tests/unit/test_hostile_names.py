"""Hostile words in what is no page: sheets, heads of answers, calendars' neighbours are in their own tests."""

from __future__ import annotations

import pytest

from idarathon.deliverables.commands import safe_name
from tests.support.escapes import of_calendar, of_head, of_mail, of_page, of_sheet
from tests.support.hostile import WORDS
from web.files import disposition
from web.sheets import text


@pytest.mark.parametrize("name", sorted(WORDS))
def test_a_file_keeps_its_name_within_its_header(name: str) -> None:
    assert of_head([("content-disposition", disposition(WORDS[name] + ".pdf"))]) == []
    assert {"/", "\\", "\r", "\n", "\0"}.isdisjoint(safe_name(WORDS[name]))


def test_a_sheet_has_as_many_cells_as_it_was_given() -> None:
    assert of_sheet(text(["a", "b"], [[word, word] for word in WORDS.values()])) == []


@pytest.mark.parametrize("word", ["script", "attribute", "handler", "svg", "way out"])
def test_what_is_looked_for_would_be_found(word: str) -> None:
    """The guard itself: a page that shows the word as it is has a breach."""
    shown = f'<p title="{WORDS[word]}">{WORDS[word]}</p>'
    assert of_page(shown) != [] == of_page(f"<p>{WORDS['mixed'].replace('<', '&lt;')}</p>")


def test_what_has_broken_out_of_other_files_would_be_found() -> None:
    calendar = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:other\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    mail = b"From: a@b.cc\r\nTo: a@b.cc\r\nSubject: x\r\nX-Pwnd: 1\r\n\r\ntext"
    found = [of_calendar(calendar), of_mail(mail), of_sheet("a;b\r\n=1;2\r\n"), of_head([("X-Pwnd", "1")])]
    assert [len(one) > 0 for one in found] == [True] * 4
