"""The cookies: HttpOnly, SameSite=Lax, and over https Secure with the __Host- prefix, which no other host can set."""

from __future__ import annotations

from typing import Any, Literal

from litestar import Response
from litestar.datastructures import Cookie

from idarathon.settings import Settings
from web.here import AnyConnection

Name = Literal["idarathon", "idarathon-form", "idarathon-flash"]
SESSION: Name = "idarathon"
FORM: Name = "idarathon-form"
FLASH: Name = "idarathon-flash"


def secure(settings: Settings) -> bool:
    """Whether people reach the instance by https. Plain http is for loopback."""
    return settings.base_url.startswith("https://")


def full_name(settings: Settings, name: Name) -> str:
    """The cookie's name as browsers know it."""
    return f"__Host-{name}" if secure(settings) else name


def read(connection: AnyConnection, settings: Settings, name: Name) -> str | None:
    """The value that the browser sent."""
    return connection.cookies.get(full_name(settings, name))


def write(response: Response[Any], settings: Settings, name: Name, value: str, age: int | None = None) -> None:
    """Set a cookie; ``age`` in seconds, None: until the browser ends."""
    response.set_cookie(_cookie(settings, name, value, age))


def drop(response: Response[Any], settings: Settings, name: Name) -> None:
    """Take a cookie away."""
    response.set_cookie(_cookie(settings, name, "", 0))


def _cookie(settings: Settings, name: Name, value: str, age: int | None) -> Cookie:
    return Cookie(
        key=full_name(settings, name),
        value=value,
        path="/",
        max_age=age,
        secure=secure(settings),
        httponly=True,
        samesite="lax",
    )
