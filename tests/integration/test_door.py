"""The door: helpers join with a PIN, check in, and take down those who come without having signed up."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from shared.clock import NORWAY, AdjustableClock
from shared.contracts.vocabulary import Sector
from tests.registration_town import ORIGIN, Answer, Gathering, MakeSettings, Town, a_town, hidden

TYPED = {
    "name": "Ås skolekorps",
    "sector": "voluntary",
    "people": "2",
    "contact_name": "Ola Eksempel",
    "email": "ola@eksempel.no",
    "phone": "22 33 44 99",
    "dietary": "én vegetar",
    "photo_consent": "false",
    "needs-0-text": "Øvingslokale på tirsdager",
    "needs-0-category": "place",
    "offers-0-text": "Sangkurs for nybegynnere",
    "offers-0-category": "courses",
    "consent": "true",
}


@pytest.fixture(scope="module")
async def town(
    shared_settings: MakeSettings, shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    async with a_town(shared_settings, shared_clock, tmp_path_factory.mktemp("town")) as town:
        yield town


@dataclass
class Door:
    """The door of one exchange, with a helper who has joined."""

    gathering: Gathering
    pin: str
    helper: dict[str, str]

    @property
    def path(self) -> str:
        return f"/{self.gathering.slug}/door"

    async def post(self, what: str, body: Answer, *, key: UUID | None = None) -> httpx.Response:
        return await self.gathering.town.post(f"{self.path}/{what}", body, who={**ORIGIN, **self.helper}, key=key)

    async def kit(self) -> httpx.Response:
        return await self.gathering.town.client.get(f"/api/registration{self.path}", headers=self.helper)

    async def guests(self) -> list[Answer]:
        return list((await self.kit()).json()["guests"])

    async def join(self, pin: str) -> dict[str, str]:
        answer = await self.post("helpers", {"pin": pin})
        self.gathering.town.client.cookies.clear()
        return {"authorization": f"Bearer {answer.json()['token']}"}

    async def walk_in(self, **others: str) -> httpx.Response:
        return await self.post("walk-ins", {"participant": str(uuid4()), "fields": {**TYPED, **others}})


async def open_door(town: Town, **others: object) -> Door:
    gathering = await Gathering.planned(town, **others)
    door = Door(gathering, await new_pin(gathering), {})
    door.helper = await door.join(door.pin)
    return door


async def new_pin(gathering: Gathering) -> str:
    """As the organiser reads it on its page."""
    page = f"{gathering.organisers}/dor/nettbrett"
    gathering.town.client.headers.update(gathering.town.organiser())
    html = (await gathering.town.send_from(f"{page}?bekreft=kode", f"{page}/pin")).text
    del gathering.town.client.headers["authorization"]
    digits = html.partition('class="pin__digits">')[2].partition("<")[0]
    return digits.replace(" ", "")


@pytest.fixture
async def door(town: Town) -> Door:
    return await open_door(town)


class TestHelpers:
    async def test_see_whom_to_expect_and_nobodys_contact_or_food(self, door: Door) -> None:
        choir = await door.gathering.sign_up(3, dietary="én uten gluten")
        kit = await door.kit()
        (guest,) = kit.json()["guests"]
        assert (guest["id"], guest["number"], guest["people"], guest["state"]) == (choir, 1, 3, "expected")
        assert [secret for secret in ("eksempel.no", "22 33 44", "Kari", "gluten") if secret in kit.text] == []

    async def test_of_another_exchange_are_strangers(self, door: Door, town: Town) -> None:
        door.helper = (await open_door(town)).helper
        assert (await door.kit()).status_code == 401

    async def test_are_strangers_once_the_pin_is_replaced(self, door: Door) -> None:
        newer = await new_pin(door.gathering)
        assert (await door.kit()).status_code == 401
        door.helper = await door.join(newer)
        assert (await door.kit()).status_code == 200

    async def test_do_nothing_else_with_participants(self, door: Door) -> None:
        participants = f"/api/registration{door.gathering.participants}"
        answer = await door.gathering.town.client.get(participants, headers=door.helper)
        assert answer.status_code == 401


class TestCheckIn:
    async def test_by_two_tablets_is_one_until_both_have_taken_it_back(self, door: Door) -> None:
        choir = await door.gathering.sign_up(3)
        first, second = (door.gathering.town.clock.now() - timedelta(minutes=ago) for ago in (5, 1))
        taps = [{"participant": choir, "at": tapped.isoformat()} for tapped in (second, first)]
        answers = [await door.post("arrivals", tap) for tap in taps]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert datetime.fromisoformat(answers[1].json()["guest"]["came_at"]) == first
        undone = await door.post("arrivals/undone", {"participant": choir, "came_at": first.isoformat()})
        assert datetime.fromisoformat(undone.json()["guest"]["came_at"]) == second
        undone = await door.post("arrivals/undone", {"participant": choir, "came_at": second.isoformat()})
        assert undone.json()["guest"]["state"] == "expected"

    async def test_of_the_wrong_one_is_undone_unless_it_came_since(self, door: Door) -> None:
        choir = await door.gathering.sign_up(3)
        shown = (await door.post("arrivals", {"participant": choir})).json()["guest"]["came_at"]
        undone = await door.post("arrivals/undone", {"participant": choir, "came_at": shown})
        assert (undone.json()["guest"]["state"], undone.json()["guest"]["came_at"]) == ("expected", None)
        door.gathering.town.clock.advance(timedelta(minutes=1))
        await door.post("arrivals", {"participant": choir})
        again = await door.post("arrivals/undone", {"participant": choir, "came_at": shown})
        assert again.json()["guest"]["state"] == "arrived"

    async def test_keeps_the_moment_of_a_tap_without_network(self, door: Door, town: Town) -> None:
        choir = await door.gathering.sign_up(3)
        town.clock.advance(timedelta(weeks=3))
        tapped_at = datetime.combine(town.clock.now().astimezone(NORWAY), datetime.min.time(), NORWAY)
        answer = await door.post("arrivals", {"participant": choir, "at": tapped_at.isoformat()})
        assert datetime.fromisoformat(answer.json()["guest"]["came_at"]) == tapped_at

    async def test_of_somebody_on_the_waiting_list_is_refused_with_a_sentence(self, town: Town) -> None:
        door = await open_door(town, capacity=4)
        await door.gathering.sign_up(4)
        waiting = await door.gathering.sign_up(1)
        answer = await door.post("arrivals", {"participant": waiting})
        assert (answer.status_code, "venteliste" in answer.json()["title"]) == (409, True)


class TestWalkIns:
    async def test_are_asked_what_everybody_is_asked(self, door: Door) -> None:
        client = door.gathering.town.client
        app, form = await client.get(f"/dor/{door.gathering.slug}/app"), await client.get(door.gathering.form)
        asked = names(form.text) - {"csrf", "command_id", "step", "add_row", "logo", "logo_file"}
        assert {name for name in asked if "__row__" not in name} - names(app.text) == set()

    async def test_have_come_with_the_same_data_and_a_confirmation(self, door: Door) -> None:
        guest = (await door.walk_in()).json()["guest"]
        assert (guest["state"], guest["number"]) == ("arrived", 1)
        (listed,) = await door.gathering.listed()
        assert (listed["contact_name"], listed["dietary"], listed["photo_consent"]) == (
            "Ola Eksempel",
            "én vegetar",
            False,
        )
        await door.gathering.town.mail_to("ola@eksempel.no")

    async def test_hear_of_each_mistake_at_its_field(self, door: Door) -> None:
        answer = await door.walk_in(email="ola", **{"offers-0-text": "Kurs for 500 kr"}, consent="")
        assert answer.status_code == 422
        assert set(answer.json()["errors"]) == {"email", "offers-0-text", "consent"}
        assert await door.guests() == []

    async def test_wait_where_there_is_no_room_and_have_not_come(self, town: Town) -> None:
        door = await open_door(town, capacity=2)
        await door.gathering.sign_up(1)
        considered = await door.post("walk-ins/considered", {"participant": str(uuid4()), "fields": TYPED})
        assert considered.json() == {"waits": True}
        assert (await door.walk_in()).json()["guest"]["state"] == "waiting"

    async def test_are_not_taken_where_only_the_invited_come(self, town: Town) -> None:
        door = await open_door(town, invited_only=True, contact="postmottak@lillevik.example")
        answer = await door.walk_in()
        assert (answer.status_code, "bare for inviterte" in answer.json()["title"]) == (409, True)

    async def test_sent_twice_are_one(self, door: Door) -> None:
        body, key = {"participant": str(uuid4()), "fields": TYPED}, uuid4()
        answers = [await door.post("walk-ins", body, key=key) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert len(await door.guests()) == 1

    async def test_taken_down_on_two_tablets_are_shown_as_likely_the_same_until_the_organiser_says_otherwise(
        self, door: Door
    ) -> None:
        await door.walk_in()
        await door.walk_in(email="styret@eksempel.no", phone="99 88 77 66")
        first, second = await door.guests()
        assert (first["alike"], second["alike"]) == ([second["id"]], [first["id"]])
        page = await door.gathering.page("/dor/nettbrett")
        assert "ser ut som den samme" in page
        assert "1 organisasjon ser ut som den er påmeldt flere ganger" in await door.gathering.page("/deltakere")
        typed = {"csrf": hidden(page, "csrf"), "command_id": str(uuid4()), "participants": [first["id"], second["id"]]}
        path = f"{door.gathering.organisers}/dor/nettbrett/forskjellige"
        await door.gathering.town.client.post(path, data=typed, headers=door.gathering.town.organiser())
        assert [guest["alike"] for guest in await door.guests()] == [[], []]
        assert "ser ut som den samme" not in await door.gathering.page("/dor/nettbrett")


async def test_a_tag_is_printed_to_the_printer_s_size(door: Door) -> None:
    choir = await door.gathering.sign_up(2)
    path = f"/dor/{door.gathering.slug}/navnelapp/{choir}.pdf"
    tag = await door.gathering.town.client.get(path, params={"ark": "99014"}, headers=door.helper)
    assert (tag.headers["content-type"], tag.headers["content-disposition"]) == ("application/pdf", "inline")
    stranger = await door.gathering.town.client.get(path)
    assert stranger.headers["location"] == "/dor"


async def test_the_organiser_reads_how_many_of_each_sector_have_come(door: Door) -> None:
    library = await door.gathering.sign_up(3, sector=Sector.PUBLIC)
    await door.post("arrivals", {"participant": library})
    page = await door.gathering.page("/dor/nettbrett")
    assert ("1 av 1" in page, "0 av 0" in page) == (True, True)


def names(html: str) -> set[str]:
    """The fields of a page."""
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', html))
