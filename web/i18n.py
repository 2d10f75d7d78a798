"""French, Arabic and English: translations kept in memory, dates in Moroccan time, content in several languages.

Messages are plain English source text. They are always %-format strings, in templates and in Python alike: a literal
percent sign is written %%. Python code marks text for later translation with N_("…") and hands it to a Translator.
"""

from __future__ import annotations

import io
import re
import zoneinfo
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias, get_args

from babel.dates import format_date, format_datetime, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from idarathon.errors import N_ as N_
from web.typography import WIDE
from web.zellige import band, rosette

Lang = Literal["fr", "ar", "en"]

LANGS: Final[tuple[Lang, ...]] = get_args(Lang)
DEFAULT_LANG: Final[Lang] = "fr"
NAMES: Final[Mapping[Lang, str]] = {"fr": "Français", "ar": "العربية", "en": "English"}
LOCALE_DIR: Final = Path(__file__).resolve().parent / "locale"

# The system's tz data may predate Morocco's last rule change; the tzdata package does not.
zoneinfo.reset_tzpath(to=[])
zoneinfo.ZoneInfo.clear_cache()
MOROCCO: Final = zoneinfo.ZoneInfo("Africa/Casablanca")

_BABEL: Final[Mapping[Lang, str]] = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB"}
_CLOCK: Final[Mapping[Lang, str]] = {"fr": "H 'h' mm", "ar": "HH:mm", "en": "HH:mm"}
# The unit in which a person says it, and from how many seconds on: 90 minutes, 47 hours, 59 days, 23 months. Always
# rounded down, and days from two on: 47 hours are neither "1 day" nor "2 days". web/static/team.js counts down in the
# same units.
Unit: TypeAlias = Literal["year", "month", "day", "hour", "minute"]
_UNITS: Final[tuple[tuple[Unit, int, int], ...]] = (
    ("year", 365 * 86_400, 2 * 365 * 86_400),
    ("month", 30 * 86_400, 60 * 86_400),
    ("day", 86_400, 2 * 86_400),
    ("hour", 3_600, 91 * 60),
    ("minute", 60, 0),
)


def NP_(context: str, message: str) -> str:
    """Marks a message that is translated later, in a context."""
    del context
    return message


class Chosen(NamedTuple):
    """Content in the language that could really be offered."""

    text: str
    lang: Lang


