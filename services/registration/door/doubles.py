"""Participants that look like one another: a walk-in that two tablets took down without network, above all.

They are shown until the organiser has withdrawn one or told them apart, and never merged: only people can say whether
two choirs are one.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import combinations
from uuid import UUID

from services.registration.queries import Registration
from shared.clock import NORWAY
from shared.sorting import norwegian_key

_DIGITS = re.compile(r"\D")
NATIONAL_DIGITS = 8
"""Norwegian numbers with and without +47 are the same."""

ToldApart = Collection[Collection[UUID]]
"""Groups of which somebody said that they are different ones."""


def likely_doubles(
    registrations: Sequence[Registration], day: date, told_apart: ToldApart
) -> Mapping[UUID, Sequence[Registration]]:
    """Whom each participant may be the same as; those that are like nobody are absent.

    Two are alike that have the same name. One address or phone for two organisations is usual for a municipality, and
    means something only if one of the two signed up on the `day` itself.
    """
    different = {frozenset(pair) for group in told_apart for pair in combinations(group, 2)}
    here = [one for one in registrations if not one.withdrawn]
    by_sign: defaultdict[tuple[str, str], list[Registration]] = defaultdict(list)
    for one in here:
        for sign in _signs(one):
            by_sign[sign].append(one)
    alike: defaultdict[UUID, dict[UUID, Registration]] = defaultdict(dict)
    for (kind, _text), those in by_sign.items():
        for one, other in combinations(those, 2):
            means = kind == "name" or _came_unannounced(one, day) or _came_unannounced(other, day)
            if means and {one.id, other.id} not in different:
                alike[one.id][other.id] = other
                alike[other.id][one.id] = one
    return {id_: sorted(others.values(), key=lambda other: other.number) for id_, others in alike.items()}


def groups(registrations: Sequence[Registration], day: date, told_apart: ToldApart) -> list[list[Registration]]:
    """Those that may be the same, each group once and by number."""
    doubles = likely_doubles(registrations, day, told_apart)
    found = {
        frozenset((one.id, *(other.id for other in doubles[one.id]))): [one, *doubles[one.id]]
        for one in registrations
        if one.id in doubles
    }
    return [sorted(group, key=lambda one: one.number) for group in found.values()]


def _signs(registration: Registration) -> set[tuple[str, str]]:
    signs = {("name", norwegian_key(registration.name))}
    if registration.email:
        signs.add(("email", registration.email.casefold()))
    if registration.phone:
        signs.add(("phone", _DIGITS.sub("", registration.phone)[-NATIONAL_DIGITS:]))
    return signs


def _came_unannounced(registration: Registration, day: date) -> bool:
    return registration.consented_at.astimezone(NORWAY).date() == day
