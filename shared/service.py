"""What every service is made of, put together once: database, log, relay, projections, policies, web."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from uuid import UUID

import httpx
import structlog
from fastapi import FastAPI

from shared import eventlog, projection
from shared.aggregate import Aggregates
from shared.auth import Identity, SignIn, Tokens
from shared.checkpoint import Source
from shared.clock import Clock
from shared.contracts.base import Contract
from shared.database import answers, make_pool, migrate, wait_for_database
from shared.eventlog import EventLog, GroupWriter, LogUnavailable, Meta
from shared.jetstream import Bus
from shared.keys import PersonalReader
from shared.logging import correlation, working_for
from shared.personal import Keys
from shared.policy import Policy, PolicyRunner
from shared.projection import TRANSIENT, Projection, Runner, State
from shared.relay import Relay
from shared.settings import Settings
from shared.subscription import Subscription
from shared.tasks import end
from shared.unhurried import Unhurried

logger = structlog.get_logger()

Loop = Callable[[], Awaitable[None]]
ANSWER_SECONDS = 5
StandingAgreements = Callable[[], Awaitable[Mapping[UUID, int]]]
"""How many agreements stand in each exchange, as one service sees it."""


class Service:
    """The parts of one service, wired but not started; `lifespan` starts and stops them with the app.

    `contract` is what the service publishes, None for one that publishes nothing. `folder` holds the service's
    own migrations in `schema/`. `closing` is called when the web server stops, to end the answers that it would
    wait for in vain.
    """

    def __init__(
        self, name: str, folder: Path, settings: Settings, clock: Clock, contract: Contract | None = None
    ) -> None:
        self.name = name
        self.folder = folder
        self.settings = settings
        self.clock = clock
        dsn = settings.database_url.get_secret_value()
        self.pool = make_pool(dsn)
        password = settings.nats_password.get_secret_value() if settings.nats_password else None
        self.bus = Bus(settings.nats_url, user=settings.nats_user, password=password, name=f"borsen {name}")
        self.sign_in = SignIn(
            Tokens.from_files(clock, private=settings.signing_key_file, public=settings.verifying_key_file),
            secure=settings.secure,
        )
        self.log: EventLog | None = None
        self.writer: GroupWriter | None = None
        self.relay: Relay | None = None
        if contract is not None:
            self.log = EventLog(self.pool, contract)
            self.writer = GroupWriter(dsn, on_append=self.log.grew.notify)
            self.relay = Relay(self.log, self.bus, replicas=settings.nats_replicas)
        self.runners: dict[str, Runner] = {}
        self.policies: dict[str, PolicyRunner] = {}
        self.migrations: list[Path] = []
        self.closing: list[Callable[[], None]] = []
        self.standing_agreements: StandingAgreements | None = None
        self._loops: dict[str, Loop] = {}
        self._at_the_end: list[Callable[[], Awaitable[None]]] = []

    def aggregates(self, keys: Keys | None = None) -> Aggregates:
        """The service's aggregates; `keys` where their events have personal fields."""
        if self.log is None or self.writer is None:
            raise RuntimeError(f"{self.name} publishes nothing")
        return Aggregates(self.log, self.writer, keys)

    def source(self, contract: Contract, *, awaited: bool = True) -> Source:
        """Where a contract's events come from: the own log's table, or the publisher's stream.

        Without hurry where nobody waits for what is done with them.
        """
        own = self.log if self.log is not None and contract is self.log.contract else None
        source = own or Subscription(self.bus, contract)
        return source if awaited else Unhurried(source)

    def project(self, what: Projection, *, keys: Keys | None = None, awaited: bool = True) -> Runner:
        """Run a projection; with `keys` its handlers see personal fields readable. `awaited`: people look at once."""
        opener = PersonalReader(keys) if keys else None
        runner = Runner(what, self.pool, self.source(what.source, awaited=awaited), opener=opener)
        self.runners[what.name] = runner
        return runner

    def follow(self, policy: Policy, *, keys: Keys | None = None) -> PolicyRunner:
        """Run a policy; with `keys` it sees personal fields readable."""
        opener = PersonalReader(keys) if keys else None
        runner = PolicyRunner(policy, self.pool, self.source(policy.source, awaited=False), opener=opener)
        self.policies[policy.name] = runner
        return runner

    def always(self, name: str, loop: Loop) -> None:
        """Run a coroutine function beside the requests, once it can read the tables of all projections.

        It is started again, with a log line, if it fails.
        """
        self._loops[name] = loop

    def regularly(self, name: str, seconds: float, tick: Loop) -> None:
        """`always` call a coroutine function, with a pause of some seconds. Servers that are away are waited for."""

        async def loop() -> None:
            while True:
                try:
                    await tick()
                except (LogUnavailable, *TRANSIENT) as error:
                    logger.warning("ticker waits", ticker=name, error=error)
                await asyncio.sleep(seconds)

        self.always(name, loop)

    def at_the_end(self, close: Callable[[], Awaitable[None]]) -> None:
        """Call this once everything that runs has stopped, for what the service opened itself."""
        self._at_the_end.append(close)

    def client_of_registration(self, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
        """What asks registration, over `transport` where it lives in this process; closed at the end.

        A proxy that the environment names is for the way out: it knows no service, and must not see a key.
        """
        url = self.settings.registration_url
        client = httpx.AsyncClient(base_url=url, transport=transport, timeout=ANSWER_SECONDS, trust_env=False)
        self.at_the_end(client.aclose)
        return client

    def meta(self, who: Identity | str, organisation: UUID) -> Meta:
        """The meta of events that a request leads to: whose they are, who did it, and the correlation id."""
        actor = who.actor if isinstance(who, Identity) else who
        return {"organisation": str(organisation), "actor": actor, "correlationid": correlation()}

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        """Start everything once the database answers; NATS may come later."""
        with working_for(self.name):
            await wait_for_database(self.pool)
            await migrate(
                self.pool, eventlog.MIGRATIONS, projection.MIGRATIONS, *self.migrations, self.folder / "schema"
            )
            for runner in self.runners.values():
                await runner.prepare()
            await self.bus.start()
            if self.writer is not None:
                await self.writer.start()
            tasks = [
                asyncio.create_task(self._forever(name, loop), name=f"{self.name} {name}")
                for name, loop in self._everything().items()
            ]
            logger.info("started")
        try:
            yield
        finally:
            await end(*tasks)
            for close in self._at_the_end:
                await close()
            if self.writer is not None:
                await self.writer.stop()
            await self.bus.stop()
            with suppress(TimeoutError):
                async with asyncio.timeout(2):
                    await self.pool.close(timeout=1)
            logger.info("stopped", service=self.name)

    def _everything(self) -> dict[str, Loop]:
        reading = self._loops | {f"policy {name}": policy.run for name, policy in self.policies.items()}
        loops: dict[str, Loop] = {name: partial(self._once_live, loop) for name, loop in reading.items()}
        if self.relay is not None:
            loops["relay"] = self.relay.run
        return loops | {f"projection {name}": runner.run for name, runner in self.runners.items()}

    async def _once_live(self, loop: Loop) -> None:
        """After an update, a projection that has changed is filled first: what it shows has no table before that."""
        for runner in self.runners.values():
            await runner.live.wait()
        await loop()

    async def _forever(self, name: str, loop: Loop) -> None:
        while True:
            try:
                await loop()
            except Exception:
                logger.exception("loop failed", loop=name)
                await asyncio.sleep(1)
            else:
                return

    async def unready(self) -> Sequence[str]:
        """Why the service should get no requests now; empty when it is ready."""
        reasons = []
        if not await answers(self.pool):
            reasons.append("database does not answer")
        if not self.bus.connected:
            reasons.append("nats is not connected")
        reasons += [
            f"{kind} {name} is {runner.state} ({runner.error})"
            for kind, runners in (("projection", self.runners), ("policy", self.policies))
            for name, runner in runners.items()
            if runner.state in (State.STUCK, State.ASTRAY)
        ]
        reasons += [
            f"projection {name} is filled for the first time"
            for name, runner in self.runners.items()
            if not runner.live.is_set()
        ]
        if self.writer is not None and not self.writer.running:
            reasons.append("the group writer has stopped")
        if self.relay is not None and self.relay.stopped:
            reasons.append(f"relay stopped: {self.relay.state}")
        if self.relay is not None and self.relay.hindered_by is not None:
            reasons.append(f"relay cannot copy: {self.relay.hindered_by}")
        return reasons
