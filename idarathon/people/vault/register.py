"""The register of personal data: every column of the vault, what it is for, who reads it, how long, what erasure does.

The public page, the export of one's own data, erasure and the clock all read this one table. A test compares it with
the database: a new column of a ``people_*`` table needs its line here.
"""

from __future__ import annotations

from typing import Final

from idarathon.errors import N_
from idarathon.people.vault.entries import Erasure, Item, Kept, Purpose, Seen, Stored, Term

UNTIL_ERASED: Final = Term(N_("As long as you have an account"))
# Its person took part in no edition whose last window ended less than six months ago, and has not changed it since.
_OVER = """changed_at < $1::timestamptz - interval '183 days' AND NOT EXISTS (
    SELECT FROM phase f WHERE f.ends_at > $1::timestamptz - interval '183 days' AND f.edition IN (
        SELECT edition FROM team_member m WHERE m.account = people_profile.account
        UNION SELECT edition FROM edition_role r WHERE r.account = people_profile.account
        UNION SELECT edition FROM application a WHERE a.account = people_profile.account))"""
_AFTER = N_("Until six months after the end of your last edition")
ACCESS: Final = Term(_AFTER, "access_needs IS NOT NULL AND " + _OVER, ("access_needs",))
PHONE: Final = Term(_AFTER, "phone IS NOT NULL AND " + _OVER, ("phone",))

_DAY = "$1::timestamptz - interval '1 day'"
_IDLE = "NOT EXISTS (SELECT FROM roster r WHERE r.id = {} AND r.finished_at IS NULL)"  # it is not being imported now

_YOU = Item(("account",), N_("The number of your account"))
_SINCE = N_("Since when")

