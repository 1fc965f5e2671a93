"""Name tags stand on their labels, one for each person, on whichever sheet the organiser has."""

import pytest

from services.registration.printing import documents
from services.registration.printing.documents import Choice
from services.registration.printing.sheets import LABELS, SHEETS, Sheet
from services.registration.queries import Registration
from shared.contracts.vocabulary import Sector
from shared.print.press import typeset
from tests.paper import LONG, MM, NASTY_NAMES, Box, Paper, a_registration, an_exchange, opened, outside, squeezed

EVERY_SHEET = pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)


def tags(registrations: list[Registration], choice: Choice) -> bytes:
    return typeset(
        documents.TAGS, documents.tags(an_exchange(LONG), registrations, choice, "https://borsen.kommune.example")
    )


def labels(sheet: Sheet) -> list[Box]:
    """The labels of a page, less the millimetre that a printer may be wrong."""
    return [
        (
            (sheet.left + column * (sheet.width + sheet.gap_x) + 1) * MM,
            (sheet.top + row * (sheet.height + sheet.gap_y) + 1) * MM,
            (sheet.left + column * (sheet.width + sheet.gap_x) + sheet.width - 1) * MM,
            (sheet.top + row * (sheet.height + sheet.gap_y) + sheet.height - 1) * MM,
        )
        for row in range(sheet.rows)
        for column in range(sheet.columns)
    ]


def written(paper: Paper, sheet: Sheet, page: int = 0) -> list[str]:
    """What stands on each label of a page."""
    return [squeezed(paper.pages[page].within_bbox(label).extract_text()) for label in labels(sheet)]


@EVERY_SHEET
def test_a_sheet_fits_its_page(sheet: Sheet) -> None:
    assert sheet.left >= 0
    assert sheet.top >= 0


@EVERY_SHEET
def test_nothing_leaves_its_label(sheet: Sheet) -> None:
    crowd = [a_registration(name, people=2, contact=name) for name in NASTY_NAMES]

    with opened(tags(crowd, Choice(sheet, contacts=True))) as paper:
        assert len(paper.pages) == -(-2 * len(NASTY_NAMES) // sheet.labels)
        assert [outside(page, labels(sheet)) for page in paper.pages] == [""] * len(paper.pages)
        assert squeezed(LONG) in "".join(written(paper, sheet))
        assert paper.claims_accessibility


@EVERY_SHEET
def test_a_half_used_sheet_is_continued_at_the_label_that_was_chosen(sheet: Sheet) -> None:
    crowd = [a_registration(f"Kor nummer {number}") for number in range(sheet.labels)]

    with opened(tags(crowd, Choice(sheet, first=4))) as paper:
        first, second = written(paper, sheet), written(paper, sheet, page=1)

    assert first[:3] == [""] * 3
    assert squeezed("Kor nummer 0") in first[3]
    assert squeezed(f"Kor nummer {sheet.labels - 1}") in second[2]
    assert second[3:] == [""] * (sheet.labels - 3)


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_a_printer_of_single_labels_gets_pages_of_their_size(label: Sheet) -> None:
    crowd = [a_registration(name) for name in NASTY_NAMES]

    with opened(tags(crowd, Choice(label))) as paper:
        sizes = {(round(float(page.width) / MM, 1), round(float(page.height) / MM, 1)) for page in paper.pages}
        assert (sizes, len(paper.pages)) == ({(label.width, label.height)}, len(NASTY_NAMES))
        assert [outside(page, labels(label)) for page in paper.pages] == [""] * len(paper.pages)


def test_each_person_has_a_tag_and_the_contact_s_name_is_on_the_first() -> None:
    choice = Choice(contacts=True)

    with opened(tags([a_registration("Kammerkoret", people=3)], choice)) as paper:
        found = written(paper, choice.sheet)

    assert ["Kammerkoret" in label for label in found[:4]] == [True, True, True, False]
    assert ["KariEksempel" in label for label in found[:3]] == [True, False, False]


def test_each_tag_has_the_participant_s_number() -> None:
    with opened(tags([a_registration("Lillevik kammerkor", people=2, number=187)], Choice())) as paper:
        assert paper.text.count(squeezed("Nr. 187")) == 2


def test_who_waits_has_no_tag_yet() -> None:
    with opened(tags([a_registration("Lillevik kammerkor", waiting=True)], Choice())) as paper:
        assert squeezed("Lillevik kammerkor") not in paper.text


def test_names_of_contacts_are_printed_only_when_asked_for() -> None:
    with opened(tags([a_registration("Kammerkoret", people=3)], Choice())) as paper:
        assert "Kari" not in paper.text


def test_those_who_withdrew_and_other_sectors_have_none() -> None:
    crowd = [
        a_registration("Trukket kor", withdrawn=True),
        a_registration("Biblioteket", sector=Sector.PUBLIC),
        a_registration("Kammerkoret", people=5),
    ]

    with opened(tags(crowd, Choice(sector=Sector.VOLUNTARY, one_each=True))) as paper:
        assert paper.text.count("Kammerkoret") == 1
        assert "Biblioteket" not in paper.text
        assert "Trukket" not in paper.text


def test_somebody_whose_contact_is_erased_has_a_tag_to_write_on() -> None:
    with opened(tags([a_registration("Kammerkoret", contact=None, erased=True)], Choice(contacts=True))) as paper:
        assert "Kammerkoret" in paper.text
