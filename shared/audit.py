"""What a service tells an auditor about itself: its log, its checkpoints, and the number that all must agree on.

Answered inside the network only, to whoever knows the service secret. `shared.verify` asks.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel

from shared.auth import bearer_of_service
from shared.settings import Settings
from shared.sql import statements

if TYPE_CHECKING:
    from shared.service import Service

sql = statements(Path(__file__).parent / "audits")
COUNT_LOG = sql("count_log")
BROKEN_STREAMS = sql("broken_streams")
EVENT_IDS = sql("event_ids")
CHECKPOINTS = sql("checkpoints")

PAGE = 10_000


class Checkpoint(BaseModel):
    """How far a projection or a policy has come in the events of `source`, and which event stands there."""

    kind: str
    name: str
    source: str
    position: int
    event: UUID | None = None


class Report(BaseModel):
    """One service at one moment. `events` and `head` differ where the log has a hole."""

    service: str
    publishes: bool
    events: int
    head: int
    broken_stream: str | None
    checkpoints: list[Checkpoint]
    standing_agreements: dict[UUID, int] | None


class Ids(BaseModel):
    """A page of the log: positions and event ids, in order."""

    ids: list[tuple[int, UUID]]


def report_path(service: str) -> str:
    """Where a service answers with its report."""
    return f"/internal/{service}/audit"


def ids_path(service: str) -> str:
    """Where a service answers with its event ids."""
    return f"/internal/{service}/ids"


def only_services(settings: Settings) -> Callable[[str], None]:
    """The dependency of addresses that are for services and operators, who show the service secret."""

    def identified(authorization: Annotated[str, Header()] = "") -> None:
        bearer_of_service(settings.service_secret.get_secret_value(), authorization)

    return identified


def routes(service: "Service") -> APIRouter:
    """The auditor's addresses of one service."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(only_services(service.settings))])

    @router.get(report_path(service.name))
    async def report() -> Report:
        async with service.pool.connection() as connection, connection.transaction():
            row = await (await connection.execute(COUNT_LOG)).fetchone()
            broken = await (await connection.execute(BROKEN_STREAMS)).fetchone()
            checkpoints = await (await connection.execute(CHECKPOINTS)).fetchall()
        events, head = row or (0, 0)
        standing = await service.standing_agreements() if service.standing_agreements else None
        return Report(
            service=service.name,
            publishes=service.log is not None,
            events=events,
            head=head,
            broken_stream=broken[0] if broken else None,
            checkpoints=[Checkpoint(kind=k, name=n, source=s, position=p, event=e) for k, n, s, p, e in checkpoints],
            standing_agreements=dict(standing) if standing is not None else None,
        )

    @router.get(ids_path(service.name))
    async def ids(after: int = 0) -> Ids:
        async with service.pool.connection() as connection:
            found = await (await connection.execute(EVENT_IDS, {"after": after, "limit": PAGE})).fetchall()
        return Ids(ids=found)

    return router
