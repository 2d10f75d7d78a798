"""What a bare Litestar handler does with an upload: write the bytes as they come, and nothing else."""

from __future__ import annotations

import os
import sys
from typing import Any

from litestar import Litestar, Request, Response, get, patch

from bench.serving import serve


@get("/health/live")
async def live() -> str:
    """For whoever waits for us."""
    return "ok"


@patch("/upload", status_code=204, request_max_body_size=None)
async def write(request: Request[Any, Any, Any]) -> Response[None]:
    """The whole body into the file that the environment names."""
    with open(os.environ["BARE_FILE"], "wb") as file:  # noqa: ASYNC230 (as bare as it gets)
        async for chunk in request.stream():
            file.write(chunk)
    return Response(None, status_code=204)


def create() -> Litestar:
    """For granian, with --factory."""
    return Litestar([live, write], openapi_config=None, logging_config=None)


if __name__ == "__main__":
    serve("bench.bare_upload:create", int(sys.argv[1]))
