"""One line of the catalogue: what can be asked, what can be the case, and what is decided.

What can happen is the published language, `shared.contracts.catalog`. A listing has the id that its wish had in the
sign-up form, so it is published once however often the form's event is seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.contracts.base import Event
from shared.contracts.catalog import ListingPublished, ListingWithdrawn
from shared.contracts.vocabulary import Category, ListingKind
from shared.decider import Decider
from shared.refusal import Refused


@dataclass(frozen=True)
class PublishListing:
    exchange: UUID
    listing: UUID
    participant: UUID
    kind: ListingKind
    category: Category
    text: str


@dataclass(frozen=True)
class WithdrawListing:
    listing: UUID


ListingCommand = PublishListing | WithdrawListing


@dataclass(frozen=True)
class NotPublished:
    pass


@dataclass(frozen=True)
class Published:
    exchange: UUID
    participant: UUID


@dataclass(frozen=True)
class Withdrawn:
    pass


Listing = NotPublished | Published | Withdrawn


def decide(command: ListingCommand, listing: Listing) -> Sequence[Event]:
    match command, listing:
        case PublishListing(exchange, id_, participant, kind, category, text), NotPublished():
            return [
                ListingPublished(
                    exchange=exchange, listing=id_, participant=participant, kind=kind, category=category, text=text
                )
            ]
        case WithdrawListing(id_), Published(exchange, participant):
            return [ListingWithdrawn(exchange=exchange, listing=id_, participant=participant)]
        case WithdrawListing(), NotPublished():
            raise Refused("not_found", "Vi finner ikke denne linjen i katalogen.")
        case _:
            return []


def evolve(listing: Listing, event: Event) -> Listing:
    match event:
        case ListingPublished(exchange=exchange, participant=participant):
            return Published(exchange, participant)
        case ListingWithdrawn():
            return Withdrawn()
        case _:
            return listing


LISTING: Decider[ListingCommand, Listing] = Decider(NotPublished(), decide, evolve)


def listing_stream(listing: UUID) -> str:
    return f"listing-{listing}"
