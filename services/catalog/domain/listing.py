"""One line of the catalogue: what can be asked, what can be the case, and what is decided.

What can happen is the published language, `shared.contracts.catalog`. A listing has the id that its wish had in the
sign-up form, so it is published once however often the form's event is seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.contracts.base import Event
from shared.contracts.catalog import ListingChanged, ListingPublished, ListingWithdrawn
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
    category: Category
    text: str


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
        case PublishListing(), Published() if _changes(command, listing):
            return [
                ListingChanged(
                    exchange=listing.exchange,
                    listing=command.listing,
                    participant=listing.participant,
                    kind=command.kind,
                    category=command.category,
                    text=command.text,
                )
            ]
        case WithdrawListing(id_), Published(exchange, participant):
            return [ListingWithdrawn(exchange=exchange, listing=id_, participant=participant)]
        case WithdrawListing(), NotPublished():
            raise Refused("not_found", "Vi finner ikke denne linjen i katalogen.")
        case _:
            return []


def _changes(command: PublishListing, listing: Published) -> bool:
    """Whether its own participant says something else of it now."""
    own = command.participant == listing.participant
    return own and (command.category, command.text) != (listing.category, listing.text)


def evolve(listing: Listing, event: Event) -> Listing:
    match event:
        case ListingPublished() | ListingChanged():
            return Published(event.exchange, event.participant, event.category, event.text)
        case ListingWithdrawn():
            return Withdrawn()
        case _:
            return listing


LISTING: Decider[ListingCommand, Listing] = Decider(NotPublished(), decide, evolve)


def listing_stream(listing: UUID) -> str:
    return f"listing-{listing}"
