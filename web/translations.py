"""python -m web.translations extract | check

extract  collects every message of the templates and the Python code into the three .po files; translations stay
check    fails with a list when a message is untranslated, fuzzy, obsolete, or when its places (%(name)s) differ,
         or when it breaks a rule of its language's punctuation (web/typography.py)
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from web import typography
from web.i18n import LANGS, LOCALE_DIR, Lang

ROOT: Final = Path(__file__).resolve().parent.parent
PYTHON_PACKAGES: Final = ("events", "idarathon", "web")
TEMPLATES: Final = ROOT / "web" / "templates"

# GNU's order of the Arabic forms: none, one, two, a few (3 to 10), many (11 to 99), hundreds.
PLURALS: Final[dict[Lang, tuple[int, str]]] = {
    "fr": (2, "n > 1"),
    "ar": (6, "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5"),
    "en": (2, "n != 1"),
}
_KEYWORDS: Final = {
    "_": None,
    "N_": None,
    "NP_": ((1, "c"), 2),
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_PLACE: Final = re.compile(r"(?<!%)(?:%%)*%\((\w+)\)")


def po_path(lang: Lang) -> Path:
    return LOCALE_DIR / lang / "LC_MESSAGES" / "messages.po"


def extracted() -> Catalog:
    """Every message of the source, with the files where it stands."""
    found = Catalog(charset="utf-8")
    sources = [(ROOT / package, "python", "**.py") for package in PYTHON_PACKAGES]
    for folder, method, pattern in [*sources, (TEMPLATES, "jinja2", "**.html"), (TEMPLATES, "jinja2", "**.txt")]:
        rows = extract_from_dir(
            folder,
            method_map=[(pattern, method)],
            options_map={pattern: {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}},
            keywords=_KEYWORDS,
            comment_tags=("L10N:",),
        )
        for file, _line, message, comments, context in rows:
            place = (folder / file).relative_to(ROOT).as_posix()
            known = found.get(message if isinstance(message, str) else message[0], context)
            if known is None or place not in {name for name, _ in known.locations}:
                found.add(message, locations=[(place, 0)], auto_comments=comments, context=context)
    return found


def load(lang: Lang) -> Catalog:
    path = po_path(lang)
    if not path.exists():
        return empty(lang)
    with path.open("rb") as source:
        return read_po(source, locale=lang)


def _strings(value: object) -> tuple[str, ...]:
    """The forms of a msgid or msgstr, as a tuple even when there is one."""
    if isinstance(value, (list, tuple)):
        return tuple(str(form or "") for form in value)
    return (str(value or ""),)


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _kept(old: Catalog, message: Message, lang: Lang) -> str | tuple[str, ...]:
    """The translation that an earlier catalogue has for this message; English is its own translation."""
    known = old.get(_strings(message.id)[0], message.context)
    if known is not None and known.pluralizable == message.pluralizable and any(_strings(known.string)):
        forms = _strings(known.string)
        return forms if message.pluralizable else forms[0]
    if message.pluralizable:
        return _strings(message.id) if lang == "en" else ("",) * PLURALS[lang][0]
    return _strings(message.id)[0] if lang == "en" else ""


def _headers(lang: Lang) -> list[tuple[str, str]]:
    count, rule = PLURALS[lang]
    return [
        ("Language", lang),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", f"nplurals={count}; plural={rule};"),
    ]


def empty(lang: Lang) -> Catalog:
    """A catalogue that knows the plural forms of its language."""
    catalog = Catalog(charset="utf-8")
    catalog.mime_headers = _headers(lang)
    return catalog


def save(catalog: Catalog, lang: Lang) -> None:
    """Write a .po that differs only where its messages do: no dates, no line numbers, in order."""
    path = po_path(lang)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in _headers(lang))
    with path.open("wb") as target:
        target.write(f'msgid ""\nmsgstr ""\n{lines}\n'.encode())
        write_po(target, catalog, width=110, omit_header=True, sort_output=True, include_lineno=False)


def extract() -> None:
    found = extracted()
    for lang in LANGS:
        old, new = load(lang), empty(lang)
        for message in _messages(found):
            new.add(
                message.id,
                string=_kept(old, message, lang),
                locations=[(name, 0) for name, _ in sorted(message.locations)],
                auto_comments=message.auto_comments,
                context=message.context,
            )
        save(new, lang)


def _places(message: str) -> set[str]:
    return set(_PLACE.findall(message))


def _faults(message: Message, forms: tuple[str, ...], lang: Lang) -> Iterator[str]:
    if message.fuzzy:
        yield "is fuzzy"
    if len(forms) != (PLURALS[lang][0] if message.pluralizable else 1) or not all(forms):
        yield "is not translated"
        return
    wanted = set[str]().union(*map(_places, _strings(message.id)))
    for form in forms:
        # "one team", "two teams" name no number in Arabic: a plural form may leave places out, never add one.
        if not _places(form) <= wanted or (not message.pluralizable and _places(form) != wanted):
            yield f"has other places: {form!r}"
        try:
            form % defaultdict(str)
        except (TypeError, ValueError, KeyError):
            yield f"is no format string (write %% for a percent sign): {form!r}"
        yield from (f"{fault}: {form!r}" for fault in typography.faults(form, lang))


def problems() -> list[str]:
    """One line for each thing that would show an untranslated or broken text to somebody."""
    found = {(message.context, _strings(message.id)): message for message in _messages(extracted())}
    lines = []
    for lang in LANGS:
        catalog = load(lang)
        known = {(message.context, _strings(message.id)): message for message in _messages(catalog)}
        lines += [f"{lang}: obsolete: {key[1][0]!r}" for key in known.keys() - found.keys()]
        for key, source in found.items():
            here = known.get(key)
            if here is None:
                lines.append(f"{lang}: not extracted yet: {key[1][0]!r} ({source.locations[0][0]})")
                continue
            lines += [f"{lang}: {fault}: {key[1][0]!r}" for fault in _faults(here, _strings(here.string), lang)]
    return sorted(lines)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["extract"]:
            extract()
            return 0
        case ["check"]:
            lines = problems()
            print("\n".join(lines) if lines else "translations: complete in " + ", ".join(LANGS))
            return 1 if lines else 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
