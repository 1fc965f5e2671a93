"""The door's rules: when somebody came, who looks like whom, and how many have come."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

from services.registration.domain.arrival import moment_of_arrival
from services.registration.domain.doubles import DOUBLES, TellApart
from services.registration.door.doubles import groups, likely_doubles
from services.registration.door.tally import Came, tally
from services.registration.queries import Registration
from shared.contracts.registration import ParticipantsToldApart
from shared.contracts.vocabulary import Sector
from tests.paper import a_registration
from tests.specification import Specification

given = Specification(DOUBLES)

DAY = date(2027, 4, 22)
MORNING = datetime(2027, 4, 21, 22, 0, tzinfo=UTC)
NOW = datetime(2027, 4, 22, 16, 0, tzinfo=UTC)
IN_MARCH = datetime(2027, 3, 1, tzinfo=UTC)
NOTHING: dict[object, object] = {}


def guest(name: str, number: int = 1, **others: object) -> Registration:
    """Somebody with a mail address and a phone number of its own."""
    own = {"number": number, "email": f"{number}@eksempel.no", "phone": f"2233440{number}", "people": 2, **others}
    return a_registration(name, **own)  # type: ignore[arg-type]


# The moment


def test_the_moment_of_the_tap_counts() -> None:
    assert moment_of_arrival(datetime(2027, 4, 22, 15, 0, tzinfo=UTC), NOW, MORNING) == NOW.replace(hour=15)


def test_nobody_comes_later_than_we_hear_of_it() -> None:
    assert moment_of_arrival(datetime(2027, 4, 22, 17, 0, tzinfo=UTC), NOW, MORNING) == NOW


def test_nobody_comes_before_the_exchange_s_day() -> None:
    assert moment_of_arrival(IN_MARCH, NOW, MORNING) == MORNING


def test_a_door_that_is_tried_out_the_day_before_is_believed() -> None:
    assert moment_of_arrival(IN_MARCH, MORNING.replace(hour=10), MORNING) == MORNING.replace(hour=10)


def test_without_a_tap_it_was_just_now() -> None:
    assert moment_of_arrival(None, NOW, MORNING) == NOW


# Doubles


def test_two_of_the_same_name_are_likely_one_however_it_is_written() -> None:
    one, other = guest("Lillevik Kor", 1), guest("lillevik-kor", 2)
    assert likely_doubles([one, other], DAY, []) == {one.id: [other], other.id: [one]}


def test_one_contact_may_sign_up_two_organisations_beforehand() -> None:
    library, school = guest("Biblioteket", 1), guest("Kulturskolen", 2, phone="+47 22 33 44 01")
    assert likely_doubles([library, school], DAY, []) == NOTHING


def test_whoever_signs_up_on_the_evening_with_a_known_phone_number_is_likely_known() -> None:
    known, walk_in = guest("Lillevik kammerkor", 1), guest("Koret", 2, phone="+47 22 33 44 01", consented_at=NOW)
    assert likely_doubles([known, walk_in], DAY, []) == {known.id: [walk_in], walk_in.id: [known]}


def test_who_has_withdrawn_is_nobody_s_double() -> None:
    assert likely_doubles([guest("Koret", 1, withdrawn=True), guest("Koret", 2)], DAY, []) == NOTHING


def test_three_alike_are_one_group_by_number() -> None:
    crowd = [guest("Koret", 3), guest("Koret", 1), guest("Korpset", 4), guest("Koret", 2)]
    assert [[one.number for one in group] for group in groups(crowd, DAY, [])] == [[1, 2, 3]]


def test_those_that_the_organiser_told_apart_are_shown_only_beside_one_more() -> None:
    one, other, third = (guest("Koret", number) for number in (1, 2, 3))
    assert groups([one, other], DAY, [{one.id, other.id}]) == []
    assert likely_doubles([one, other, third], DAY, [{one.id, other.id}]) == {
        one.id: [third],
        other.id: [third],
        third.id: [one, other],
    }


def test_participants_are_told_apart_once() -> None:
    apart = TellApart(uuid4(), frozenset({uuid4(), uuid4()}), NOW)
    told = ParticipantsToldApart(exchange=apart.exchange, participants=tuple(sorted(apart.participants)), at=NOW)
    given().when(apart).then(told)
    given(told).when(apart).nothing()
    given().when(replace(apart, participants=frozenset({uuid4()}))).nothing()


# The tally


def test_each_sector_is_counted_in_organisations_and_people() -> None:
    crowd = [
        guest("Koret", checked_in_at=NOW),
        guest("Biblioteket", sector=Sector.PUBLIC, people=3),
        guest("Banken", sector=Sector.BUSINESS, waiting=True),
        guest("Korpset", withdrawn=True),
    ]
    assert tally(crowd) == {
        None: Came(1, 2, 2),
        Sector.VOLUNTARY: Came(1, 1, 2),
        Sector.PUBLIC: Came(0, 1, 0),
        Sector.BUSINESS: Came(0, 0, 0),
    }
