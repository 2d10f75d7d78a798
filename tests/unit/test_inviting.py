"""What the mail to a new account says: who invites, into which edition, as what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from idarathon.editions.events import Text
from idarathon.people.vault import Invitation
from web.i18n import Lang
from web.inviting import said, subject

EDITION = Text(fr="Première édition", ar="الدورة الأولى", en="First edition")


def invitation(**fields: Any) -> Invitation:
    known = {"by": "Salma Alaoui", "edition": EDITION, "roles": [], "team": None}
    return Invitation(**{**known, **fields}, until=datetime(2026, 12, 1, 14, tzinfo=UTC))


def bare(text: str) -> str:
    """Without the marks that set names apart."""
    return text.replace("\N{FIRST STRONG ISOLATE}", "").replace("\N{POP DIRECTIONAL ISOLATE}", "")


@pytest.mark.parametrize(
    ("lang", "fields", "words"),
    [
        (
            "fr",
            {"roles": ["juror", "mentor"]},
            "Salma Alaoui vous invite à participer à « Première édition ». Votre rôle : Membre du jury, Mentor.",
        ),
        ("ar", {"roles": ["mentor"]}, "يدعوكم Salma Alaoui إلى المشاركة في «الدورة الأولى». صفتكم: مواكِب(ة)."),
        (
            "en",
            {"roles": ["focal"]},
            "Salma Alaoui invites you to take part in “First edition”. Your role: Focal point.",
        ),
        (
            "en",
            {"team": "Ibn Rochd"},
            "Salma Alaoui invites you to take part in “First edition”, as a member of the team Ibn Rochd.",
        ),
        ("en", {}, "Salma Alaoui invites you to take part in “First edition”."),
        (
            "en",
            {"edition": None},
            "Salma Alaoui has opened an account for you on IDARATHON, the hackathon of the public administration.",
        ),
        ("en", {"by": None}, "IDARATHON invites you to take part in “First edition”."),
    ],
)
def test_it_says_who_invites_where_and_as_what(lang: Lang, fields: dict[str, Any], words: str) -> None:
    assert bare(said(invitation(**fields), lang)).replace("\xa0", " ") == words


@pytest.mark.parametrize("name", ["Win at https://evil.invalid", "see www.evil.invalid"])
def test_a_name_that_leads_somewhere_is_left_out(name: str) -> None:
    assert bare(said(invitation(by=name, team=name), "en")) == "IDARATHON invites you to take part in “First edition”."


def test_its_subject_names_the_edition() -> None:
    assert subject(invitation(), "ar") == "دعوة إلى «الدورة الأولى»"
