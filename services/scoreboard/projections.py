"""Agreements' events -> the board of each exchange, and the feed of what its viewers are told.

Each event is one statement: on the way from a broker's tap to the stage every round trip counts.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from shared.contracts import agreements
from shared.contracts.agreements import (
    AgreementCancelled,
    AgreementCorrected,
    AgreementMade,
    AgreementTerms,
    MarketClosed,
    MarketOpened,
)
from shared.database import Statement
from shared.eventlog import Recorded
from shared.projection import Projection
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
OPEN_BOARD = sql("open_board")
CLOSE_BOARD = sql("close_board")
MAKE_AGREEMENT = sql("make_agreement")
CORRECT_AGREEMENT = sql("correct_agreement")
CANCEL_AGREEMENT = sql("cancel_agreement")

BOARD = Projection("board", 1, agreements.CONTRACT, sql("board_tables"))


@BOARD.on(MarketOpened)
def market_opened(event: MarketOpened, recorded: Recorded) -> Iterator[Statement]:
    told = {"opened_at": event.at, "closes_at": event.closes_at}
    yield OPEN_BOARD, {**event.model_dump(), "position": recorded.position, "told": _json(told)}


@BOARD.on(MarketClosed)
def market_closed(event: MarketClosed, recorded: Recorded) -> Iterator[Statement]:
    told = {"closed_at": event.at}
    yield CLOSE_BOARD, {**event.model_dump(), "position": recorded.position, "told": _json(told)}


@BOARD.on(AgreementMade)
def agreement_made(event: AgreementMade, recorded: Recorded) -> Iterator[Statement]:
    shown = _json({**_terms(event), "made_at": event.at})
    yield MAKE_AGREEMENT, {**_names(event, recorded), "shown": shown}


@BOARD.on(AgreementCorrected)
def agreement_corrected(event: AgreementCorrected, recorded: Recorded) -> Iterator[Statement]:
    yield CORRECT_AGREEMENT, {**_names(event, recorded), "terms": _json(_terms(event))}


@BOARD.on(AgreementCancelled)
def agreement_cancelled(event: AgreementCancelled, recorded: Recorded) -> Iterator[Statement]:
    yield CANCEL_AGREEMENT, _names(event, recorded)


def _names(event: AgreementTerms | AgreementCancelled, recorded: Recorded) -> dict[str, object]:
    return {"exchange": event.exchange, "agreement": event.agreement, "position": recorded.position}


def _terms(event: AgreementTerms) -> dict[str, Any]:
    """What the stage shows of an agreement: who, and what each of them gives; a party that gives stands first."""
    parties = sorted(event.parties, key=lambda party: party.gives is None)
    return {
        "id": event.agreement,
        "commitment": event.commitment,
        "parties": [{"name": party.name, "gives": party.gives} for party in parties],
    }


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
