"""Brokers (*børsmeglere*): how they join with the organiser's PIN, and which of their tokens still count.

A broker has a number at its exchange and no name. Each new PIN is a new generation, and the tokens of the earlier
ones stop working with it.
"""

import asyncio
import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from services.agreements.queries import Evening
from shared.auth import Identity, Role, broker_lifetime
from shared.clock import Clock
from shared.database import Pool
from shared.refusal import Refused
from shared.sql import statements
from shared.web.i18n import _

sql = statements(Path(__file__).parent / "sql")
PUT_PIN = sql("put_pin")
FIND_PIN = sql("find_pin")
REVOKE_PIN = sql("revoke_pin")
JOIN_BROKER = sql("join_broker")

DIGITS = 6
WRONG_PER_MINUTE = RateLimitItemPerMinute(10)
"""Guesses from one address at one exchange: a million PINs would take ten weeks, and the evening is over in hours."""


@dataclass(frozen=True)
class Broker:
    """A broker of an exchange, and the generation of the PIN that it joined with."""

    number: int
    generation: int

    @property
    def name(self) -> str:
        """How events name the broker."""
        return f"megler-{self.number}"

    @property
    def subject(self) -> str:
        """How tokens name the broker."""
        return f"{self.name}.{self.generation}"

    @classmethod
    def named(cls, subject: str) -> "Broker":
        """The broker that a token names."""
        number, _, generation = subject.removeprefix("megler-").partition(".")
        return cls(int(number), int(generation))


@dataclass(frozen=True)
class Pin:
    """A new PIN, readable this once."""

    pin: str
    valid_until: datetime


class Brokers:
    """Makes PINs, and lets brokers in."""

    def __init__(self, pool: Pool, clock: Clock, secret: bytes) -> None:
        """`secret` keys the hashes: six digits alone are guessed in no time by whoever reads the table.

        PINs are drawn with it from the ids of the commands, which then need not be kept.
        """
        self._pool = pool
        self._clock = clock
        self._secret = secret
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._one_at_a_time = asyncio.Lock()

    async def new_pin(self, evening: Evening, command_id: UUID) -> Pin:
        """A PIN for the evening, in place of an earlier one; the same PIN for the same `command_id`.

        Raises `Refused` (`pin_replaced`) for a command that comes again after a later one.
        """
        now = self._clock.now()
        pin = f"{int.from_bytes(self._digest('pin', evening.id, str(command_id))) % 10**DIGITS:0{DIGITS}}"
        new = {
            "exchange": evening.id,
            "hash": self._hash(evening.id, pin),
            "valid_until": now + broker_lifetime(now, evening.closes_at),
            "command": command_id,
        }
        async with self._pool.connection() as connection:
            row = await (await connection.execute(PUT_PIN, new)).fetchone()
        if row is None:
            raise Refused("pin_replaced", "Det er laget en nyere kode etter denne. Bruk den, eller lag en ny.")
        return Pin(pin, row[0])

    async def revoke_pin(self, evening: Evening) -> None:
        """Nobody joins any more, and those who have joined are signed out."""
        async with self._pool.connection() as connection:
            await connection.execute(REVOKE_PIN, {"exchange": evening.id, "now": self._clock.now()})

    async def join(self, evening: Evening, pin: str, address: str) -> Identity:
        """The next broker of the exchange. Raises `Refused`: `wrong_pin`, or `too_many` after many wrong ones."""
        digits = "".join(character for character in pin if character.isdigit())
        # Guesses are checked one after the other, or a hundred at once would all come before the first is counted.
        async with self._one_at_a_time:
            key = (str(evening.id), address)
            if not self._limiter.test(WRONG_PER_MINUTE, *key):
                raise Refused("too_many", "For mange forsøk med feil kode. Vent ett minutt og prøv igjen.")
            broker = await self._join(evening.id, digits)
            if broker is None:
                self._limiter.hit(WRONG_PER_MINUTE, *key)
                raise Refused("wrong_pin", "Koden stemmer ikke. Sjekk den hos arrangøren og prøv igjen.")
        return Identity(Role.BROKER, broker.subject, evening.organisation, evening.id)

    def admits(self, evening: Evening, identity: Identity) -> bool:
        """Whether a broker's token still counts at this exchange."""
        return identity.exchange == evening.id and Broker.named(identity.subject).generation == evening.generation

    async def _join(self, exchange: UUID, pin: str) -> Broker | None:
        hashed, now = self._hash(exchange, pin), self._clock.now()
        async with self._pool.connection() as connection:
            valid = await (await connection.execute(FIND_PIN, {"exchange": exchange, "now": now})).fetchone()
            if valid is None or not hmac.compare_digest(bytes(valid[0]), hashed):
                return None
            joining = {"exchange": exchange, "hash": hashed, "now": now}
            joined = await (await connection.execute(JOIN_BROKER, joining)).fetchone()
        return Broker(*joined) if joined else None

    def _hash(self, exchange: UUID, pin: str) -> bytes:
        return self._digest("broker", exchange, pin)

    def _digest(self, purpose: str, exchange: UUID, text: str) -> bytes:
        return hmac.new(self._secret, f"{purpose} {exchange} {text}".encode(), sha256).digest()


def broker_name(name: str) -> str:
    """What a page calls whoever registered an agreement."""
    number = name.removeprefix("megler-")
    return _("Megler %(number)s", number=number) if number != name else _("Arrangøren")
