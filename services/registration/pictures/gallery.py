"""Where pictures are kept, under the digest of their content, as long as somebody shows them."""

from datetime import timedelta
from pathlib import Path

from psycopg.rows import class_row
from psycopg.sql import SQL

from services.registration.pictures.darkroom import Darkroom, Purpose
from shared.clock import Clock
from shared.database import Pool
from shared.print import Picture
from shared.refusal import Refused
from shared.sql import statements

sql = statements(Path(__file__).parents[1] / "sql")
PUT_PICTURE = sql("put_picture")
HOLD_PICTURE = sql("hold_picture")
FIND_PICTURE = sql("find_picture")
FIND_PICTURE_SIZE = sql("find_picture_size")
FIND_SHOWN_PICTURE = sql("find_shown_picture")
DELETE_UNUSED_PICTURES = sql("delete_unused_pictures")

HELD = timedelta(days=8)
"""How long one is kept that nobody shows yet: a day longer than a browser keeps a sign-up that is not sent."""
SWEEP_SECONDS = 3600


class Gallery:
    """The pictures of this installation."""

    def __init__(self, pool: Pool, clock: Clock, darkroom: Darkroom) -> None:
        self._pool = pool
        self._clock = clock
        self._darkroom = darkroom

    async def add(self, content: bytes, purpose: Purpose) -> Picture:
        """Develop and keep what was sent. Raises `Refused`."""
        picture = await self._darkroom.develop(content, purpose)
        async with self._pool.connection() as connection:
            await connection.execute(
                PUT_PICTURE,
                {
                    "digest": picture.digest,
                    "media_type": picture.media_type,
                    "width": picture.width,
                    "height": picture.height,
                    "content": picture.content,
                    "now": self._clock.now(),
                },
            )
        return picture

    async def hold(self, digest: str) -> None:
        """See to it that a picture is there when whoever shows it does so. Raises `Refused` (`picture_gone`)."""
        async with self._pool.connection() as connection:
            held = await connection.execute(HOLD_PICTURE, {"digest": digest, "now": self._clock.now()})
        if not held.rowcount:
            raise Refused("picture_gone", "Bildet er ikke lagret lenger. Velg det på nytt.")

    async def find(self, digest: str | None) -> Picture | None:
        """A picture, for whoever has sent it."""
        return await self._one(FIND_PICTURE, digest) if digest else None

    async def size(self, digest: str) -> tuple[int, int] | None:
        """Width and height of a picture in pixels."""
        async with self._pool.connection() as connection:
            return await (await connection.execute(FIND_PICTURE_SIZE, {"digest": digest})).fetchone()

    async def shown(self, digest: str) -> Picture:
        """A picture that a participant or an exchange shows, for everybody. Raises `Refused` (`not_found`)."""
        found = await self._one(FIND_SHOWN_PICTURE, digest)
        if found is None:
            raise Refused("not_found", "Dette bildet vises ikke lenger.")
        return found

    async def sweep(self) -> None:
        """Delete what nobody shows, and nobody is about to."""
        async with self._pool.connection() as connection:
            await connection.execute(DELETE_UNUSED_PICTURES, {"before": self._clock.now() - HELD})

    async def _one(self, statement: SQL, digest: str) -> Picture | None:
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Picture)) as cursor:
            await cursor.execute(statement, {"digest": digest})
            return await cursor.fetchone()
