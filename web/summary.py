"""What forms say when something is wrong with them, in the reader's language and with the names of their fields."""

from __future__ import annotations

import re

from jinja2.ext import Extension

from idarathon.errors import N_
from web.i18n import Lang, translator

_FORM = re.compile(r'(<form\b[^>]*?\bmethod="(?:get|post)")')
_BEGINS = 'aria-labelledby="summary-title">'
_LINK = re.compile(r'<a href="#(?P<id>f-[^"]+)">(?P<said>.*?)</a>', re.DOTALL)
_ASIDE = re.compile(r'<span class="(?:optional|hint|unseen|weight)\b[^>]*>.*?</span>|<svg.*?</svg>|<[^>]+>', re.DOTALL)
_LEGEND = re.compile(r"<legend[^>]*>(.*?)</legend>", re.DOTALL)


class OwnWords(Extension):
    """Forms go to the server unchecked, since a browser would say in its own language what is missing; what the server
    says stands in the page, in the page's language, and is read aloud."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Every form of every template, when it is compiled."""
        return _FORM.sub(r"\1 novalidate", source)


def named(html: str, lang: Lang) -> str:
    """The page, with the name of its field before each line of the error summary: « Idée : renseignez ce champ. »."""
    start = html.find(_BEGINS)
    if start < 0:
        return html
    end = html.find("</ul>", start)
    return html[:start] + _LINK.sub(lambda link: _line(link, html, lang), html[start:end]) + html[end:]


def _line(link: re.Match[str], html: str, lang: Lang) -> str:
    label, said = _label(html, link["id"]), link["said"]
    if not label or label.casefold() in said.casefold():
        return link[0]
    small = said[:1].lower() + said[1:] if not said[1:2].isupper() else said
    words = translator(lang).catalog.gettext(N_("%(field)s: %(message)s"))
    return f'<a href="#{link["id"]}">{words % {"field": label, "message": small}}</a>'


def _label(html: str, id_: str) -> str:
    """What the page calls the field: the legend of its group, its own label, or both for a language of a text."""
    at = html.find(f' id="{id_}"')
    if at < 0:
        return ""
    tag = html[html.rfind("<", 0, at) : html.find(">", at)]
    opened = html.rfind("<fieldset", 0, at + 1)
    grouped = opened > html.rfind("</fieldset>", 0, at)
    legend = _LEGEND.search(html, opened) if grouped else None
    group = _bare(legend[1]) if legend else ""
    if tag.startswith("<fieldset") or 'type="radio"' in tag or (group and 'type="checkbox"' in tag):
        return group
    own = re.search(rf'<label for="{re.escape(id_)}"[^>]*>(.*?)</label>', html, re.DOTALL)
    label = _bare(own[1]) if own else ""
    return f"{group} ({label})" if group and label else group or label


def _bare(words: str) -> str:
    return " ".join(_ASIDE.sub("", words).split()).rstrip(" :?؟")