REGISTER: Final[tuple[Kept, ...]] = (
    Kept(
        table="people_person",
        title=N_("Name and address"),
        purpose=Purpose.ACCOUNT,
        seen=Seen.TEAM,
        term=UNTIL_ERASED,
        items=(
            _YOU,
            Item(("name",), N_("Name")),
            Item(("email", "email_key"), N_("Mail address"), seen=Seen.CHOSEN),
            Item(("lang", "mail"), N_("The language in which we write to you, and how often"), seen=Seen.SELF),
            Item(("password_hash",), N_("A digest of your password, from which nobody can find it"), True, Seen.NOBODY),
            Item(("created_at",), _SINCE, seen=Seen.SELF),
            Item(("address_worked_at",), N_("Since when we know that our mails reach you"), seen=Seen.SELF),
            Item(("came_at",), N_("When you first came in"), seen=Seen.SELF),
        ),
    ),
    Kept(
        table="people_address_change",
        title=N_("Another mail address that you asked for"),
        purpose=Purpose.ACCOUNT,
        seen=Seen.SELF,
        term=Term(N_("48 hours, or until it holds"), "expires_at < $1", real=True),
        items=(
            _YOU,
            Item(("email", "email_key"), N_("Mail address")),
            Item(
                ("asked_at", "expires_at", "new_expires_at", "new_at", "old_at"),
                N_("When it was asked, confirmed, over"),
            ),
            Item(("id", "old_letter"), N_("The numbers of the mails")),
            Item(("new_token", "old_token"), N_("A digest of a secret that only you were sent"), True, Seen.NOBODY),
        ),
    ),
    Kept(
        table="people_address_set",
        title=N_("Mail addresses that an administrator set, as the one before never reached you"),
        purpose=Purpose.ACCOUNT,
        seen=Seen.SELF,
        term=UNTIL_ERASED,
        items=(_YOU, Item(("set_at", "worked"), N_("When it was set"))),
    ),
    Kept(
        table="people_profile",
        title=N_("Profile"),
        purpose=Purpose.FIT,
        seen=Seen.CHOSEN,
        term=UNTIL_ERASED,
        items=(
            _YOU,
            Item(("region", "level"), N_("Where you work: region, central or local")),
            Item(("gender",), N_("Woman or man, if you say so")),
            Item(("langs",), N_("Languages")),
            Item(("skills",), N_("Skills")),
            Item(("access_needs",), N_("What you need to take part: access, room, aids"), term=ACCESS),
            Item(("phone",), N_("Telephone"), term=PHONE),
            Item(("shown",), N_("What others may see of it"), seen=Seen.SELF),
            Item(("changed_at",), N_("When it was last changed"), seen=Seen.SELF),
        ),
    ),
    Kept(
        table="people_remark",
        title=N_("Free texts by you or about you"),
        purpose=Purpose.PART,
        seen=Seen.TEAM,
        term=Term(N_("As long as their authors have an account; those that stay are named below")),
        by=None,
        items=(
            Item(("id", "about"), N_("To which act it belongs")),
            Item(("text",), N_("The text")),
            Item(("salt",), N_("A random number of the digest that the log keeps"), True, Seen.NOBODY),
        ),
    ),
    Kept(
        table="people_draft",
        title=N_("Drafts"),
        purpose=Purpose.SAVE,
        seen=Seen.SELF,
        term=Term(N_("90 days after you last typed in it"), "at < $1::timestamptz - interval '90 days'"),
        items=(
            _YOU,
            Item(("key", "data"), N_("The form, and what you typed into it")),
            Item(("at",), N_("When you last typed in it")),
        ),
    ),
    Kept(
        table="people_mail",
        title=N_("Mails to you"),
        purpose=Purpose.TELL,
        seen=Seen.SELF,
        term=Term(N_("90 days after they were sent"), "ended_at < $1::timestamptz - interval '90 days'"),
        items=(
            _YOU,
            Item(("letter", "kind"), N_("Which mail")),
            Item(("asked_at", "due_at", "put_off", "handed_at", "ended_at"), N_("When it was written and sent")),
            Item(("outcome", "answer", "tries"), N_("What became of it")),
        ),
    ),
    Kept(
        table="people_session",
        title=N_("Sign-ins"),
        purpose=Purpose.SAFE,
        seen=Seen.SELF,
        term=Term(
            N_("30 days after they ended"),
            "least(coalesce(revoked_at, 'infinity'), created_at + interval '30 days', seen_at + interval '3 days')"
            " < $1::timestamptz - interval '30 days'",
            real=True,
        ),
        items=(
            _YOU,
            Item(("id", "agent"), N_("What your browser calls itself")),
            Item(("created_at", "seen_at", "revoked_at"), N_("When you signed in, were last there, signed out")),
            Item(("by_link",), N_("Whether you came by a link")),
            Item(("token_hash", "csrf"), N_("Digests of secrets that your browser keeps"), True, Seen.NOBODY),
        ),
    ),
    Kept(
        table="people_link",
        title=N_("Links to sign in"),
        purpose=Purpose.SAFE,
        seen=Seen.SELF,
        term=Term(N_("30 days after they ended"), "expires_at < $1::timestamptz - interval '30 days'", real=True),
        items=(
            _YOU,
            Item(("created_at", "expires_at", "used_at"), N_("When it was sent, used, over")),
            Item(("token_hash",), N_("A digest of a secret that only you were sent"), True, Seen.NOBODY),
        ),
    ),
    Kept(
        table="people_slip",
        title=N_("Printed slips to sign in"),
        purpose=Purpose.SAFE,
        seen=Seen.SENDER,
        term=Term(N_("30 days after they ended"), "expires_at < $1::timestamptz - interval '30 days'", real=True),
        items=(
            _YOU,
            Item(("id", "edition", "made_by"), N_("Who printed it, in which edition")),
            Item(("created_at", "expires_at", "ended_at", "outcome"), N_("When it was printed, used, over")),
            Item(("token_hash",), N_("A digest of a secret that only you were given"), True, Seen.NOBODY),
        ),
    ),
    Kept(
        table="people_token",
        title=N_("Keys for programs"),
        purpose=Purpose.ACCOUNT,
        seen=Seen.SELF,
        term=Term(N_("30 days after you ended them"), "revoked_at < $1::timestamptz - interval '30 days'", real=True),
        items=(
            _YOU,
            Item(("label",), N_("What you called it")),
            Item(("created_at", "revoked_at"), N_("When it was made and ended")),
            Item(("token_hash",), N_("A digest of a secret that only you were sent"), True, Seen.NOBODY),
        ),
    ),
    Kept(
        table="people_feed",
        title=N_("Secret addresses of your agenda"),
        purpose=Purpose.TELL,
        seen=Seen.SELF,
        term=Term(N_("30 days after you ended them"), "revoked_at < $1::timestamptz - interval '30 days'", real=True),
        items=(
            _YOU,
            Item(("id", "team"), N_("Whose agenda: yours, or your team’s")),
            Item(("created_at", "revoked_at"), N_("When it was made and ended")),
            Item(("token_hash",), N_("A digest of a secret that only you were sent"), True, Seen.NOBODY),
        ),
    ),
    Kept(
        table="people_import",
        title=N_("Lists of participants that you sent"),
        purpose=Purpose.SAVE,
        seen=Seen.SELF,
        term=Term(
            N_("Until they are imported, a day at most"), f"created_at < {_DAY} AND {_IDLE.format('people_import.id')}"
        ),
        items=(
            _YOU,
            Item(("id", "edition", "administration"), N_("For which edition and administration")),
            Item(("file", "header", "unread", "lang"), N_("The file: what it and its columns are called")),
            Item(("digest",), N_("A digest of what stands in it"), True, Seen.NOBODY),
            Item(("created_at",), _SINCE),
        ),
    ),
    Kept(
        table="people_import_row",
        title=N_("Lines of these lists"),
        purpose=Purpose.ACCOUNT,
        seen=Seen.SENDER,
        term=Term(
            N_("Until they are imported, a day at most"),
            f"NOT EXISTS (SELECT FROM people_import i WHERE i.id = people_import_row.import AND created_at >= {_DAY})"
            f" AND {_IDLE.format('people_import_row.import')}",
        ),
        by=None,
        erasure=Erasure.PASSES,
        items=(
            Item(("import", "line", "account"), N_("Which line, and the number of the account to be opened")),
            Item(("email_key", "person", "cells"), N_("What the line says: name, mail address, department, profile")),
            Item(("faults",), N_("What is wrong with it")),
        ),
    ),
    Kept(
        table="people_attempt",
        title=N_("Attempts to sign in"),
        purpose=Purpose.SAFE,
        seen=Seen.NOBODY,
        term=Term(N_("A few minutes, an hour at most"), "until < $1::timestamptz", real=True),
        by=None,
        erasure=Erasure.PASSES,
        items=(Item(("key", "until"), N_("A digest of where an attempt came from, and until when it counts"), True),),
    ),
    Kept(
        table="people_tally",
        title=N_("Counts of people who were erased"),
        purpose=Purpose.COUNT,
        seen=Seen.WATCHERS,
        term=Term(N_("For ever: it is about nobody")),
        by=None,
        erasure=Erasure.STAYS,
        items=(Item(("edition", "team", "dimension", "value", "n"), N_("How many, by edition and team")),),
    ),
)

FILES: Final[tuple[Stored, ...]] = (
    Stored(
        key="papers",
        title=N_("Authorisations that your supervisor signed"),
        purpose=Purpose.PART,
        seen=Seen.FOCAL,
        term=Term(N_("Until six months after the end of the edition")),  # applications.reads.PAPER_TERM
    ),
)
