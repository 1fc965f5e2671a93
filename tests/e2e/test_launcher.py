"""The launcher on a clean copy of the tree, as a newcomer has it after `git clone`."""

import resource
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.program import CHECKOUT, environment


@pytest.fixture(scope="module")
def clone() -> Iterator[Path]:
    """Every file that git knows or would take in, and nothing that a set-up has made."""
    with tempfile.TemporaryDirectory(prefix="borsen-clone-") as directory:
        copy_tree(Path(directory))
        yield Path(directory)


def copy_tree(clone: Path) -> None:
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        source, copy = CHECKOUT / name, clone / name
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(source.read_bytes())
            copy.chmod(source.stat().st_mode)


def launch(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [clone / "borsen", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        cwd="/",
        env={name: value for name, value in environment().items() if name != "PYTHONPATH"},
    )


def processor_seconds() -> float:
    """What all ended child processes have used; unlike a clock, it does not count the machine's other work."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_one_command_makes_the_environment_and_shows_what_there_is(clone: Path) -> None:
    first = launch(clone, "--help")
    assert first.returncode == 0, first.stderr
    assert "installing the Python packages" in first.stderr
    assert "Play a whole evening" in first.stdout
    assert (clone / "shared" / "web" / "static" / "vendor" / "designsystemet.css").is_file()


def test_what_is_there_already_costs_less_than_a_second_and_is_not_mentioned(clone: Path) -> None:
    launch(clone, "--help")
    before = processor_seconds()
    again = launch(clone, "--help")
    assert processor_seconds() - before < 1
    assert again.stderr == ""


def test_a_command_of_the_clone_runs_the_clone_s_own_code(clone: Path) -> None:
    (clone / "shared" / "settings.py").write_text(
        (clone / "shared" / "settings.py")
        .read_text()
        .replace("Where NATS answers.", "Where this clone's NATS answers.")
    )
    table = launch(clone, "settings", "--markdown")
    assert table.returncode == 0, table.stderr
    assert "Where this clone's NATS answers." in table.stdout
