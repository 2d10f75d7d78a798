"""Issue "People", Show 3, session and token suites: each guard of the keys is taken away once, in a copy of the
program, and some test must fail for it. ``python -m bench.prove.survivors`` says which did."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

from bench.measure import Figure, fact, show
from tests.support.browser import ROOT

TESTS: Final = {
    "keys": "tests/integration/test_keys.py",
    "pages": "tests/integration/test_session_pages.py",
    "core": "tests/unit/test_web_core.py",
    "visitors": "tests/unit/test_visitors.py",
    "site": "tests/integration/test_web_pages.py",
    "account": "tests/integration/test_account_pages.py",
    "link": "tests/integration/test_sign_in_link.py",
    "live": "tests/integration/test_web_live.py",
    "attempts": "tests/integration/test_attempts.py",
}
AT_ONCE: Final = 2
PATIENCE: Final = 300.0  # seconds for one mutant
COPIED: Final = ("bench", "events", "idarathon", "tests", "web", "pyproject.toml")
LINKED: Final = (".venv", "node_modules", ".cache")


class Mutant(NamedTuple):
    """``was`` stands once in the file, or once after ``after``; ``tests``: who must notice."""

    file: str
    was: str
    is_: str
    tests: str
    after: str = ""


SQL, AUTH, FRONT = "idarathon/people/vault/queries.sql", "web/auth.py", "web/front.py"
COOKIES, SIGNING, HERE, LIVE = "web/cookies.py", "web/signing.py", "web/here.py", "web/live.py"
SESSIONS, LINKS, ACCOUNT = (
    "idarathon/people/vault/sessions.py",
    "idarathon/people/vault/links.py",
    "web/routes/account.py",
)
MUTANTS: Final = (
    # Sessions
    Mutant(SQL, " AND s.revoked_at IS NULL", "", "keys", "find_session"),
    Mutant(SQL, "s.created_at > $2", "s.created_at > $2::timestamptz - interval '9 years'", "keys", "find_session"),
    Mutant(SQL, "s.seen_at > $3", "s.seen_at > $3::timestamptz - interval '9 years'", "keys", "find_session"),
    Mutant(SQL, " AND NOT a.closed", "", "keys", "find_session"),
    Mutant(SQL, "s.by_link AND s.created_at > $4", "s.by_link AND $4::timestamptz IS NOT NULL", "keys"),
    Mutant(SQL, "s.by_link AND s.created_at > $4", "s.created_at > $4", "keys"),
    Mutant(SQL, "seen_at = $2 WHERE", "seen_at = $2, revoked_at = NULL WHERE true OR", "keys", "touch_session"),
    Mutant(SQL, "SET revoked_at = $2", "SET seen_at = $2", "keys", "name: revoke_session\n"),
    Mutant(SQL, "SET revoked_at = $2", "SET seen_at = $2", "keys", "name: revoke_sessions\n"),
    Mutant(SQL, "IS DISTINCT FROM $3::bytea", "IS NOT NULL OR $3::bytea IS NULL", "keys", "revoke_sessions\n"),
    Mutant(
        SQL,
        "WHERE account = $1 AND revoked_at",
        "WHERE $1::uuid IS NOT NULL AND revoked_at",
        "keys",
        "revoke_sessions\n",
    ),
    Mutant(SQL, "AND account = $2", "AND $2::uuid IS NOT NULL", "keys", "end_session"),
    Mutant(SESSIONS, "now - IDLE, now - FRESH", "now - LIFE, now - FRESH", "keys"),
    Mutant(SESSIONS, "now - LIFE, now - IDLE, now - FRESH", "now - 2 * LIFE, now - IDLE, now - FRESH", "keys"),
    Mutant(SESSIONS, "minutes=30)  # after", "minutes=90)  # after", "keys"),
    # Links
    Mutant(SQL, "l.used_at IS NULL AND l.expires_at > $2 AND l.account", "l.expires_at > $2 AND l.account", "keys"),
    Mutant(SQL, "l.expires_at > $2 AND l.account", "$2::timestamptz IS NOT NULL AND l.account", "keys"),
    Mutant(SQL, " AND NOT a.closed FOR UPDATE", " FOR UPDATE", "keys"),
    Mutant(SQL, "SET used_at = $2 FROM used", "SET used_at = NULL::timestamptz FROM used", "keys"),
    Mutant(SQL, "l.used_at IS NULL AND l.expires_at > $2\n);", "l.expires_at > $2\n);", "keys"),
    Mutant(SQL, "l.expires_at > $2\n);", "$2::timestamptz IS NOT NULL\n);", "keys"),
    Mutant(SQL, " AND NOT a.closed", "", "keys", "name: link_opens"),
    Mutant(
        SQL, "SET used_at = now() WHERE account = $1", "SET used_at = now() WHERE false", "keys", "name: set_password"
    ),
    Mutant(LINKS, "minutes=30)", "minutes=31)", "keys"),
    # Tokens and feeds
    Mutant(SQL, " AND t.revoked_at IS NULL", "", "keys", "find_token"),
    Mutant(SQL, " AND NOT a.closed", "", "keys", "find_token"),
    Mutant(SQL, " AND f.revoked_at IS NULL", "", "keys", "find_feed"),
    Mutant(SQL, " AND NOT a.closed", "", "keys", "find_feed"),
    Mutant(SQL, "f.team IS NULL OR EXISTS", "true OR EXISTS", "keys"),
    Mutant(SQL, "AND account = $2", "AND $2::uuid IS NOT NULL", "keys", "revoke_feed"),
    # Who asks
    Mutant(AUTH, ' if scheme.lower() == "bearer" else None', "", "pages"),
    Mutant(
        AUTH,
        "    if account is None:\n        raise NotSignedIn\n",
        "    if account is None:\n        return NOBODY\n",
        "pages",
    ),
    Mutant(AUTH, "    await _end(connection, known)\n    agent", "    agent", "pages"),
    Mutant(AUTH, "    await _end(connection, known)\n    cookies.drop", "    cookies.drop", "site"),
    Mutant(AUTH, "        raise TooManyAttempts(", "        TooManyAttempts(", "site", "async def check_password"),
    Mutant(AUTH, " or not fits or ", " or ", "site"),
    Mutant(AUTH, 'wanted.startswith("//")', "False", "site"),
    Mutant(AUTH, ' or "\\\\" in wanted', "", "site"),
    Mutant(
        AUTH,
        "viewer_of(known.db, session.account) == before",
        "viewer_of(known.db, session.account) is not None",
        "live",
    ),
    Mutant(AUTH, "session is not None and await", "session is None or await", "live"),
    Mutant(AUTH, "        by_link=session.by_link,", "        by_link=True,", "link"),
    Mutant(LIVE, "            return await self._still()", "            return True", "live"),
    Mutant(LIVE, "now - self._asked >= KEEP_ALIVE", "False", "live"),
    # Cookies, forms, signatures
    Mutant(COOKIES, "httponly=True", "httponly=False", "site"),
    Mutant(COOKIES, 'samesite="lax"', 'samesite="none"', "site"),
    Mutant(COOKIES, 'f"__Host-{name}" if', "name if", "site"),
    Mutant(COOKIES, "secure=secure(settings)", "secure=False", "site"),
    Mutant(
        FRONT,
        "at.binding or cookies.read(request, settings, cookies.FORM)",
        "cookies.read(request, settings, cookies.FORM) or at.binding",
        "pages",
    ),
    Mutant(
        FRONT,
        "not binding or not signing.token_fits(settings.secret, binding, token)",
        "not binding or not token",
        "pages",
    ),
    Mutant(FRONT, 'not in ("same-origin", "none")', 'not in ("same-origin", "none", "cross-site")', "pages"),
    Mutant(SIGNING, 'f"{binding}.{nonce}"))', "nonce))", "core", "def token_fits"),
    Mutant(
        SIGNING,
        'return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())',
        "return expected.startswith(given)",
        "core",
    ),
    Mutant(SIGNING, 'f"{purpose}\\0{value}"', "value", "core"),
    # The account's page, and whose attempts are counted
    Mutant(ACCOUNT, "    await vault.revoke_sessions(at.db, account, real_now())\n", "", "account"),
    Mutant(ACCOUNT, "    if not at.by_link:", "    if False:", "account"),
    Mutant(HERE, '    if peer not in ("127.0.0.1", "::/64"):\n        return peer\n', "", "visitors"),
    Mutant(HERE, '[""])[-1]', '[""])[0]', "visitors"),
    Mutant(HERE, 'rpartition(",")[2]', 'partition(",")[0]', "visitors"),
    Mutant(HERE, "(known, 64)", "(known, 128)", "visitors"),
    Mutant(HERE, "known.ipv4_mapped or ", "", "visitors"),
)


async def measure() -> list[Figure]:
    """How many mutants no test has noticed."""
    queue, outcomes = list(MUTANTS), list[tuple[Mutant, str]]()

    async def work() -> None:
        with tempfile.TemporaryDirectory(prefix="idarathon-mutants-") as folder:
            copy = _copied(Path(folder))
            while queue:
                mutant = queue.pop(0)
                outcomes.append((mutant, await _outcome(copy, mutant)))

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    alive = [mutant for mutant, outcome in outcomes if outcome == "survived"]
    broken = [f"{mutant.file}: {mutant.was[:40]}: {outcome}" for mutant, outcome in outcomes if outcome not in ENDS]
    for one in alive:
        print(f"survived: {one.file}: {one.was!r} → {one.is_!r} ({one.tests})", file=sys.stderr)
    note = f"{len(MUTANTS)} mutants"
    return [
        Figure(name="sessions and tokens: mutants that survive", value=len(alive), limit=0, note=note),
        fact("sessions and tokens: every mutant could be tried", not broken, str(broken)[:400]),
    ]


ENDS: Final = ("survived", "killed")


def _copied(folder: Path) -> Path:
    """The program, to be changed; what it is built of is only pointed to."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    (ROOT / ".cache").mkdir(exist_ok=True)  # where no test has started a browser yet
    for name in LINKED:
        (folder / name).symlink_to((ROOT / name).resolve())
    folder.chmod(0o755)
    return folder


async def _outcome(copy: Path, mutant: Mutant) -> str:
    """Whether its tests fail."""
    file = copy / mutant.file
    whole = file.read_text("utf-8")
    head, mark, rest = whole.partition(mutant.after) if mutant.after else ("", "", whole)
    if mutant.was not in rest or (not mutant.after and rest.count(mutant.was) != 1):
        return f"found {rest.count(mutant.was)} times"
    file.write_text(head + mark + rest.replace(mutant.was, mutant.is_, 1), "utf-8")
    try:
        return await _tested(copy, TESTS[mutant.tests])
    finally:
        file.write_text(whole, "utf-8")


async def _tested(copy: Path, tests: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", tests]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTHONPATH", None)
    quiet = asyncio.subprocess.DEVNULL
    program = await asyncio.create_subprocess_exec(*command, cwd=copy, env=environment, stdout=quiet, stderr=quiet)
    try:
        code = await asyncio.wait_for(program.wait(), PATIENCE)
    except TimeoutError:
        program.kill()
        return "its tests took too long"
    return {0: "survived", 1: "killed"}.get(code, f"pytest ended with {code}")


async def _main() -> int:
    return 0 if show(await measure(), "survivors") else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
