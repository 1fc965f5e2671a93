"""What the audit calls right, and what it names when something is not."""

from uuid import UUID

import pytest

from shared.audit import Checkpoint, Report
from shared.verify import Finding, checkpoint_finding, log_finding, numbers_finding, stream_finding

EXCHANGE = UUID("e0000000-0000-4000-8000-000000000001")
FIRST, SECOND, OTHER = (UUID(int=number) for number in (1, 2, 3))
LOG = [(1, FIRST), (2, SECOND)]


def report(
    service: str = "agreements",
    *,
    events: int = 3,
    head: int = 3,
    broken_stream: str | None = None,
    standing: dict[UUID, int] | None = None,
) -> Report:
    return Report(
        service=service,
        publishes=True,
        events=events,
        head=head,
        broken_stream=broken_stream,
        checkpoints=[],
        standing_agreements=standing,
    )


@pytest.mark.parametrize(
    ("service", "found", "right"),
    [
        (report(events=0, head=0), "empty", True),
        (report(), "1 to 3", True),
        (report(events=2), "2 events up to 3", False),
        (report(broken_stream="market-1"), "stream market-1 has a hole", False),
    ],
)
def test_a_log_is_gapless_and_so_is_each_of_its_streams(service: Report, found: str, right: bool) -> None:
    assert log_finding(service) == Finding("agreements", "log gapless", found, right)


@pytest.mark.parametrize(
    ("stream", "found", "right"),
    [
        (LOG, "2 ids equal", True),
        ([(1, FIRST)], f"2 is {SECOND} in the log, missing in the stream", False),
        ([(1, OTHER), (2, SECOND)], f"1 is {FIRST} in the log, {OTHER} in the stream", False),
        ([*LOG, (3, OTHER)], f"3 is missing in the log, {OTHER} in the stream", False),
    ],
)
def test_a_stream_holds_the_events_of_its_log_and_the_first_that_differs_is_named(
    stream: list[tuple[int, UUID]], found: str, right: bool
) -> None:
    assert stream_finding("agreements", LOG, stream) == Finding("agreements", "stream AGREEMENTS = log", found, right)


ASTRAY = ": astray since a restore, borsen rebuild scoreboard board"


@pytest.mark.parametrize(
    ("position", "event", "found", "right"),
    [
        (2, SECOND, "2 of 2 (agreements)", True),
        (2, None, "2 of 2 (agreements)", True),
        (1, FIRST, "1 of 2 (agreements)", False),
        (3, OTHER, f"3 of 2 (agreements){ASTRAY}", False),
        (2, OTHER, f"2 of 2 (agreements){ASTRAY}", False),
        (1, OTHER, f"1 of 2 (agreements){ASTRAY}", False),
    ],
)
def test_a_projection_stands_at_the_head_of_what_it_reads(
    position: int, event: UUID | None, found: str, right: bool
) -> None:
    checkpoint = Checkpoint(kind="projection", name="board", source="agreements", position=position, event=event)
    finding = checkpoint_finding("scoreboard", checkpoint, dict(LOG))
    astray = "board" if found.endswith(ASTRAY) else None
    assert finding == Finding("scoreboard", "projection board", found, right, astray)


def test_services_that_count_the_same_agreements_agree() -> None:
    counts = {name: report(name, standing={EXCHANGE: 2}) for name in ("agreements", "scoreboard", "followup")}
    finding = numbers_finding(counts)
    assert finding == Finding("all", "agreements agree", "2 in agreements, followup, scoreboard", right=True)


def test_an_exchange_without_agreements_may_be_counted_or_left_out() -> None:
    assert numbers_finding(
        {"agreements": report(standing={}), "scoreboard": report("scoreboard", standing={EXCHANGE: 0})}
    ).right


def test_the_service_that_counts_differently_is_named_with_the_exchange() -> None:
    finding = numbers_finding(
        {"agreements": report(standing={EXCHANGE: 2}), "scoreboard": report("scoreboard", standing={EXCHANGE: 1})}
    )
    assert finding == Finding(
        "scoreboard", "agreements agree", f"{EXCHANGE}: 2 in the log, 1 in scoreboard", right=False
    )


def test_numbers_that_nobody_else_counts_prove_nothing() -> None:
    assert not numbers_finding({"agreements": report(standing={EXCHANGE: 2})}).right
