"""The commands as processes: what they print, how they end, and what they leave."""

import re
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import psycopg
import pytest

from shared.embedded.record import read
from shared.settings import Settings
from tests.conftest import eventually
from tests.containers import free_port
from tests.program import STOP_SECONDS, Program, Up, borsen
from tests.viewers import watching


@pytest.fixture(scope="module")
async def up(server_directory: Path) -> AsyncIterator[Up]:
    """A running installation in which one exchange is planned. Nobody ends it."""
    with Up(server_directory / uuid4().hex) as up:
        await up.is_up()
        await up.plan_exchange("lillevik")
        yield up


@pytest.fixture(scope="module")
async def mortal_data(server_directory: Path) -> Path:
    """The data of another installation, with the same exchange; nobody runs on them."""
    with Up(server_directory / uuid4().hex) as up:
        await up.is_up()
        await up.plan_exchange("lillevik")
        return up.data


@pytest.fixture
async def mortal(mortal_data: Path) -> AsyncIterator[Up]:
    """An installation to be ended or harmed. What it has been through before is part of the test."""
    with Up(mortal_data) as up:
        yield await up.is_up()


@pytest.fixture
def data(server_directory: Path) -> Path:
    """A new data directory."""
    return server_directory / uuid4().hex


# up


async def test_the_first_start_prints_a_link_that_leads_the_first_organiser_to_the_sign_in_page(up: Up) -> None:
    link = re.search(r"http://\S+/logg-inn/\S+", up.said)
    assert link is not None
    async with httpx.AsyncClient() as client:
        assert (await client.get(link[0])).status_code == 200


async def test_every_service_answers_at_one_address(up: Up) -> None:
    paths = (
        "/",
        "/b/lillevik",
        "/katalog/lillevik",
        "/megler/lillevik",
        "/scene/lillevik",
        "/healthz",
        "/readyz",
        "/oppfolging/lillevik",
        "/utboks",
    )
    async with httpx.AsyncClient(base_url=up.url, timeout=30) as client:
        statuses = {path: (await client.get(path)).status_code for path in paths}
    assert statuses == {**dict.fromkeys(paths[:7], 200), **dict.fromkeys(paths[7:], 401)}


async def test_a_second_instance_on_the_same_data_is_refused_in_one_line(up: Up) -> None:
    second = borsen("up", "--data", up.data, "--port", 0)
    assert second.returncode == 1
    assert second.stderr == f"borsen: {up.data} is in use by process {up.process.pid}\n"


async def test_a_port_that_is_taken_is_named_in_one_line(up: Up, data: Path) -> None:
    port = up.url.rpartition(":")[2]
    second = borsen("up", "--data", data, "--port", port)
    assert second.returncode == 1
    assert second.stderr == f"borsen: cannot listen on 127.0.0.1:{port}: Address already in use\n"


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.storm)])
async def test_it_ends_soon_with_streams_open_and_leaves_no_process(mortal: Up, number: signal.Signals) -> None:
    async with watching(f"{mortal.url}/api/scoreboard/lillevik/events") as viewer:
        seconds, left = await mortal.end(number)
        await eventually(lambda: viewer.ended)
    assert seconds < STOP_SECONDS
    assert left == []
    assert mortal.process.returncode == 0


async def test_after_kill_9_nothing_is_left_running_and_the_next_start_has_the_data(mortal: Up) -> None:
    family = mortal.family()
    await mortal.end(signal.SIGKILL)
    assert psutil.wait_procs(family, timeout=10)[1] == []
    killed = borsen("verify", "--data", mortal.data)
    assert killed.returncode == 2
    assert re.fullmatch(r"borsen: .* does not answer.*\n", killed.stderr)
    with Up(mortal.data) as again:
        await again.is_up()
        async with httpx.AsyncClient(base_url=again.url, timeout=30) as client:
            assert (await client.get("/api/registration/exchanges/lillevik")).status_code == 200
        assert borsen("verify", "--data", mortal.data).returncode == 0


@pytest.mark.storm
async def test_servers_that_crash_are_started_again_and_that_is_said(mortal: Up) -> None:
    for program in ("postgres", "nats-server"):
        mortal.kill_server(program)
    await mortal.says('"server": "Postgres", "event": "server runs again"')
    await mortal.says('"server": "Nats", "event": "server runs again"')
    await mortal.plan_exchange("storevik")
    assert borsen("verify", "--data", mortal.data, "--wait", 20).returncode == 0


# what an operator does to a running installation


async def test_verify_finds_a_healthy_installation_right(up: Up) -> None:
    audit = borsen("verify", "--data", up.data)
    assert audit.returncode == 0
    assert "stream REGISTRATION = log" in audit.stdout


async def test_verify_says_in_one_line_that_nothing_runs(data: Path) -> None:
    audit = borsen("verify", "--data", data)
    assert (audit.returncode, audit.stderr) == (2, f"borsen: nothing runs on {data}\n")


