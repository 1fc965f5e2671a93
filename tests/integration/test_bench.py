"""The benchmarks run; how fast anything is, no test asserts."""

import json

import pytest

from tests.program import borsen


@pytest.mark.storm
@pytest.mark.parametrize(
    "arguments",
    [
        ("append", "--seconds", 0.1),
        ("replay", "--events", 500),
        ("print", "--participants", 5),
        ("search", "--listings", 20, "--times", 2),
        ("live", "--seconds", 0.1, "--rate", 100, "--viewers", 2),
    ],
    ids=["append", "replay", "print", "search", "live"],
)
def test_a_benchmark_prints_the_figures_of_each_round(arguments: tuple[object, ...]) -> None:
    ran = borsen("bench", *arguments, "--rounds", 1, "--json")
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    assert [len(measured["rounds"]) for measured in report["measured"]] == [1] * len(report["measured"])
    assert report["aims"]
