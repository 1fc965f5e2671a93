"""A line of the catalogue."""

from dataclasses import replace
from uuid import UUID

from services.catalog.domain.listing import LISTING, PublishListing, WithdrawListing
from shared.contracts.catalog import ListingChanged, ListingPublished, ListingWithdrawn
from shared.contracts.vocabulary import Category, ListingKind
from tests.specification import Specification

EXCHANGE = UUID("10000000-0000-4000-8000-000000000001")
FIRST_AID = UUID("20000000-0000-4000-8000-000000000001")
RED_LAMP = UUID("30000000-0000-4000-8000-000000000001")

given = Specification(LISTING)

publish = PublishListing(EXCHANGE, FIRST_AID, RED_LAMP, ListingKind.OFFER, Category.COURSES, "Førstehjelpskurs")
withdraw = WithdrawListing(FIRST_AID)

published = ListingPublished(
    exchange=EXCHANGE,
    listing=FIRST_AID,
    participant=RED_LAMP,
    kind=ListingKind.OFFER,
    category=Category.COURSES,
    text="Førstehjelpskurs",
)
withdrawn = ListingWithdrawn(exchange=EXCHANGE, listing=FIRST_AID, participant=RED_LAMP)


def test_a_wish_is_published_as_a_line() -> None:
    given().when(publish).then(published)


def test_a_line_is_published_once() -> None:
    given(published).when(publish).nothing()


def test_a_line_is_changed_by_its_own_participant_and_nobody_else() -> None:
    for_ten = replace(publish, text="Førstehjelpskurs for ti")
    changed = ListingChanged(**published.model_dump(exclude={"type", "text"}), text="Førstehjelpskurs for ti")
    given(published).when(for_ten).then(changed)
    given(published).when(replace(for_ten, participant=EXCHANGE)).nothing()
    given(published, changed).when(for_ten).nothing()


def test_a_published_line_is_withdrawn() -> None:
    given(published).when(withdraw).then(withdrawn)


def test_a_line_is_withdrawn_once() -> None:
    given(published, withdrawn).when(withdraw).nothing()


def test_a_withdrawn_line_does_not_come_back() -> None:
    given(published, withdrawn).when(publish).nothing()


def test_a_line_that_never_was_cannot_be_withdrawn() -> None:
    given().when(withdraw).refused("not_found", "finner ikke")
