"""What the benchmark of the way to the stage is aimed at: a program of its own, which says how to use it."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Target:
    """Where agreements are posted, with which headers, and where they are told; `examples` are bodies to post."""

    port: int
    post: str
    events: str
    headers: dict[str, str] = field(default_factory=dict)
    examples: list[dict[str, Any]] = field(default_factory=list)


async def serve_until_told(target: Target) -> None:
    """Tell the program that started this one how to use it, and go on until that one closes our input."""
    sys.stdout.write(orjson.dumps(asdict(target)).decode() + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


async def python(module: str, *arguments: object) -> Process:
    """Run a module of this checkout as a process of its own, whose input and output are pipes."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", module, *map(str, arguments)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )


@asynccontextmanager
async def started(module: str, directory: Path) -> AsyncIterator[Target]:
    """Run a module as a process of its own, on a directory. Raises `RuntimeError` when it does not start."""
    process = await python(module, directory)
    assert process.stdin
    assert process.stdout
    try:
        line = await process.stdout.readline()
        if not line:
            raise RuntimeError(f"{module} did not start")
        yield Target(**orjson.loads(line))
    finally:
        process.stdin.close()
        await process.wait()
