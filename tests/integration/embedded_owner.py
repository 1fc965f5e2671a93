"""A process that owns both embedded servers until it is ended; it prints their process ids when they answer."""

import asyncio
import sys
from pathlib import Path

from shared.embedded import EmbeddedNats, EmbeddedPostgres


async def own(directory: Path) -> None:
    async with EmbeddedPostgres(directory / "postgres") as postgres, EmbeddedNats(directory / "nats") as nats:
        print(postgres.pid, nats.pid, flush=True)  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(own(Path(sys.argv[1])))
