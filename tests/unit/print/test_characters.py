"""What people type can be printed, whatever it is."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.print.characters import LONGEST_WORD, UNKNOWN, printable
from shared.print.press import typeset

LINES = Path(__file__).parent / "lines.typ"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Ærfugløya  Ålesund\n\t", "Ærfugløya Ålesund"),
        ("A\u030alesund", "Ålesund"),
        ("A\u0000B\u0007C", "ABC"),
        ("\u202edrevet\u202c baklengs", "drevet baklengs"),
        ("漢字", UNKNOWN * 2),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("مرحبا", "مرحبا"),
        ("\u200b\u200d", UNKNOWN),
        (" \n", ""),
    ],
)
def test_letters_stay_and_what_cannot_be_drawn_becomes_a_square(typed: str, printed: str) -> None:
    assert printable(typed) == printed


def test_a_word_that_is_longer_than_any_column_may_be_broken() -> None:
    assert "\u200b" in printable("x" * LONGEST_WORD)
    assert "\u200b" not in printable("x" * (LONGEST_WORD - 1))


def test_marks_heaped_on_one_letter_are_few() -> None:
    assert len(printable("e" + "\u0301" * 40)) <= 5


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=20, max_size=40))
def test_any_text_makes_an_accessible_document(lines: list[str]) -> None:
    assert typeset(LINES, {"lang": "nb", "region": "NO", "words": {}, "lines": lines}).startswith(b"%PDF")
