"""Which PINs have ended, for services that did not make them: tokens alone would last until the evening is over.

Such a service has `ENDED_PINS_TABLE` in a projection of agreements' events, where `PinEnded` becomes `END_PIN`.
"""

from pathlib import Path

from shared.auth import Identity
from shared.database import Pool
from shared.pins.pins import generation_of
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
ENDED_PINS_TABLE = sql("ended_pins_table")
END_PIN = sql("end_pin")
HAS_ENDED = sql("has_ended")


class EndedPins:
    """Asks about brokers and hosts."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def admit(self, identity: Identity) -> bool:
        """Whether somebody's token still counts, as far as anything is known against it."""
        asked = {"exchange": identity.exchange, "role": identity.role, "generation": generation_of(identity)}
        async with self._pool.connection() as connection:
            row = await (await connection.execute(HAS_ENDED, asked)).fetchone()
        return row is None
