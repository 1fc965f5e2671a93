"""Reading a form: the instance, or what was typed with a sentence beside each mistake."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, field_validator

from shared.web.forms import Email, Mistake, Phone, Says, Submitted, Ticked, blank_form, parse_form
from shared.web.i18n import N_


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Need(BaseModel):
    text: Annotated[str, Field(max_length=20)]
    colour: Colour


class SignUp(BaseModel):
    name: Annotated[str, Says(missing=N_("Skriv hva organisasjonen heter."))]
    email: Email
    phone: Phone | None = None
    people: int = Field(ge=1, le=20)
    day: date
    colour: Colour
    consent: Ticked
    topics: list[Colour] = []
    needs: Annotated[list[Need], Field(min_length=1), Says(missing=N_("Skriv minst ett behov."))]

    @field_validator("name")
    @classmethod
    def not_a_test(cls, name: str) -> str:
        if name == "Test":
            raise ValueError(N_("Skriv det ordentlige navnet."))
        if name.isdigit():
            raise Mistake(N_("«%(name)s» er ikke et navn."), name=name)
        return name


GOOD = {
    "name": "Korpset",
    "email": "post@korpset.no",
    "people": "2",
    "day": "2027-04-22",
    "colour": "red",
    "consent": "true",
    "needs-0-text": "Øvingslokale",
    "needs-0-colour": "blue",
}


def read(*more: tuple[str, str], without: str | None = None, **changed: str) -> Submitted[SignUp]:
    typed = {**GOOD, **changed}
    typed.pop(without or "", None)
    return parse_form(SignUp, [*typed.items(), *more])


def test_a_validators_sentence_may_name_what_it_found() -> None:
    assert read(name="22").errors == {"name": "«22» er ikke et navn."}


def test_a_complete_form_becomes_an_instance() -> None:
    form = read()
    instance = form.instance
    assert instance
    assert (instance.people, instance.day, instance.colour) == (2, date(2027, 4, 22), Colour.RED)
    assert instance.needs == [Need(text="Øvingslokale", colour=Colour.BLUE)]
    assert form.errors == {}


def test_space_around_what_is_typed_does_not_count() -> None:
    assert read(name="  Korpset ").value("name") == "Korpset"


def test_an_empty_field_counts_as_not_sent() -> None:
    assert read(phone="  ").errors == {}
    assert read(name="  ").errors == {"name": "Skriv hva organisasjonen heter."}


def test_what_was_typed_is_kept_beside_the_mistake() -> None:
    form = read(email="post@korpset")
    assert form.instance is None
    assert form.value("email") == "post@korpset"
    assert form.errors == {"email": "Skriv en gyldig e-postadresse, for eksempel navn@eksempel.no."}


def test_an_address_that_not_every_mail_server_takes_is_refused_and_a_norwegian_domain_is_not() -> None:
    assert "foran @" in read(email="kåre@eksempel.no").errors["email"]
    assert read(email="post@blåbærøya.no").errors == {}


def test_each_kind_of_mistake_has_its_sentence() -> None:
    assert read(people="0").errors["people"] == "Tallet kan ikke være mindre enn 1."
    assert read(people="21").errors["people"] == "Tallet kan ikke være større enn 20."
    assert read(people="to").errors["people"] == "Skriv et helt tall."
    assert read(day="31. februar").errors["day"] == "Skriv en gyldig dato, for eksempel 22.04.2027."
    assert read(colour="green").errors["colour"] == "Velg ett av alternativene."
    assert read(without="colour").errors["colour"] == "Velg ett av alternativene."
    assert read(without="people").errors["people"] == "Fyll ut dette feltet."
    assert read(without="consent").errors["consent"] == "Kryss av her for å gå videre."
    assert read(phone="ring meg").errors["phone"].startswith("Skriv et gyldig telefonnummer")
    assert read(name="Test").errors["name"] == "Skriv det ordentlige navnet."


def test_a_phone_number_is_kept_as_it_was_typed() -> None:
    instance = read(phone="+47 22 33 44 55").instance
    assert instance
    assert instance.phone == "+47 22 33 44 55"


def test_several_ticked_boxes_are_a_list_and_one_is_too() -> None:
    several = read(("topics", "red"), ("topics", "blue")).instance
    one = read(("topics", "red")).instance
    assert several
    assert several.topics == [Colour.RED, Colour.BLUE]
    assert one
    assert one.topics == [Colour.RED]


def test_rows_left_empty_are_skipped_and_the_others_keep_their_numbers() -> None:
    typed = {"needs-0-text": "", "needs-0-colour": "", "needs-3-text": "Lokale", "needs-3-colour": "lilla"}
    assert read(**typed).errors == {"needs-3-colour": "Velg ett av alternativene."}


def test_a_half_filled_row_is_a_mistake_in_that_row() -> None:
    assert read(("needs-1-colour", "red")).errors == {"needs-1-text": "Fyll ut dette feltet."}


def test_a_text_that_is_too_long_is_told_how_long_it_may_be() -> None:
    long = {"needs-0-text": "x" * 21}
    assert read(**long).errors == {"needs-0-text": "Teksten er for lang. Du kan bruke opptil 20 tegn."}


def test_a_group_without_rows_is_a_mistake_of_the_group() -> None:
    empty = {"needs-0-text": "", "needs-0-colour": ""}
    assert read(**empty).errors == {"needs": "Skriv minst ett behov."}


def test_a_form_shows_the_rows_that_were_typed_and_at_least_one() -> None:
    assert blank_form().rows("needs") == [0]
    assert blank_form().rows("needs", at_least=2) == [0, 1]
    assert blank_form(**{"needs-2-text": "Lokale"}).rows("needs") == [2]
    assert blank_form(**{"needs-2-text": "Lokale"}).rows("needs", at_least=3) == [0, 1, 2]


def test_asking_for_one_more_row_gives_an_empty_one_and_no_complaints_yet() -> None:
    form = read(("add_row", "needs"), without="name")
    assert form.instance is None
    assert form.errors == {}
    assert form.rows("needs") == [0, 1]
    assert form.rows("offers") == [0]
