"""The only reader of the environment. An invalid value is one line that names the setting."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

PREFIX = "IDARATHON_"


class InvalidSetting(Exception):
    """One clear line that names the setting."""


class Settings(Struct, frozen=True, kw_only=True):
    """All unset = embedded servers with their data under ``data``."""

    database_url: str | None
    nats_url: str | None
    base_url: str
    storage_url: str | None = None  # None: a folder under ``data``
    mail_url: str | None = None  # None: mails are written into a folder under ``data``
    secret: bytes
    data: Path
    demo: bool = False
    operator: str | None = None  # who answers for the personal data of this instance
    contact: str | None = None  # where people write to about them

    @property
    def embedded(self) -> bool:
        return self.database_url is None and self.nats_url is None

    @property
    def sender(self) -> str:
        """The address that mails come from: ``?from=`` of the mail address, else one of our own host."""
        own = f"idarathon@{urlsplit(self.base_url).hostname or 'localhost'}"
        return parse_qs(urlsplit(self.mail_url or "").query).get("from", [own])[0]


def read(environ: Mapping[str, str] | None = None, *, data: Path | None = None, demo: bool = False) -> Settings:
    """The settings from IDARATHON_*; ``data`` overrides IDARATHON_DATA. Raises InvalidSetting.

    The first reading makes the data folder and its secret.
    """
    env = os.environ if environ is None else environ
    folder = data or Path(env.get(PREFIX + "DATA") or _default_data(env)).expanduser()
    database, nats = _url(env, "DATABASE_URL", "postgresql", "postgres"), _url(env, "NATS_URL", "nats", "tls")
    if (database is None) != (nats is None):
        missing = "DATABASE_URL" if database is None else "NATS_URL"
        raise InvalidSetting(f"{PREFIX}{missing} is not set: give both servers by address, or neither (embedded).")
    return Settings(
        database_url=database,
        nats_url=nats,
        base_url=(_url(env, "BASE_URL", "http", "https") or "http://127.0.0.1:8000").rstrip("/"),
        storage_url=_url(env, "STORAGE_URL", "s3", "s3a", "gs", "az", "https"),
        mail_url=_mail(env),
        secret=_secret(env, folder),
        data=folder.absolute(),
        demo=demo or env.get(PREFIX + "DEMO") == "1",
        operator=_line(env, "OPERATOR"),
        contact=_line(env, "CONTACT"),
    )


def _url(env: Mapping[str, str], name: str, *schemes: str) -> str | None:
    value = env.get(PREFIX + name)
    if not value:
        return None
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise InvalidSetting(f"{PREFIX}{name} is not an address: {error}.") from None
    # The value itself is never shown: it may hold a password.
    if parts.scheme not in schemes or not parts.hostname:
        raise InvalidSetting(f"{PREFIX}{name} must look like {schemes[0]}://host:port.")
    return value


def _line(env: Mapping[str, str], name: str) -> str | None:
    """A line that people read."""
    value = env.get(PREFIX + name, "").strip()
    if not value.isprintable() or len(value) > 200:
        raise InvalidSetting(f"{PREFIX}{name} must be one line of at most 200 characters.")
    return value or None


def _mail(env: Mapping[str, str]) -> str | None:
    value = _url(env, "MAIL_URL", "smtp", "smtps")
    sender = parse_qs(urlsplit(value or "").query).get("from", ["a@b"])[0]
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", sender, re.ASCII) or not sender.isascii():
        raise InvalidSetting(f"{PREFIX}MAIL_URL: what stands after from= is no address.")
    return value


def _secret(env: Mapping[str, str], folder: Path) -> bytes:
    """IDARATHON_SECRET, or one made once and kept in the data folder, readable by its owner alone."""
    given = env.get(PREFIX + "SECRET")
    if given is not None:
        if len(given) < 32:
            raise InvalidSetting(f"{PREFIX}SECRET is too short: give at least 32 characters.")
        return given.encode()
    path = folder / "secret"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
        return path.read_text().strip().encode()
    except OSError as error:
        raise InvalidSetting(f"{PREFIX}DATA cannot be used: {error.strerror} ({folder}).") from None


def require_instance(environ: Mapping[str, str] | None = None) -> None:
    """Raise InvalidSetting unless an instance is there already: a mistyped folder is not an intact, empty log."""
    env = os.environ if environ is None else environ
    folder = Path(env.get(PREFIX + "DATA") or _default_data(env)).expanduser()
    if not env.get(PREFIX + "DATABASE_URL") and not (folder / "postgres").is_dir():
        raise InvalidSetting(f"{PREFIX}DATA: there is no instance in {folder}.")


def _default_data(env: Mapping[str, str]) -> str:
    if os.geteuid() == 0:
        return "/var/lib/idarathon"
    return env.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share")) + "/idarathon"
