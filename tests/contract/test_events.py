"""What the log holds is a promise for ever: one JSON per event version, and every class in the one table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from events.catalog import type_of
from events.message import Event, encode
from idarathon import flow
from idarathon.flow.__main__ import document
from tests.support.samples import sample

GOLDEN = Path(__file__).parent.parent / "golden"
FLOW = Path(__file__).parent.parent.parent / "docs" / "FLOW.md"
CLASSES = sorted(flow.EVENTS, key=type_of)


@pytest.mark.parametrize("cls", CLASSES, ids=type_of)
def test_the_first_json_of_an_event_is_read_for_ever(cls: type[Event]) -> None:
    text = (GOLDEN / f"{type_of(cls)}.json").read_text(encoding="utf-8").strip()
    known = json.dumps(_known_then(json.loads(encode(sample(cls))), json.loads(text)))
    assert flow.RULES.catalog.decode(type_of(cls), text) == flow.RULES.catalog.decode(type_of(cls), known)


def _known_then(now: Any, then: Any) -> Any:
    """A sample of today without the fields that were added since the first JSON: those have their defaults."""
    if isinstance(now, dict) and isinstance(then, dict):
        return {name: _known_then(value, then[name]) for name, value in now.items() if name in then}
    if isinstance(now, list) and isinstance(then, list):
        return [_known_then(one, first) for one, first in zip(now, then, strict=True)]
    return now


@pytest.mark.parametrize("cls", CLASSES, ids=type_of)
def test_a_newer_event_with_more_fields_is_still_read(cls: type[Event]) -> None:
    text = encode(sample(cls))
    assert flow.RULES.catalog.decode(type_of(cls), text[:-1] + ',"later":1}') == sample(cls)


def test_no_golden_file_without_its_class() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.json")) == [type_of(cls) for cls in CLASSES]


def test_every_event_class_is_in_the_flow() -> None:
    def below(cls: type[Event]) -> set[type[Event]]:
        return {cls, *(found for sub in cls.__subclasses__() for found in below(sub))}

    ours = {cls for cls in below(Event) if cls.__module__.startswith("idarathon.") and cls is not Event}
    assert ours == set(flow.EVENTS)


def test_type_strings_are_unique() -> None:
    assert len({type_of(cls) for cls in flow.EVENTS}) == len(flow.EVENTS)


def test_flow_document_is_the_flow() -> None:
    assert FLOW.read_text(encoding="utf-8") == document(), "run `make flow`"
