"""/api/openapi.json, made of the commands and answers themselves: what it says is what is decoded and encoded."""

from __future__ import annotations

import inspect
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from idarathon import flow
from web.errors import Problem

ABOUT = (
    "Send a command with an `id` of your own (UUID): sent twice, it happens once. `expected_version` refuses it when "
    "somebody acted first. Every refusal has a `code` for programs and a `detail` in the language of Accept-Language."
)
REFUSED = {400: "cannot be read", 401: "not signed in", 403: "not allowed", 404: "not found", 409: "somebody was first"}
REFUSED |= {413: "too large", 415: "no JSON", 422: "the rules say no", 503: "a server is away; nothing was done"}


_KINDS = dict.fromkeys(("page", "before", "maturity"), "integer")  # of query parameters; the others are words


class RecordedEvent(Struct, frozen=True):
    """An event that the command recorded."""

    type: str
    position: int
    version: int
    stream: str
    at: datetime
    data: dict[str, Any]


class Recording(Struct, frozen=True):
    """What a command led to; nothing when it was already so."""

    events: tuple[RecordedEvent, ...]


class Read(Struct, frozen=True):
    """A GET of the API: its path under /api/v1, what it answers, what it is about, its query parameters."""

    path: str
    answers: Any
    about: str
    query: tuple[str, ...] = ()


def document(reads: tuple[Read, ...]) -> bytes:
    """The whole document, as JSON."""
    kinds = [*flow.COMMANDS.values(), Recording, Problem, *(read.answers for read in reads)]
    schemas, parts = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    known = {name: schema for name, schema in zip(flow.COMMANDS, schemas, strict=False)}
    recording, problem, *answers = schemas[len(known) :]
    paths = {f"/api/v1/commands/{name}": _command(name, known[name], recording, problem) for name in sorted(known)}
    for read, schema in zip(reads, answers, strict=True):
        paths[f"/api/v1{read.path}"] = _read(read, schema, problem)
    paths |= _uploads(problem)
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "IDARATHON", "version": "1", "description": ABOUT},
            "paths": paths,
            "components": {"schemas": parts, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
            "security": [{"token": []}, {}],
        }
    )


def _uploads(problem: Any) -> dict[str, Any]:
    """Files, by tus 1.0 (https://tus.io): its own specification says what each header means."""
    which = {"name": "upload", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    told = "tus 1.0: announce a file; Upload-Metadata has edition, team, phase, deliverable and filename"
    acts = {
        "head": "tus 1.0: how much has arrived",
        "patch": "tus 1.0: add bytes at Upload-Offset",
        "delete": "tus 1.0: give the file up",
    }
    one = {
        act: {"summary": about, "responses": {"2XX": {"description": about}} | _refusals(problem)}
        for act, about in acts.items()
    }
    created = {"201": {"description": "the address stands in Location"}} | _refusals(problem)
    return {
        "/api/v1/uploads": {"post": {"summary": told, "responses": created}},
        "/api/v1/uploads/{upload}": {**one, "parameters": [which]},
    }


def _command(name: str, schema: Any, recording: Any, problem: Any) -> dict[str, Any]:
    about = inspect.getdoc(flow.COMMANDS[name]) or name
    answers = {"200": _content("the recorded events", recording)} | _refusals(problem)
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return {"post": {"operationId": name, "summary": about, "requestBody": body, "responses": answers}}


def _read(read: Read, schema: Any, problem: Any) -> dict[str, Any]:
    within = [
        {"name": part[1:-1], "in": "path", "required": True, "schema": {"type": "string"}}
        for part in read.path.split("/")
        if part.startswith("{")
    ]
    asked = [
        {"name": name, "in": "query", "required": False, "schema": {"type": _KINDS.get(name, "string")}}
        for name in read.query
    ]
    answers = {"200": _content(read.about, schema)} | _refusals(problem, (400, 401, 403, 404, 503))
    return {"get": {"summary": read.about, "parameters": [*within, *asked], "responses": answers}}


def _refusals(problem: Any, statuses: tuple[int, ...] = tuple(REFUSED)) -> dict[str, Any]:
    return {str(status): _content(REFUSED[status], problem) for status in statuses}


def _content(about: str, schema: Any) -> dict[str, Any]:
    return {"description": about, "content": {"application/json": {"schema": schema}}}
