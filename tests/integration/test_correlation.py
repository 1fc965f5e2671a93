"""One request's correlation id is on everything that it leads to, in every service and down to the mail."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.conftest import eventually
from tests.program import Up

SIGN_UP = {
    "name": "Lillevik skolekorps",
    "sector": "voluntary",
    "people": 2,
    "contact_name": "Kari Korps",
    "email": "korps@eksempel.no",
    "phone": "90 00 00 01",
    "consent": True,
    "needs": [{"category": "place", "text": "Øvingslokale"}],
    "offers": [{"category": "culture", "text": "Konsert"}],
}


@pytest.fixture
async def up(server_directory: Path) -> AsyncIterator[Up]:
    """An installation with one exchange, that logs everything. How a deployment sends its mails is nothing to it."""
    with Up(server_directory / uuid4().hex, log_level="debug", smtp_starttls=True) as up:
        await up.is_up()
        await up.plan_exchange("lillevik")
        yield up


def said_of(up: Up, correlation: str) -> dict[str, set[str]]:
    """The events that each service has logged under a correlation id, with what they were about."""
    said = defaultdict(set)
    for line in up.said.splitlines():
        if correlation in line:
            found = json.loads(line)
            said[found["service"]].add(f"{found['event']} {found.get('type') or found.get('kind') or ''}".strip())
    return said


async def test_a_sign_up_is_followed_through_every_service_to_its_mail(up: Up) -> None:
    async with httpx.AsyncClient(base_url=up.url, timeout=30) as client:
        headers = {"idempotency-key": str(uuid4()), "authorization": "Bearer none"}
        answer = await client.post("/api/registration/lillevik/participants", json=SIGN_UP, headers=headers)
    assert answer.status_code == 201, answer.text
    id_ = answer.headers["x-correlation-id"]
    await eventually(lambda: "mail sent confirmation" in said_of(up, id_)["registration"])
    await eventually(lambda: "applied ListingPublished" in said_of(up, id_)["agreements"])
    await eventually(lambda: "applied ParticipantRegistered" in said_of(up, id_)["followup"])
    await eventually(lambda: "applied ParticipantRegistered" in said_of(up, id_)["scoreboard"])
    said = said_of(up, id_)
    assert {"request", "applied ParticipantRegistered", "reacted ParticipantRegistered"} <= said["registration"]
    assert {"reacted ParticipantRegistered", "applied ListingPublished"} <= said["catalog"]
    (mail,) = (up.data / "mailbox").glob("*.eml")
    assert f"X-Correlation-Id: {id_}" in mail.read_text()