async def test_an_organiser_gets_a_new_link_at_any_time(up: Up) -> None:
    made = borsen("organiser", "--data", up.data, "--email", "a@example.org", "--organisation", "Lillevik kommune")
    async with httpx.AsyncClient(timeout=30) as client:
        assert (await client.get(made.stdout.strip())).status_code == 200


async def test_an_organiser_who_is_not_known_needs_an_organisation(up: Up) -> None:
    made = borsen("organiser", "--data", up.data, "--email", "b@example.org")
    assert made.returncode == 1
    assert "--organisation" in made.stderr


async def test_a_projection_is_rebuilt_while_the_installation_runs(up: Up) -> None:
    rebuilt = borsen("rebuild", "scoreboard", "directory", "--data", up.data)
    assert re.fullmatch(r"directory of scoreboard is live anew, at position \d+\n", rebuilt.stdout)
    await up.plan_exchange("storevik")
    assert borsen("verify", "--data", up.data).returncode == 0


async def test_what_stands_in_a_history_that_is_no_more_is_rebuilt_by_one_command(up: Up) -> None:
    database = read(up.data).settings["followup"].database_url.get_secret_value()
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("update projection set position = position + 100 where name = 'directory'")
    rebuilt = borsen("rebuild", "--astray", "--data", up.data)
    assert re.fullmatch(r"directory of followup is live anew, at position \d+\n", rebuilt.stdout)
    assert borsen("verify", "--data", up.data).returncode == 0


async def test_a_rebuild_is_told_what_to_rebuild(up: Up) -> None:
    assert borsen("rebuild", "followup", "--data", up.data).returncode == 2
    assert borsen("rebuild", "followup", "directory", "--astray", "--data", up.data).returncode == 2


@pytest.mark.parametrize("path", ["/internal/keys", "//internal/keys", "/internal/registration/audit/../../keys"])
async def test_the_keys_of_personal_data_cannot_be_asked_for_from_outside(up: Up, path: str) -> None:
    secret = read(up.data).settings["registration"].service_secret.get_secret_value()
    async with httpx.AsyncClient(timeout=30, headers={"authorization": f"Bearer {secret}"}) as client:
        request = client.build_request("POST", up.url, json={"subjects": []})
        request.url = request.url.copy_with(raw_path=path.encode())
        assert (await client.send(request)).status_code == 404


# serve


@pytest.fixture
def unused_port() -> int:
    """A port that nothing listens on."""
    return free_port()


@pytest.fixture
def serving(service_settings: Callable[..., Settings], data: Path) -> Iterator[Callable[[str, int], Program]]:
    """Starts one service with settings from the environment and secrets in files, as a container has them."""
    programs: list[Program] = []

    def serve(service: str, port: int) -> Program:
        settings = service_settings(service)
        secrets = data / "secrets"
        secrets.mkdir(parents=True, exist_ok=True)
        given: dict[str, object] = {"secrets_dir": secrets}
        for name, value in settings.model_dump(exclude_none=True).items():
            if hasattr(value, "get_secret_value"):
                (secrets / f"borsen_{name}").write_text(value.get_secret_value())
            else:
                given[name] = value
        program = Program(data / "output", "serve", service, "--host", "127.0.0.1", "--port", port, settings=given)
        programs.append(program)
        return program

    yield serve
    for program in programs:
        program.__exit__()


async def test_one_service_runs_as_a_process_of_its_own_with_secrets_in_files(
    serving: Callable[[str, int], Program], unused_port: int
) -> None:
    service = serving("scoreboard", unused_port)
    async with httpx.AsyncClient(timeout=30) as client:

        async def ready() -> bool:
            try:
                return (await client.get(f"http://127.0.0.1:{unused_port}/readyz")).status_code == 200
            except httpx.ConnectError:
                return False

        await eventually(ready, within=60)
    seconds, left = await service.end(signal.SIGTERM)
    assert seconds < STOP_SECONDS
    assert left == []
    assert service.process.returncode == 0


async def test_serve_names_each_setting_that_is_missing_or_wrong_and_shows_no_value() -> None:
    served = borsen("serve", "registration", form_secret="a secret", smtp_port="many", key_encryption_key="too short")
    assert served.returncode == 2
    named = [line.split()[1] for line in served.stderr.splitlines()]
    assert named == [
        "BORSEN_DATABASE_URL",
        "BORSEN_SERVICE_SECRET",
        "BORSEN_KEY_ENCRYPTION_KEY",
        "BORSEN_SMTP_PORT",
    ]
    assert "a secret" not in served.stderr
    assert "too short" not in served.stderr


async def test_serve_names_what_only_this_service_needs() -> None:
    served = borsen("serve", "registration", database_url="x", form_secret="x", service_secret="x")
    assert served.returncode == 2
    assert [line.split()[1] for line in served.stderr.splitlines()] == [
        "BORSEN_SIGNING_KEY_FILE",
        "BORSEN_KEY_ENCRYPTION_KEY",
    ]
