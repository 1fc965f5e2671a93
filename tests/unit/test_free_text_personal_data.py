"""Which texts tell how to reach a person, or who it is. The identity numbers are made up: no month is the 81st."""

import pytest

from shared.free_text.personal_data import find_contact, has_identity_number


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("Ring 22 33 44 55 etter klokka fire", "22 33 44 55"),
        ("Ring 99887766", "99887766"),
        ("Ring 998 87 766.", "998 87 766"),
        ("Ring +47 22334455", "+47 22334455"),
        ("Skriv til kari@eksempel.no", "kari@eksempel.no"),
    ],
)
def test_a_text_with_a_way_to_reach_somebody(text: str, contact: str) -> None:
    assert find_contact(text) == contact


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Øvingslokale to kvelder i uka, kl. 18.30-20.00",
        "Lokale 22.04.2027",
        "Festivalen 2027-2028",
        "Kurs for 15 personer, 3 x 45 minutter",
        "Lån av 1 000 000 legoklosser",
        "Organisasjonsnummer 987654321",
    ],
)
def test_a_text_without(text: str) -> None:
    assert find_contact(text) is None


@pytest.mark.parametrize("text", ["01819010192", "Deltakeren er 01819010192, og kommer.", "018190 10273"])
def test_an_identity_number_with_right_control_digits(text: str) -> None:
    assert has_identity_number(text)


@pytest.mark.parametrize("text", ["", "01819010193", "987654321", "00 00 00", "101819010192"])
def test_other_numbers(text: str) -> None:
    assert not has_identity_number(text)
