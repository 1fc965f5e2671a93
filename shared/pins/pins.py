"""PINs: how those who help on the evening join, and which of their tokens still count.

The organiser makes one PIN for each role at an exchange. Each new PIN is a new generation, and the tokens of the
earlier ones stop working with it. A service whose roles join so has the tables `pin` and `joined` in its own schema.
"""

import asyncio
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from uuid import UUID

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from shared.auth import Identity, Role, evening_lifetime
from shared.clock import Clock
from shared.database import Pool
from shared.refusal import Refused
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
PUT_PIN = sql("put_pin")
FIND_PIN = sql("find_pin")
FIND_STANDING = sql("find_standing")
REVOKE_PIN = sql("revoke_pin")
JOIN = sql("join")

DIGITS = 6
WRONG_PER_MINUTE = RateLimitItemPerMinute(30)
"""Guesses from one address at one exchange: a million PINs would take three weeks, and the evening is over in hours.

A town hall is one address: thirteen brokers who mistype in the same minute must not lock each other out.
"""

CALLED = {Role.BROKER: "megler", Role.HOST: "konferansier", Role.HELPER: "dorvert"}
"""What those who join are called in tokens and events, with a number after it."""


class Evening(Protocol):
    """The exchange that a PIN is for."""

    @property
    def id(self) -> UUID: ...
    @property
    def organisation(self) -> UUID: ...
    @property
    def closes_at(self) -> datetime: ...


class Guarded(Evening, Protocol):
    """An exchange that was read together with its PINs: `generations` numbers the valid one of each role."""

    @property
    def generations(self) -> Mapping[str, int]: ...


@dataclass(frozen=True)
class Pin:
    """A new PIN, readable this once; `generation` counts those of its role at the exchange."""

    pin: str
    valid_until: datetime
    generation: int


@dataclass(frozen=True)
class Standing:
    """The valid PIN of a role at an exchange, which nobody can read any more."""

    generation: int
    valid_until: datetime


class Pins:
    """Makes the PINs of one role, and lets in whoever has them."""

    def __init__(self, role: Role, pool: Pool, clock: Clock, secret: bytes) -> None:
        """`secret` keys the hashes: six digits alone are guessed in no time by whoever reads the table.

        PINs are drawn with it from the ids of the commands, which then need not be kept.
        """
        self.role = role
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
        drawn = self._digest(f"pin {self.role}", evening.id, str(command_id))
        pin = f"{int.from_bytes(drawn) % 10**DIGITS:0{DIGITS}}"
        new = {
            "exchange": evening.id,
            "role": self.role,
            "hash": self._hash(evening.id, pin),
            "valid_until": now + evening_lifetime(now, evening.closes_at),
            "command": command_id,
        }
        async with self._pool.connection() as connection:
            row = await (await connection.execute(PUT_PIN, new)).fetchone()
        if row is None:
            raise Refused("pin_replaced", "Det er laget en nyere kode etter denne. Bruk den, eller lag en ny.")
        return Pin(pin, *row)

    async def revoke_pin(self, evening: Evening) -> int:
        """Nobody joins any more, and those who have joined are signed out: up to the generation that is given back."""
        revoking = {"exchange": evening.id, "role": self.role, "now": self._clock.now()}
        async with self._pool.connection() as connection:
            row = await (await connection.execute(REVOKE_PIN, revoking)).fetchone()
        return row[0] if row else 0

    async def join(self, evening: Evening, pin: str, address: str, known: Identity | None = None) -> Identity:
        """The next of the role at the exchange; who has joined with this PIN already, as `known`, stays who it is.

        Raises `Refused`: `wrong_pin`, or `too_many` after many wrong ones.
        """
        digits = "".join(character for character in pin if character.isdigit())
        # Guesses are checked one after the other, or a hundred at once would all come before the first is counted.
        async with self._one_at_a_time:
            key = (str(evening.id), address)
            if not self._limiter.test(WRONG_PER_MINUTE, *key):
                raise Refused("too_many", "For mange forsøk med feil kode. Vent ett minutt og prøv igjen.")
            joined = await self._join(evening.id, digits, known)
            if joined is None:
                self._limiter.hit(WRONG_PER_MINUTE, *key)
                raise Refused("wrong_pin", "Koden stemmer ikke. Sjekk den hos arrangøren og prøv igjen.")
        number, generation = joined
        subject = f"{CALLED[self.role]}-{number}.{generation}"
        return Identity(self.role, subject, evening.organisation, evening.id)

    def admits(self, evening: Guarded, identity: Identity) -> bool:
        """Whether a token of the role still counts at this exchange."""
        return identity.exchange == evening.id and generation_of(identity) == evening.generations.get(self.role)

    async def standing(self, exchange: UUID) -> Standing | None:
        """The role's PIN at an exchange, if there is a valid one."""
        asked = {"exchange": exchange, "role": self.role, "now": self._clock.now()}
        async with self._pool.connection() as connection:
            row = await (await connection.execute(FIND_STANDING, asked)).fetchone()
        return Standing(*row) if row else None

    async def _join(self, exchange: UUID, pin: str, known: Identity | None) -> tuple[int, int] | None:
        """The number and the generation of whoever joins; None for a wrong PIN."""
        hashed, now = self._hash(exchange, pin), self._clock.now()
        role = {"exchange": exchange, "role": self.role}
        async with self._pool.connection() as connection:
            valid = await (await connection.execute(FIND_PIN, {**role, "now": now})).fetchone()
            if valid is None or not hmac.compare_digest(bytes(valid[0]), hashed):
                return None
            if known and known.exchange == exchange and generation_of(known) == valid[1]:
                return number_of(known), valid[1]
            row = await (await connection.execute(JOIN, {**role, "hash": hashed, "now": now})).fetchone()
        return (row[0], row[1]) if row else None

    def _hash(self, exchange: UUID, pin: str) -> bytes:
        return self._digest(self.role, exchange, pin)

    def _digest(self, purpose: str, exchange: UUID, text: str) -> bytes:
        return hmac.new(self._secret, f"{purpose} {exchange} {text}".encode(), sha256).digest()


def name_of(identity: Identity) -> str:
    """How events name somebody who joined: the role's word and the number."""
    return identity.subject.partition(".")[0]


def number_of(identity: Identity) -> int:
    """The number that somebody got at joining."""
    return int(name_of(identity).rpartition("-")[2])


def generation_of(identity: Identity) -> int:
    """The number of the PIN that somebody joined with."""
    return int(identity.subject.rpartition(".")[2])
