"""Values that come back from a browser unchanged or not at all: HMAC-SHA-256 under the instance's secret."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

SIZE = 16  # bytes of a signature and of a nonce


def new_binding() -> str:
    """What the CSRF tokens of one browser that is not signed in are bound to."""
    return secrets.token_hex(SIZE)


def signature(secret: bytes, purpose: str, value: str) -> str:
    """The signature of a value for one purpose: what is signed as a flash message is no CSRF token."""
    digest = hmac.new(secret, f"{purpose}\0{value}".encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    return digest[:SIZE].hex()


def sign(secret: bytes, purpose: str, value: str) -> str:
    """A text that ``unsign`` turns back into the value; fit for a cookie."""
    return urlsafe_b64encode(value.encode()).decode().rstrip("=") + "." + signature(secret, purpose, value)


def unsign(secret: bytes, purpose: str, signed: str) -> str | None:
    """The value, or None for anything that was not signed here for this purpose."""
    encoded, _, given = signed.rpartition(".")
    try:
        value = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except ValueError:
        return None
    return value if same(given, signature(secret, purpose, value)) else None


def token(secret: bytes, binding: str) -> str:
    """A CSRF token for a session. Another one each time, so that compressed pages do not give it away (BREACH)."""
    nonce = secrets.token_hex(SIZE)
    return f"{nonce}.{signature(secret, 'csrf', f'{binding}.{nonce}')}"


def token_fits(secret: bytes, binding: str, given: str) -> bool:
    """Whether the token was made here for this session."""
    nonce, _, mark = given.partition(".")
    return same(mark, signature(secret, "csrf", f"{binding}.{nonce}"))


def same(given: str, expected: str) -> bool:
    """compare_digest for anything that a client can send: it raises TypeError on non-ASCII text."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())
