"""The cases that suggestions are measured with: lines of fictional participants, and which belong together."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

from pydantic import BaseModel, ConfigDict

from services.catalog.lines import Line
from shared.contracts.vocabulary import Category, ListingKind, Sector

FOLDER = Path(__file__).parent / "cases"
SETS = ("handbook", "tuning", "held_out")


class _Offer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    category: Category
    text: str


class _Need(BaseModel):
    model_config = ConfigDict(extra="forbid")
    category: Category
    text: str
    right: list[str]


class _Participant(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    sector: Sector
    needs: list[_Need] = []
    offers: list[_Offer] = []


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    participants: list[_Participant]


@dataclass(frozen=True)
class Cases:
    """One exchange. `right` has the offers that meet each need, none for many a need."""

    lines: Sequence[Line]
    right: Mapping[UUID, frozenset[UUID]]

    def needs(self) -> list[Line]:
        return [line for line in self.lines if line.kind is ListingKind.NEED]


def load(name: str) -> Cases:
    """A file of `cases/`."""
    file = _File.model_validate(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))
    lines: list[Line] = []
    right: dict[UUID, frozenset[UUID]] = {}
    for participant in file.participants:
        owner = (_id(participant.name), participant.name, participant.sector)
        for offer in participant.offers:
            lines.append(Line(_id(offer.id), ListingKind.OFFER, offer.category, offer.text, *owner))
        for need in participant.needs:
            id_ = _id(f"{participant.name}: {need.text}")
            lines.append(Line(id_, ListingKind.NEED, need.category, need.text, *owner))
            right[id_] = frozenset(map(_id, need.right))
    return Cases(lines, right)


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, name)
