"""Invitation: what the mail to a new account says of it: who invites, into which edition, as what."""

from __future__ import annotations

from typing import Final

from idarathon.errors import N_
from idarathon.people.vault import Invitation
from web import i18n
from web.i18n import Lang, translator
from web.oneline import apart, called, plain
from web.words import Words

PLATFORM: Final = N_("IDARATHON")
AS_ROLE: Final = N_("%(by)s invites you to take part in “%(edition)s”. Your role: %(roles)s.")
AS_MEMBER: Final = N_("%(by)s invites you to take part in “%(edition)s”, as a member of the team %(team)s.")
TO_EDITION: Final = N_("%(by)s invites you to take part in “%(edition)s”.")
TO_PLATFORM: Final = N_(
    "%(by)s has opened an account for you on IDARATHON, the hackathon of the public administration."
)


def said(one: Invitation, lang: Lang) -> str:
    """The sentence. Names are somebody's own words: short, on one line, leading nowhere, and set apart."""
    say, words = translator(lang), Words(lang)
    team = called(one.team or "")
    roles = [words.role(role) for role in one.roles]
    values = {
        "by": apart(called(one.by or "") or say.gettext(PLATFORM)),
        "edition": apart(_edition(one, lang)),
        "team": apart(team),
        "roles": i18n.comma(lang).join(roles),
    }
    return say.catalog.gettext(_sentence(one, team)) % values


def subject(one: Invitation, lang: Lang) -> str:
    """What stands above the mail."""
    if one.edition is None:
        return translator(lang).gettext(N_("Welcome to IDARATHON: your account is ready"))
    return translator(lang).gettext(N_("Invitation to “%(edition)s”"), edition=_edition(one, lang))


def _sentence(one: Invitation, team: str) -> str:
    if one.edition is None:
        return TO_PLATFORM
    if one.roles:
        return AS_ROLE
    return AS_MEMBER if team else TO_EDITION


def _edition(one: Invitation, lang: Lang) -> str:
    return plain(i18n.text(one.edition, lang).text) if one.edition else ""
