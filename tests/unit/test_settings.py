"""Where settings come from."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from shared.embedded.record import RunRecord, read
from shared.settings import Settings, from_environment

WORDS: dict[str, Any] = {
    "database_url": SecretStr("a"),
    "form_secret": SecretStr("b"),
    "service_secret": SecretStr("c"),
}


@pytest.fixture
def of_a_deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process beside the `.env` of a deployment, and with some of its settings in its environment."""
    (tmp_path / ".env").write_text(
        "COMPOSE_FILE=a.yml\nBORSEN_SITE=bors.example.no\nBORSEN_SMTP_STARTTLS=true\nBORSEN_SMTP_USER=post\n"
    )
    (tmp_path / "key.pem").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BORSEN_NATS_REPLICAS", "3")
    monkeypatch.setenv("BORSEN_VERIFYING_KEY_FILE", "key.pem")


@pytest.mark.usefixtures("of_a_deployment")
def test_those_of_a_process_come_from_its_environment_and_the_file_beside_it() -> None:
    found = from_environment(**WORDS)
    assert (found.smtp_starttls, found.smtp_user, found.nats_replicas) == (True, "post", 3)


@pytest.mark.usefixtures("of_a_deployment")
def test_those_that_are_given_as_a_whole_come_from_nowhere_else() -> None:
    given = Settings.model_validate(WORDS)
    assert (given.smtp_starttls, given.smtp_user, given.nats_replicas) == (False, None, 1)


@pytest.mark.usefixtures("of_a_deployment")
def test_what_runs_on_a_directory_is_not_mixed_with_what_is_deployed_beside_it(tmp_path: Path) -> None:
    RunRecord(url="http://127.0.0.1:1", settings={"catalog": Settings.model_validate(WORDS)}).write(tmp_path)
    assert read(tmp_path).settings["catalog"] == Settings.model_validate(WORDS)
    assert read(tmp_path).settings["catalog"].smtp_user is None
