"""The components: what the page /style shows is all there is, is legible, and forms say what is wrong with them."""

from __future__ import annotations

import re

import pytest

from web.formstate import FormError, FormState
from web.i18n import Lang
from web.rendering import TEMPLATES, environment
from web.style import EXAMPLES, Pair, contrast, style
from web.summary import named

SOURCES = {path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")}
SHOWN = "\n".join(SOURCES[f"style/{name}.html"] for name, _ in EXAMPLES)
# Parts of other components, or of one page only.
ELSEWHERE = {
    "parts/basics.html": {"crumbs"},
    "parts/phases.html": {"phase_name", "number_star", "board", "counts"},
    "parts/lists.html": {"work_list", "personas", "cards", "pager"},
    "parts/forms.html": {"field_error", "picked"},
}
FILLS = {"--edge"}  # lines: 3 is enough
_LINKS = re.compile(r'{%-? *(?:extends|include|from) "([^"]+)"')


def test_contrast_is_measured_as_wcag_does() -> None:
    assert (contrast("#000000", "#ffffff"), round(contrast("#777777", "#ffffff"), 2)) == (21.0, 4.48)


@pytest.mark.parametrize("pair", style("device").pairs, ids=lambda pair: f"{pair.name} on {pair.on}")
def test_what_is_written_is_legible_by_day_and_by_night(pair: Pair) -> None:
    least = 3.0 if pair.name in FILLS else 4.5
    assert [one for one in pair.shades if one.contrast < least] == []


@pytest.mark.parametrize("part", sorted(ELSEWHERE))
def test_every_component_is_shown(part: str) -> None:
    macros = set(re.findall(r"{% macro ([a-z]\w*)\(", SOURCES[part]))
    assert {one for one in macros - ELSEWHERE[part] if not re.search(rf"\b{one}\(", SHOWN)} == set()


def whole(name: str) -> str:
    """A template with all that it extends, includes and imports, except the macros of forms themselves."""
    found, waiting = {name}, [name]
    while waiting:
        for other in _LINKS.findall(SOURCES[waiting.pop()]):
            if other in SOURCES and other not in found:
                found.add(other)
                waiting.append(other)
    return "\n".join(SOURCES[one] for one in found if one != "parts/forms.html")


@pytest.mark.parametrize("name", sorted(name for name, text in SOURCES.items() if "{% extends" in text))
def test_a_page_with_fields_to_send_has_an_error_summary(name: str) -> None:
    own = SOURCES[name]
    asks = 'method="post"' in own and re.search(r"{{ (field|\w*_field)\(", own)
    assert not asks or "error_summary(" in whole(name)


FORM = """{% from "parts/forms.html" import error_summary, field %}{% from "facilitator/forms.html" import texts %}
{{ error_summary(form.errors) }}<form class="form" method="post" action="/x">
{{ field("idea", "فكرة؟", required=false, errors=form.errors) }}
{{ field("by", "Autorisation", type="radio", options=[{"value": "file", "label": "Un fichier"}], errors=form.errors) }}
{{ texts(form, "title", "Titre") }}{{ field("code", "Code", errors=form.errors) }}</form>"""
WRONG = (("idea", "Renseignez ce champ."), ("by", "Choisissez."), ("title", "Renseignez ce champ."))
MORE = (("title.ar", "Trop long."), ("code", "Ce code est inconnu."), ("gone", "Rien."), ("", "Tout est faux."))


@pytest.mark.parametrize(("lang", "mark"), [("fr", "\N{NO-BREAK SPACE}:"), ("ar", ":"), ("en", ":")])
def test_a_line_of_the_error_summary_names_its_field(lang: Lang, mark: str) -> None:
    form = FormState(errors=tuple(FormError(field, said) for field, said in WRONG + MORE))
    lines = named(environment(lang).from_string(FORM).render(form=form), lang).split("</ul>")[0]
    assert re.findall(r"<li>(?:<a href=\"#f-[^\"]+\">)?(.*?)(?:</a>)?</li>", lines) == [
        f"فكرة{mark} renseignez ce champ.",
        f"Autorisation{mark} choisissez.",
        f"Titre{mark} renseignez ce champ.",
        f"Titre (العربية){mark} trop long.",
        "Ce code est inconnu.",
        "Rien.",
        "Tout est faux.",
    ]


@pytest.mark.parametrize("name", sorted(name for name, text in SOURCES.items() if "<form" in text))
def test_no_form_leaves_its_words_to_the_browser(name: str) -> None:
    forms = re.findall(r"<form\b[^>]*method=[^>]*>", environment("fr").preprocess(SOURCES[name]))
    assert [one for one in forms if "novalidate" not in one] == []
