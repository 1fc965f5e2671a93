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


class ListingChanged(Event):
    """The line is written otherwise, or stands in another category."""

    type: Literal["ListingChanged"] = "ListingChanged"
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


class SynonymsChosen(Event):
    """The organiser said which words mean the same in this catalogue; they replace the earlier ones whole."""

    type: Literal["SynonymsChosen"] = "SynonymsChosen"
    groups: tuple[tuple[str, ...], ...]


CONTRACT = Contract("catalog", [ListingPublished, ListingChanged, ListingWithdrawn, SynonymsChosen])
