"""`python -m tests.matching.evaluate`: how good and how fast the suggestions are; docs/matching.md explains it."""

from time import perf_counter

from rich.table import Column, Table

from services.catalog.matching.lexicon import lexicon
from services.catalog.matching.rings import find_rings
from services.catalog.matching.suggestions import find_matches
from shared.cli.console import out
from tests.matching.cases import SETS, Cases, load
from tests.matching.district import district
from tests.matching.measures import Quality, engine, measure, same_category

DISTRICT = 40
"""Participants of the district whose suggestions are judged: with more, a need has far more right offers than five."""

FULL_HOUSE = 200
"""Participants of the exchange that time is taken with."""

COLUMNS = ("set", "needs", "matcher", "precision", "recall", "first", "hits/5")


def main() -> None:
    """Print the quality on each set, beside the baseline's, and how long an exchange of 200 participants takes."""
    sets: dict[str, Cases] = {name: load(name) for name in SETS} | {"demo": district(DISTRICT)}
    table = Table(*(Column(name, no_wrap=True) for name in COLUMNS))
    for name, cases in sets.items():
        for matcher, found in (("engine", measure(cases, engine)), ("same category", measure(cases, same_category))):
            table.add_row(name, str(found.needs), matcher, *_figures(found))
    out.print(table)
    lines = district(FULL_HOUSE).lines
    words = lexicon()
    start = perf_counter()
    matches = find_matches(lines, words)
    matched = perf_counter()
    rings = find_rings(matches)
    done = perf_counter()
    out.print(
        f"{FULL_HOUSE} participants, {len(lines)} lines: {len(matches)} suggestions in {matched - start:.2f} s, "
        f"{len(rings)} rings in {done - matched:.2f} s"
    )


def _figures(found: Quality) -> list[str]:
    return [f"{figure:.2f}" for figure in (found.precision, found.recall, found.first, found.classic_precision)]


if __name__ == "__main__":
    main()
