"""The agreement form: what a broker filled in, and where a refusal stands."""

from datetime import date
from uuid import uuid4

import pytest

from services.agreements.domain.agreement import Side, Terms
from services.agreements.sheet import Sheet
from shared.contracts.vocabulary import Commitment
from shared.refusal import Refused

CHOIR, LIBRARY, BANK, CONCERT = uuid4(), uuid4(), uuid4(), uuid4()
SHEET = Sheet(
    command_id=uuid4(),
    one=CHOIR,
    one_gives="En minikonsert",
    one_listing=CONCERT,
    other=LIBRARY,
    commitment=Commitment.FIRM,
    deadline=date(2027, 5, 6),
    first_contact="other",
)


def test_a_sheet_says_what_the_parties_agreed_on() -> None:
    sides = (Side(CHOIR, "En minikonsert", CONCERT), Side(LIBRARY))
    assert SHEET.terms() == Terms(sides, Commitment.FIRM, date(2027, 5, 6), first_contact=LIBRARY)


def test_a_third_party_is_one_of_them() -> None:
    sheet = SHEET.model_copy(update={"third": BANK, "third_gives": "Lokaler", "first_contact": "third"})
    sides = (*SHEET.terms().sides, Side(BANK, "Lokaler"))
    assert sheet.terms() == Terms(sides, Commitment.FIRM, date(2027, 5, 6), first_contact=BANK)


def test_a_line_of_the_catalogue_goes_with_its_text() -> None:
    assert SHEET.model_copy(update={"one_gives": None}).terms().sides[0] == Side(CHOIR)


@pytest.mark.parametrize(
    ("refused", "fields"),
    [
        (Refused("withdrawn_party", "…", participant=CHOIR), {"one"}),
        (Refused("unknown_party", "…", participant=LIBRARY), {"other"}),
        (Refused("same_party", "…"), {"other"}),
        (Refused("text_too_long", "…", participant=CHOIR), {"one_gives"}),
        (Refused("foreign_listing", "…", participant=LIBRARY), {"other_gives"}),
        (Refused("money", "…", participant=CHOIR), {"one_gives", "money_confirmed"}),
        (Refused("nothing_given", "…"), {"one_gives"}),
        (Refused("deadline_passed", "…"), {"deadline"}),
        (Refused("first_contact", "…"), {"first_contact"}),
        (Refused("market_closed", "…"), {""}),
    ],
)
def test_a_refusal_stands_beside_the_field_that_it_is_about(refused: Refused, fields: set[str]) -> None:
    assert SHEET.errors(refused).keys() == fields
