"""Carrying out what organisers and the invited do with invitations."""

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID, uuid5
from weakref import WeakValueDictionary

from services.registration.domain.invitation import (
    INVITATION,
    Command,
    DeclineInvitation,
    EraseInvitation,
    InviteParticipant,
    RepeatInvitation,
)
from services.registration.erasure import Erasure
from services.registration.invitations.pasted import Guest, without
from services.registration.invitations.queries import Invitations
from services.registration.keys import DatabaseKeys
from shared.aggregate import Aggregates
from shared.clock import Clock
from shared.directory import Exchange
from shared.logging import correlation
from shared.projection import Runner


class Asked(NamedTuple):
    """How many were invited now, and how many of the list had been before."""

    invited: int
    known: int


class Inviting:
    """One method for each thing that can be done. All are idempotent by `command_id`, and raise `Refused`."""

    def __init__(
        self,
        *,
        clock: Clock,
        aggregates: Aggregates,
        keys: DatabaseKeys,
        erasure: Erasure,
        invitations: Invitations,
        shown: Runner,
    ) -> None:
        self._clock = clock
        self._aggregates = aggregates
        self._keys = keys
        self._erasure = erasure
        self._invitations = invitations
        self._shown = shown
        self._turns: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def invite(self, exchange: Exchange, guests: Sequence[Guest], *, actor: str, command_id: UUID) -> Asked:
        """Invite those of a list who have not been; the same list twice is one invitation each."""
        # In turn, so that whoever stands in two lists is seen to be invited by the second.
        async with self._turns.setdefault(exchange.id, asyncio.Lock()):
            before = await self._invitations.of_exchange(exchange.id)
            own = {uuid5(command_id, guest.email.lower()): guest for guest in guests}
            known = [one.email for one in before if one.email is not None and one.id not in own]
            new = without(guests, known)
            await asyncio.gather(
                *(self._invite(exchange, id_, guest, actor) for id_, guest in own.items() if guest in new)
            )
        return Asked(len(new), len(guests) - len(new))

    async def _invite(self, exchange: Exchange, id_: UUID, guest: Guest, actor: str) -> None:
        await self._keys.create(id_)
        command = InviteParticipant(exchange.id, id_, guest.name, guest.email, self._clock.now(), exchange.closes_at)
        await self._handle(exchange, id_, command, actor, uuid5(id_, "invite"))

    async def repeat(self, exchange: Exchange, invitation: UUID, *, actor: str, command_id: UUID) -> None:
        """Send an invitation once more."""
        command = RepeatInvitation(invitation, self._clock.now(), exchange.closes_at)
        await self._handle(exchange, invitation, command, actor, command_id)

    async def decline(self, exchange: Exchange, invitation: UUID, *, command_id: UUID) -> None:
        """The invited says no."""
        actor = f"invited:{invitation}"
        await self._handle(exchange, invitation, DeclineInvitation(invitation), actor, command_id)

    async def erase(self, exchange: Exchange, invitation: UUID, *, actor: str, command_id: UUID) -> None:
        """Make the address unreadable for ever, and the link lead nowhere."""
        await self._handle(exchange, invitation, EraseInvitation(invitation), actor, command_id)
        # The policy does the same if this process ends here; who waits for the answer shall find it done.
        await self._erasure.erase(invitation)

    async def erase_all(self, exchange: Exchange, *, actor: str, command_id_of: Callable[[UUID], UUID]) -> int:
        """Erase whomever is not erased yet; how many that were."""
        kept = [one.id for one in await self._invitations.of_exchange(exchange.id) if one.email is not None]
        for invitation in kept:
            await self.erase(exchange, invitation, actor=actor, command_id=command_id_of(invitation))
        return len(kept)

    async def _handle(self, exchange: Exchange, id_: UUID, command: Command, actor: str, command_id: UUID) -> None:
        meta = {"organisation": str(exchange.organisation), "actor": actor, "correlationid": correlation()}
        handled = await self._aggregates.handle(
            INVITATION, f"invitation-{id_}", command, command_id=command_id, meta=meta
        )
        await self._shown.reached(handled.position)
