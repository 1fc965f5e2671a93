"""The whole product, with a market that is open. `python -m tests.bench.product DIRECTORY` serves it until its input
ends.
"""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import uvloop

from shared import logging
from shared.auth import Identity, Role, Tokens
from shared.clock import Clock, SystemClock, today
from shared.contracts.vocabulary import Category, Commitment, Sector
from shared.embedded.installation import running
from tests.bench.target import Target, serve_until_told
from tests.conftest import eventually

SLUG = "malebors"
HOUR = timedelta(hours=1)
OFFERS = ("En minikonsert", "Lån av møterom en kveld i uka", "Hjelp med regnskapet", "To frivillige til sommerfesten")


async def main(directory: Path) -> None:
    """Start it, and prepare the evening by the API."""
    logging.configure("auto", "error")
    clock = SystemClock()
    async with running(directory, clock, port=0) as installation:
        url = installation.url
        tokens = Tokens.from_files(clock, private=directory / "secrets" / "signing.pem", public=None)
        organiser = _bearer(tokens.issue(Identity(Role.ORGANISER, str(uuid4()), organisation=uuid4()), lifetime=HOUR))
        async with httpx.AsyncClient(base_url=url, headers={"origin": url}, trust_env=False) as client:
            await _post(client, "/api/registration/exchanges", _plan(clock), organiser)
            desk = f"/api/agreements/{SLUG}"
            await eventually(lambda: _answers(client, f"{desk}/market"))
            await eventually(lambda: _answers(client, f"/api/scoreboard/{SLUG}"))
            await _post(client, f"{desk}/market/open", {"closes_at": (clock.now() + 5 * HOUR).isoformat()}, organiser)
            pin = (await _post(client, f"{desk}/pin", {}, organiser))["pin"]
            broker = _bearer((await _post(client, f"{desk}/brokers", {"pin": pin}, {}))["token"])
            for name in ("Fjordkoret", "Turlaget Fjordsti"):
                await _post(client, f"/api/registration/{SLUG}/participants", _sign_up(name), {})

            async def both() -> bool:
                return len(await _participants(client, desk, broker)) == 2

            await eventually(both)
            choir, walkers = await _participants(client, desk, broker)
        examples = [_terms(choir, walkers, offer, clock) for offer in OFFERS]
        port = urlsplit(url).port or 80
        await serve_until_told(Target(port, f"{desk}/agreements", f"/api/scoreboard/{SLUG}/events", broker, examples))


async def _post(client: httpx.AsyncClient, path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    answer = await client.post(path, json=body, headers={**headers, "idempotency-key": str(uuid4())})
    answer.raise_for_status()
    content: dict[str, Any] = answer.json()
    return content


async def _answers(client: httpx.AsyncClient, path: str) -> bool:
    return (await client.get(path)).is_success


async def _participants(client: httpx.AsyncClient, desk: str, broker: dict[str, str]) -> list[str]:
    found = (await client.get(f"{desk}/participants", headers=broker)).json()
    return [participant["id"] for participant in found]


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _plan(clock: Clock) -> dict[str, Any]:
    now = clock.now()
    return {
        "slug": SLUG,
        "name": "Målebørsen",
        "municipality": "Lillevik",
        "venue": "Kulturhuset",
        "doors_at": (now + HOUR).isoformat(),
        "opens_at": (now + 2 * HOUR).isoformat(),
        "closes_at": (now + 3 * HOUR).isoformat(),
        "capacity": 200,
        "categories": list(Category),
    }


def _sign_up(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "sector": Sector.VOLUNTARY,
        "contact_name": "Kontakt",
        "email": f"{uuid4()}@lillevik.example",
        "phone": "22 22 22 22",
        "needs": [{"text": "Øvingsrom en kveld i uka", "category": Category.PLACE}],
        "offers": [{"text": "En minikonsert", "category": Category.CULTURE}],
        "people": 2,
        "consent": True,
    }


def _terms(one: str, other: str, offer: str, clock: Clock) -> dict[str, Any]:
    return {
        "parties": [{"participant": one, "gives": offer}, {"participant": other, "gives": "Dugnad en lørdag"}],
        "commitment": Commitment.FIRM,
        "deadline": str(today(clock) + timedelta(days=30)),
        "first_contact": one,
    }


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1])))
