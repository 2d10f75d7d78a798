"""What a mail says: the notice that it tells of, in the reader's language, as text and as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from idarathon.errors import N_
from idarathon.mail.letter import Letter, Turned
from idarathon.mail.mailer import Write
from idarathon.notices.reads import Notice
from idarathon.people import vault
from idarathon.people.vault import Mail
from idarathon.settings import Settings
from web import i18n, inviting, signing
from web.i18n import DEFAULT_LANG, MOROCCO, Lang, is_lang, translator
from web.notices import Line, lines
from web.oneline import called, plain
from web.rendering import fragment

PURPOSE: Final = "mail"  # of the signature in the address where a reader chooses what it gets
SUBJECT: Final = 120  # signs
LINE: Final = 900  # signs of a line of the head; SMTP takes 998
MORNING: Final = 8  # o'clock, when the daily mail goes


class Item(Struct, frozen=True, kw_only=True):
    """A notice in a letter. ``body``: the lines of an announcement; ``edition``: its name, "" for none."""

    text: str
    body: list[str]
    href: str
    edition: str
    at: datetime


class Page(Struct, frozen=True, kw_only=True):
    """What the template of notices draws. ``choose``: where the reader chooses what it gets."""

    subject: str
    name: str
    items: list[Item]
    choose: str
    home: str


class LinkPage(Struct, frozen=True, kw_only=True):
    """What the template of a link draws. ``invited``: to what, if its reader is new here; ``good``: for so many
    minutes or days; ``until``: when an invitation is over."""

    subject: str
    name: str
    href: str
    invited: str | None
    good: int
    until: datetime | None
    home: str


class AddressPage(Struct, frozen=True, kw_only=True):
    """What the template of a change of address draws. ``new``: the letter goes to ``email``, the address that is to
    come, else to the present one; ``good``: for so many minutes or hours."""

    subject: str
    name: str
    href: str
    new: bool
    email: str
    good: int
    home: str


def writer(settings: Settings) -> Write:
    """The function that writes a letter: of what a person was told, or with the link that a token opens."""
    sender = settings.sender

    def write(mail: Mail, notices: Sequence[Notice], token: str) -> Letter:
        lang: Lang = mail.lang if mail.lang and is_lang(mail.lang) else DEFAULT_LANG  # type: ignore[assignment]
        if notices:
            return _told(settings, sender, mail, lines(notices, lang), lang)
        if mail.kind in ("address_new", "address_old"):
            return _moving(settings, sender, mail, token, lang)
        return _linked(settings, sender, mail, token, lang)

    return write


def _told(settings: Settings, sender: str, mail: Mail, told: Sequence[Line], lang: Lang) -> Letter:
    """One notice, or those of a day; with the address where to want less (RFC 8058)."""
    base = settings.base_url
    items = [_item(base, line, lang) for line in told]
    many = translator(lang).ngettext("%(num)s notice of IDARATHON", "%(num)s notices of IDARATHON", len(items))
    choose = base + choosing(settings, lang, mail.account)
    page = Page(
        subject=_short(items[0].text) if len(items) == 1 else many,
        name=called(mail.name or ""),
        items=items,
        choose=choose,
        home=f"{base}/{lang}",
    )
    heads = {"List-Unsubscribe": f"<{choose}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return _letter(sender, mail, lang, page, "mail/letter", max(item.at for item in items), heads)


def _linked(settings: Settings, sender: str, mail: Mail, token: str, lang: Lang) -> Letter:
    """The way in, for who has no password or has forgotten it."""
    base, invited = settings.base_url, mail.invitation
    asked = translator(lang).gettext(N_("Your link to sign in to IDARATHON"))
    page = LinkPage(
        subject=_short(inviting.subject(invited, lang)) if invited else asked,
        name=called(mail.name or ""),
        href=f"{base}/{lang}/sign-in/link/{token}",
        invited=inviting.said(invited, lang) if invited else None,
        good=vault.WELCOME_LIFE.days if invited else int(vault.LINK_LIFE.total_seconds() // 60),
        until=invited.until if invited else None,
        home=f"{base}/{lang}",
    )
    return _letter(sender, mail, lang, page, "mail/link", mail.asked_at, {})


def _moving(settings: Settings, sender: str, mail: Mail, token: str, lang: Lang) -> Letter:
    """To either address of a person who asked for another one."""
    base, new = settings.base_url, mail.kind == "address_new"
    subject = N_("Confirm your new address for IDARATHON") if new else N_("Your address for IDARATHON is to change")
    page = AddressPage(
        subject=translator(lang).gettext(subject),
        name=called(mail.name or ""),
        href=f"{base}/{lang}/address/{token}",
        new=new,
        email=plain(mail.new_email or ""),
        good=int((vault.NEW_LIFE if new else vault.CHANGE_LIFE).total_seconds() // (60 if new else 3600)),
        home=f"{base}/{lang}",
    )
    return _letter(sender, mail, lang, page, "mail/address", mail.asked_at, {})


def _letter(
    sender: str,
    mail: Mail,
    lang: Lang,
    page: Page | LinkPage | AddressPage,
    template: str,
    at: datetime,
    heads: dict[str, str],
) -> Letter:
    """The message. Raises Turned when the address is none."""
    address, id_ = _mailable(mail.email or ""), uuid5(mail.letter, str(mail.account)).hex
    message = EmailMessage(policy=SMTP if address.isascii() else SMTPUTF8)
    try:
        message["From"] = Address("IDARATHON", addr_spec=sender)
        message["To"] = Address(page.name, addr_spec=address)
    except Exception as error:  # email (3.11) fails in its own ways over what is no address
        raise Turned("no address", for_good=True) from error
    fixed = {"Subject": page.subject, "Message-ID": f"<{id_}@{sender.rpartition('@')[2]}>"}
    for name, value in {**fixed, "Auto-Submitted": "auto-generated", **heads}.items():
        message[name] = value
    message["Date"] = at
    message.set_content(fragment(f"{template}.txt", lang, page=page))
    message.add_alternative(fragment(f"{template}.html", lang, page=page), subtype="html")
    message["Content-Language"] = lang  # last: setting content throws such heads away
    # An address that is longer than a line is else written as encoded words, which mail programs do not read there.
    return Letter(id=id_, to=address, text=message.as_bytes(policy=message.policy.clone(max_line_length=LINE)))


def _mailable(address: str) -> str:
    """The address with its domain in ASCII (IDNA), which every mail server takes."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise Turned("no address", for_good=True) from error


def choosing(settings: Settings, lang: Lang, account: UUID) -> str:
    """The address, without the host, where whoever has got a mail chooses what comes: its signature is its key."""
    return f"/{lang}/mail/{signing.sign(settings.secret, PURPOSE, account.hex)}"


def next_morning(now: datetime) -> datetime:
    """When the next daily mail goes: eight o'clock in Morocco."""
    local = now.astimezone(MOROCCO)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return (morning if morning > local else morning + timedelta(days=1)).astimezone(now.tzinfo)


def _item(base: str, line: Line, lang: Lang) -> Item:
    edition = plain(i18n.text(line.edition, lang).text) if line.edition else ""
    body = [plain(one) for one in line.body.splitlines()]
    return Item(text=plain(line.text), body=body, href=base + line.href, edition=edition, at=line.at)


def _short(text: str) -> str:
    """At most SUBJECT signs, cut between words where there are some."""
    return text if len(text) <= SUBJECT else (text[:SUBJECT].rpartition(" ")[0] or text)[:SUBJECT] + "…"
