"""The deployed NATS configuration is the one that the embedded server runs with."""

from pathlib import Path

from shared.nats_config import PUBLISHING, READING, render
from shared.paths import SERVICES

DEPLOYED = Path(__file__).parents[2] / "deploy" / "nats.conf"


def test_the_deployed_configuration_is_what_the_list_of_permissions_says() -> None:
    assert DEPLOYED.read_text(encoding="utf-8") == render()


def test_every_service_is_a_user() -> None:
    assert {*PUBLISHING, *READING} == set(SERVICES)
