"""Reloading the page that answered a form, or reading it in another language, leads to a page: never to a bare 405."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from litestar.routes import HTTPRoute

from idarathon.settings import Settings
from web.app import create_app
from web.errors import form_page

NOWHERE = Settings(
    database_url="", nats_url="", base_url="http://127.0.0.1:8000", secret=b"s" * 32, data=Path("/nonexistent")
)
ROUTES = [one for one in create_app(NOWHERE).routes if isinstance(one, HTTPRoute)]
PAGES = [one for one in ROUTES if one.path_format.startswith("/{lang}")]
READ = {one.path_format for one in PAGES if "GET" in one.methods}
SENT = sorted({one.path_format for one in PAGES if "POST" in one.methods} - READ)


def filled(path: str) -> str:
    return re.sub(r"{(\w+)}", lambda found: {"lang": "fr", "act": "extend"}.get(found[1], "some-name"), path)


def is_page(path: str) -> bool:
    """Whether a GET route has this form."""
    return any(re.fullmatch(re.sub(r"{\w+}", "[^/]+", one), path.partition("?")[0]) for one in READ)


@pytest.mark.parametrize("path", SENT)
def test_every_address_of_a_form_leads_back_to_a_page(path: str) -> None:
    page = form_page(filled(path))
    assert page is not None and is_page(page), page
