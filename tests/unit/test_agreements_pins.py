"""That a PIN has ended is told once."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from services.agreements.domain.pins import PIN, EndPin
from shared.contracts.agreements import PinEnded
from tests.specification import Specification

given = Specification(PIN)

END = EndPin(uuid4(), "host", 2, datetime(2027, 4, 22, 17, tzinfo=UTC))
ended = PinEnded(exchange=END.exchange, role="host", generation=2, at=END.at)


def test_a_pin_ends_once_with_all_before_it() -> None:
    given().when(END).then(ended)
    given(ended).when(END).nothing()
    given(ended).when(replace(END, generation=1)).nothing()


def test_of_another_role_it_ends_by_itself() -> None:
    given(ended).when(replace(END, role="broker")).then(ended.model_copy(update={"role": "broker"}))


def test_where_there_was_none_nothing_ends() -> None:
    given().when(replace(END, generation=0)).nothing()
