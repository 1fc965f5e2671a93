"""What a policy is called."""

import pytest

from shared.contracts import registration
from shared.contracts.base import Event
from shared.eventlog import Recorded
from shared.policy import Policy


async def nothing(_: Event, __: Recorded) -> None:
    """What a policy without use does."""


def test_an_operator_types_the_name_of_a_policy_as_one_word() -> None:
    with pytest.raises(ValueError, match="not one word"):
        Policy("erase for good", registration.CONTRACT, nothing)
