"""The play on a terminal: a picture that moves where it can, lines where it cannot."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import perf_counter

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from shared.cli.demo.record import Count, Part, Record, percentile

PICTURES_PER_SECOND = 5
LINE_SECONDS = 5.0
LOOK_SECONDS = 0.1
COUNTED = {
    Part.SIGN_UP: (Count.SIGNED_UP, Count.CONFIRMATIONS),
    Part.DOORS: (Count.CHECKED_IN,),
    Part.MARKET: (Count.REGISTERED, Count.CORRECTED, Count.CANCELLED),
    Part.LETTERS: (Count.LETTERS,),
    Part.DEADLINES: (Count.QUESTIONS, Count.ANSWERS),
}
WATCHED = (
    Count.SIGNED_UP,
    Count.CHECKED_IN,
    Count.BROKERS,
    Count.REGISTERED,
    Count.CORRECTED,
    Count.CANCELLED,
    Count.MONEY,
    Count.DOUBLE_TAPS,
    Count.LOST_REPLIES,
    Count.LETTERS,
    Count.QUESTIONS,
    Count.ANSWERS,
)


@asynccontextmanager
async def showing(record: Record, planned: Counter[Count], console: Console) -> AsyncIterator[None]:
    """Show the record as it grows."""
    if console.is_terminal:
        # Drawn in a thread of its own: the services in this process shall not wait for a terminal.
        with Live(
            console=console, get_renderable=lambda: picture(record, planned), refresh_per_second=PICTURES_PER_SECOND
        ):
            yield
        return
    telling = asyncio.create_task(_tell(record, planned, console))
    try:
        yield
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling


def picture(record: Record, planned: Counter[Count]) -> RenderableType:
    """The play at this moment."""
    return Group(
        Columns([_run_sheet(record), _stage(record), _numbers(record, planned)], padding=(0, 1)),
        _latest(record),
    )


def _run_sheet(record: Record) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    for part in Part:
        if part in record.ended:
            table.add_row(Text("✓", "green"), part, Text(f"{record.seconds(part):5.1f} s", "dim"))
        elif part in record.began:
            table.add_row(Text("▸", "bold yellow"), Text(part, "bold"), f"{record.seconds(part):5.1f} s")
        else:
            table.add_row("", Text(part, "dim"), "")
    return Panel(table, title=f"Run sheet · {record.today}", border_style="blue")


def _stage(record: Record) -> RenderableType:
    passed = min(record.seconds(Part.MARKET), record.market_seconds)
    table = Table.grid(padding=(0, 1))
    table.add_row("agreements", Text(f"{record.stage_count:>6}", "bold magenta"))
    table.add_row("in the last tenth", f"{_lately(record):>6}")
    table.add_row("tap → answer, median", _milliseconds(percentile(record.posts, 0.5)))
    table.add_row("tap → stage, median", _milliseconds(percentile(record.to_stage, 0.5)))
    table.add_row("mails", f"{record.mails:>6}")
    bar = ProgressBar(total=max(record.market_seconds, 1), completed=passed, width=32)
    return Panel(Group(table, Text(), bar, Text("of the market hour", "dim")), title="Stage", border_style="magenta")


def _numbers(record: Record, planned: Counter[Count]) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    for count in WATCHED:
        done, wanted = record.done[count], planned[count]
        style = "dim" if not done else "green" if done == wanted else ""
        table.add_row(Text(count, style), Text(f"{done:>4} of {wanted}", style))
    return Panel(table, title="Done", border_style="green")


def _latest(record: Record) -> RenderableType:
    lines = [Text(line, no_wrap=True, overflow="ellipsis") for line in reversed(record.latest)]
    return Panel(Group(*(lines or [Text("none yet", "dim")])), title="Latest agreements, from the stage")


def _lately(record: Record) -> int:
    """Agreements that reached the stage in the last tenth of the market's length."""
    return sum(perf_counter() - at < record.market_seconds / 10 for at in record.staged_at)


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:4.0f} ms" if seconds else "     –"


async def _tell(record: Record, planned: Counter[Count], console: Console) -> None:
    """A line when a part begins, and every few seconds how far it has come."""
    told = set(record.ended)
    spoken = perf_counter()
    while True:
        for part in Part:
            if part in record.began and part not in told:
                told.add(part)
                spoken = perf_counter()
                console.print(f"{part} …")
        if perf_counter() - spoken > LINE_SECONDS and (progress := _progress(record, planned)):
            spoken = perf_counter()
            console.print(f"  {progress}")
        await asyncio.sleep(LOOK_SECONDS)


def _progress(record: Record, planned: Counter[Count]) -> str:
    """How far the parts have come that are played now."""
    counts = [count for part in record.began.keys() - record.ended.keys() for count in COUNTED.get(part, ())]
    lines = [f"{record.done[count]} of {planned[count]} {count}" for count in counts]
    return ", ".join([record.today, *lines]) if lines else ""
