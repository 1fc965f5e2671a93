"""What participants have not been told yet: the agreements as they stand, held against what each was sent.

One rule covers the mail after the closing, the agreement that a tablet delivers late, a correction, a cancellation,
and a partner whose contact was erased while the mail waited: whoever has news gets one mail with all of it, and what
was in it is news no more.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.followup.queries import Agreement, of_participants

Versions = Mapping[UUID, int]
"""Agreements, each in the version that a participant was sent."""


@dataclass(frozen=True, slots=True)
class News:
    """Agreements that the participant was not sent yet, was sent otherwise, and was sent and has no more."""

    fresh: tuple[Agreement, ...] = ()
    changed: tuple[Agreement, ...] = ()
    ended: tuple[Agreement, ...] = ()

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """All that the news is about."""
        return self.fresh + self.changed + self.ended


def news(agreements: Collection[Agreement], told: Mapping[UUID, Versions]) -> dict[UUID, News]:
    """The news of each participant that has any; `agreements` are all of an exchange, cancelled ones too."""
    mine = of_participants(_standing(agreements))
    found = {
        participant: _news_of(mine.get(participant, ()), agreements, told.get(participant, {}))
        for participant in [*mine, *(told.keys() - mine.keys())]
    }
    return {participant: one for participant, one in found.items() if one.agreements}


def versions_told(agreements: Iterable[Agreement], participant: UUID) -> dict[UUID, int]:
    """What a participant knows once it has been told all news."""
    return {one.id: one.version for one in of_participants(_standing(agreements)).get(participant, ())}


def _news_of(mine: Sequence[Agreement], all_: Iterable[Agreement], told: Versions) -> News:
    standing = {one.id for one in mine}
    return News(
        fresh=tuple(one for one in mine if one.id not in told),
        changed=tuple(one for one in mine if told.get(one.id, one.version) < one.version),
        ended=tuple(one for one in all_ if one.id in told and one.id not in standing),
    )


def _standing(agreements: Iterable[Agreement]) -> list[Agreement]:
    return [one for one in agreements if not one.cancelled_at]
