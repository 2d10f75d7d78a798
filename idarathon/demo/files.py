"""Small real files for the deposits of the first edition: a picture and an archive for a prototype, slides for a pitch.

They are made here, the same at every run, and labelled as made up; only the solution's words are facts. A team and its
namesakes of later laps have the same bytes, so that a replay with many teams makes six sets.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from msgspec import Struct

from events.message import Command
from idarathon.deliverables.commands import Begin, Finish
from idarathon.demo.runs import LABEL, ident
from idarathon.demo.steps import Team
from idarathon.files import Files
from idarathon.phases.events import Phase

WIDTH, HEIGHT = 480, 800  # of the picture, in pixels
COLOURS = ("#3b2f8f", "#1e6f5c", "#b5542b", "#2f6f9f", "#8f2f5b", "#6b6f1e")
SLIDES = """
#set document(title: "Pitch", date: none)
#set page(width: 25.4cm, height: 14.29cm, margin: 2cm, fill: rgb("#faf6ec"))
#set text(size: 22pt, lang: "fr")
#let solution = sys.inputs.solution
#let team = sys.inputs.team
#let label = sys.inputs.label
#text(size: 40pt, weight: "bold")[#team]
#v(1cm)
#solution
#v(1fr)
#text(size: 14pt)[#label]
#pagebreak()
= Le problème
Ce que l’équipe a observé auprès des usagers. #label
#pagebreak()
= La suite
Un pilote dans une première administration. #label
"""


class File(Struct, frozen=True):
    """A file of the demo."""

    name: str
    mime: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def of(team: Team, phase: Phase, key: str) -> tuple[File, ...]:
    """The files of a team's deposit."""
    name = team.name.rstrip(" 0123456789")
    if (phase, key) == ("prototyping", "prototype"):
        return _prototype(name, team.words)
    return _slides(name, team.words) if (phase, key) == ("pitch", "support") else ()


def uploads(team: Team, phase: Phase, key: str) -> tuple[UUID, ...]:
    """What the deposit names."""
    return tuple(_upload(team, phase, key, one) for one in of(team, phase, key))


def begun(team: Team, phase: Phase, key: str) -> Iterator[Command]:
    """The team announces its files."""
    for one in of(team, phase, key):
        ids = _ids(team, phase, key, one)
        yield Begin(**ids, phase=phase, deliverable=key, name=one.name, size=len(one.content))


def arrived(team: Team, phase: Phase, key: str) -> Iterator[Command]:
    """The system has them: the bytes are in the storage already, or nowhere (replay)."""
    for one in of(team, phase, key):
        ids = _ids(team, phase, key, one)
        yield Finish(**ids, sha256=one.sha256, size=len(one.content), mime=one.mime)


def _ids(team: Team, phase: Phase, key: str, one: File) -> dict[str, Any]:
    return {"edition": team.edition, "team": team.id, "upload": _upload(team, phase, key, one)}


async def store(files: Files, teams: list[Team]) -> None:
    """Put the bytes where the pages look for them."""
    for team in teams:
        for one in (*of(team, "prototyping", "prototype"), *of(team, "pitch", "support")):
            if not await files.has(one.sha256):
                await files.put(one.sha256, one.content)


def _upload(team: Team, phase: Phase, key: str, one: File) -> UUID:
    return ident("upload", team.id, phase, key, one.name)


@lru_cache(maxsize=64)
def _prototype(name: str, solution: str) -> tuple[File, ...]:
    slug = name.lower().replace(" ", "-")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, text in (
            ("lisez-moi.txt", f"{name}\n{solution}\n\n{LABEL}\n"),
            ("ecrans/accueil.html", f"<!doctype html><title>{name}</title><h1>{solution}</h1><p>{LABEL}</p>\n"),
        ):
            packed.writestr(zipfile.ZipInfo(path, (2020, 12, 3, 15, 0, 0)), text)
    return (
        File(f"ecran-{slug}.png", "image/png", _picture(name)),
        File(f"prototype-{slug}.zip", "application/zip", archive.getvalue()),
    )


def _picture(name: str) -> bytes:
    """The screen of an application: a head, some lines, a button; no words, so no font."""
    from PIL import Image, ImageDraw

    colour = COLOURS[sum(name.encode()) % len(COLOURS)]
    image = Image.new("RGB", (WIDTH, HEIGHT), "#faf6ec")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 110), fill=colour)
    draw.ellipse((30, 30, 80, 80), fill="#f2c14e")
    for line in range(6):
        top = 150 + 80 * line
        draw.rounded_rectangle((30, top, WIDTH - 30, top + 60), 12, fill="white", outline="#d9d2c0")
        draw.rounded_rectangle((50, top + 22, 130 + 37 * ((line + len(name)) % 6), top + 38), 6, fill=colour)
    draw.rounded_rectangle((30, HEIGHT - 110, WIDTH - 30, HEIGHT - 40), 16, fill="#f2c14e")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False)
    return out.getvalue()


@lru_cache(maxsize=64)
def _slides(name: str, solution: str) -> tuple[File, ...]:
    import typst

    inputs = {"team": name, "solution": solution, "label": LABEL}
    content = typst.compile(SLIDES.encode(), sys_inputs=inputs)
    return (File(f"pitch-{name.lower().replace(' ', '-')}.pdf", "application/pdf", bytes(content)),)
