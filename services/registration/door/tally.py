"""How many have come, of how many: in all and of each sector."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.registration.queries import Registration
from shared.contracts.vocabulary import Sector


@dataclass(frozen=True, slots=True)
class Came:
    """Organisations that have come, those that are expected, and the people who have come."""

    arrived: int
    expected: int
    people: int


def tally(registrations: Sequence[Registration]) -> Mapping[Sector | None, Came]:
    """Of each sector, and under None of all."""
    here = [one for one in registrations if one.expected]
    return {sector: _came([one for one in here if sector in (None, one.sector)]) for sector in (None, *Sector)}


def _came(registrations: Sequence[Registration]) -> Came:
    arrived = [one for one in registrations if one.checked_in_at]
    return Came(len(arrived), len(registrations), sum(one.people for one in arrived))
