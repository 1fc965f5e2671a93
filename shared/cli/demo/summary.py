"""What is told at the end: what was asked for, what came of it, and how fast."""

from collections import Counter

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from shared.cli.demo.record import Count, Part, Record, percentile

MEBIBYTE = 2**20


def differences(record: Record, planned: Counter[Count]) -> list[str]:
    """Where the play ended with other numbers than planned, a line each."""
    return [
        f"{count}: {record.done[count]} instead of {planned[count]}"
        for count in Count
        if record.done[count] != planned[count]
    ]


def summary(record: Record, planned: Counter[Count]) -> RenderableType:
    """The whole play in a table and a few lines."""
    return Group(_numbers(record, planned), *_aside(record))


def _numbers(record: Record, planned: Counter[Count]) -> Table:
    table = Table(title="What was asked for, and what came of it", title_justify="left")
    table.add_column()
    table.add_column("planned", justify="right")
    table.add_column("done", justify="right")
    for count in Count:
        right = record.done[count] == planned[count]
        table.add_row(count, str(planned[count]), str(record.done[count]), style="" if right else "bold red")
    return table


def _aside(record: Record) -> list[Text]:
    lines = [
        *(f"{number} {what}" for what, number in record.aside.items()),
        f"registering an agreement: {_spread(record.posts)}",
        f"from the tap to the stage: {_spread(record.to_stage)}",
        f"memory without PostgreSQL: at most {record.memory / MEBIBYTE:.0f} MiB",
        *(f"{record.seconds(part):5.1f} s  {part}" for part in Part),
        f"{sum(record.seconds(part) for part in Part):5.1f} s  altogether",
    ]
    return [Text(line) for line in lines]


def _spread(durations: list[float]) -> str:
    half, most = (percentile(durations, share) * 1000 for share in (0.5, 0.99))
    return f"p50 {half:.1f} ms, p99 {most:.1f} ms ({len(durations)} measured)"
