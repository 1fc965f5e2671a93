"""The printed catalogue: who needs and offers what, on which page, for every reader."""

from datetime import UTC, datetime
from itertools import cycle
from uuid import UUID

import pytest

from services.catalog.lines import Line
from services.catalog.printing import documents
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.directory import Participant
from shared.print.press import typeset
from shared.web.i18n import speaking
from tests.paper import (
    NASTY_NAMES,
    NASTY_TEXTS,
    a_line,
    a_participant,
    an_exchange,
    inside,
    opened,
    outside,
    squeezed,
    wishes,
)

ADDRESS = "https://borsen.example/katalog/lillevik"


PRINTED = datetime(2027, 4, 22, 16, 10, tzinfo=UTC)


def catalogue(
    participants: list[Participant],
    lines: list[Line],
    sector: Sector | None = None,
    name: str = "Børs",
    agreed: frozenset[UUID] = frozenset(),
) -> bytes:
    data = documents.catalogue(
        an_exchange(name), participants, lines, sector, ADDRESS, printed_at=PRINTED, agreed=agreed
    )
    return typeset(documents.CATALOGUE, data)


CHOIR = a_participant("Lillevik kammerkor")
LIBRARY = a_participant("Åsen bibliotek", Sector.PUBLIC)
LINES = [
    a_line(CHOIR, ListingKind.NEED, "Øvingslokale på tirsdager", Category.PLACE),
    a_line(CHOIR, ListingKind.OFFER, "Sangkurs for nybegynnere", Category.COURSES),
    a_line(LIBRARY, ListingKind.OFFER, "Møterom på kveldstid", Category.PLACE),
]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_screen_reader_is_told_title_language_and_structure(language: str) -> None:
    with speaking(language):
        pdf = catalogue([CHOIR, LIBRARY], LINES, name="Frivilligbørs Lillevik")

    with opened(pdf) as paper:
        assert paper.is_tagged
        assert paper.claims_accessibility
        assert paper.language.startswith(language)
        assert "Frivilligbørs Lillevik" in paper.title


def test_it_tells_what_is_agreed_already_and_as_of_when() -> None:
    with opened(catalogue([CHOIR, LIBRARY], LINES, agreed=frozenset({LINES[2].id}))) as paper:
        assert squeezed("Åsen bibliotek Offentlig Avtalt") in paper.text
        assert paper.text.count("Avtalt") == len(["the line", "what the sign means"])
        assert squeezed("Slik katalogen var torsdag 22. april 2027 kl. 18.10") in paper.text


def test_before_anything_is_agreed_the_day_will_do() -> None:
    with opened(catalogue([CHOIR, LIBRARY], LINES)) as paper:
        assert "Avtalt" not in paper.text
        assert squeezed("Slik katalogen var torsdag 22. april 2027") in paper.text
        assert "18.10" not in paper.text


def test_its_outline_is_the_categories_that_have_something_and_the_participants() -> None:
    with opened(catalogue([CHOIR, LIBRARY], LINES)) as paper:
        assert [entry for entry in paper.outline if not entry.startswith(("Trengs", "Tilbys"))] == [
            "Innhold",
            "Sted å være",
            "Kurs og foredrag",
            "Deltakerne",
        ]
        assert "Trengs (1)" in paper.outline


def test_the_index_leads_to_the_pages_of_each_participant() -> None:
    with opened(catalogue([CHOIR, LIBRARY], LINES)) as paper:
        assert len(paper.pages) == 4
        index = paper.pages[-1].extract_text()

    assert "Lillevik kammerkor 3" in index
    assert "Åsen bibliotek 3" in index


def test_one_sector_s_catalogue_says_so_and_has_only_its_own() -> None:
    with opened(catalogue([CHOIR, LIBRARY], LINES, Sector.PUBLIC)) as paper:
        assert squeezed("Utvalg: bare offentlig.") in paper.text
        assert squeezed("Møterom på kveldstid") in paper.text
        assert squeezed("Lillevik kammerkor") not in paper.text


def test_an_empty_catalogue_says_what_will_come() -> None:
    with opened(catalogue([], [])) as paper:
        assert squeezed("Katalogen fylles etter hvert") in paper.text


def test_nothing_that_people_type_leaves_the_page_or_gets_lost() -> None:
    people = [a_participant(name, sector) for name, sector in zip(NASTY_NAMES, cycle(Sector), strict=False)]
    lines = [line for one in people for line in wishes(one, 3)]
    lines += [a_line(people[0], ListingKind.NEED, text, Category.CULTURE) for text in NASTY_TEXTS]

    with opened(catalogue(people, lines, name=NASTY_NAMES[0])) as paper:
        assert [outside(page, [inside(page, 9)]) for page in paper.pages] == [""] * len(paper.pages)
        assert squeezed(NASTY_NAMES[0]) in paper.text
        columns = "".join(paper.halves)

    assert squeezed(NASTY_NAMES[1]) in columns
    assert squeezed("<script>alert(1)</script> & «venner»") in columns
    assert squeezed("#set text(red) $x$ @ref *fet* `kode`") in columns
