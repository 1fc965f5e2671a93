"""The plan for the hour on paper: whom to meet and why, boxes to tick, room to write."""

import pytest
from pdfplumber.page import Page

from services.catalog.matching.lexicon import lexicon
from services.catalog.matching.meetings import meetings
from services.catalog.matching.rings import find_rings
from services.catalog.matching.suggestions import find_matches
from services.catalog.matchmaking import Suggested
from services.catalog.plan.composition import Plan, compose
from services.catalog.plan.written import Mark, Own
from services.catalog.printing.plans import PLANS, plans
from services.catalog.queries import Agreed
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.print.press import typeset
from shared.web.i18n import speaking
from tests.paper import (
    NASTY_NAMES,
    NASTY_TEXTS,
    Box,
    a_line,
    a_participant,
    an_exchange,
    inside,
    opened,
    outside,
    squeezed,
)

PUBLIC_URL = "https://borsen.example"
MARGIN = 18

CHOIR = a_participant("Lillevik kammerkor")
SCHOOL = a_participant("Åsen skole", Sector.PUBLIC)
LINES = (
    a_line(CHOIR, ListingKind.NEED, "Øvingslokale på tirsdager", Category.PLACE),
    a_line(SCHOOL, ListingKind.OFFER, "Aulaen er ledig på kveldstid", Category.PLACE),
)
MATCHES = find_matches(LINES, lexicon())
SUGGESTED = Suggested(LINES, meetings(MATCHES), find_rings(MATCHES), Agreed(), frozenset())
NOTHING = Own({}, {}, frozenset(), [])


def printed(*shown: Plan) -> bytes:
    return typeset(PLANS, plans(an_exchange(), shown, PUBLIC_URL))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_screen_reader_is_told_title_language_and_structure(language: str) -> None:
    with speaking(language):
        pdf = printed(compose(CHOIR, [CHOIR, SCHOOL], SUGGESTED, NOTHING))

    with opened(pdf) as paper:
        assert paper.is_tagged
        assert paper.claims_accessibility
        assert paper.language.startswith(language)
        assert paper.outline == ["Lillevik kammerkor"]


def test_it_says_whom_to_meet_and_why_and_what_one_wrote() -> None:
    own = Own({SCHOOL.id: Mark.WANTED}, {SCHOOL.id: "Spør om pianoet"}, frozenset(), [])

    with opened(printed(compose(CHOIR, [CHOIR, SCHOOL], SUGGESTED, own))) as paper:
        assert (
            squeezed("Dere trenger «Øvingslokale på tirsdager» – Åsen skole tilbyr «Aulaen er ledig på kveldstid».")
            in paper.text
        )
        assert squeezed("Spør om pianoet") in paper.text


def test_whoever_is_of_no_interest_takes_no_paper() -> None:
    own = Own({SCHOOL.id: Mark.IRRELEVANT}, {}, frozenset(), [])

    with opened(printed(compose(CHOIR, [CHOIR, SCHOOL], SUGGESTED, own))) as paper:
        assert squeezed("Åsen skole") not in paper.text


def test_a_sheet_to_hand_out_names_the_best_and_says_how_many_there_are_besides() -> None:
    others = [a_participant(f"Forening {number}") for number in range(3)]
    own = Own({one.id: Mark.WANTED for one in others}, {}, frozenset(), [])
    plan = compose(CHOIR, others, Suggested((), [], [], Agreed(), frozenset()), own)

    with opened(typeset(PLANS, plans(an_exchange(), [plan], PUBLIC_URL, most=1))) as paper:
        assert squeezed("2 forslag til på mobilen") in paper.text
        assert squeezed("Forening 1") not in paper.text


def test_everybody_begins_on_a_sheet_of_its_own() -> None:
    both = [compose(one, [CHOIR, SCHOOL], SUGGESTED, NOTHING) for one in (CHOIR, SCHOOL)]

    with opened(printed(*both)) as paper:
        assert len(paper.pages) == len(both)


def test_nothing_that_people_type_leaves_the_page() -> None:
    others = [a_participant(name) for name in NASTY_NAMES]
    lines = [a_line(one, ListingKind.OFFER, text) for one, text in zip(others, NASTY_TEXTS, strict=False)]
    own = Own(
        {one.id: Mark.WANTED for one in others}, {others[0].id: "x" * 500}, frozenset(line.id for line in lines), []
    )
    readers = others[:2]
    suggested = Suggested(lines, [], [], Agreed(), frozenset())
    shown = [compose(one, others, suggested, own) for one in readers]

    with opened(typeset(PLANS, plans(an_exchange(), shown, PUBLIC_URL))) as paper:
        assert [outside(page, [between_margins(page)]) for page in paper.pages] == [""] * len(paper.pages)


def between_margins(page: Page) -> Box:
    """The page without its margins at the sides; its foot has the number."""
    left, _, right, _ = inside(page, MARGIN)
    return left, 0, right, float(page.height)
