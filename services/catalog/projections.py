"""Catalog's own events -> the table `listing`."""

from collections.abc import Iterator
from pathlib import Path

from shared.contracts import catalog
from shared.contracts.catalog import ListingPublished, ListingWithdrawn
from shared.eventlog import Recorded
from shared.projection import Projection, Statement
from shared.sorting import norwegian_key
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
INSERT_LISTING = sql("insert_listing")
DELETE_LISTING = sql("delete_listing")

LISTINGS = Projection("listings", 1, catalog.CONTRACT, sql("listing_tables"))


@LISTINGS.on(ListingPublished)
def listing_published(event: ListingPublished, _: Recorded) -> Iterator[Statement]:
    yield INSERT_LISTING, {**event.model_dump(), "sort_key": norwegian_key(event.text)}


@LISTINGS.on(ListingWithdrawn)
def listing_withdrawn(event: ListingWithdrawn, _: Recorded) -> Iterator[Statement]:
    yield DELETE_LISTING, {"listing": event.listing}
