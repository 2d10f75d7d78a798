"""What a search finds whatever the accents, plurals and articles are: eleven trial queries in French and Arabic."""

from __future__ import annotations

import pytest

from idarathon.bank.reads.words import alike, either, fold, plain, query, stems, vector

TRIALS = [
    ("les personnes", "Application mobile d’inclusion à la vie publique pour les personnes handicapées."),
    ("personne handicapé", "Application mobile d’inclusion à la vie publique pour les personnes handicapées."),
    ("etudiant", "une plateforme digitale de collecte des besoins et propositions des étudiants MRE"),
    ("CREATION d'entreprise", "guichet unique électronique pour la création des entreprises"),
    ("l’accueil des usagers", "améliorer le système d'accueil et de traitement des demandes de l'usager"),
    ("outils digitaux", "un outil digital"),
    ("9rib mn bladi", "« 9rib mn Bladi » : une plateforme"),
    ("إدماج", "الإدماج الرقمي"),
    ("خدمه رقميه", "الخدمات الرقمية"),
    ("مُرْتَفِق", "كيف يمكن تبسيط المساطر للمرتفقين"),
    ("الادارة", "صعوبات الولوج إلى الإدارة"),
]


@pytest.mark.parametrize(("asked", "written"), TRIALS)
def test_a_trial_query_finds_its_text(asked: str, written: str) -> None:
    assert set(stems(asked)) - set(stems(written)) == set()


def test_words_that_mean_nothing_are_dropped() -> None:
    assert stems("Les enjeux de la vie") == ["enjeu", "vie"]


def test_a_question_of_words_that_mean_nothing_is_empty() -> None:
    assert (stems("de la"), plain("de la")) == ([], "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أإآٱا", "ااااا"),
        ("مكتبة", "مكتبه"),
        ("مستشفى", "مستشفي"),
        ("أڭادير", "اكادير"),
        ("إِدَارَةٌ", "اداره"),
        ("الـمـرفق", "المرفق"),
    ],
)
def test_arabic_letters_that_stand_for_one_another(one: str, other: str) -> None:
    assert fold(one) == other


def test_accents_and_ligatures() -> None:
    assert fold("Œuvre ÉLÈVE naïve") == "oeuvre eleve naive"


def test_the_french_dictionary_gets_the_accents() -> None:
    assert plain("l’élève et les écoles") == "élève écoles"


def test_a_vector_has_weights_and_places() -> None:
    assert vector(("A", "Guichet unique"), ("C", "le guichet")) == "'guichet':1A 'uniqu':2A 'guichet':3C"


def test_the_last_word_may_be_half_typed() -> None:
    assert query(["guichet", "uniq"]) == "'guichet' & 'uniq':*"


def test_either_of_similar_words() -> None:
    assert either([["accueil", "acceuil"], ["usag"]]) == "('accueil' | 'acceuil') & ('usag')"


@pytest.mark.parametrize("hostile", ["'; DROP TABLE", "a & !b | (c)", "\\ ' :*", "<->", "﷽", "🂡" * 50])
def test_hostile_questions_leave_only_words(hostile: str) -> None:
    assert all(stem.isalnum() for stem in stems(hostile))


@pytest.mark.parametrize(
    ("one", "other", "is_alike"), [("acceuil", "accueil", True), ("guichet", "gichet", True), ("eau", "pont", False)]
)
def test_slips_of_the_pen(one: str, other: str, is_alike: bool) -> None:
    assert alike(one, other) is is_alike
