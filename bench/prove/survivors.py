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

import asyncpg

from bench.measure import Figure, fact, show
from bench.world import drop
from tests.conftest import POSTGRES, SharedPostgres
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
    "address": "tests/integration/test_address_change.py",
    "slips": "tests/integration/test_slips.py",
    "mail": "tests/integration/test_mail.py",
    "api": "tests/integration/test_web_api.py",
}
AT_ONCE: Final = 2
PATIENCE: Final = 300.0  # seconds for one mutant
COPIED: Final = ("bench", "events", "idarathon", "tests", "web", "pyproject.toml")
LINKED: Final = (".venv", "node_modules", ".cache")


class Mutant(NamedTuple):
    """``was`` stands once in the file, or first after ``after``; ``tests``: who must notice, ``by``: a word of the
    tests' names, where the whole file would take long."""

    file: str
    was: str
    is_: str
    tests: str
    after: str = ""
    by: str = ""


SQL, AUTH, FRONT = "idarathon/people/vault/queries.sql", "web/auth.py", "web/front.py"
SLIP, VAULT_SLIPS = "idarathon/people/vault/slips.sql", "idarathon/people/vault/slips.py"
ADDRESSES, STORE = "idarathon/people/vault/addresses.py", "idarathon/people/vault/store.py"
VIEWER = "idarathon/migrations/277_viewer.sql"
MOVING, MAIL = "web/routes/address.py", "web/routes/mail.py"
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
    Mutant(VIEWER, " WHERE NOT a.closed", "", "keys"),
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
        "reads.visitor_in(session.holder).viewer == before",
        "reads.visitor_in(session.holder).viewer is not None",
        "live",
    ),
    Mutant(AUTH, "session is not None and reads", "session is None or reads", "live"),
    Mutant(AUTH, "token, session.by_link) if session", "token, True) if session", "link"),
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
    # What else opens, or ends what opens
    Mutant(SQL, "AND NOT a.closed", "", "keys", "find_by_email"),
    Mutant(SQL, "AND revoked_at IS NULL", "", "keys", "list_sessions"),
    Mutant(SQL, "SET revoked_at = $3", "SET seen_at = $3", "keys", "end_session"),
    Mutant(SQL, "SET revoked_at = $2", "SET label = label", "keys", "revoke_token"),
    Mutant(SQL, "SET revoked_at = $3", "SET team = team", "keys", "revoke_feed"),
    Mutant(
        SQL, "account = $1 AND used_at IS NULL)", "used_at IS NULL AND $1::uuid IS NOT NULL)", "keys", "set_password"
    ),
    Mutant(STORE, 'hashlib.sha256(token.encode(errors="replace")).digest()', 'token.encode(errors="replace")', "link"),
    Mutant(
        AUTH, "await _by_token(known.db, header)).viewer == before", "await _by_token(known.db, header)) != 0", "live"
    ),
    Mutant(AUTH, ", touch=False", "", "live"),
    Mutant(AUTH, " or len(password) > LONGEST", "", "site", by="signing_in_rotates"),
    Mutant(FRONT, "at.bearer or (at.binding is None and ", "at.bearer or (", "api", by="cookie_alone"),
    Mutant(FRONT, "return bool(reads_it) and ", "return ", "pages"),
    Mutant(SIGNING, "value if same(given, signature(secret, purpose, value)) else None", "value", "core"),
    Mutant(MAIL, "    if value is None:\n        raise NotFound\n", "", "mail", "signing.unsign", "made_up"),
    Mutant(MAIL, "if ONE_CLICK in", "if not ONE_CLICK in", "mail", by="one_click"),
    Mutant(SQL, "SET mail = $2 WHERE account = $1", "SET mail = $2 WHERE $1::uuid IS NOT NULL", "mail", by="one_click"),
    Mutant(
        COOKIES,
        "get(full_name(settings, name))",
        "get(full_name(settings, name)) or connection.cookies.get(name)",
        "site",
    ),
    # Attempts
    Mutant(SQL, "WHERE t.until - $4 > a.room", "WHERE false", "attempts"),
    Mutant(SQL, "WHERE t.until - $4 <= (SELECT a.room", "WHERE true OR t.until - $4 <= (SELECT a.room", "attempts"),
    Mutant(SQL, "greatest(t.until, $4) + ", "$4 + ", "attempts"),
    Mutant(AUTH, "email_key(email) or email.strip().casefold()", "email", "attempts"),
    Mutant(
        AUTH,
        "    if wait := await vault.count_attempt(db, [limit], real_now()):",
        "    if wait := None:",
        "link",
        "def count_invitation",
        "flooded",
    ),
    # Another address
    Mutant(
        SQL,
        "DELETE FROM people_address_change WHERE account = $1)",
        "DELETE FROM people_address_change WHERE account = $1 AND false)",
        "address",
        "name: set_password",
        by="another_password",
    ),
    Mutant(
        SQL, "new_token = NULL, new_expires_at = NULL, new_at = NULL", "new_expires_at = NULL", "keys", "ask_address"
    ),
    Mutant(SQL, "old_token = NULL, old_at = NULL", "old_token = NULL", "keys", "ask_address"),
    Mutant(
        SQL,
        "account = $1 AND expires_at > $2",
        "account = $1 AND $2::timestamptz IS NOT NULL",
        "keys",
        "waiting_change",
    ),
    Mutant(SQL, "AND NOT a.closed", "", "keys", "name: find_change"),
    Mutant(SQL, "c.expires_at > $2 AND", "true AND", "keys", "name: find_change"),
    Mutant(SQL, "NOT a.closed AND c.expires_at", "c.expires_at", "keys", "confirm_address"),
    Mutant(SQL, "c.expires_at > $2\n        AND", "true AND", "keys", "confirm_address"),
    Mutant(SQL, "c.new_at IS NULL AND c.new_expires_at > $2", "c.new_at IS NULL", "keys", "confirm_address"),
    Mutant(SQL, "c.new_at IS NULL AND", "", "keys", "confirm_address"),
    Mutant(SQL, " AND c.old_at IS NULL)", ")", "keys", "confirm_address"),
    Mutant(SQL, "IS NOT NULL AS both_said", "IS NULL AS both_said", "keys", "confirm_address"),
    Mutant(SQL, "f.both_said AND l.used_at IS NULL", "false", "keys", "confirm_address"),
    Mutant(SQL, "f.both_said AND s.revoked_at IS NULL", "false", "keys", "confirm_address"),
    Mutant(SQL, "IS DISTINCT FROM $3::bytea", "IS NOT NULL OR $3::bytea IS NULL", "keys", "confirm_address"),
    Mutant(SQL, "old_token = $1 AND", "(old_token = $1 OR new_token = $1) AND", "keys", "refuse_address"),
    Mutant(SQL, "AND expires_at > $2 RETURNING", "AND $2::timestamptz IS NOT NULL RETURNING", "keys", "refuse_address"),
    Mutant(SQL, "SET revoked_at = $2", "SET seen_at = $2", "keys", "refuse_address"),
    Mutant(SQL, "WHERE account = $1", "WHERE $1::uuid IS NOT NULL", "keys", "name: drop_change\n"),
    Mutant(
        SQL,
        "SET used_at = now() WHERE account = $1",
        "SET used_at = now() WHERE false AND account = $1",
        "keys",
        "name: set_address",
    ),
    Mutant(ADDRESSES, "minutes=30)", "minutes=31)", "keys"),
    Mutant(ADDRESSES, "hours=48)", "hours=49)", "keys"),
    Mutant(MOVING, "if not here(request).by_link:", "if False:", "address"),
    # Slips
    Mutant(
        SQL,
        "UPDATE people_slip SET ended_at = now(), outcome = 'password' WHERE account = $1",
        "UPDATE people_slip SET ended_at = now(), outcome = 'password' WHERE false AND account = $1",
        "keys",
        by="test_a_slip",
    ),
    Mutant(SQL, "SET came_at = $4", "SET came_at = nullif($4, $4)", "slips", by="come_in_by_mail"),
    Mutant(
        SLIP,
        "WHERE account = (SELECT account FROM holder)",
        "WHERE false AND account = (SELECT account FROM holder)",
        "keys",
        by="test_a_slip",
    ),
    Mutant(SLIP, "($8::uuid IS NULL OR administration = $8)", "$8::uuid IS NULL OR true", "keys", by="test_a_slip"),
    Mutant(
        SLIP,
        "SET ended_at = $2, outcome = 'revoked'",
        "SET outcome = 'revoked', made_by = CASE WHEN $2::timestamptz IS NULL THEN made_by ELSE made_by END",
        "keys",
        by="test_a_slip",
    ),
    Mutant(
        SLIP, "($3::uuid IS NULL OR h.administration = $3);", "($3::uuid IS NULL OR true);", "keys", by="test_a_slip"
    ),
    Mutant(
        SLIP,
        "s.ended_at IS NULL AND s.expires_at > $2",
        "s.expires_at > $2",
        "keys",
        "slip_opens",
        "test_a_slip",
    ),
    Mutant(SLIP, "AND s.expires_at > $2", "AND $2::timestamptz IS NOT NULL", "keys", "slip_opens", "test_a_slip"),
    Mutant(SLIP, "s.ended_at IS NULL AND s.expires_at > $2", "s.expires_at > $2", "keys", "use_slip", "test_a_slip"),
    Mutant(SLIP, "AND s.expires_at > $2", "AND $2::timestamptz IS NOT NULL", "keys", "use_slip", "test_a_slip"),
    Mutant(SLIP, "JOIN slip_holder h ON", "JOIN people_person h ON", "keys", "name: slip_opens", "test_a_slip"),
    Mutant(SLIP, "FROM slip_holder h\n", "FROM people_person h\n", "keys", "name: use_slip", "test_a_slip"),
    Mutant(VAULT_SLIPS, "days=7)", "days=8)", "keys", by="test_a_slip"),
    Mutant(VAULT_SLIPS, "digest(token.lower())", "digest(token)", "keys", by="test_a_slip"),
)

