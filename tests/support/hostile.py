"""Words that try to be more than words, and the scene on which everybody writes nothing else.

Each word holds MARK, so that what came of it can be looked for: as a function that is called, a host that is asked, a
header, a cell, a name of a tag.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec
from msgspec import inspect

from events.message import Command, Recorded
from idarathon.dispatch import settled
from idarathon.editions.events import Text
from idarathon.errors import Refusal
from tests.support.scene import Scene
from web.clean import clean

MARK: Final = "pwnd"
WORDS: Final[dict[str, str]] = {
    "script": "<script>pwnd()</script>",
    "attribute": "\"'><img src=//pwnd.invalid/x onerror=pwnd()>",
    "handler": '" autofocus onfocus="pwnd()" style="x:url(//pwnd.invalid)" pwnd="',
    "svg": '<svg/onload=pwnd()><a xlink:href="javascript:pwnd()">x</a><animate onbegin=pwnd()>',
    "way out": "</title></textarea></option></select></style></template>--><script>pwnd()</script>",
    "entities": "&lt;script&gt;pwnd()&lt;/script&gt; &#60;img src=x onerror=pwnd()&#62; &amp;lt;",
    "template": "{{7*7}}pwnd{{ 7*7 }}${7*7}pwnd#{7*7}pwnd<%= 7*7 %>{% raise pwnd %}{{ self.__class__ }}{#",
    "format": "%(name)s %s %d %n {name} {0.__class__.__mro__} pwnd %",
    "turned": "pwnd\u202egnp.exe",
    "isolated": "pwnd\u2067\u2066\u202btxt",
    "formula": "=cmd|' /C calc'!A0;pwnd",
    "plus": '+HYPERLINK("http://pwnd.invalid")',
    "minus": "-2+3+pwnd",
    "at": "@SUM(1+1)*pwnd",
    "tab": "\t=1+1;pwnd",
    "header": 'pwnd\r\nX-Pwnd: yes\r\nSet-Cookie: pwnd=1\r\n\r\n<script>pwnd()</script>"; filename="pwnd.exe',
    "calendar": 'pwnd\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nX-PWND:1\r\nSUMMARY;X=1:pwnd\\,;:\\n"^n',
    "cells": 'pwnd";"x"\r\n"=1+1";\'=1',
    "nothing": "pwnd\0\x1b[31m\x07",
    "long": "pwnd" + "W" * 12_000,
    "joined": "👩🏽\u200d💻🏳️\u200d🌈👨\u200d👩\u200d👧\u200d👦🇲🇦 pwnd " + "👩\u200d" * 6,
    "storm": "p" + "\u0315\u035c\u0489\u0310\u0334" * 4 + "wnd pwnd" + "\u0670\u06e1\u0650" * 4,
    "unseen": "\u200b\u00ad\ufeffpwnd\u2060\u200b\U000e0041\u115f\u3164",
    "typst": '#eval("pwnd") #read("/etc/passwd") $7*7$ *pwnd* `raw` <pwnd> @pwnd \\ // #{7*7}pwnd',
    "markdown": "[pwnd](javascript:pwnd()) ![x](http://pwnd.invalid/x.png) <http://pwnd.invalid> **pwnd**",
    "address": "javascript:pwnd()",
    "data": "data:text/html,<script>pwnd()</script>",
    "path": "../../../etc/pwnd/..\\CON.pdf",
    "lines": "pwnd\u2028pwnd\u2029pwnd\x85\x0bpwnd",
    "query": "pwnd'; DROP TABLE team; -- \\x27 %27 $$ ''",
    "mixed": "فريق <b>pwnd</b> ﷽ تحدٍّ & Cie «é»",
}
# Names of things, not of people: what else a command would not be about.
KEPT: Final = frozenset({"deliverable", "mime", "zone", "edition_slug"})
_LIST: Final = (inspect.VarTupleType, inspect.ListType)
C = TypeVar("C", bound=Command)


def plain(word: str) -> str:
    """What is left for those who take one line without hidden signs."""
    return " ".join("".join(one if unicodedata.category(one)[0] != "C" else " " for one in word).split())


def poisoned(command: C, word: str) -> tuple[C, Counter[str]]:
    """The command with the word, or what is taken of it, in each text that somebody types; and how often as it is
    (``taken``), made plain, or not at all (``refused``)."""
    counted: Counter[str] = Counter()
    for field in inspect.type_info(type(command)).fields:  # type: ignore[attr-defined]
        if field.name in KEPT or not _writes(field.type):
            continue
        how, command = _first_taken(command, field, word)
        counted[how] += 1
    return command, counted


def _first_taken(command: C, field: Any, word: str) -> tuple[str, C]:
    for how, words in (("taken", word), ("plain", plain(word))):
        value = _said(field.type, words, getattr(command, field.name))
        try:
            changed = msgspec.structs.replace(command, **{field.name: value})
            clean(changed)
            read = msgspec.convert(msgspec.to_builtins(changed), type(command), strict=False)
        except (ValueError, Refusal):  # as the edge would
            continue
        return how, read
    return "refused", command


def _writes(info: Any) -> bool:
    """Whether a text stands somewhere in a field of this type."""
    match info:
        case inspect.StrType():
            return True
        case inspect.UnionType():
            return any(_writes(one) for one in info.types)
        case inspect.StructType():
            return info.cls is Text or any(_writes(one.type) for one in info.fields if one.name not in KEPT)
    return isinstance(info, _LIST) and _writes(info.item_type)


def _said(info: Any, word: str, before: Any) -> Any:
    """The word as a value of the type. What was left out before, is said now."""
    match info:
        case inspect.StrType():
            return word[: info.max_length or 20_000]
        case inspect.UnionType():
            return _said(next(one for one in info.types if _writes(one)), word, before)
        case inspect.StructType():
            if info.cls is Text:
                return Text(fr=word[:120], ar=word[:120])
            return before and _within(before, info, word)
    many = [one for one in before or ()] or ([None] if isinstance(info.item_type, inspect.StrType) else [])
    return tuple(_said(info.item_type, word, one) for one in many)


def _within(struct: Any, info: Any, word: str) -> Any:
    """A Struct in a command: each of its texts that takes the word has it."""
    for field in info.fields:
        if field.name not in KEPT and _writes(field.type):
            value = _said(field.type, word, getattr(struct, field.name))
            changed = msgspec.structs.replace(struct, **{field.name: value})
            try:
                struct = msgspec.convert(msgspec.to_builtins(changed), type(struct), strict=False)
            except ValueError:
                continue
    return struct


class HostileScene(Scene):
    """Every command says a word of the corpus wherever somebody writes; ``word``: the one of now, else one after the
    other. What a rule refuses is sent as it was meant. ``counted``: how the words fared."""

    word: str | None = None

    def begin(self) -> HostileScene:
        """Before the first command."""
        self.counted: Counter[str] = Counter()
        self._turns: Iterator[str] = cycle(WORDS.values())
        return self

    async def send(self, *commands: Command, actor: UUID | None = None) -> list[list[Recorded]]:
        done: list[list[Recorded]] = []
        for command in commands:
            changed, counted = poisoned(command, self.word or next(self._turns))
            (outcome,) = await self.engine.dispatch.execute_many([changed], actor)
            if isinstance(outcome, Refusal):
                counted = Counter({"refused": counted.total()})
                (outcome,) = await self.engine.dispatch.execute_many([command], actor)
            self.counted += counted
            done.append(settled(outcome))
        return done
