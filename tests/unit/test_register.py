"""The register of personal data, against the catalogue of events: no free text about people without its line."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from events.catalog import type_of
from idarathon import flow
from idarathon.people.events import Hashed
from idarathon.people.vault.words import WORDS


def holds_words(kind: Any) -> bool:
    """Whether a free text of people_remark is named somewhere in the type."""
    if kind is Hashed:
        return True
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return any(holds_words(one) for one in get_type_hints(kind).values())
    return any(holds_words(one) for one in get_args(kind))


def test_every_event_with_a_free_text_is_in_the_register() -> None:
    wordy = {type_of(cls) for cls in flow.EVENTS if holds_words(cls)}
    known = [one for words in WORDS for one in words.types]
    assert sorted(known) == sorted(wordy), "add the event to WORDS in idarathon/people/vault/words.py"


@pytest.mark.parametrize("words", [one for one in WORDS if one.about], ids=lambda one: one.types[0])
def test_who_a_text_is_about_is_a_field_of_its_events(words: Any) -> None:
    classes = [cls for cls in flow.EVENTS if type_of(cls) in words.types]
    assert [set(words.about) - set(cls.__struct_fields__) for cls in classes] == [set()] * len(words.types)
