"""Posters: one A3 page for each participant, readable from a step away, whatever it wrote."""

from io import BytesIO

import pytest
from PIL import Image

from services.catalog.lines import Line
from services.catalog.printing import documents
from shared.directory import Participant
from shared.print import Picture
from shared.print.press import typeset
from tests.paper import (
    LONG,
    NASTY_NAMES,
    NASTY_TEXTS,
    a_participant,
    an_exchange,
    inside,
    opened,
    outside,
    squeezed,
    wishes,
)


def a_logo() -> Picture:
    """A wide red one."""
    content = BytesIO()
    Image.new("RGB", (600, 150), "#a83926").save(content, "PNG")
    return Picture(content.getvalue(), "image/png", 600, 150)


def posters(participants: list[Participant], lines: list[Line]) -> bytes:
    return typeset(documents.POSTERS, documents.posters(an_exchange(), participants, lines, "https://borsen.example"))


def test_a_poster_says_who_it_is_and_what_it_needs_and_offers() -> None:
    choir = a_participant("Lillevik kammerkor")

    with opened(posters([choir], wishes(choir, 1))) as paper:
        assert [(round(page.width), round(page.height)) for page in paper.pages] == [(842, 1191)]
        assert paper.claims_accessibility
        assert "Lillevik kammerkor" in paper.outline
        assert squeezed("Nr. 27") in paper.text
        assert squeezed("Vi trenger") in paper.text
        assert [squeezed("Øvingslokale på kveldstid") in half for half in paper.halves] == [True, True]


def test_twelve_needs_of_a_line_are_printed_whole() -> None:
    choir = a_participant(LONG)

    with opened(posters([choir], wishes(choir, 12))) as paper:
        assert all(squeezed(f"{number} Øvingslokale på kveldstid") in paper.halves[1] for number in range(1, 13))
        assert min(letter["size"] for letter in paper.pages[0].chars) >= 12


@pytest.mark.parametrize("text", NASTY_TEXTS)
def test_what_is_too_much_is_shortened_and_the_rest_counted(text: str) -> None:
    choir = a_participant(LONG)

    with opened(posters([choir], wishes(choir, 20, text))) as paper:
        assert len(paper.pages) == 1
        assert outside(paper.pages[0], [inside(paper.pages[0], 20)]) == ""
        assert min(letter["size"] for letter in paper.pages[0].chars) >= 11


def test_each_participant_has_one_page_whatever_its_name() -> None:
    people = [a_participant(name) for name in NASTY_NAMES]
    lines = [line for one in people for line in wishes(one, 2)]

    with opened(posters(people, lines)) as paper:
        assert len(paper.pages) == len(people)
        assert [outside(page, [inside(page, 20)]) for page in paper.pages] == [""] * len(people)


def test_a_logo_stands_beside_the_name_inside_the_page() -> None:
    choir = a_participant(LONG)
    logos = {choir.id: a_logo()}

    data = documents.posters(an_exchange(), [choir], wishes(choir, 12), "https://borsen.example", logos)

    with opened(typeset(documents.POSTERS, data)) as paper:
        assert len(paper.pages) == 1
        left, _top, right, _bottom = inside(paper.pages[0], 20)
        assert [left <= one["x0"] < one["x1"] <= right + 1 for one in paper.pages[0].images] == [True]


def test_the_empty_poster_leaves_the_room_to_the_workshop() -> None:
    with opened(posters([], [])) as paper:
        assert len(paper.pages) == 1
        assert squeezed("Plass til logoen") in paper.text
        assert squeezed("Vi tilbyr") in paper.text


@pytest.mark.parametrize("per_page", [1, 4])
def test_slips_lead_to_the_catalogue_on_the_web(per_page: int) -> None:
    data = documents.slips(an_exchange(LONG), "https://borsen.example/katalog/lillevik", per_page)

    with opened(typeset(documents.SLIPS, data)) as paper:
        assert len(paper.pages) == 1
        assert paper.text.count("borsen.example/katalog/lillevik") == per_page
        assert outside(paper.pages[0], [inside(paper.pages[0], 10)]) == ""
