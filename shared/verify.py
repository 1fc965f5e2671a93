"""The audit of a running installation: logs, streams, projections and numbers must agree, event by event."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from uuid import UUID

import httpx

from shared.audit import Checkpoint, Ids, Report, ids_path, report_path
from shared.contracts.all import CONTRACTS
from shared.jetstream import Bus
from shared.paths import SERVICES
from shared.subscription import Subscription

NATS_SECONDS = 5
STREAM_SECONDS = 20

PlacedId = tuple[int, UUID]
"""An event's position and id."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the audit: what was compared, what was found, and whether it is as it must be.

    `astray` names the projection or policy that stands in a history that is no more, and has to be rebuilt.
    """

    service: str
    check: str
    found: str
    right: bool
    astray: str | None = None


class ServiceSilent(Exception):
    """A service, or NATS, does not answer the auditor."""


class Auditor:
    """Asks every service over HTTP and reads every stream.

    `address` gives the base URL at which a service answers its internal addresses; `secret` is the service secret.
    """

    def __init__(self, client: httpx.AsyncClient, address: Callable[[str], str], secret: str, bus: Bus) -> None:
        self._client = client
        self._address = address
        self._headers = {"authorization": f"Bearer {secret}"}
        self._bus = bus

    async def settled(self, *, within: float) -> list[Finding]:
        """The findings once all are right, or the last ones after `within` seconds: copies need a moment."""
        deadline = asyncio.get_running_loop().time() + within
        while True:
            findings = await self.findings()
            if all(finding.right for finding in findings) or asyncio.get_running_loop().time() >= deadline:
                return findings
            await asyncio.sleep(0.25)

    async def findings(self) -> list[Finding]:
        """Everything that the audit looks at, in the order of the product's data flow.

        Raises `ServiceSilent` when a service or NATS does not answer.
        """
        try:
            await asyncio.wait_for(self._bus.ready(), NATS_SECONDS)
        except TimeoutError:
            raise ServiceSilent("nats does not answer") from None
        reports = {service: await self._report(service) for service in SERVICES}
        findings: list[Finding] = []
        logs: dict[str, list[PlacedId]] = {}
        for service, report in reports.items():
            if report.publishes:
                logs[service] = await self._log_ids(service)
                findings.append(log_finding(report))
                findings.append(await self._stream_finding(report, logs[service]))
        places = {service: dict(log) for service, log in logs.items()}
        findings += [
            checkpoint_finding(service, checkpoint, places[checkpoint.source])
            for service, report in reports.items()
            for checkpoint in report.checkpoints
        ]
        findings.append(numbers_finding(reports))
        return findings

    async def _report(self, service: str) -> Report:
        return Report.model_validate_json(await self._ask(service, report_path(service)))

    async def _ask(self, service: str, path: str) -> bytes:
        try:
            answer = await self._client.get(self._address(service) + path, headers=self._headers)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise ServiceSilent(f"{service} does not answer: {error}") from error
        return answer.content

    async def _log_ids(self, service: str) -> list[PlacedId]:
        found: list[PlacedId] = []
        while True:
            after = found[-1][0] if found else 0
            page = Ids.model_validate_json(await self._ask(service, f"{ids_path(service)}?after={after}")).ids
            if not page:
                return found
            found += page

    async def _stream_finding(self, report: Report, logged: Sequence[PlacedId]) -> Finding:
        try:
            streamed = await self._stream_ids(report.service)
        except (KeyError, ValueError) as error:  # a message that no relay of ours has written
            return Finding(report.service, stream_check(report.service), f"unreadable message: {error!r}", right=False)
        return stream_finding(report.service, logged, streamed)

    async def _stream_ids(self, service: str) -> list[PlacedId]:
        subscription = Subscription(self._bus, CONTRACTS[service])
        found: list[PlacedId] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(STREAM_SECONDS):
                head = await subscription.head()
                async for batch in _up_to(subscription, head):
                    found += batch
        return found


async def _up_to(subscription: Subscription, head: int) -> AsyncIterator[list[PlacedId]]:
    if head == 0:
        return
    async for batch in subscription.batches(0):
        yield [(recorded.position, recorded.id) for recorded in batch]
        if batch[-1].position >= head:
            return


def log_finding(report: Report) -> Finding:
    """The log is gapless and every stream of it contiguous."""
    if report.broken_stream is not None:
        return Finding(report.service, "log gapless", f"stream {report.broken_stream} has a hole", right=False)
    if report.events != report.head:
        return Finding(report.service, "log gapless", f"{report.events} events up to {report.head}", right=False)
    found = f"1 to {report.head}" if report.head else "empty"
    return Finding(report.service, "log gapless", found, right=True)


def stream_check(service: str) -> str:
    """What the comparison of a service's stream with its log is called."""
    return f"stream {CONTRACTS[service].stream} = log"


def stream_finding(service: str, logged: Sequence[PlacedId], streamed: Sequence[PlacedId]) -> Finding:
    """The stream holds the log's events at the same places; the first difference is named."""
    for in_log, in_stream in zip_longest(logged, streamed):
        if in_log != in_stream:
            position = (in_log or in_stream)[0]
            found = f"{position} is {_id(in_log)} in the log, {_id(in_stream)} in the stream"
            return Finding(service, stream_check(service), found, right=False)
    return Finding(service, stream_check(service), f"{len(logged)} ids equal", right=True)


def _id(placed: PlacedId | None) -> str:
    return str(placed[1]) if placed else "missing"


def checkpoint_finding(service: str, checkpoint: Checkpoint, log: Mapping[int, UUID]) -> Finding:
    """A projection or policy stands at the head of what it reads, and at the event that it has seen there."""
    head = max(log, default=0)
    check = f"{checkpoint.kind} {checkpoint.name}"
    found = f"{checkpoint.position} of {head} ({checkpoint.source})"
    astray = checkpoint.position > head or checkpoint.event not in (None, log.get(checkpoint.position))
    if astray:
        found += f": astray since a restore, borsen rebuild {service} {checkpoint.name}"
        return Finding(service, check, found, right=False, astray=checkpoint.name)
    return Finding(service, check, found, right=checkpoint.position == head)


def numbers_finding(reports: Mapping[str, Report]) -> Finding:
    """The agreements that stand are the same in every service that counts them, exchange by exchange."""
    check = "agreements agree"
    counted = {
        service: {exchange: n for exchange, n in report.standing_agreements.items() if n}
        for service, report in reports.items()
        if report.standing_agreements is not None
    }
    truth = counted.get("agreements", {})
    for service, numbers in counted.items():
        for exchange in truth.keys() | numbers.keys():
            if numbers.get(exchange, 0) != truth.get(exchange, 0):
                found = f"{exchange}: {truth.get(exchange, 0)} in the log, {numbers.get(exchange, 0)} in {service}"
                return Finding(service, check, found, right=False)
    found = f"{sum(truth.values())} in {', '.join(sorted(counted))}"
    return Finding("all", check, found, right=len(counted) > 1)
