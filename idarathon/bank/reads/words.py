"""What two texts have in common whatever their accents, plurals and articles are: pure, in French, Arabic and English.

PostgreSQL's own French dictionary needs accents and keeps "les" as a word, and it has no Arabic one that folds; so the
words of an entry and of a question are made alike here, and compared there. The stemmers are light on purpose: Savoy's
minimal one for Latin letters, Larkey's light10 for Arabic.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

_WORD = re.compile(r"[^\W_]+")
_ELISION = re.compile(r"\b(?:[ldnsjcmt]|qu|jusqu|lorsqu|puisqu)['’ʼ]", re.IGNORECASE)
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")
_LETTERS = str.maketrans(
    {"ى": "ي", "ة": "ه", "ڭ": "ك", "گ": "ك", "ک": "ك", "ی": "ي", "ٱ": "ا", "ـ": "", "œ": "oe", "æ": "ae", "ß": "ss"}
)
_MEANINGLESS = """
    a afin ai au aux avec ce ces cet cette dans de des du elle elles en entre est et etre eu il ils je la le les leur
    leurs lui ma mais me mes moi mon ne nos notre nous on ont ou par pas plus pour qu que qui sa sans se ses si son sont
    sous sur ta te tes toi ton tu un une vers vos votre vous y d l n s j c m t
    an and are as at be by for from in is it of or that the this to with
    في من علي الي عن ان او هذا هذه ذلك التي الذي مع بين كل ما لا هو هي و
"""
_STOP = frozenset(_MEANINGLESS.split())
_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
LONGEST = 40  # letters of a word that is worth keeping


def fold(text: str) -> str:
    """Small letters without accents, tashkeel and tatweel; the Arabic letters that people use for one another made one.

    أ, إ, آ, ؤ and ئ come apart into a letter and a mark, and the mark is dropped with the others.
    """
    apart = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


def stems(text: str) -> list[str]:
    """The words of a text that mean something, folded, without article, plural and feminine; in order."""
    found = (match.group()[:LONGEST] for match in _WORD.finditer(fold(_ELISION.sub(" ", text))))
    return [_stem(word) for word in found if word not in _STOP]


def plain(text: str) -> str:
    """The words of a question as they were typed, without those that mean nothing: for the French dictionary."""
    kept = (word for word in _WORD.findall(_ELISION.sub(" ", text)) if fold(word) not in _STOP)
    return " ".join(word[:LONGEST] for word in kept)


def vector(*parts: tuple[str, str]) -> str:
    """The text of a ``tsvector``: each part is a weight (A to D) and a text. No parser of the database is involved."""
    return " ".join(f"'{stem}':{place}{weight}" for place, weight, stem in _placed(parts))


def _placed(parts: tuple[tuple[str, str], ...]) -> Iterator[tuple[int, str, str]]:
    place = 0
    for weight, text in parts:
        for stem in stems(text):
            place = min(place + 1, 16_383)  # the last position that a tsvector knows
            yield place, weight, stem


def query(words: list[str]) -> str:
    """The text of a ``tsquery``: all of these stems; of the last one the beginning is enough, for it is being typed."""
    last = len(words) - 1
    return " & ".join(f"'{stem}'" + (":*" if at == last and len(stem) > 2 else "") for at, stem in enumerate(words))


def either(choices: list[list[str]]) -> str:
    """The text of a ``tsquery``: of each group one stem."""
    return " & ".join("(" + " | ".join(f"'{stem}'" for stem in group) + ")" for group in choices if group)


def alike(one: str, other: str) -> bool:
    """Whether two words have nearly the same letters in nearly the same order, as after a slip of the pen."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.8


def _stem(word: str) -> str:
    if _ARABIC.search(word):
        return _arabic(word)
    return _latin(word) if word.isalpha() else word


def _arabic(word: str) -> str:
    """Without one article or preposition before it, then without endings, as long as three letters are left."""
    if word.startswith("و") and len(word) > 4 and not word.startswith("وال"):
        word = word[1:]
    word = next((word[len(one) :] for one in _PREFIXES if word.startswith(one) and len(word) - len(one) > 2), word)
    for ending in _SUFFIXES:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            word = word[: -len(ending)]
    return word


def _latin(word: str) -> str:
    """Savoy's minimal stemmer for French; what it does to English plurals is right too."""
    if len(word) < 5:
        return word.removesuffix("s") if len(word) == 4 else word
    if word.endswith("aux"):
        return word[:-3] + "al"
    for ending in ("x", "s", "r", "e", "e"):
        word = word.removesuffix(ending)
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word
