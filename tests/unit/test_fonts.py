"""Whatever a team is called, its certificate is drawn."""

from __future__ import annotations

import pypdfium2
import pytest

from web import fonts, papers

NAMES = {
    "ⵜⴰⵎⴰⵣⵉⵖⵜ": "ⵜⴰⵎⴰⵣⵉⵖⵜ",
    "Équipe 🚀 l’Étoile": "Équipe ? l’Étoile",
    "فريق ابن سينا": "فريق ابن سينا",
    "\ufeff日本\u202e Ibn\u0007 Sina": "?? Ibn Sina",
    "e\u0301cole": "école",
    "Prêt\u202f? Oui\u2000!": "Prêt\u00a0? Oui !",
}


@pytest.mark.parametrize(("typed", "drawn"), NAMES.items())
def test_a_text_as_far_as_the_fonts_go(typed: str, drawn: str) -> None:
    assert fonts.drawable(typed) == drawn


def test_a_name_in_tifinagh_with_an_emoji_stands_on_the_certificate() -> None:
    said = dict.fromkeys(("title", "edition", "demo", "footer", "given", "people", "prize", "shared", "challenge"), "x")
    values = {**said, "lang": "fr", "address": "https://example.invalid/", "date": "x", "rosette": SQUARE}
    pdf = papers.draw("certificate", {**values, "team": "ⵜⴰⵎⴰⵣⵉⵖⵜ 🚀"})
    assert "ⵜⴰⵎⴰⵣⵉⵖⵜ ?" in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()


SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
