"""`borsen bench print`: everything that is printed for an evening, each document by a press that has just started.

The organisations are the demo's. Typst remembers what it has set, so each document is made in a process of its own.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import process_time
from typing import Any
from uuid import UUID

from services.catalog.lines import Line
from services.catalog.matching.lexicon import lexicon
from services.catalog.matching.meetings import meetings
from services.catalog.matching.rings import find_rings
from services.catalog.matching.suggestions import find_matches
from services.catalog.matchmaking import Suggested
from services.catalog.plan.composition import Plan, compose
from services.catalog.plan.planner import NOTHING_WRITTEN
from services.catalog.printing import documents as catalogue
from services.catalog.printing.plans import MOST_HANDED_OUT, PLANS, plans
from services.catalog.queries import Agreed
from services.registration.printing import documents as registration
from services.registration.queries import Registration
from shared.cli.demo.model import Org
from shared.cli.demo.model import Wish as DemoWish
from shared.cli.demo.pools import load
from shared.cli.demo.population import populate
from shared.contracts.vocabulary import Category, ListingKind
from shared.directory import Exchange, Participant
from shared.print.press import typeset
from shared.sorting import norwegian_key
from tests.bench.measuring import Aim, Contestant, Measured, Report, alternate

SEED = 1
PUBLIC_URL = "https://frivilligbors.lillevik.kommune.example"
OPENS = datetime(2027, 4, 22, 15, 45, tzinfo=UTC)
SECONDS = 5
"""What a document may take."""

Document = tuple[Path, dict[str, Any]]


async def compare(_directory: Path, *, rounds: int, participants: int) -> Report:
    """Processor seconds of each document: typst alone, with its fonts read and the text looked through."""
    documents = _documents(participants)
    contestants: dict[str, Contestant[float]] = {name: partial(_print, *made) for name, made in documents.items()}
    figures = await alternate(rounds, contestants)
    report = Report("print", [Measured(name, "CPU s", values) for name, values in figures.items()])
    report.aims = [
        Aim(f"{name} for {participants} participants, CPU s", report.median(name), at_most=SECONDS)
        for name in documents
    ]
    return report


async def _print(template: Path, data: dict[str, Any]) -> float:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return await asyncio.get_running_loop().run_in_executor(fresh, _seconds, template, data)


def _seconds(template: Path, data: dict[str, Any]) -> float:
    before = process_time()
    typeset(template, data)
    return process_time() - before


def _documents(count: int) -> dict[str, Document]:
    draw = Random(SEED)  # noqa: S311 - who takes part is no secret
    new_id = partial(_id, draw)
    exchange = _exchange(new_id())
    orgs = sorted(populate(draw, load(), count), key=lambda org: norwegian_key(org.name))
    participants = [Participant(new_id(), exchange.id, org.name, org.sector, org.people, False, None) for org in orgs]
    lines = [line for one, org in zip(participants, orgs, strict=True) for line in _lines(one, org, new_id)]
    signed_up = [_registration(one, org) for one, org in zip(participants, orgs, strict=True)]
    address = f"{PUBLIC_URL}/katalog/{exchange.slug}"
    return {
        "catalogue": (
            catalogue.CATALOGUE,
            catalogue.catalogue(exchange, participants, lines, None, address, printed_at=OPENS),
        ),
        "posters": (catalogue.POSTERS, catalogue.posters(exchange, participants, lines, PUBLIC_URL)),
        "name tags": (
            registration.TAGS,
            registration.tags(exchange, signed_up, registration.Choice(contacts=True), PUBLIC_URL),
        ),
        "plans": (PLANS, plans(exchange, _plans(participants, lines), PUBLIC_URL, MOST_HANDED_OUT)),
        "slips": (catalogue.SLIPS, catalogue.slips(exchange, address, 4)),
    }


def _plans(participants: Sequence[Participant], lines: Sequence[Line]) -> list[Plan]:
    matches = find_matches(lines, lexicon())
    suggested = Suggested(lines, meetings(matches), find_rings(matches), Agreed(), frozenset())
    return [compose(one, participants, suggested, NOTHING_WRITTEN) for one in participants]


def _id(draw: Random) -> UUID:
    return UUID(int=draw.getrandbits(128), version=4)


def _exchange(id_: UUID) -> Exchange:
    return Exchange(
        id=id_,
        organisation=id_,
        slug="lillevik-2027",
        name="Frivilligbørs Lillevik",
        municipality="Lillevik",
        venue="Kulturhuset",
        date=OPENS.date(),
        doors_at=OPENS,
        opens_at=OPENS,
        closes_at=OPENS + timedelta(hours=1),
        capacity=1000,
        categories=tuple(Category),
        record=None,
    )


def _lines(of: Participant, org: Org, new_id: Callable[[], UUID]) -> list[Line]:
    def line(kind: ListingKind, wish: DemoWish) -> Line:
        return Line(new_id(), kind, wish.category, wish.written, of.id, of.name, of.sector)

    needs = [line(ListingKind.NEED, wish) for wish in org.needs]
    return needs + [line(ListingKind.OFFER, wish) for wish in org.offers]


def _registration(of: Participant, org: Org) -> Registration:
    return Registration(
        id=of.id,
        exchange=of.exchange,
        name=of.name,
        sector=of.sector,
        people=of.people,
        contact_name=org.contact_name,
        email=org.email,
        phone=org.phone,
        individual=False,
        dietary=None,
        photo_consent=None,
        logo=None,
        consented_at=OPENS,
        waiting=False,
        withdrawn=False,
        checked_in_at=None,
        erased=False,
        version=1,
        number=of.number,
        language="nb",
    )