class Translator:
    """The messages of one language."""

    def __init__(self, lang: Lang, catalog: NullTranslations) -> None:
        self.lang = lang
        self._catalog = catalog

    def gettext(self, message: str, /, **values: object) -> str:
        return self._catalog.gettext(message) % values

    def ngettext(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        return self._catalog.ngettext(singular, plural, n) % {"num": n, **values}

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        return self._catalog.pgettext(context, message) % values

    @property
    def catalog(self) -> NullTranslations:
        return self._catalog


def is_lang(code: str) -> bool:
    return code in LANGS


def direction(lang: Lang) -> Literal["ltr", "rtl"]:
    return "rtl" if lang == "ar" else "ltr"


def _load(lang: Lang) -> NullTranslations:
    path = LOCALE_DIR / lang / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source:
        messages = read_po(source, locale=lang)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def translator(lang: Lang) -> Translator:
    return Translator(lang, _load(lang))


def date_text(moment: date, lang: Lang, *, weekday: bool = False, year: bool = True) -> str:
    """« 7 décembre 2026 » ; an instant is first put on Morocco's calendar."""
    day = _local(moment).date() if isinstance(moment, datetime) else moment
    return _day(day, lang, weekday, year)


@lru_cache(maxsize=4096)  # Babel parses its locale and pattern anew for each: 60 µs, a dozen times a page
def _day(day: date, lang: Lang, weekday: bool, year: bool) -> str:
    number = "d'er'" if lang == "fr" and day.day == 1 else "d"
    pattern = f"{'EEEE ' if weekday else ''}{number} MMMM{' y' if year else ''}"
    return format_date(day, pattern, locale=_BABEL[lang])


def time_text(instant: datetime, lang: Lang) -> str:
    """« 10 h 30 », without the zone: use day_time wherever the zone is not named beside it."""
    return _time(_local(instant).replace(second=0, microsecond=0, tzinfo=None), lang)


@lru_cache(maxsize=4096)
def _time(wall: datetime, lang: Lang) -> str:
    return format_datetime(wall, _CLOCK[lang], locale=_BABEL[lang]).replace(" ", "\N{NO-BREAK SPACE}")


def day_time(instant: datetime, lang: Lang) -> str:
    """« lundi 7 décembre 2026 à 10 h 00, heure du Maroc »."""
    day = date_text(instant, lang, weekday=True)
    return translator(lang).gettext("%(day)s at %(time)s, Morocco time", day=day, time=time_text(instant, lang))


@lru_cache(maxsize=4096)
def number_text(value: int, lang: Lang) -> str:
    """« 1 200 »."""
    return format_decimal(value, locale=_BABEL[lang])


@lru_cache(maxsize=4096)
def decimal_text(value: float, lang: Lang, digits: int = 2) -> str:
    """« 4,25 »: that many decimals."""
    return format_decimal(value, f"0.{'0' * digits}", locale=_BABEL[lang])


def comma(lang: Lang) -> str:
    """What stands between the parts of a list."""
    return "، " if lang == "ar" else ", "


def colon(lang: Lang) -> str:
    """What stands between a name and what is said of it."""
    return f"{WIDE}: " if lang == "fr" else ": "


def quoted(text: str, lang: Lang) -> str:
    """What will stand in quotation marks: in French and Arabic its own ones become the inner ones."""
    return text if lang == "en" else re.sub(r"«\s*(.*?)\s*»", r"“\1”", text)


def wall_text(wall: str, lang: Lang, *, zone: bool = False) -> str:
    """« 1er novembre 2026 à 10 h 00 », of a wall time such as 2026-11-01T10:00; ``zone``: with « , heure du Maroc »,
    which a sentence says once."""
    moment = datetime.fromisoformat(wall).replace(tzinfo=MOROCCO)
    day, time, _ = date_text(moment, lang), time_text(moment, lang), translator(lang).gettext
    if zone:
        return _("%(day)s at %(time)s, Morocco time", day=day, time=time)
    return _("%(day)s at %(time)s", day=day, time=time)


def relative(delta: timedelta, lang: Lang) -> str:
    """« dans 2 jours », « il y a 3 heures »; positive is to come."""
    seconds = abs(int(delta.total_seconds()))
    if seconds < 60:
        late = translator(lang).gettext("just now")
        return late if delta <= timedelta(0) else translator(lang).gettext("in less than a minute")
    unit, size = next((unit, size) for unit, size, least in _UNITS if seconds >= least)
    whole = timedelta(seconds=seconds // size * size)
    return _span(whole if delta > timedelta(0) else -whole, unit, lang)


@lru_cache(maxsize=4096)
def _span(delta: timedelta, unit: Unit, lang: Lang) -> str:
    return format_timedelta(delta, granularity=unit, threshold=10**9, add_direction=True, locale=_BABEL[lang])


def text(content: Any, lang: Lang) -> Chosen:
    """The content in `lang`, else in the first language it has; an empty Chosen when it has none.

    `content` is a mapping or an object with any of fr, ar, en.
    """
    for code in (lang, *(other for other in LANGS if other != lang)):
        value = content.get(code) if isinstance(content, Mapping) else getattr(content, code, None)
        if value:
            return Chosen(str(value), code)
    return Chosen("", lang)


def _local(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone cannot be shown")
    return instant.astimezone(MOROCCO)


class Formats:
    """What templates know as `fmt`: the functions above, bound to one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Final[Lang] = lang

    def time(self, instant: datetime) -> str:
        return time_text(instant, self.lang)

    def day_time(self, instant: datetime) -> str:
        return day_time(instant, self.lang)

    def relative(self, delta: timedelta) -> str:
        return relative(delta, self.lang)

    def iso(self, moment: date) -> str:
        """For the datetime attribute of <time>."""
        return moment.astimezone(UTC).isoformat() if isinstance(moment, datetime) else moment.isoformat()

    def date(self, moment: date, *, weekday: bool = False, year: bool = True) -> str:
        return date_text(moment, self.lang, weekday=weekday, year=year)

    def number(self, value: int) -> str:
        return number_text(value, self.lang)

    def decimal(self, value: float) -> str:
        return decimal_text(value, self.lang)

    def listed(self, keys: Iterable[str], titles: Mapping[str, str]) -> str:
        """What the keys are called, in one line."""
        return comma(self.lang).join(titles.get(key, key) for key in keys)

    def text(self, content: Any) -> Chosen:
        return text(content, self.lang)


def _constant_first(newstyle: Any, catalog: NullTranslations) -> Any:
    """gettext that formats a message without values once: a board asks for 350, a quarter of its time."""

    @lru_cache(maxsize=4096)
    def constant(message: str) -> Markup:
        return Markup(catalog.gettext(message)) % {}  # noqa: S704 (our own catalogue)

    @pass_context
    def gettext(context: Context, message: str, /, **values: Any) -> Any:
        return newstyle(context, message, **values) if values else constant(message)

    return gettext


def bind(environment: Environment, lang: Lang) -> None:
    """Give a Jinja environment its language (_, ngettext, pgettext, trans, lang, dir, fmt) and the drawings."""
    if "jinja2.ext.InternationalizationExtension" not in environment.extensions:
        environment.add_extension("jinja2.ext.i18n")
    catalog = translator(lang).catalog
    install: Any = environment
    install.install_gettext_callables(catalog.gettext, catalog.ngettext, newstyle=True, pgettext=catalog.pgettext)
    environment.globals["gettext"] = environment.globals["_"] = _constant_first(environment.globals["gettext"], catalog)
    environment.policies["ext.i18n.trimmed"] = True
    environment.globals.update(lang=lang, dir=direction(lang), fmt=Formats(lang), language_names=NAMES)
    environment.globals.update(comma=comma(lang), colon=colon(lang))
    environment.globals.update(rosette=rosette, band=band)
