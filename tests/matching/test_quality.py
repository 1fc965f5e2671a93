"""Suggestions stay as good as docs/matching.md says; `python -m tests.matching.evaluate` prints the figures."""

import pytest

from tests.matching.cases import load
from tests.matching.district import district
from tests.matching.measures import engine, measure, same_category


@pytest.mark.parametrize(
    ("name", "precision", "recall"), [("handbook", 0.85, 0.95), ("tuning", 0.65, 0.83), ("held_out", 0.65, 0.68)]
)
def test_suggestions_are_right_and_find_the_right_partners(name: str, precision: float, recall: float) -> None:
    found = measure(load(name), engine)

    assert found.precision >= precision
    assert found.recall >= recall


def test_suggestions_for_texts_of_another_hand_are_mostly_right() -> None:
    assert measure(district(40), engine).precision >= 0.55


@pytest.mark.parametrize("name", ["handbook", "tuning", "held_out"])
def test_suggestions_beat_those_of_the_same_category(name: str) -> None:
    cases = load(name)

    ours, baseline = measure(cases, engine), measure(cases, same_category)

    assert ours.precision >= 2 * baseline.precision
    assert ours.first >= 1.4 * baseline.first
