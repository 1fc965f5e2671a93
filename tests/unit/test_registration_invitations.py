"""Inviting: what a pasted list says, and what can become of an invitation."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.registration.domain.invitation import (
    INVITATION,
    DeclineInvitation,
    EraseInvitation,
    InviteParticipant,
    RepeatInvitation,
)
from services.registration.invitations.pasted import Guest, read, without
from shared.contracts.registration import (
    InvitationDeclined,
    InvitationErased,
    InvitationRepeated,
    ParticipantInvited,
)
from tests.specification import Specification
from tests.unit.test_registration_domain import CLOSING, EXCHANGE_ID, LONG_BEFORE

given = Specification(INVITATION)

BAKERY = UUID("00000000-0000-4000-8000-0000000000b1")
invite = InviteParticipant(EXCHANGE_ID, BAKERY, "Lillevik bakeri", "post@eksempel.no", LONG_BEFORE, CLOSING)
repeat = RepeatInvitation(BAKERY, LONG_BEFORE, CLOSING)
decline = DeclineInvitation(BAKERY)
erase = EraseInvitation(BAKERY)
invited = ParticipantInvited(exchange=EXCHANGE_ID, invitation=BAKERY, name="Lillevik bakeri", email="post@eksempel.no")
repeated = InvitationRepeated(exchange=EXCHANGE_ID, invitation=BAKERY)
declined = InvitationDeclined(exchange=EXCHANGE_ID, invitation=BAKERY)
erased = InvitationErased(exchange=EXCHANGE_ID, invitation=BAKERY)


def test_an_organisation_is_invited() -> None:
    given().when(invite).then(invited)


def test_an_invitation_is_made_once() -> None:
    given(invited).when(invite).refused("already_invited", "allerede sendt")


def test_nobody_is_invited_without_a_name() -> None:
    given().when(replace(invite, name=" ")).refused("incomplete", "navnet og e-postadressen")


def test_nobody_is_invited_to_what_is_over() -> None:
    given().when(replace(invite, at=CLOSING)).refused("over", "Denne børsen er over")


def test_the_invited_are_asked_again() -> None:
    given(invited).when(repeat).then(repeated)


def test_who_said_no_is_asked_again_and_may_say_no_again() -> None:
    given(invited, declined).when(repeat).then(repeated)
    given(invited, declined, repeated).when(decline).then(declined)


def test_saying_no_twice_is_saying_it_once() -> None:
    given(invited).when(decline).then(declined)
    given(invited, declined).when(decline).nothing()


def test_who_was_not_invited_says_nothing() -> None:
    given().when(decline).refused("not_found", "finner ikke denne invitasjonen")


def test_an_invitation_is_erased_once_and_is_gone_then() -> None:
    given(invited).when(erase).then(erased)
    given(invited, erased).when(erase).nothing()
    given(invited, erased).when(repeat).refused("gone", "er slettet")


# Lists


@pytest.mark.parametrize(
    "line",
    [
        "Lillevik bakeri; post@eksempel.no",
        "Lillevik bakeri, post@eksempel.no",
        "Lillevik bakeri\tpost@eksempel.no",
        "Lillevik bakeri <post@eksempel.no>",
        '"Lillevik bakeri" <post@eksempel.no>',
        "post@eksempel.no; Lillevik bakeri",
        "  Lillevik   bakeri   post@eksempel.no ;",
    ],
)
def test_a_name_and_an_address_are_found_however_they_are_written(line: str) -> None:
    assert read(line).guests == [Guest("Lillevik bakeri", "post@eksempel.no")]


@pytest.mark.parametrize(
    "line", ["Lillevik bakeri", "post@eksempel.no", "Koret; a@eksempel.no; b@eksempel.no", "Koret; kor@", "Å" * 121]
)
def test_a_line_that_says_something_else_is_given_back(line: str) -> None:
    assert read(f"Bakeriet; post@eksempel.no\n{line}").unread == [line]


def test_empty_lines_say_nothing() -> None:
    assert read("\n \n").guests == []


def test_an_address_that_stands_twice_is_invited_once_with_the_first_name() -> None:
    listed = read("Bakeriet; post@eksempel.no\nKoret; kor@eksempel.no\nBakeri; POST@eksempel.no")
    assert listed.guests == [Guest("Bakeriet", "post@eksempel.no"), Guest("Koret", "kor@eksempel.no")]
    assert listed.doubles == 1


def test_who_is_known_is_left_out_whatever_the_case_of_the_letters() -> None:
    guests = [Guest("Bakeriet", "Post@eksempel.no"), Guest("Koret", "kor@eksempel.no")]
    assert without(guests, ["post@eksempel.no"]) == [Guest("Koret", "kor@eksempel.no")]
