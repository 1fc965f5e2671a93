"""Agreement forms on paper: each has its number, fits its half of the page, and leads to where it is keyed in."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal
from uuid import uuid4

import pytest

from services.agreements.printing import documents
from services.agreements.queries import Evening
from shared.print.press import typeset
from shared.web.i18n import speaking
from tests.paper import LONG, MM, Box, opened, outside, squeezed

SIX = datetime(2027, 4, 22, 16, 0, tzinfo=UTC)
HALVES: list[Box] = [
    (5 * MM, 4 * MM, 205 * MM, 144.5 * MM),
    (5 * MM, 152.5 * MM, 205 * MM, 293 * MM),
]
"""A page's two forms, less what a printer may be wrong."""

CORNERS: list[Box] = [(left, top, 45 * MM, top + 30 * MM) for left, top, _right, _bottom in HALVES]
"""Where the numbers stand."""


def forms(*numbers: int, per_page: Literal[1, 2] = 2, name: str = "Frivilligbørs Lillevik") -> bytes:
    evening = Evening(
        uuid4(), uuid4(), "lillevik", name, date(2027, 4, 22), SIX, SIX + timedelta(hours=1),
        None, None, None, None, None, {}, {}, {},
    )  # fmt: skip
    return typeset(documents.FORMS, documents.forms(evening, numbers, per_page, "https://borsen.kommune.example"))


def test_two_stand_on_a_page_and_the_last_may_stand_alone() -> None:
    with opened(forms(17, 18, 19)) as paper:
        assert [squeezed(paper.pages[0].within_bbox(corner).extract_text()) for corner in CORNERS] == [
            "Skjema17",
            "Skjema18",
        ]
        assert len(paper.pages) == 2


def test_one_on_a_page_has_all_of_it() -> None:
    with opened(forms(17, 18, per_page=1)) as paper:
        assert [page.width > page.height for page in paper.pages] == [True, True]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_nothing_leaves_its_half_of_the_page(language: str) -> None:
    with speaking(language):
        printed = forms(998, 999, name=LONG)

    with opened(printed) as paper:
        assert len(paper.pages) == 1
        assert outside(paper.pages[0], HALVES) == ""


def test_a_form_asks_for_all_that_an_agreement_is() -> None:
    with opened(forms(17)) as paper:
        asked = ("Organisasjon", "Deltakernr.", "Dettegirvi", "Beggegir", "Intensjonsavtale", "Underskrift")
        assert [word in paper.text for word in asked] == [True] * len(asked)
        assert "Omtouker(6.mai)" in paper.text
        assert "Leverskjemaettilenbørsmegler" in paper.text


def test_a_screen_reader_is_told_each_forms_number() -> None:
    with opened(forms(17, 18)) as paper:
        assert [heading for heading in paper.outline if "Skjema" in heading] == ["Skjema 17", "Skjema 18"]
        assert paper.claims_accessibility
        assert paper.is_tagged
