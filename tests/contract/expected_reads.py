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
SIGNED_IN = PREPARES | INSIDE | {"invited", "owner", "agent"}
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
    public: Outcome = SIGN_IN


OPEN = Read(EVERYONE, EVERYONE, EVERYONE, PREPARES, missing=EVERYONE)
WATCHED = Read(WATCH, WATCH, ADMIN, WATCH, missing=WATCH)
RUN = Read(RUNS, RUNS, ADMIN, RUNS, missing=RUNS)
TEAM = Read(INSIDE | WATCH, WATCH, ADMIN, missing=SIGNED_IN)
UNPUBLISHED = WATCH | {"focal"}  # who sees every challenge of an edition; the one of elsewhere is published
CHALLENGE = Read(UNPUBLISHED | {"owner"}, UNPUBLISHED, EVERYONE, UNPUBLISHED, EVERYONE, refused=404, public=404)
MOVED_ON = Read(NOBODY, moved=SIGNED_IN)
NONE_HERE = Read(NOBODY, refused=404, public=404)

READS: dict[str, Read] = {
    # For machines.
    "/static/{name}": OPEN,
    "/health/live": OPEN,
    "/health/ready": OPEN,
    "/metrics": OPEN,
    "/api/openapi.json": OPEN,
    "/api/v1/editions": OPEN,
    "/api/v1/editions/{slug}": OPEN,
    "/api/v1/editions/{slug}/phases": OPEN,
    "/api/v1/editions/{slug}/challenges": OPEN,
    "/api/v1/editions/{slug}/teams": OPEN,
    "/api/v1/editions/{slug}/timeline": OPEN,
    "/api/v1/editions/{slug}/board": WATCHED._replace(public=401),
    # For everyone.
    "/": Read(NOBODY, moved=EVERYONE),
    "/{lang}": OPEN,
    "/{lang}/sign-in": Read(frozenset({"public"}), moved=SIGNED_IN),
    "/{lang}/demo": NONE_HERE,  # in demo mode only
    "/{lang}/e/{slug}": OPEN,
    "/{lang}/e/{slug}/live": OPEN,
    "/{lang}/e/{slug}/history": OPEN,
    "/{lang}/e/{slug}/challenges": OPEN,
    "/{lang}/e/{slug}/challenges/{challenge}": CHALLENGE,
    "/{lang}/e/{slug}/teams": OPEN,
    "/{lang}/e/{slug}/teams/{team}": OPEN,
    "/{lang}/e/{slug}/teams/{team}/history": OPEN,
    # For agents and teams.
    "/{lang}/me": Read(SIGNED_IN),
    "/{lang}/e/{slug}/teams/new": NONE_HERE._replace(elsewhere=SIGNED_IN, public=SIGN_IN),  # open intake is elsewhere
    "/{lang}/e/{slug}/team": MOVED_ON,
    "/{lang}/e/{slug}/team/{team}": TEAM._replace(moved=frozenset({"invited"})),
    "/{lang}/e/{slug}/team/{team}/history": TEAM,
    "/{lang}/e/{slug}/team/{team}/members": TEAM,
    "/{lang}/e/{slug}/team/{team}/deposit/{phase}/{key}": TEAM,
    "/{lang}/e/{slug}/team/{team}/receipt/{position}": TEAM._replace(missing=INSIDE | WATCH),
    # For facilitators, and observers who read what facilitators read but none of their forms.
    "/{lang}/e/{slug}/board": WATCHED,
    "/{lang}/e/{slug}/board/teams/{name}": WATCHED,
    "/{lang}/e/{slug}/board/close/{phase}": RUN,
    "/{lang}/e/{slug}/programme/edit": RUN,
    "/{lang}/e/{slug}/programme/shift": RUN,
    "/{lang}/e/{slug}/programme/gates/{phase}": RUN,
    "/{lang}/e/{slug}/manage/teams": RUN,
    "/{lang}/e/{slug}/manage/teams/{name}": RUN,
    "/{lang}/e/{slug}/manage/challenges": RUN,
    "/{lang}/e/{slug}/manage/challenges/{name}": RUN,
    "/{lang}/e/{slug}/manage/challenge-draft": RUN,
    "/{lang}/e/{slug}/settings": RUN,
    "/{lang}/e/{slug}/settings/edition": RUN,
    "/{lang}/e/{slug}/settings/roles": RUN,
    # For admins.
    "/{lang}/admin/editions": Read(ADMIN),
    "/{lang}/admin/administrations": Read(ADMIN),
    "/{lang}/admin/parked": Read(ADMIN),
}

# What stands written somewhere, and who reads it in any answer from any of these addresses.
WORDS: dict[str, Roles] = {
    "own-member": INSIDE | WATCH,
    "own-invited": INSIDE | WATCH,  # by the team's history: its page of members names them to the lead and RUNS only
    "own-deposit": INSIDE | WATCH,
    "own-reason": INSIDE | WATCH,
    "own-challenge": UNPUBLISHED | {"owner"},
    "other-member": WATCH,
    "other-invited": WATCH,
    "other-deposit": WATCH,
    "other-reason": WATCH,
    "other-challenge": UNPUBLISHED,
    "other-owner": UNPUBLISHED,
    "elsewhere-member": ADMIN,
    "elsewhere-invited": ADMIN,
    "elsewhere-deposit": ADMIN,
    "elsewhere-reason": ADMIN,
    "elsewhere-challenge": EVERYONE,
    "elsewhere-owner": ADMIN,
    "draft-edition": PREPARES,
    "draft-challenge": UNPUBLISHED,
    "draft-owner": UNPUBLISHED,
    "@test.invalid": NOBODY,  # everybody's address: only a search shows it
}


def places(path: str) -> tuple[str, ...]:
    """The places about which an address can be asked. An edition that is a draft has no teams."""
    if "/challenges/{" in path:
        return ("own", "other", "elsewhere", "draft", "absent")
    if "/teams/{" in path or "/team/{" in path:
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
        return 200
    return 303 if role in read.moved else _otherwise(read, role)


def _otherwise(read: Read, role: str) -> Outcome:
    return read.public if role == "public" else read.refused
