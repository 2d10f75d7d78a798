"""The command line. Exit codes: 0 done, 1 refused or failed (one clear line on stderr), 2 usage."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import zoneinfo
from pathlib import Path

zoneinfo.reset_tzpath(to=[])  # the tzdata package: the system's copy may predate Morocco's change of 2026-09-20

from collections.abc import Callable, Coroutine, Sequence  # noqa: E402
from typing import Any  # noqa: E402

import structlog  # noqa: E402

from idarathon.errors import Refusal  # noqa: E402
from idarathon.servers.process import ServerFailed  # noqa: E402
from idarathon.settings import InvalidSetting  # noqa: E402

Run = Callable[[argparse.Namespace], Coroutine[Any, Any, int]]


def parser() -> argparse.ArgumentParser:
    """Every command of the outside contract."""
    top = argparse.ArgumentParser(prog="idarathon", description="The hackathon of the public administration.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="run the demo at http://127.0.0.1:8000")
    demo.add_argument("--port", type=port, default=8000)
    demo.add_argument("--data", type=Path, help="where the demo keeps its data")
    demo.add_argument("--fresh", action="store_true", help="start over: forget the demo's data")
    serve = commands.add_parser("serve", help="web pages and engine")
    web = commands.add_parser("web", help="web pages only")
    for command in (serve, web):
        command.add_argument("--workers", type=int, default=1, choices=range(1, 65), metavar="N")
        command.add_argument("--port", type=port, default=8000)
        command.add_argument("--host", default="127.0.0.1")
    commands.add_parser("engine", help="relay, reactions and clock only")
    replay = commands.add_parser("replay", help="play the whole first edition on a simulated clock")
    replay.add_argument("--teams", type=int, default=6, choices=range(1, 20_001), metavar="N")
    for name, text in _PLAIN.items():
        commands.add_parser(name, help=text)
    for name, text in _FILES.items():
        commands.add_parser(name, help=text).add_argument("file", type=Path, metavar="FILE")
    for command in (replay, *(commands.choices[name] for name in ("verify", "doctor", *_FILES))):
        command.add_argument("--json", action="store_true", help="for programs")
    _people(commands)
    return top


_PLAIN = {
    "migrate": "bring the database's schema up to date",
    "rebuild": "make every read table again from the log",
    "verify": "recompute the seal of the whole log",
    "doctor": "check this installation",
}


_FILES = {
    "export": "write the whole instance into one file; it holds personal data",
    "import": "read such a file into an empty instance",
}


def _people(commands: Any) -> None:
    user = commands.add_parser("user", help="accounts").add_subparsers(dest="action", required=True, metavar="ACTION")
    add = user.add_parser("add", help="open an account; the password is read from standard input")
    add.add_argument("email")
    add.add_argument("--name", required=True)
    add.add_argument("--admin", action="store_true")
    tokens = commands.add_parser("token", help="API tokens")
    token = tokens.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = token.add_parser("create", help="print a new API token of an account")
    create.add_argument("email")
    create.add_argument("--label", default="")


def port(text: str) -> int:
    """A TCP port, 1 to 65535."""
    number = int(text)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError("a port is between 1 and 65535")
    return number


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; every expected failure is one line on stderr."""
    options = parser().parse_args(arguments)
    _log_to_stderr()
    try:
        if options.command == "web":
            from idarathon.running import web

            return web(options)
        return asyncio.run(_runner(options)(options))
    except (InvalidSetting, ServerFailed, ConnectionError, Refusal) as error:
        print(f"idarathon: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1


def _log_to_stderr() -> None:
    """Standard output is for what a command prints; notes about the servers go beside it, from INFO on."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _runner(options: argparse.Namespace) -> Run:
    from idarathon import maintaining, running

    if options.command in {"user", "token"}:
        return getattr(maintaining, f"{options.command}_{options.action}")  # type: ignore[no-any-return]
    home = running if options.command in {"demo", "serve", "engine", "replay"} else maintaining
    return getattr(home, {"import": "import_"}.get(options.command, options.command))  # type: ignore[no-any-return]


if __name__ == "__main__":
    sys.exit(main())
