"""A route builds a Struct, a template draws it: ``page(request, "name.html", struct)``.

In a template the Struct is ``page``; ``form`` is the form's state, when there is one. Beside them stand what
layout.html reads (lang, dir, viewer, nav, account, flash, csrf_input, place, …) and the globals
_, fmt, words, rosette, static.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from litestar import Response
from markupsafe import Markup
from msgspec import Struct

from web import cookies, drawn, flash, i18n, signing
from web.formstate import FormState
from web.here import Here, WebRequest, here
from web.i18n import LANGS, Lang
from web.navigation import account, footer, navigation
from web.static_files import static
from web.summary import OwnWords, named
from web.words import Words
from web.zellige import band, rosette

TEMPLATES = Path(__file__).resolve().parent / "templates"


class Careful(StrictUndefined):
    """What is missing may be asked about (``{% if x %}``, ``x or ""``), never shown, compared or looped over."""

    def __bool__(self) -> bool:  # type: ignore[override]
        return False


class CsrfInput:
    """``{{ csrf_input }}``: the hidden field. Remembers that it was drawn, since only then a cookie is needed."""

    def __init__(self, secret: bytes, binding: str) -> None:
        self._secret, self._binding = secret, binding
        self._input = ""

    @property
    def drawn(self) -> bool:
        return bool(self._input)

    def __html__(self) -> str:
        self._input = self._input or (
            f'<input type="hidden" name="csrf" value="{signing.token(self._secret, self._binding)}">'
        )
        return self._input

    def __call__(self) -> Markup:
        return Markup(self.__html__())  # noqa: S704 (hexadecimal digits of our own)

    __str__ = __html__


class Compiled(BytecodeCache):
    """What one language has compiled, the others need not compile again."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()
DRAWN = 4096  # of each macro and language: the teams of two large editions
SHORT = 4_000  # letters of a field that is kept: not the long texts that people type
# Macros that draw the same for the same values, whoever looks and whenever: a board of 60 teams asks for 240 drawings
# of 20 kinds. In this order: a file takes up what those before it have remembered.
REMEMBERED = {
    "parts/icons.html": ("icon",),
    "parts/basics.html": ("badge", "status_badge", "content", "moment", "button", "crumbs"),
    "parts/frame.html": ("menu", "foot", "quick", "bell", "alternates", "languages"),
    "parts/phases.html": ("phase_name", "number_star"),
    "parts/forms.html": ("field", "error_summary"),
    "facilitator/forms.html": ("search", "who"),
    "words.html": ("standing_badge", "standing_card"),
    "facilitator/nav.html": ("edition_nav",),
    "facilitator/staff.html": ("invite_fields", "staff_groups"),
    "calendar/lines.html": ("session_line", "cell_line"),
    "parts/rows.html": ("challenge_card", "team_line", "winner", "team_lacking"),
}


