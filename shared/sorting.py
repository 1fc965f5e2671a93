"""Norwegian alphabetical order, computed here: an embedded PostgreSQL has no ICU and sorts by code point."""

import re
import unicodedata

# Språkrådet, 'Alfabetisk rekkefølge': æ, ø, å end the alphabet; ä and ö stand with æ and ø, ü with y, and aa
# with å. The signs { | } follow z among the code points and are no letters of a name.
_LETTERS = str.maketrans(
    {
        "æ": "{",
        "ä": "{",
        "ø": "|",
        "ö": "|",
        "å": "}",
        "ü": "y",
        "ß": "ss",
        "ð": "d",
        "þ": "th",
        "đ": "d",
        "ł": "l",
    }
)
_NUMBER = re.compile(r"\d+")
_BETWEEN_WORDS = re.compile(r"[^0-9a-z{|}]+")


def norwegian_key(text: str) -> str:
    """A string whose code-point order is the Norwegian order of `text`.

    Case, accents and punctuation do not count; numbers compare by value (up to twelve digits).
    """
    letters = unicodedata.normalize("NFC", text).casefold().replace("aa", "å").translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c))
    words = _BETWEEN_WORDS.sub(" ", plain).strip()
    return _NUMBER.sub(lambda number: number.group().zfill(12), words)
