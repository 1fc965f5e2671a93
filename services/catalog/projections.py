"""Catalog's own events -> the tables `listing` and `synonyms`; those of agreements -> the table `agreed`."""

from collections.abc import Iterator
from pathlib import Path

from psycopg.types.json import Jsonb

from shared.contracts import agreements, catalog
from shared.contracts.agreements import AgreementCancelled, AgreementCorrected, AgreementMade, PinEnded
from shared.contracts.catalog import ListingChanged, ListingPublished, ListingWithdrawn, SynonymsChosen
from shared.database import Statement
from shared.eventlog import Recorded
from shared.pins.ended import END_PIN, ENDED_PINS_TABLE
from shared.projection import Projection
from shared.sorting import norwegian_key
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
INSERT_LISTING = sql("insert_listing")
CHANGE_LISTING = sql("change_listing")
DELETE_LISTING = sql("delete_listing")
PUT_SYNONYMS = sql("put_synonyms")
PUT_AGREED = sql("put_agreed")
DELETE_AGREED = sql("delete_agreed")

LISTINGS = Projection("listings", 3, catalog.CONTRACT, sql("listing_tables"))
SYNONYMS = Projection("synonyms", 1, catalog.CONTRACT, sql("synonyms_tables"))
AGREED = Projection("agreed", 2, agreements.CONTRACT, sql("agreed_tables") + ENDED_PINS_TABLE)


@LISTINGS.on(ListingPublished)
def listing_published(event: ListingPublished, _: Recorded) -> Iterator[Statement]:
    yield INSERT_LISTING, {**event.model_dump(), "sort_key": norwegian_key(event.text)}


@LISTINGS.on(ListingChanged)
def listing_changed(event: ListingChanged, _: Recorded) -> Iterator[Statement]:
    yield CHANGE_LISTING, {**event.model_dump(), "sort_key": norwegian_key(event.text)}


@LISTINGS.on(ListingWithdrawn)
def listing_withdrawn(event: ListingWithdrawn, _: Recorded) -> Iterator[Statement]:
    yield DELETE_LISTING, {"listing": event.listing}


@SYNONYMS.on(SynonymsChosen)
def synonyms_chosen(event: SynonymsChosen, _: Recorded) -> Iterator[Statement]:
    yield PUT_SYNONYMS, {"exchange": event.exchange, "groups": Jsonb(event.groups)}


@AGREED.on(AgreementMade)
@AGREED.on(AgreementCorrected)
def agreed(event: AgreementMade | AgreementCorrected, _: Recorded) -> Iterator[Statement]:
    yield (
        PUT_AGREED,
        {
            "agreement": event.agreement,
            "exchange": event.exchange,
            "parties": [party.participant for party in event.parties],
            "listings": [party.listing for party in event.parties if party.listing],
        },
    )


@AGREED.on(AgreementCancelled)
def agreement_cancelled(event: AgreementCancelled, _: Recorded) -> Iterator[Statement]:
    yield DELETE_AGREED, {"agreement": event.agreement}


@AGREED.on(PinEnded)
def pin_ended(event: PinEnded, _: Recorded) -> Iterator[Statement]:
    yield END_PIN, event.model_dump(include={"exchange", "role", "generation"})
