"""What a participant writes in its plan: facts of which the later one counts.

Two phones of an organisation write in the same plan, at times without network, and send later, in any order and perhaps
twice. So each thing that can be written is a register of its own whose latest writer wins: the same writings lead to
the same plan, in whichever order they come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.aggregate import UNWRITABLE
from shared.free_text.personal_data import has_identity_number
from shared.refusal import Refused
from shared.web.i18n import N_, _

LONGEST_NOTE = 500
MOST_IN_ORDER = 1000


class Mark(StrEnum):
    """How far one has come with somebody."""

    WANTED = "wanted"
    TALKED = "talked"
    AGREED = "agreed"
    IRRELEVANT = "irrelevant"


_MARK_NAMES = {
    Mark.WANTED: N_("Vil møte"),
    Mark.TALKED: N_("Snakket med"),
    Mark.AGREED: N_("Avtalt"),
    Mark.IRRELEVANT: N_("Ikke aktuelt"),
}


def mark_name(mark: Mark) -> str:
    """What a reader sees."""
    return _(_MARK_NAMES[mark])


class Aspect(StrEnum):
    """What is written, and so what `Written.about` and `Written.value` are."""

    MARK = "mark"
    """About another participant: a `Mark`, or nothing."""
    NOTE = "note"
    """About another participant: a text for oneself."""
    LINE = "line"
    """About a line of the catalogue: `KEPT` for one that one wants to speak about, or nothing."""
    ORDER = "order"
    """About the participant itself: the others' ids in the order of the plan, with a space between."""


KEPT = "kept"


@dataclass(frozen=True)
class Written:
    """One thing that was written. Nothing as a `value` takes away what was there."""

    about: UUID
    aspect: Aspect
    value: str
    at: datetime


@dataclass(frozen=True)
class Own:
    """What a participant has written so far."""

    marks: Mapping[UUID, Mark]
    notes: Mapping[UUID, str]
    lines: frozenset[UUID]
    order: Sequence[UUID]


def own(written: Iterable[Written]) -> Own:
    """What stands of all that was written: the latest of each, unless that is nothing."""
    latest = {(one.aspect, one.about): one.value for one in sorted(written, key=lambda one: (one.at, one.value))}

    def standing(aspect: Aspect) -> dict[UUID, str]:
        return {about: value for (of, about), value in latest.items() if of is aspect and value}

    return Own(
        {about: Mark(value) for about, value in standing(Aspect.MARK).items()},
        standing(Aspect.NOTE),
        frozenset(standing(Aspect.LINE)),
        [UUID(one) for value in standing(Aspect.ORDER).values() for one in value.split()],
    )


def checked(written: Written, now: datetime) -> Written:
    """What can be kept of it. A phone whose clock is ahead does not win for ever. Raises `Refused` (`unwritable`)."""
    value = written.value.strip()
    if UNWRITABLE.search(value):
        raise Refused("unwritable", "Teksten inneholder et tegn som ikke kan lagres.")
    if written.aspect is Aspect.NOTE:
        if len(value) > LONGEST_NOTE:
            raise Refused("unwritable", "Notatet er for langt. Det kan ha %(most)s tegn.", most=LONGEST_NOTE)
        if has_identity_number(value):
            raise Refused("unwritable", "Ta bort fødselsnummeret. Det skal ikke stå her.")
    elif not _means_something(written.aspect, value):
        raise Refused("unwritable", "Dette kan ikke stå i en plan.")
    return replace(written, value=value, at=min(written.at, now))


def _means_something(aspect: Aspect, value: str) -> bool:
    match aspect:
        case Aspect.MARK:
            return value in {"", *Mark}
        case Aspect.LINE:
            return value in {"", KEPT}
        case _:
            return len(value.split()) <= MOST_IN_ORDER and all(_is_id(one) for one in value.split())


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
