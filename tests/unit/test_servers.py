"""Which servers a test run gets: containers that are asked for and cannot be had end it, they skip nothing."""

import pytest

from tests.servers import CONTAINERS, EMBEDDED, choose


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")


@pytest.mark.usefixtures("no_engine")
def test_without_an_engine_the_servers_are_embedded_and_the_report_says_why() -> None:
    servers = choose(None)
    assert not servers.in_containers
    assert "PostgreSQL and NATS embedded (no container engine: " in str(servers)


@pytest.mark.usefixtures("no_engine")
def test_containers_that_are_asked_for_without_an_engine_end_the_run_in_one_line() -> None:
    with pytest.raises(pytest.UsageError, match=r"\A--containers: no container engine: .*\Z"):
        choose(CONTAINERS)


@pytest.mark.usefixtures("no_engine")
def test_embedded_servers_that_are_asked_for_need_no_reason() -> None:
    assert str(choose(EMBEDDED)) == "servers: PostgreSQL and NATS embedded (asked for)"
