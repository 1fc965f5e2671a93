"""What came out of an exchange: its agreements, for everybody to read once the market is closed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from shared.contracts import agreements
from shared.contracts.agreements import AgreementCancelled, AgreementCorrected, AgreementMade, MarketClosed
from shared.contracts.vocabulary import Commitment, Sector
from shared.database import Pool, Statement
from shared.eventlog import Recorded
from shared.projection import Projection
from shared.sql import statements

sql = statements(Path(__file__).parents[1] / "sql")
PUT_CONCLUDED = sql("put_concluded")
DELETE_CONCLUDED = sql("delete_concluded")
PUT_CLOSING = sql("put_closing")
LIST_CONCLUDED = sql("list_concluded")
COUNT_CONCLUDED = sql("count_concluded")

RESULTS = Projection("results", 1, agreements.CONTRACT, sql("result_tables"))


@RESULTS.on(AgreementMade)
@RESULTS.on(AgreementCorrected)
def concluded(event: AgreementMade | AgreementCorrected, recorded: Recorded) -> Iterator[Statement]:
    yield (
        PUT_CONCLUDED,
        {
            "agreement": event.agreement,
            "exchange": event.exchange,
            "position": recorded.position,
            "commitment": event.commitment,
            "parties": Jsonb(
                [party.model_dump(mode="json", include={"participant", "name", "gives"}) for party in event.parties]
            ),
        },
    )


@RESULTS.on(AgreementCancelled)
def cancelled(event: AgreementCancelled, _: Recorded) -> Iterator[Statement]:
    yield DELETE_CONCLUDED, {"agreement": event.agreement}


@RESULTS.on(MarketClosed)
def market_closed(event: MarketClosed, _: Recorded) -> Iterator[Statement]:
    yield PUT_CLOSING, {"exchange": event.exchange, "at": event.at}


@dataclass(frozen=True)
class Side:
    """One party of an agreement, and what it gives if anything. The sector is None for who never signed up here."""

    name: str
    sector: Sector | None
    gives: str | None


@dataclass(frozen=True)
class Concluded:
    """An agreement as everybody may read it. Nothing of it is personal."""

    commitment: Commitment
    sides: Sequence[Side]


@dataclass(frozen=True)
class Results:
    """How many agreements an exchange ended with, and the moment it closed, None before."""

    agreements: int
    closed_at: datetime | None


@dataclass(frozen=True)
class _Row:
    commitment: str
    parties: list[dict[str, Any]]


class Outcomes:
    """Finds the results of exchanges."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def results(self, exchange: UUID) -> Results:
        """The results of an exchange."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Results)) as cursor:
            await cursor.execute(COUNT_CONCLUDED, {"exchange": exchange})
            found = await cursor.fetchone()
        return found or Results(0, None)

    async def concluded(self, exchange: UUID, sectors: Mapping[UUID, Sector]) -> list[Concluded]:
        """All agreements of an exchange, in the order in which they were made."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(_Row)) as cursor:
            await cursor.execute(LIST_CONCLUDED, {"exchange": exchange})
            rows = await cursor.fetchall()
        return [
            Concluded(
                Commitment(row.commitment),
                [Side(one["name"], sectors.get(UUID(one["participant"])), one["gives"]) for one in row.parties],
            )
            for row in rows
        ]


def across(concluded: Sequence[Concluded]) -> int:
    """How many agreements have parties of more than one sector."""
    return sum(len({side.sector for side in one.sides if side.sector}) > 1 for one in concluded)