# Nothing is taken away: were a test to fail in the copy for another reason, it would kill any mutant.
_NOTHING: Final = "CREATE VIEW viewer AS"
CONTROLS: Final = tuple(Mutant(VIEWER, _NOTHING, _NOTHING, tests) for tests in TESTS)


async def measure(first: int = 0) -> list[Figure]:
    """How many mutants no test has noticed; from the ``first`` one on."""
    queue, outcomes = [*CONTROLS, *MUTANTS[first:]], list[tuple[Mutant, str]]()

    async def work() -> None:
        with tempfile.TemporaryDirectory(prefix="idarathon-mutants-") as folder:
            copy = _copied(Path(folder))
            server = await asyncio.to_thread(SharedPostgres)
            try:
                while queue:
                    mutant = queue.pop(0)
                    outcomes.append((mutant, outcome := await _outcome(copy, mutant, server.postgres.url)))
                    if outcome != ("survived" if mutant in CONTROLS else "killed"):
                        print(f"{outcome}: {mutant}", file=sys.stderr, flush=True)
                    await _swept(server.postgres.url)
            finally:
                await asyncio.to_thread(server.stop)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    alive = [mutant for mutant, outcome in outcomes if outcome == "survived" and mutant not in CONTROLS]
    harmed = sorted({mutant.tests for mutant, outcome in outcomes if mutant in CONTROLS and outcome != "survived"})
    broken = [f"{mutant.file}: {mutant.was[:40]}: {outcome}" for mutant, outcome in outcomes if outcome not in ENDS]
    note = f"{len(MUTANTS)} mutants"
    return [
        Figure(name="sessions and tokens: mutants that survive", value=len(alive), limit=0, note=note),
        fact("sessions and tokens: every mutant could be tried", not broken, str(broken)[:400]),
        fact("sessions and tokens: where nothing is taken away, every test passes", not harmed, str(harmed)),
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


async def _swept(url: str) -> None:
    """The databases that tests have left: a test run that stops early drops none of its worlds."""
    admin: asyncpg.Connection = await asyncpg.connect(url)
    try:
        for row in await admin.fetch("SELECT datname FROM pg_database WHERE datname ~ '^[tw]_'"):
            await drop(admin, row["datname"])
    finally:
        await admin.close()


async def _outcome(copy: Path, mutant: Mutant, url: str) -> str:
    """Whether its tests fail."""
    file = copy / mutant.file
    whole = file.read_text("utf-8")
    head, mark, rest = whole.partition(mutant.after) if mutant.after else ("", "", whole)
    if mutant.was not in rest or (not mutant.after and rest.count(mutant.was) != 1):
        return f"found {rest.count(mutant.was)} times"
    file.write_text(head + mark + rest.replace(mutant.was, mutant.is_, 1), "utf-8")
    try:
        return await _tested(copy, mutant, url)
    finally:
        file.write_text(whole, "utf-8")


async def _tested(copy: Path, mutant: Mutant, url: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", TESTS[mutant.tests]]
    command += ["-k", mutant.by] if mutant.by else []
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", POSTGRES: url}
    environment.pop("PYTHONPATH", None)
    if "/migrations/" in mutant.file:  # the shared server was migrated before: a new one is, as the mutant says
        environment.pop(POSTGRES)
    quiet = asyncio.subprocess.DEVNULL
    program = await asyncio.create_subprocess_exec(*command, cwd=copy, env=environment, stdout=quiet, stderr=quiet)
    try:
        code = await asyncio.wait_for(program.wait(), PATIENCE)
    except TimeoutError:
        program.kill()
        return "its tests took too long"
    return {0: "survived", 1: "killed"}.get(code, f"pytest ended with {code}")


async def _main() -> int:
    return 0 if show(await measure(int(sys.argv[1]) if len(sys.argv) > 1 else 0), "survivors") else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