class Templates(Environment):
    """Of one language. All have the same globals, which are whole before the first template is loaded: a plain mapping,
    where Jinja has a chain of mappings that every import of a macro walks (0.3 ms of a page of ten imports)."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def warm() -> None:
    """Compile the templates, for which the first visitors and the live feed would else wait."""
    for lang in LANGS:
        for name in environment(lang).list_templates(["html"]):
            environment(lang).get_template(name)


@cache
def environment(lang: Lang) -> Environment:
    """The templates of one language."""
    env = Templates(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        bytecode_cache=COMPILED,
        undefined=Careful,
        auto_reload=False,
        cache_size=-1,  # all of them
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", OwnWords],
    )
    env.context_class = drawn.Watched
    i18n.bind(env, lang)
    env.globals.update(rosette=rosette, band=band, static=static, words=Words(lang))
    for name, macros in REMEMBERED.items():
        module = env.get_template(name).module
        for macro in macros:
            setattr(module, macro, _remembered(getattr(module, macro)))
    return env


def _remembered(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    known = lru_cache(maxsize=DRAWN, typed=True)(macro)  # a text and the same text as markup are drawn differently

    def drawn_once(*values: Any, **named: Any) -> Markup:
        try:
            return known(*values, **named)
        except TypeError:  # a mapping or a list among them
            return _by_copy(composed, macro, values, named)

    composed: dict[Any, Markup] = {}
    return drawn_once


def _by_copy(
    known: dict[Any, Markup], macro: Callable[..., Markup], values: tuple[Any, ...], named: dict[str, Any]
) -> Markup:
    """The macro of values that may change, found by what they are now; the one that was kept first goes."""
    try:
        drawn_of = (_frozen(values), _frozen(named))
        found = known.get(drawn_of)
    except TypeError:  # something else that may change
        return macro(*values, **named)
    if found is None:
        found = macro(*values, **named)
        if len(found) <= SHORT:
            if len(known) >= DRAWN:
                known.pop(next(iter(known)), None)
            known[drawn_of] = found
    return found


def _frozen(value: Any) -> Any:
    """A value that finds what was drawn of its like."""
    if isinstance(value, dict):
        return tuple((name, _frozen(one)) for name, one in value.items())
    if isinstance(value, list | tuple):
        return tuple(_frozen(one) for one in value)
    return (type(value), value)


def fragment(name: str, lang: Lang, **values: Any) -> str:
    """A part of a page that is the same for everybody."""
    return environment(lang).get_template(name).render(**values)


def page(
    request: WebRequest, name: str, view: Struct | None = None, *, status: int = 200, form: FormState | None = None
) -> Response[str]:
    """The template drawn for who looks. A form that was refused gives the page its own status."""
    return draw(request, here(request), name, view, status=form.status if form and status == 200 else status, form=form)


def draw(
    request: WebRequest, at: Here, name: str, view: Struct | None, *, status: int, form: FormState | None = None
) -> Response[str]:
    """``page`` for any request, also one that never came to a handler."""
    settings = at.services.settings
    messages = flash.read(request, settings, at.lang)
    key = None if messages or form else drawn.key(request, at, name, view)
    if html := drawn.find(key):
        return Response(html, media_type="text/html", status_code=status, headers=_headers(at, status))
    binding = at.binding or cookies.read(request, settings, cookies.FORM) or signing.new_binding()
    csrf = CsrfInput(settings.secret, binding)
    looked = drawn.Looked()
    values = {"page": view, "form": form, "csrf_input": csrf, "flash": messages, **_frame(request, at, view)}
    html = named(environment(at.lang).get_template(name).render(values, looked=looked), at.lang)
    if key and not csrf.drawn and not looked.at_clock:
        drawn.keep(key, html)
    response = Response(html, media_type="text/html", status_code=status, headers=_headers(at, status))
    if csrf.drawn and not at.binding:
        cookies.write(response, settings, cookies.FORM, binding)
    if messages:
        cookies.drop(response, settings, cookies.FLASH)
    return response


def _headers(at: Here, status: int) -> dict[str, str]:
    """Nobody keeps a page that is somebody's, nor a refusal, which may show what was typed."""
    caching = "no-store" if at.viewer.account or status >= 400 else "no-cache"
    return {"Cache-Control": caching, "Content-Language": at.lang, "Vary": "Cookie"}


def _frame(request: WebRequest, at: Here, view: Struct | None) -> dict[str, Any]:
    """What layout.html reads."""
    path, edition = request.scope["path"], getattr(view, "edition", None)
    links = navigation(request, at, edition)
    return {
        "viewer": at.viewer,
        "now": at.now,
        "demo": at.demo,
        "place": _place(request),
        "home": f"/{at.lang}",
        "nav": links,
        "bottom": links[:3] if edition and at.viewer.account else None,
        "account": account(request, at),
        "operator": at.services.settings.operator,
        "footer_links": footer(request, at),
        "sign_in": f"/{at.lang}/sign-in" + (f"?next={quote(path)}" if path.count("/") > 1 else ""),
    }


def _place(request: WebRequest) -> str:
    """What follows a language in the address of this page."""
    parts = request.scope["path"].split("/")
    rest = "/".join(parts[2:]) if len(parts) > 1 and parts[1] in LANGS else ""
    query = request.scope["query_string"].decode("latin-1")
    return f"/{quote(rest)}".rstrip("/") + (f"?{query}" if query else "")
