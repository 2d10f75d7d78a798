"""The directorates as a list may name them: by name, and with the region where two of one administration share it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from idarathon.directory.reads import Directorate
from web.i18n import LANGS, Lang, comma, text
from web.rosters.people import Known
from web.rosters.words import fold
from web.words import Words

FEW = 12  # that a sentence names


def below(found: Iterable[Directorate], above: Mapping[str, UUID], own: UUID | None, lang: Lang) -> Known:
    """What a list may say. ``above``: the administrations by their folded names."""
    of: dict[UUID, list[Directorate]] = defaultdict(list)
    for one in found:
        of[one.administration].append(one)
    return Known(
        administrations=above,
        directorates={body: _by_name(several) for body, several in of.items()},
        own=own,
        shown={body: _said(written(several, lang), lang) for body, several in of.items()},
        twins={
            (body, word): _said(names, lang) for body, several in of.items() for word, names in _twins(several, lang)
        },
    )


def written(several: Sequence[Directorate], lang: Lang) -> list[str]:
    """The directorates of one administration as one may write them, each meaning one."""
    shared = {word for word, _ in _twins(several, lang)}
    return [_full(one, lang) if fold(_name(one, lang)) in shared else _name(one, lang) for one in several]


def _by_name(several: Sequence[Directorate]) -> dict[str, UUID]:
    known: dict[str, UUID] = {}
    for one in several:
        for words in filter(None, (one.name.fr, one.name.ar, one.name.en)):
            known[fold(words)] = one.directorate
            known |= {fold(f"{words} {Words(lang).region(one.region)}"): one.directorate for lang in LANGS}
    return known


def _twins(several: Sequence[Directorate], lang: Lang) -> list[tuple[str, list[str]]]:
    called: dict[str, dict[UUID, str]] = defaultdict(dict)
    for one in several:
        for words in filter(None, (one.name.fr, one.name.ar, one.name.en)):
            called[fold(words)][one.directorate] = _full(one, lang)
    return [(word, list(names.values())) for word, names in called.items() if len(names) > 1]


def _name(one: Directorate, lang: Lang) -> str:
    return text(one.name, lang).text


def _full(one: Directorate, lang: Lang) -> str:
    return f"{_name(one, lang)} ({Words(lang).region(one.region)})"


def _said(names: Sequence[str], lang: Lang) -> str:
    return comma(lang).join(names[:FEW]) + ("…" if len(names) > FEW else "")
