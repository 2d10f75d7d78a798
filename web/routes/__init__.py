"""The pages. How one with a form is written (web/routes/sign_in.py is the smallest example):

1. A read gives a Struct, or your module has one; if it has ``edition`` (an EditionPage), the menu is the edition's.
2. ``@get("/e/{slug:str}/x", name="x") async def show(request: WebRequest, slug: FromPath[str])``
   (plain ``slug: str`` is deprecated in Litestar 2.25 and fails the tests) draws
   ``page(request, "x.html", view, form=FormState(expected_version=view.version))``. ``at = here(request)`` has at.db,
   at.viewer, at.now, at.lang, at.dispatch; ``await find(request, slug)`` (routes/public.py): that and the edition.
3. ``@post("/e/{slug:str}/x", status_code=200)`` ends in ``return await submit(request, teams.Invite, to=address,
   said=N_("Invited."), again=lambda form: _show(request, slug, form), edition=…, team=…)``; keywords after ``again``
   are the command's fields that nobody types. More: command_from, execute, refused, redirect in web/forms.py.
4. x.html extends layout.html, draws ``{{ error_summary(form.errors) }}``, and inside ``<form method="post">``
   ``{{ csrf_input }}{{ form.hidden }}`` and ``{{ field("name", _("Name"), form.value("name"), errors=form.errors) }}``.
5. Several forms on a page: ``FormState(name="invite")``; ``form.name`` says which one was refused.
6. Live: in block main ``{{ live(page.edition) }}`` (words.html), in block scripts live.js; then each
   ``<div id="x" data-live="journey. team." data-live-src="address">`` is fetched anew from that address (its own page,
   or a smaller one) whenever such an event happened, and replaced by what has the same id there.
7. Words for codes: ``words.stage(…)``, ``words.role(…)``, ``standing_badge(word)`` of words.html; web/timeline.py makes
   sentences of a timeline. Refusals: raise them. The menu's entries are in web/navigation.py, by the route's name.
8. The module ends with ``ROUTER = Router("/", route_handlers=[…])``; add it to ROUTERS below. All lie under /{lang}.
9. Say who reads it, in the table of tests/contract/expected_reads.py: an address that is not there fails the build.
"""

from __future__ import annotations

from litestar import Router

from web.routes import (
    apply,
    bank,
    demo,
    facilitator,
    focal_challenges,
    jury,
    live,
    mentor,
    own_challenges,
    privacy,
    public,
    report,
    roster,
    sessions,
    sign_in,
    slips,
    style,
    team,
    verify,
)

ROUTERS: list[Router] = [
    public.ROUTER,
    live.ROUTER,
    sign_in.ROUTER,
    facilitator.ROUTER,
    team.ROUTER,
    jury.ROUTER,
    roster.ROUTER,
    slips.ROUTER,
    demo.ROUTER,
    verify.ROUTER,
    style.ROUTER,
    bank.ROUTER,
    report.ROUTER,
    sessions.ROUTER,
    mentor.ROUTER,
    privacy.ROUTER,
    own_challenges.ROUTER,
    focal_challenges.ROUTER,
    apply.ROUTER,
]
