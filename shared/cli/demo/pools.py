"""The pools of names and texts that a fictional world is drawn from: the TOML files in `data/`.

A topic joins needs and offers: whoever needs a hall can be helped by whoever offers one. It also has the category.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from shared.contracts.vocabulary import Category, Sector

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Topic:
    """What needs and offers are about; `gives` is how a broker writes it who starts from the need."""

    category: Category
    gives: Sequence[str]
    need_details: Sequence[str]
    offer_details: Sequence[str]


@dataclass(frozen=True)
class Kind:
    """A kind of organisation, such as a choir; `needs` and `offers` are texts by topic.

    `names` with `{place}` serve many organisations, the others one each. `returns` is what the kind can give
    anybody in return.
    """

    weight: int
    names: Sequence[str]
    returns: Sequence[str]
    needs: Mapping[str, Sequence[str]]
    offers: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class ExchangeTexts:
    """What the exchange is called, and where it is held."""

    name: str
    municipality: str
    venue: str


@dataclass(frozen=True)
class DealTexts:
    """What brokers type besides lines of the catalogue; `money_talk` is by topic."""

    meetings: Sequence[str]
    cancel_reasons: Sequence[str]
    money_talk: Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """How an agreement went, and what would help."""

    why: str
    help: str


@dataclass(frozen=True)
class AnswerTexts:
    """What parties say at the deadline."""

    done: Mapping[Category, Sequence[str]]
    under_way: Mapping[Category, Sequence[str]]
    stuck: Sequence[Words]
    not_happening: Sequence[Words]


@dataclass(frozen=True)
class Pools:
    """All that a world is drawn from."""

    exchange: ExchangeTexts
    neighbourhoods: Sequence[str]
    parts: Sequence[str]
    surnames: Sequence[str]
    roles: Mapping[Sector, Sequence[str]]
    notes: Sequence[str]
    slots: Mapping[str, Sequence[str]]
    topics: Mapping[str, Topic]
    deals: DealTexts
    answers: AnswerTexts
    kinds: Mapping[Sector, Mapping[str, Kind]]


@cache
def load() -> Pools:
    """The pools, read once. Raises `pydantic.ValidationError` for a file that is not as described here."""
    kinds = {sector: _read(sector) for sector in Sector}
    return TypeAdapter(Pools).validate_python(_read("common") | {"kinds": kinds})


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
