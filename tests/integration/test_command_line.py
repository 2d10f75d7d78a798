"""The command line as a program sees it: exit codes, one clear line, JSON."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path

import asyncpg
import pytest

from tests.support.scene import Scene


async def idarathon(tmp_path: Path, *arguments: str, stdin: str = "", **settings: str) -> tuple[int | None, str, str]:
    """(exit code, stdout, stderr) of a command with these settings and no others."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("IDARATHON_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "idarathon",
        *arguments,
        env={
            **clean,
            "IDARATHON_DATA": str(tmp_path),
            **{f"IDARATHON_{key}": value for key, value in settings.items()},
        },
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(stdin.encode()), 60)
    return process.returncode, out.decode(), err.decode()


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/x"}, "IDARATHON_NATS_URL"),
        ({"DATABASE_URL": "mysql://x", "NATS_URL": "nats://127.0.0.1:1"}, "IDARATHON_DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:99999/x", "NATS_URL": "nats://x"}, "IDARATHON_DATABASE_URL"),
        ({"SECRET": "short"}, "IDARATHON_SECRET"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/x", "NATS_URL": "nats://127.0.0.1:1"}, "IDARATHON_DATABASE_URL"),
    ],
)
async def test_a_bad_setting_is_one_line_that_names_it(tmp_path: Path, settings: dict[str, str], names: str) -> None:
    code, out, err = await idarathon(tmp_path, "migrate", **settings)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert names in err


async def test_unknown_commands_are_usage(tmp_path: Path) -> None:
    code, _, err = await idarathon(tmp_path, "fly")
    assert (code, "usage:" in err) == (2, True)


async def test_verify_names_a_changed_position(tmp_path: Path, scene: Scene, database: str, nats_url: str) -> None:
    settings = {"DATABASE_URL": database, "NATS_URL": nats_url}
    code, out, _ = await idarathon(tmp_path, "verify", "--json", **settings)
    assert (code, json.loads(out)["intact"]) == (0, True)
    connection = await asyncpg.connect(database)
    await connection.execute(
        "UPDATE event SET data = replace(data::text, 'Édition', 'Edition')::json WHERE position = 2"
    )
    await connection.close()
    code, out, err = await idarathon(tmp_path, "verify", "--json", **settings)
    assert (code, json.loads(out)) == (1, {"intact": False, "position": 2})
    assert "position 2" in err


async def test_an_export_is_imported_once(
    tmp_path: Path, scene: Scene, database: str, second_database: str, nats_url: str
) -> None:
    file = str(tmp_path / "all.zip")
    here = {"DATABASE_URL": database, "NATS_URL": nats_url}
    there = {"DATABASE_URL": second_database, "NATS_URL": nats_url}
    code, exported, _ = await idarathon(tmp_path, "export", file, "--json", **here)
    assert (code, json.loads(exported)["events"]) == (0, len(await log(database)))
    assert (await idarathon(tmp_path, "import", file, "--json", **there))[:2] == (0, exported)
    code, out, err = await idarathon(tmp_path, "import", file, **there)
    assert (code, out, err.count("\n"), "instance_not_empty" in err) == (1, "", 1, True)
    assert await tables(second_database) == await tables(database)


async def log(url: str) -> list[asyncpg.Record]:
    """The rows of the log."""
    connection = await asyncpg.connect(url)
    rows: list[asyncpg.Record] = await connection.fetch("SELECT position, digest FROM event ORDER BY position")
    await connection.close()
    return rows


async def test_rebuild_leaves_the_read_tables_as_they_were(
    tmp_path: Path, scene: Scene, database: str, nats_url: str
) -> None:
    await scene.team()
    before = await tables(database)
    code, _, err = await idarathon(tmp_path, "rebuild", DATABASE_URL=database, NATS_URL=nats_url)
    assert (code, err) == (0, "")
    assert await tables(database) == before


async def tables(database: str) -> dict[str, list[str]]:
    """The rows of every read table, as text."""
    from idarathon.flow import PROJECTIONS

    connection = await asyncpg.connect(database)
    rows = {
        table: sorted(str(tuple(row)) for row in await connection.fetch(f'SELECT * FROM "{table}"'))
        for table in {projection.table for projection in PROJECTIONS}
    }
    await connection.close()
    return rows


async def test_a_user_and_its_token_from_the_command_line(
    tmp_path: Path, scene: Scene, database: str, nats_url: str
) -> None:
    settings = {"DATABASE_URL": database, "NATS_URL": nats_url}
    add = ("user", "add", "admin@test.invalid", "--name", "Admin", "--admin")
    code, _, err = await idarathon(tmp_path, *add, stdin="une phrase de passe\n", **settings)
    assert (code, err) == (0, "")
    code, out, _ = await idarathon(tmp_path, "token", "create", "admin@test.invalid", **settings)
    assert (code, out.startswith("ida_")) == (0, True)
    code, _, err = await idarathon(tmp_path, *add, stdin="une phrase de passe\n", **settings)
    assert (code, err.count("\n"), "email_taken" in err) == (1, 1, True)


async def test_doctor_finds_nothing_wrong(tmp_path: Path, scene: Scene, database: str, nats_url: str) -> None:
    code, out, _ = await idarathon(tmp_path, "doctor", "--json", DATABASE_URL=database, NATS_URL=nats_url)
    assert (code, [row["check"] for row in json.loads(out) if not row["ok"]]) == (0, [])


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


async def test_no_worker_outlives_a_killed_web_server(tmp_path: Path, database: str, nats_url: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    settings = {"IDARATHON_DATABASE_URL": database, "IDARATHON_NATS_URL": nats_url, "IDARATHON_DATA": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "idarathon", "web", "--port", str(port)), env={**os.environ, **settings}
    )
    async with asyncio.timeout(60):
        while _free(port):  # noqa: ASYNC110 (another process does it)
            await asyncio.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        while not _free(port):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert _free(port) and process.returncode == -signal.SIGKILL


async def test_verify_of_a_mistyped_folder_is_no_success(tmp_path: Path) -> None:
    code, out, err = await idarathon(tmp_path / "nowhere", "verify")
    assert (code, out, "IDARATHON_DATA" in err, (tmp_path / "nowhere").exists()) == (1, "", True, False)
