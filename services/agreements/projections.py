"""Events -> tables: the market and its agreements from the own log, the lines of the catalogue from catalog's."""

from collections.abc import Iterator
from pathlib import Path

from shared.contracts import agreements, catalog
from shared.contracts.agreements import (
    AgreementCancelled,
    AgreementCorrected,
    AgreementMade,
    AgreementsToldApart,
    AgreementTerms,
    MarketClosed,
    MarketExtended,
    MarketOpened,
    MarketPaused,
    MarketResumed,
)
from shared.contracts.catalog import ListingChanged, ListingPublished, ListingWithdrawn
from shared.database import Statement
from shared.eventlog import Recorded
from shared.projection import Projection
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
OPEN_MARKET = sql("open_market")
PAUSE_MARKET = sql("pause_market")
RESUME_MARKET = sql("resume_market")
EXTEND_MARKET = sql("extend_market")
CLOSE_MARKET = sql("close_market")
INSERT_AGREEMENT = sql("insert_agreement")
CORRECT_AGREEMENT = sql("correct_agreement")
CANCEL_AGREEMENT = sql("cancel_agreement")
TELL_APART = sql("tell_apart")
PUT_PARTY = sql("put_party")
DROP_PARTIES = sql("drop_parties")
INSERT_LISTING = sql("insert_listing")
CHANGE_LISTING = sql("change_listing")
WITHDRAW_LISTING = sql("withdraw_listing")

MARKET = Projection("market_hour", 4, agreements.CONTRACT, sql("market_tables"))
CATALOGUE = Projection("catalogue_lines", 2, catalog.CONTRACT, sql("catalogue_tables"))


@MARKET.on(MarketOpened)
def market_opened(event: MarketOpened, _: Recorded) -> Iterator[Statement]:
    yield OPEN_MARKET, event.model_dump(mode="json")


@MARKET.on(MarketPaused)
def market_paused(event: MarketPaused, _: Recorded) -> Iterator[Statement]:
    yield PAUSE_MARKET, event.model_dump()


@MARKET.on(MarketResumed)
def market_resumed(event: MarketResumed, _: Recorded) -> Iterator[Statement]:
    yield RESUME_MARKET, event.model_dump()


@MARKET.on(MarketExtended)
def market_extended(event: MarketExtended, _: Recorded) -> Iterator[Statement]:
    yield EXTEND_MARKET, event.model_dump()


@MARKET.on(MarketClosed)
def market_closed(event: MarketClosed, _: Recorded) -> Iterator[Statement]:
    yield CLOSE_MARKET, event.model_dump(mode="json")


@MARKET.on(AgreementMade)
def agreement_made(event: AgreementMade, recorded: Recorded) -> Iterator[Statement]:
    yield INSERT_AGREEMENT, {**event.model_dump(exclude={"parties"}), "version": recorded.version}
    yield from _parties(event)


@MARKET.on(AgreementCorrected)
def agreement_corrected(event: AgreementCorrected, recorded: Recorded) -> Iterator[Statement]:
    yield CORRECT_AGREEMENT, {**event.model_dump(exclude={"parties"}), "version": recorded.version}
    yield from _parties(event)


@MARKET.on(AgreementCancelled)
def agreement_cancelled(event: AgreementCancelled, recorded: Recorded) -> Iterator[Statement]:
    yield CANCEL_AGREEMENT, {**event.model_dump(), "version": recorded.version}


@MARKET.on(AgreementsToldApart)
def agreements_told_apart(event: AgreementsToldApart, _: Recorded) -> Iterator[Statement]:
    yield TELL_APART, {"exchange": event.exchange, "agreements": list(event.agreements)}


@CATALOGUE.on(ListingPublished)
def listing_published(event: ListingPublished, _: Recorded) -> Iterator[Statement]:
    yield INSERT_LISTING, event.model_dump()


@CATALOGUE.on(ListingChanged)
def listing_changed(event: ListingChanged, _: Recorded) -> Iterator[Statement]:
    yield CHANGE_LISTING, event.model_dump()


@CATALOGUE.on(ListingWithdrawn)
def listing_withdrawn(event: ListingWithdrawn, _: Recorded) -> Iterator[Statement]:
    yield WITHDRAW_LISTING, event.model_dump()


def _parties(event: AgreementTerms) -> Iterator[Statement]:
    for place, party in enumerate(event.parties):
        yield PUT_PARTY, {**party.model_dump(), "agreement": event.agreement, "place": place}
    yield DROP_PARTIES, {"agreement": event.agreement, "parties": len(event.parties)}
