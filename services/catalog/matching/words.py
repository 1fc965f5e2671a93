"""Norwegian words: what a text consists of, and the stem that a word's forms share."""

import re
from functools import lru_cache

import Stemmer

_SINGLE_M = re.compile("mm$")
_SENTENCE = re.compile(r"[.!?]\s+(?=[A-ZÆØÅ0-9])|\n+")
_WORD = re.compile(r"[^\W_]+")
# What the stemmer would make into quite another word: a store ('lager') is no team ('lag').
_WHOLE = frozenset({"lager"})
# In C and under the interpreter's lock: threads can share it.
_stem = Stemmer.Stemmer("norwegian").stemWord


def words_of(text: str) -> list[str]:
    """The words of a text in small letters; what a hyphen joins are words of their own ('CV-kurs')."""
    return _WORD.findall(text.casefold())


def sentences_of(text: str) -> list[str]:
    """The sentences of a text. A small letter after a full stop follows an abbreviation: 'f.eks. på lørdag'."""
    return _SENTENCE.split(text.strip())


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem that the forms of a word share.

    Snowball's stemmer sees an ending in 'kurs' but none in 'kurset': it is asked until nothing more falls off. An m
    is written once at the end of a word and twice before an ending: 'ungdom', 'ungdommer'.
    """
    while word not in _WHOLE and (shorter := _SINGLE_M.sub("m", _stem(word))) != word:
        word = shorter
    return word
