"""Agreements between the same parties are shown until somebody says that they are different ones."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from services.agreements.domain.twins import TWINS, TellApart, twins
from shared.contracts.agreements import AgreementsToldApart
from tests.specification import Specification

given = Specification(TWINS)

CHOIR, LIBRARY, BANK, EXCHANGE = uuid4(), uuid4(), uuid4(), uuid4()
FIRST, SECOND, THIRD, OTHER = sorted(uuid4() for _ in range(4))
STANDING = {FIRST: (CHOIR, LIBRARY), SECOND: (LIBRARY, CHOIR), OTHER: (CHOIR, BANK)}
TELL = TellApart(EXCHANGE, frozenset({FIRST, SECOND}), datetime(2027, 4, 22, 17, tzinfo=UTC), "organiser")
told = AgreementsToldApart(exchange=EXCHANGE, agreements=(FIRST, SECOND), at=TELL.at, broker="organiser")


def test_agreements_between_the_same_parties_are_twins_in_whatever_order_they_are_named() -> None:
    assert twins(STANDING, []) == [[FIRST, SECOND]]


def test_those_that_were_told_apart_are_none() -> None:
    assert twins(STANDING, [{FIRST, SECOND}]) == []


def test_one_more_between_the_same_parties_is_asked_of_beside_all_of_them() -> None:
    assert twins({**STANDING, THIRD: (CHOIR, LIBRARY)}, [{FIRST, SECOND}]) == [[FIRST, SECOND, THIRD]]


def test_nobody_is_a_twin_of_what_has_other_parties_too() -> None:
    assert twins({FIRST: (CHOIR, LIBRARY), SECOND: (CHOIR, LIBRARY, BANK)}, []) == []


def test_they_are_told_apart_once() -> None:
    given().when(TELL).then(told)
    given(told).when(TELL).nothing()


def test_one_more_is_told_apart_from_all_of_them() -> None:
    every = replace(TELL, agreements=TELL.agreements | {THIRD})
    given(told).when(every).then(told.model_copy(update={"agreements": (FIRST, SECOND, THIRD)}))


def test_one_alone_is_told_apart_from_nothing() -> None:
    given().when(replace(TELL, agreements=frozenset({FIRST}))).nothing()
