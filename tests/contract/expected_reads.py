"""The expected table of reads: who gets which answer from every address that is asked with GET.

Every route stands here; one that does not fails the build. An address is asked about five places, as far as it names an
edition, a team or a challenge: ``own``: the edition where everybody has a role, with the members' own team and the
owner's own challenge; ``other``: another team, or somebody else's challenge, of that edition; ``elsewhere``: another
published edition, where nobody has a role; ``draft``: an edition that is not published, where those with a granted role
have the same role; ``absent``: the own edition with the team or challenge of elsewhere, or the own team with another's
receipt.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Roles: TypeAlias = frozenset[str]
Outcome: TypeAlias = int | str  # a status, or:
SIGN_IN = "sign in"  # sent to the sign-in page, and from there back

NOBODY: Roles = frozenset()
ADMIN = frozenset({"admin"})
RUNS = ADMIN | {"facilitator"}
WATCH = RUNS | {"observer"}
PREPARES = WATCH | {"mentor", "juror", "president", "focal"}  # the granted roles
INSIDE = frozenset({"member", "lead"})
COACH = frozenset({"coach"})  # a mentor of the own edition, who accompanies the own team
MENTORS = COACH | {"mentor"}
HOST = frozenset({"host"})  # who runs the workshop of the own edition, without a role in it
SIGNED_IN = PREPARES | INSIDE | COACH | HOST | {"invited", "owner", "agent"}
EVERYONE = SIGNED_IN | {"public"}


class Read(NamedTuple):
    """Who gets 200 in each place. The others get ``refused``, the public ``public``; all get 404 in a draft that they
    may not see. ``missing``: who is told that what is absent does not exist (404); ``moved``: who is sent on (303).
    """

    own: Roles
    other: Roles = NOBODY
    elsewhere: Roles = NOBODY
    draft: Roles = NOBODY
    missing: Roles = NOBODY
    moved: Roles = NOBODY
    refused: Outcome = 403
    found: Outcome = 200
    public: Outcome = SIGN_IN


OPEN = Read(EVERYONE, EVERYONE, EVERYONE, PREPARES, missing=EVERYONE)
WATCHED = Read(WATCH, WATCH, ADMIN, WATCH, missing=WATCH)
RUN = Read(RUNS, RUNS, ADMIN, RUNS, missing=RUNS)
TEAM = Read(INSIDE | WATCH, WATCH, ADMIN, missing=SIGNED_IN)
UNPUBLISHED = WATCH  # who sees every challenge of an edition; the one of elsewhere is published
CHALLENGE = Read(UNPUBLISHED | {"owner"}, UNPUBLISHED, EVERYONE, UNPUBLISHED, EVERYONE, refused=404, public=404)
# The own team's entry in the bank is a draft, as that of elsewhere; the other team's is published.
ENTRY = Read(INSIDE | WATCH, EVERYONE, ADMIN, missing=EVERYONE, refused=404, public=404)
FILE = TEAM._replace(missing=INSIDE | WATCH)
MOVED_ON = Read(NOBODY, moved=SIGNED_IN)
NONE_HERE = Read(NOBODY, refused=404, public=404)

MENTOR = Read(MENTORS, draft=frozenset({"mentor"}))
NOTE = Read(INSIDE | WATCH | COACH, COACH, ADMIN, missing=SIGNED_IN, refused=404)
SCOPED = Read(SIGNED_IN, elsewhere=SIGNED_IN, draft=PREPARES, public=401)

JUDGES = frozenset({"juror", "president"})
PANEL = Read(WATCH | {"president"}, elsewhere=ADMIN, draft=WATCH | {"president"})
JURY = Read(JUDGES, draft=JUDGES)

READS: dict[str, Read] = {
    # For machines.
    "/static/{name}": OPEN,
    "/health/live": OPEN,
    "/health/ready": OPEN,
    "/metrics": OPEN,
    "/api/openapi.json": OPEN,
    "/api/v1/uploads/{upload}": Read(INSIDE, refused=404, public=401),
    "/files/{token}": NONE_HERE,  # a signed address opens it, and this is none
    "/api/v1/editions": OPEN,
    "/api/v1/editions/{slug}": OPEN,
    "/api/v1/editions/{slug}/phases": OPEN,
    "/api/v1/editions/{slug}/challenges": OPEN,
    "/api/v1/editions/{slug}/teams": OPEN,
    "/api/v1/editions/{slug}/timeline": OPEN,
    "/api/v1/editions/{slug}/prizes": OPEN,
    "/api/v1/editions/{slug}/sessions": OPEN,
    "/api/v1/editions/{slug}/board": WATCHED._replace(public=401),
    "/api/v1/bank": OPEN,
    "/api/v1/editions/{slug}/bank/{team}": ENTRY,
    # For everyone.
    "/": Read(NOBODY, moved=EVERYONE),
    "/verifier/{code}": Read(NOBODY, moved=EVERYONE),
    "/p/{token}": NONE_HERE._replace(public=SIGN_IN),  # a session's short letters lead on, and these are none
    "/{lang}": OPEN,
    "/{lang}/privacy": OPEN,
    "/{lang}/verify": OPEN,
    "/{lang}/verify/{code}": OPEN,
    "/{lang}/sign-in": Read(frozenset({"public"}), moved=SIGNED_IN),
    "/{lang}/sign-in/link": OPEN,
    "/{lang}/slip/{token}": Read(NOBODY, refused=422, public=422),  # nobody's slip
    "/{lang}/sign-in/link/{token}": Read(NOBODY, refused=422, public=422),  # nobody's link
    "/{lang}/mail/{key}": NONE_HERE,  # nobody's address
    "/{lang}/demo": NONE_HERE,  # in demo mode only
    "/{lang}/demo/mail": NONE_HERE,
    "/{lang}/demo/mail/{letter}": NONE_HERE,
    "/{lang}/demo/mail/{letter}/html": NONE_HERE,
    "/{lang}/e/{slug}": OPEN,
    "/{lang}/e/{slug}/live": OPEN,
    "/{lang}/e/{slug}/history": OPEN,
    "/{lang}/e/{slug}/challenges": OPEN,
    "/{lang}/e/{slug}/challenges/{challenge}": CHALLENGE,
    "/{lang}/e/{slug}/teams": OPEN,
    "/{lang}/e/{slug}/teams/{team}": OPEN,
    "/{lang}/e/{slug}/teams/{team}/history": OPEN,
    "/{lang}/e/{slug}/report": OPEN,
    "/{lang}/bank": OPEN,
    "/{lang}/style": OPEN,
    "/{lang}/bank.csv": OPEN,
    "/{lang}/e/{slug}/bank/{team}": ENTRY,
    "/{lang}/e/{slug}/bank/{team}/files/{which}": NONE_HERE,  # nobody's entry has a file
    "/{lang}/e/{slug}/programme": OPEN,
    "/{lang}/e/{slug}/calendar.ics": OPEN,
    "/{lang}/e/{slug}/sessions/{session}": OPEN,
    "/{lang}/e/{slug}/sessions/{session}/event.ics": OPEN,
    "/{lang}/feed/{token}": NONE_HERE,  # nobody's address
    # For agents and teams.
    "/{lang}/e/{slug}/announcements": Read(SIGNED_IN, SIGNED_IN, SIGNED_IN, PREPARES, missing=SIGNED_IN),
    "/{lang}/me/agenda": Read(SIGNED_IN),
    "/{lang}/e/{slug}/team/{team}/agenda": TEAM,
    "/{lang}/me/account": Read(SIGNED_IN),
    "/{lang}/me/consent": Read(SIGNED_IN),
    "/{lang}/me/data": Read(SIGNED_IN),
    "/{lang}/me/data.zip": Read(SIGNED_IN),
    "/{lang}/me/profile": Read(SIGNED_IN),
    "/{lang}/admin/accounts": Read(ADMIN),
    "/{lang}/address/{token}": Read(NOBODY, refused=422, public=422),  # a mailed link opens it, and this is none
    "/{lang}/me/reuses": Read(SIGNED_IN),
    "/{lang}/me/notices": Read(SIGNED_IN),
    "/{lang}/me/notices/count": Read(SIGNED_IN),
    "/{lang}/e/{slug}/bank/{team}/edit": Read(INSIDE | RUNS, RUNS, ADMIN, missing=EVERYONE),
    "/{lang}/e/{slug}/bank/{team}/reuse": Read(NOBODY, SIGNED_IN, missing=SIGNED_IN, refused=404),
    "/{lang}/me": Read(SIGNED_IN),
    "/{lang}/e/{slug}/teams/seek": NONE_HERE._replace(elsewhere=SIGNED_IN, public=SIGN_IN),  # as the next one
    "/{lang}/e/{slug}/teams/new": NONE_HERE._replace(elsewhere=SIGNED_IN, public=SIGN_IN),  # open intake is elsewhere
    "/{lang}/e/{slug}/apply": Read(SIGNED_IN, draft=PREPARES, refused=404),  # open intake is elsewhere
    "/{lang}/e/{slug}/apply/{step}": Read(SIGNED_IN, draft=PREPARES, refused=404),
    "/{lang}/e/{slug}/focal": Read(frozenset({"focal"}), draft=frozenset({"focal"})),
    "/{lang}/e/{slug}/applications": WATCHED,
    "/{lang}/e/{slug}/applications.csv": WATCHED,
    "/{lang}/e/{slug}/applications/agreed": RUN,
    "/{lang}/e/{slug}/applications/{application}": Read(WATCH, refused=404),
    "/{lang}/e/{slug}/applications/{application}/paper": Read(NOBODY, refused=404),  # it has none
    "/{lang}/e/{slug}/team": MOVED_ON,
    "/{lang}/e/{slug}/team/{team}": TEAM._replace(moved=frozenset({"invited"})),
    "/{lang}/e/{slug}/team/{team}/history": TEAM,
    "/{lang}/e/{slug}/team/{team}/members": TEAM,
    "/{lang}/e/{slug}/team/{team}/deposit/{phase}/{key}": TEAM,
    "/{lang}/e/{slug}/team/{team}/files/{upload}": FILE._replace(found=303),
    "/{lang}/e/{slug}/team/{team}/files/{upload}/preview": FILE._replace(found=204),  # nobody drew one
    "/{lang}/e/{slug}/team/{team}/receipt/{position}": TEAM._replace(missing=INSIDE | WATCH),
    # For mentors, and who reads what they write. The note of the own team is shared, the other one private.
    "/api/v1/editions/{slug}/pairs": SCOPED,
    "/api/v1/editions/{slug}/notes": SCOPED,
    "/{lang}/e/{slug}/mentor": MENTOR,
    "/{lang}/e/{slug}/mentor/help": MENTOR,
    "/{lang}/e/{slug}/mentor/profile": MENTOR,
    "/{lang}/e/{slug}/mentor/teams/{team}": Read(COACH, missing=MENTORS),
    "/{lang}/e/{slug}/mentor/teams/{team}/note": Read(COACH, missing=MENTORS),
    "/{lang}/e/{slug}/notes/{note}": NOTE,
    "/{lang}/e/{slug}/notes/{note}/edit": NOTE._replace(own=COACH, elsewhere=NOBODY),
    "/{lang}/e/{slug}/team/{team}/coaching": TEAM,
    "/{lang}/e/{slug}/manage/mentors": WATCHED,
    "/{lang}/e/{slug}/manage/mentors/{account}": RUN,
    # For facilitators, and observers who read what facilitators read but none of their forms.
    "/{lang}/e/{slug}/board": WATCHED,
    "/{lang}/e/{slug}/board/teams/{name}": WATCHED,
    "/{lang}/e/{slug}/board/close/{phase}": RUN,
    "/{lang}/e/{slug}/programme/edit": RUN,
    "/{lang}/e/{slug}/manage/calendar": RUN,
    "/{lang}/e/{slug}/manage/calendar/new": RUN,
    "/{lang}/e/{slug}/manage/calendar/{session}": RUN,
    "/{lang}/e/{slug}/manage/calendar/{session}/code": RUN._replace(own=RUNS | HOST),
    "/{lang}/e/{slug}/programme/shift": RUN,
    "/{lang}/e/{slug}/programme/gates/{phase}": RUN,
    "/{lang}/e/{slug}/manage/bank": WATCHED,
    "/{lang}/e/{slug}/report/{name}": WATCHED,
    "/{lang}/e/{slug}/composition": WATCHED,
    "/{lang}/e/{slug}/composition/proposal": RUN,
    "/{lang}/e/{slug}/manage/teams": RUN,
    "/{lang}/e/{slug}/manage/teams/{name}": RUN,
    "/{lang}/e/{slug}/manage/challenges": RUN,
    "/{lang}/e/{slug}/manage/challenges/{name}": RUN,
    "/{lang}/e/{slug}/manage/challenge-draft": RUN,
    "/{lang}/e/{slug}/settings": RUN,
    "/{lang}/e/{slug}/settings/edition": RUN,
    "/{lang}/e/{slug}/settings/clone": RUN._replace(found=404),  # none of them is a clone
    "/{lang}/e/{slug}/settings/roles": RUN,
    # For owners of challenges and focal points: the own ones. The focal point of the crowd has proposed none.
    "/{lang}/e/{slug}/my-challenge": Read(frozenset({"owner"})),
    "/{lang}/e/{slug}/my-challenge/{challenge}": Read(frozenset({"owner"}), refused=404),
    "/{lang}/e/{slug}/focal/challenges": Read(frozenset({"focal"}), draft=frozenset({"focal"})),
    "/{lang}/e/{slug}/focal/challenges/{challenge}": NONE_HERE._replace(public=SIGN_IN, missing=SIGNED_IN),
    "/{lang}/e/{slug}/focal/challenge-draft": Read(NOBODY),  # that of the crowd is of no administration
    "/{lang}/e/{slug}/people/slips": RUN,
    # The focal point of this scene works nowhere; of one that does: tests/integration/test_rosters.py
    "/{lang}/e/{slug}/people/import": RUN,
    "/{lang}/e/{slug}/people/import-template": RUN,
    "/{lang}/e/{slug}/people/import/{roster}": NONE_HERE,  # nobody's list
    "/{lang}/e/{slug}/people/import/{roster}/refused": NONE_HERE,
    # For the jury, and who runs it.
    "/{lang}/e/{slug}/jury": PANEL,
    "/{lang}/e/{slug}/jury/rubric": RUN,
    "/{lang}/e/{slug}/jury/prizes": RUN,
    "/{lang}/e/{slug}/deliberation": PANEL,
    "/{lang}/e/{slug}/ceremony": Read(RUNS | {"president"}, elsewhere=ADMIN, draft=RUNS | {"president"}),
    "/{lang}/e/{slug}/reviews": JURY,
    "/{lang}/e/{slug}/reviews/{team}": Read(NOBODY),
    "/{lang}/e/{slug}/reviews/{team}/files/{upload}": Read(NOBODY),
    "/{lang}/e/{slug}/recusals": JURY,
    "/{lang}/e/{slug}/minutes": Read(NOBODY),
    "/{lang}/e/{slug}/certificates/{team}": NONE_HERE,
    "/{lang}/e/{slug}/results": OPEN,
    "/{lang}/verifier/pv/{number}": NONE_HERE,
    "/verifier/pv/{number}": Read(NOBODY, moved=EVERYONE),
    # For admins.
    "/{lang}/admin/editions": Read(ADMIN),
    "/{lang}/admin/administrations": Read(ADMIN),
    "/{lang}/admin/editions/{slug}/clone": Read(ADMIN, elsewhere=ADMIN, draft=ADMIN),
    "/{lang}/admin/parked": Read(ADMIN),
    "/{lang}/admin/erasures": Read(ADMIN),
}

# What stands written somewhere, and who reads it in any answer from any of these addresses.
WORDS: dict[str, Roles] = {
    "own-member": INSIDE | WATCH | COACH,
    "own-note": INSIDE | WATCH | COACH,
    "own-help": INSIDE | WATCH | MENTORS,
    "own-application": WATCH,
    "own-applicant": WATCH,
    "other-note": COACH,  # private: its author's
    "elsewhere-note": ADMIN,
    "own-invited": WATCH | {"lead"},  # who invited by an address reads that alone until they join
    "own-deposit": INSIDE | WATCH,
    "own-file": INSIDE | WATCH,  # not deposited yet: in the form, and what happened
    "own-reason": INSIDE | WATCH,
    "own-entry": INSIDE | WATCH,
    "own-link": INSIDE | WATCH | HOST,  # of a workshop for the teams
    "own-draft": WATCH,  # a session that is a draft
    "elsewhere-link": ADMIN,
    "draft-link": WATCH,
    "own-challenge": UNPUBLISHED | {"owner"},
    "other-member": WATCH,
    "other-invited": WATCH,
    "other-deposit": WATCH,
    "other-file": WATCH,
    "other-reason": WATCH,
    "other-entry": EVERYONE,
    "other-request": WATCH,
    "other-challenge": UNPUBLISHED,
    "other-owner": UNPUBLISHED,
    "elsewhere-member": ADMIN,
    "elsewhere-invited": ADMIN,
    "elsewhere-deposit": ADMIN,
    "elsewhere-file": ADMIN,
    "elsewhere-reason": ADMIN,
    "elsewhere-entry": ADMIN,
    "elsewhere-challenge": EVERYONE,
    "elsewhere-owner": ADMIN,
    "draft-edition": PREPARES,
    "draft-challenge": UNPUBLISHED,
    "draft-owner": UNPUBLISHED,
    "@test.invalid": SIGNED_IN,  # one's own, under Mon compte; those of others only a search shows, and an admin's list
}


def places(path: str) -> tuple[str, ...]:
    """The places about which an address can be asked. An edition that is a draft has no teams."""
    if "/challenges/{" in path:
        return ("own", "other", "elsewhere", "draft", "absent")
    if "{note}" in path:
        return ("own", "other", "elsewhere", "absent")
    if "{session}" in path:
        return ("own", "elsewhere", "draft", "absent")
    if "/teams/{" in path or "{team}" in path or "/bank/{" in path:
        return ("own", "other", "elsewhere", "absent")
    return ("own", "elsewhere", "draft") if "{slug}" in path else ("own",)


def outcomes(path: str) -> dict[str, dict[str, Outcome]]:
    """The answers that an address gives, by place and role."""
    return {place: {role: _outcome(READS[path], place, role) for role in EVERYONE} for place in places(path)}


def _outcome(read: Read, place: str, role: str) -> Outcome:
    if place == "draft" and role not in PREPARES:
        return 404
    if place == "absent":
        return 404 if role in read.missing else _otherwise(read, role)
    readers: dict[str, Roles] = read._asdict()
    if role in readers[place]:
        return read.found
    return 303 if role in read.moved else _otherwise(read, role)


def _otherwise(read: Read, role: str) -> Outcome:
    return read.public if role == "public" else read.refused
