"""What catalog publishes: the lines of the catalogue (*børskatalog*)."""

from typing import Literal
from uuid import UUID

from shared.contracts.base import Contract, Event
from shared.contracts.vocabulary import Category, ListingKind


class ListingPublished(Event):
    """A need or an offer stands in the catalogue."""

    type: Literal["ListingPublished"] = "ListingPublished"
    listing: UUID
    participant: UUID
    kind: ListingKind
    category: Category
    text: str


class ListingWithdrawn(Event):
    """The line is no longer in the catalogue, because its participant withdrew."""

    type: Literal["ListingWithdrawn"] = "ListingWithdrawn"
    listing: UUID
    participant: UUID


CONTRACT = Contract("catalog", [ListingPublished, ListingWithdrawn])
