"""The same agreements on the `eventsourcing` library: its aggregates, its application, its PostgreSQL module.

Everything is left as it comes: JSON transcoding, a pool of 5 to 15 connections, one transaction per save, which
locks the table so that notification ids are committed in their order.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent
from psycopg.conninfo import conninfo_to_dict

from shared.contracts.agreements import AgreementMade


class Agreement(Aggregate):
    """An agreement between two parties; its terms are plain JSON values, identifiers and times are typed."""

    @event("Made")
    def __init__(self, exchange: UUID, agreement: UUID, terms: dict[str, Any], at: datetime, broker: str) -> None:
        self.exchange = exchange
        self.agreement = agreement
        self.terms = terms
        self.at = at
        self.broker = broker


AGREEMENT_MADE: Any = Agreement.Made  # type: ignore[attr-defined]  # the library makes it at run time


def application(dsn: str) -> Application[UUID]:
    """The application on a database, its tables made. Call its `close` at the end."""
    parts = conninfo_to_dict(dsn)
    names = {"DBNAME": "dbname", "HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    settings = {f"POSTGRES_{ours}": str(parts[theirs]) for ours, theirs in names.items()}
    return Application(env={"PERSISTENCE_MODULE": "eventsourcing.postgres", **settings})


def new_agreement(made: AgreementMade) -> Agreement:
    """An aggregate with one event that waits to be saved."""
    return Agreement(
        exchange=made.exchange,
        agreement=made.agreement,
        terms=made.model_dump(mode="json", include={"parties", "commitment", "deadline", "first_contact"}),
        at=made.at,
        broker=made.broker,
    )


def stored(application: Application[UUID], made: AgreementMade) -> StoredEvent:
    """The event of a new agreement as the library would store it."""
    (pending,) = new_agreement(made).collect_events()
    return application.mapper.to_stored_event(pending)
