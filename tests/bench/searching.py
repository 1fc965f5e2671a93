"""`borsen bench search`: the catalogue's page, searched and filtered, in an exchange of a thousand lines.

The organisations are the demo's. The application is asked in its own process, without a browser and a socket: what is
measured is what the server does from the request to the last byte of the page, the database's part included.
"""

import statistics
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from itertools import accumulate
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import NamedTuple
from uuid import UUID, uuid4

import httpx
from pydantic import SecretStr

from services.catalog.main import create_app
from shared.auth import make_signing_key
from shared.cli.demo.model import Org
from shared.cli.demo.pools import load
from shared.cli.demo.population import populate
from shared.clock import Clock, SystemClock
from shared.contracts import registration
from shared.contracts.registration import ParticipantRegistered, Wish
from shared.contracts.vocabulary import ListingKind
from shared.embedded import EmbeddedNats, EmbeddedPostgres
from shared.settings import Settings
from tests.bench.measuring import Aim, Contestant, Measured, Report, alternate
from tests.conftest import eventually
from tests.evening import planned, publishing

SEED = 1
MILLISECONDS = 20
"""What the server may take for a page, while somebody types."""

QUERIES = {
    "no query": {},
    "one word": {"q": "kurs"},
    "inside compounds": {"q": "lokale"},
    "misspelt": {"q": "førstehjlep"},
    "several words": {"q": "hjelp til dugnad"},
    "with filters": {"q": "kurs", "kind": "offer", "sector": "voluntary", "availability": "free"},
    "one category": {"category": "place"},
}


class Took(NamedTuple):
    """Milliseconds of one request: on the clock, and of this process's processor time."""

    clock: float
    processor: float


async def compare(directory: Path, *, rounds: int, listings: int, times: int) -> Report:
    """Ask each query `times` times in every round."""
    async with _catalogue(directory, listings) as client:
        contestants: dict[str, Contestant[list[Took]]] = {
            name: partial(_ask, client, query, times) for name, query in QUERIES.items()
        }
        # Templates are compiled, statements prepared, and the other projections have caught up, before anything counts.
        for query in QUERIES.values():
            await _ask(client, query, times)
        figures = await alternate(rounds, contestants)
    report = Report("search")
    for name, asked in figures.items():
        report.measured += [
            Measured(f"{name}, p50", "ms", [_share([took.clock for took in one], 50) for one in asked]),
            Measured(f"{name}, p95", "ms", [_share([took.clock for took in one], 95) for one in asked]),
            Measured(f"{name}, processor", "ms", [statistics.median(took.processor for took in one) for one in asked]),
        ]
    report.aims = [
        Aim(f"{name}, {listings} lines, {which}, ms", report.median(f"{name}, {which}"), at_most=MILLISECONDS)
        for name in QUERIES
        for which in ("p50", "p95")
    ]
    return report


async def _ask(client: httpx.AsyncClient, query: dict[str, str], times: int) -> list[Took]:
    took = []
    for _ in range(times):
        clock, processor = perf_counter(), process_time()
        answer = await client.get("/katalog/lillevik", params=query)
        took.append(Took((perf_counter() - clock) * 1000, (process_time() - processor) * 1000))
        answer.raise_for_status()
    return took


def _share(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


@asynccontextmanager
async def _catalogue(directory: Path, listings: int) -> AsyncIterator[httpx.AsyncClient]:
    clock = SystemClock()
    key = directory / "signing.pem"
    key.write_text(make_signing_key()[0])
    exchange = planned(clock)
    joined = _participants(clock, exchange.exchange, listings)
    async with AsyncExitStack() as stack:
        postgres = await stack.enter_async_context(EmbeddedPostgres(directory / "postgres"))
        nats = await stack.enter_async_context(EmbeddedNats(directory / "nats"))

        def settings(service: str) -> Settings:
            return Settings.model_validate(
                {
                    "database_url": SecretStr(postgres.dsn(service)),
                    "nats_url": nats.url,
                    "nats_user": service,
                    "nats_password": SecretStr(nats.password(service)),
                    "public_url": "http://localhost",
                    "signing_key_file": key,
                    "form_secret": SecretStr("form secret of the benchmark"),
                    "service_secret": SecretStr("service secret of the benchmark"),
                }
            )

        (directory / "none").mkdir()
        registrar = await stack.enter_async_context(
            publishing(registration.CONTRACT, settings("registration"), clock, directory / "none")
        )
        app = create_app(settings("catalog"), clock)
        await stack.enter_async_context(app.router.lifespan_context(app))
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")
        await stack.enter_async_context(client)
        await registrar.publish(exchange, *joined)

        async def complete() -> bool:
            answer = await client.get("/api/catalog/lillevik/listings")
            return answer.is_success and answer.json()["total"] == listings

        await eventually(complete, within=120)
        yield client


def _participants(clock: Clock, exchange: UUID, listings: int) -> list[ParticipantRegistered]:
    """As many of the demo's organisations as have that many needs and offers together."""
    orgs = populate(Random(SEED), load(), listings)  # noqa: S311 - who takes part is no secret
    before = accumulate((len(_wishes(org)) for org in orgs), initial=0)
    return [
        ParticipantRegistered(
            exchange=exchange,
            participant=uuid4(),
            name=org.name,
            sector=org.sector,
            people=org.people,
            wishes=tuple(_wishes(org)[: listings - so_far]),
            contact_name="sealed",
            email="sealed",
            phone="sealed",
            consented_at=clock.now(),
        )
        for org, so_far in zip(orgs, before, strict=False)
        if so_far < listings
    ]


def _wishes(org: Org) -> list[Wish]:
    both = [(ListingKind.NEED, wish) for wish in org.needs] + [(ListingKind.OFFER, wish) for wish in org.offers]
    return [Wish(id=uuid4(), kind=kind, category=wish.category, text=wish.written) for kind, wish in both]
