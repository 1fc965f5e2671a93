"""The rehearsal asks for nothing that the real evening would refuse."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.agreements import rehearsal
from services.agreements.domain import agreement as domain
from services.agreements.domain.deadline import proposals
from services.agreements.domain.market import Open
from services.agreements.rehearsal import ASSIGNMENTS, GUESTS, Assignment, Guest
from shared.contracts.agreements import AgreementMade
from shared.contracts.vocabulary import Commitment, ListingKind
from shared.web.i18n import speaking

TODAY = date(2027, 4, 22)
NOW = datetime(2027, 4, 22, 16, 30, tzinfo=UTC)
EVERY_ASSIGNMENT = pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda assignment: assignment.text[:30])

GUESTS_OF_THE_ROOM: Mapping[UUID, domain.Guest] = {guest.id: domain.Guest(guest.name) for guest in GUESTS}
ROOM = domain.Room(Open(NOW, NOW + timedelta(hours=1)), GUESTS_OF_THE_ROOM, {})


def gift(guest: Guest) -> str:
    return next(line.text for line in guest.lines if line.kind is ListingKind.OFFER)


@EVERY_ASSIGNMENT
def test_the_rules_take_what_an_assignment_asks_for(assignment: Assignment) -> None:
    terms = domain.Terms(
        tuple(domain.Side(guest.id, gift(guest) if gives else None) for guest, gives in assignment.parties.items()),
        assignment.commitment,
        proposals(TODAY)[assignment.deadline],
        assignment.contact.id,
    )
    making = domain.MakeAgreement(uuid4(), uuid4(), terms, ROOM, NOW, "megler-1")

    (event,) = domain.AGREEMENT.decide(making, domain.NotMade())

    assert isinstance(event, AgreementMade)


@EVERY_ASSIGNMENT
def test_an_assignment_names_everybody_that_it_is_about(assignment: Assignment) -> None:
    assert [guest.name for guest in assignment.parties if guest.name not in assignment.text] == []


def test_the_assignments_cover_what_brokers_meet() -> None:
    assert any(assignment.commitment is Commitment.INTENT for assignment in ASSIGNMENTS)
    assert any(len(assignment.parties) == 3 for assignment in ASSIGNMENTS)
    assert any(sorted(assignment.parties.values()) == [False, True] for assignment in ASSIGNMENTS)
    assert {assignment.deadline for assignment in ASSIGNMENTS} == {"two_weeks", "one_month", "end_of_term"}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_its_world_has_a_name_and_a_number_for_everybody(language: str) -> None:
    with speaking(language):
        people = rehearsal.world()["participants"]
    assert [person["number"] for person in people] == list(range(1, len(GUESTS) + 1))
    assert len({person["name"] for person in people}) == len(GUESTS)
    assert len({line["id"] for person in people for line in person["listings"]}) == 2 * len(GUESTS)
