"""Agreements' events -> the board of each exchange, and the feed of what its viewers are told; catalog's -> needs.

Each event is one statement: on the way from a broker's tap to the stage every round trip counts.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from shared.contracts import agreements, catalog
from shared.contracts.agreements import (
    AgreementCancelled,
    AgreementCorrected,
    AgreementMade,
    AgreementTerms,
    FavouriteChosen,
    MarketClosed,
    MarketExtended,
    MarketOpened,
    MarketPaused,
    MarketResumed,
    Party,
    PinEnded,
)
from shared.contracts.catalog import ListingChanged, ListingPublished, ListingWithdrawn
from shared.contracts.vocabulary import ListingKind
from shared.database import Statement
from shared.eventlog import Recorded
from shared.pins.ended import END_PIN, ENDED_PINS_TABLE
from shared.projection import Projection
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
OPEN_BOARD = sql("open_board")
PAUSE_BOARD = sql("pause_board")
RESUME_BOARD = sql("resume_board")
EXTEND_BOARD = sql("extend_board")
CLOSE_BOARD = sql("close_board")
MAKE_AGREEMENT = sql("make_agreement")
CORRECT_AGREEMENT = sql("correct_agreement")
CANCEL_AGREEMENT = sql("cancel_agreement")
CHOOSE_FAVOURITE = sql("choose_favourite")

INSERT_NEED = sql("insert_need")
CHANGE_NEED = sql("change_need")
DELETE_NEED = sql("delete_need")

BOARD = Projection("board", 4, agreements.CONTRACT, sql("board_tables") + ENDED_PINS_TABLE)
NEEDS = Projection("needs", 2, catalog.CONTRACT, sql("need_tables"))


@BOARD.on(MarketOpened)
def market_opened(event: MarketOpened, recorded: Recorded) -> Iterator[Statement]:
    told = {"opened_at": event.at, "closes_at": event.closes_at}
    yield OPEN_BOARD, {**event.model_dump(), "position": recorded.position, "told": _json(told)}


@BOARD.on(MarketPaused)
def market_paused(event: MarketPaused, recorded: Recorded) -> Iterator[Statement]:
    told = {"paused_at": event.at}
    yield PAUSE_BOARD, {**event.model_dump(), "position": recorded.position, "told": _json(told)}


@BOARD.on(MarketResumed)
def market_resumed(event: MarketResumed, recorded: Recorded) -> Iterator[Statement]:
    told = {"closes_at": event.closes_at}
    yield RESUME_BOARD, {**event.model_dump(), "position": recorded.position, "told": _json(told)}


@BOARD.on(MarketExtended)
def market_extended(event: MarketExtended, recorded: Recorded) -> Iterator[Statement]:
    told = {"closes_at": event.closes_at}
    yield EXTEND_BOARD, {**event.model_dump(), "position": recorded.position, "told": _json(told)}


@BOARD.on(MarketClosed)
def market_closed(event: MarketClosed, recorded: Recorded) -> Iterator[Statement]:
    told = {"closed_at": event.at, "late_until": event.late_until}
    yield CLOSE_BOARD, {**event.model_dump(), "position": recorded.position, "told": _json(told)}


@BOARD.on(AgreementMade)
def agreement_made(event: AgreementMade, recorded: Recorded) -> Iterator[Statement]:
    shown = _json({**_shown(event), "made_at": event.at, "late": event.late})
    yield MAKE_AGREEMENT, {**_names(event, recorded), **_ids(event), "late": event.late, "shown": shown}


@BOARD.on(AgreementCorrected)
def agreement_corrected(event: AgreementCorrected, recorded: Recorded) -> Iterator[Statement]:
    yield CORRECT_AGREEMENT, {**_names(event, recorded), **_ids(event), "terms": _json(_shown(event))}


@BOARD.on(AgreementCancelled)
def agreement_cancelled(event: AgreementCancelled, recorded: Recorded) -> Iterator[Statement]:
    yield CANCEL_AGREEMENT, _names(event, recorded)


@BOARD.on(FavouriteChosen)
def favourite_chosen(event: FavouriteChosen, recorded: Recorded) -> Iterator[Statement]:
    yield CHOOSE_FAVOURITE, {**event.model_dump(), "position": recorded.position}


@BOARD.on(PinEnded)
def pin_ended(event: PinEnded, _: Recorded) -> Iterator[Statement]:
    yield END_PIN, event.model_dump(include={"exchange", "role", "generation"})


@NEEDS.on(ListingPublished)
def listing_published(event: ListingPublished, _: Recorded) -> Iterator[Statement]:
    if event.kind is ListingKind.NEED:
        yield INSERT_NEED, event.model_dump(exclude={"kind"})


@NEEDS.on(ListingChanged)
def listing_changed(event: ListingChanged, _: Recorded) -> Iterator[Statement]:
    if event.kind is ListingKind.NEED:
        yield CHANGE_NEED, event.model_dump()


@NEEDS.on(ListingWithdrawn)
def listing_withdrawn(event: ListingWithdrawn, _: Recorded) -> Iterator[Statement]:
    yield DELETE_NEED, {"listing": event.listing}


def _names(event: AgreementTerms | AgreementCancelled, recorded: Recorded) -> dict[str, object]:
    return {"exchange": event.exchange, "agreement": event.agreement, "position": recorded.position}


def _givers_first(event: AgreementTerms) -> list[Party]:
    return sorted(event.parties, key=lambda party: party.gives is None)


def _ids(event: AgreementTerms) -> dict[str, object]:
    return {
        "parties": [party.participant for party in _givers_first(event)],
        "listings": [party.listing for party in event.parties if party.listing],
    }


def _shown(event: AgreementTerms) -> dict[str, Any]:
    """What the stage shows of an agreement: who, and what each of them gives."""
    return {
        "id": event.agreement,
        "commitment": event.commitment,
        "parties": [
            {"participant": party.participant, "name": party.name, "gives": party.gives}
            for party in _givers_first(event)
        ],
    }


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
