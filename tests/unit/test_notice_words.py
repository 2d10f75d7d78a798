"""What notices say: how many days, and times with their zone, once."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from idarathon.editions.events import Text
from idarathon.notices.events import Kind
from idarathon.notices.reads import Notice
from web.i18n import Lang
from web.notices import lines

SPACE = "\N{NO-BREAK SPACE}"
SESSION = Text(fr="Écouter", en="To listen")


def said(kind: Kind, lang: Lang, **facts: str) -> str:
    about = dict.fromkeys(("edition_slug", "edition_name", "team_slug", "team_name", "prize_name", "entry_title"))
    told = Notice(
        notice=uuid4(),
        position=1,
        kind=kind,
        facts=facts,
        told_at=datetime(2026, 11, 3, tzinfo=UTC),
        unread=False,
        session_title=SESSION,
        session_starts=None,
        entry_slug=None,
        said_title=None,
        said_body=None,
        **about,
    )
    return lines([told], lang)[0].text


@pytest.mark.parametrize(
    ("lang", "days", "words"),
    [
        ("fr", 1, "Le programme à partir du 24 novembre 2026 est décalé de 1 jour."),
        ("fr", 2, "Le programme à partir du 24 novembre 2026 est décalé de 2 jours."),
        ("fr", -1, "Le programme à partir du 24 novembre 2026 est avancé de 1 jour."),
        ("fr", -2, "Le programme à partir du 24 novembre 2026 est avancé de 2 jours."),
        ("ar", 1, "تم تأجيل البرنامج ابتداء من 24 نونبر 2026 بيوم واحد."),
        ("ar", 2, "تم تأجيل البرنامج ابتداء من 24 نونبر 2026 بيومين."),
        ("ar", 3, "تم تأجيل البرنامج ابتداء من 24 نونبر 2026 بـ 3 أيام."),
        ("ar", 12, "تم تأجيل البرنامج ابتداء من 24 نونبر 2026 بـ 12 يومًا."),
        ("ar", 100, "تم تأجيل البرنامج ابتداء من 24 نونبر 2026 بـ 100 يوم."),
        ("ar", -3, "تم تقديم البرنامج ابتداء من 24 نونبر 2026 بـ 3 أيام."),
    ],
)
def test_a_shift_is_said_in_as_many_days_as_it_is(lang: Lang, days: int, words: str) -> None:
    assert said("programme_shifted", lang, after="2026-11-24", days=str(days)) == words


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        ("session_published", {}, "Nouvelle séance : « Écouter », 5 novembre 2026 à 10 h 00, heure du Maroc."),
        (
            "session_moved",
            {"was": "2026-11-04T10:00"},
            "« Écouter » est déplacée du 4 novembre 2026 à 10 h 00 au 5 novembre 2026 à 10 h 00, heure du Maroc.",
        ),
        (
            "session_moved",
            {"room": "B"},
            "« Écouter » a lieu le 5 novembre 2026 à 10 h 00, heure du Maroc, salle B.",
        ),
        ("session_cancelled", {}, "« Écouter » du 5 novembre 2026 à 10 h 00, heure du Maroc, n’a pas lieu."),
        ("session_soon", {}, "Bientôt : « Écouter », 5 novembre 2026 à 10 h 00, heure du Maroc."),
    ],
)
def test_a_notice_of_a_session_names_the_zone_once(kind: Kind, facts: dict[str, str], words: str) -> None:
    assert said(kind, "fr", starts="2026-11-05T10:00", **facts).replace(SPACE, " ") == words


def test_new_dates_of_a_phase_name_the_zone_once() -> None:
    told = said("deadline_moved", "en", phase="pitch", opens="2026-11-09T09:00", closes="2026-11-10T16:30")
    words = "New dates for Pitch: from 9 November 2026 at 09:00 to 10 November 2026 at 16:30, Morocco time."
    assert told.replace(SPACE, " ") == words
