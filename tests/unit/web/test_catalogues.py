"""The catalogues of the whole project: complete, and with the same places for values as the sentence has in bokmål."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from shared.web.i18n import LOCALE_DIRECTORY, SOURCE_LANGUAGE, TERRITORIES

ROOT = Path(__file__).parents[3]
PLACE = re.compile(r"%\(\w+\)s|%%|</?\w+>")
TRANSLATIONS = sorted(set(TERRITORIES) - {SOURCE_LANGUAGE})


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the sources say, gathered by the very command that docs/contributing.md gives."""
    told = re.search(r"pybabel extract .*", (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8"))
    assert told
    program, *arguments = told[0].split()
    pot = tmp_path_factory.mktemp("sentences") / "borsen.pot"
    with pytest.MonkeyPatch.context() as here:
        here.chdir(ROOT)
        CommandLineInterface().run([program, "--quiet", *arguments, "-o", str(pot)])  # type: ignore[no-untyped-call]
    return read(pot)


@pytest.fixture(scope="module", params=TRANSLATIONS)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return read(LOCALE_DIRECTORY / request.param / "LC_MESSAGES" / "borsen.po")


def read(po: Path) -> Catalog:
    with po.open("rb") as source:
        return read_po(source, abort_invalid=True)


def ids(messages: Catalog) -> set[str | tuple[str, ...]]:
    return {forms(message.id) for message in messages if message.id}


def forms(text: object) -> tuple[str, ...]:
    """A sentence's singular and plural, or its only form."""
    return tuple(text) if isinstance(text, (list, tuple)) else (str(text),)


def places(message: Message) -> list[list[list[str]]]:
    """Where values and mark-up stand: of each form in bokmål, and of each in the translation."""
    return [[sorted(PLACE.findall(form)) for form in forms(text)] for text in (message.id, message.string)]


def test_every_sentence_is_in_the_catalogue(sentences: Catalog, catalogue: Catalog) -> None:
    assert ids(sentences) - ids(catalogue) == set()


def test_no_sentence_of_the_catalogue_is_unused(sentences: Catalog, catalogue: Catalog) -> None:
    assert ids(catalogue) - ids(sentences) == set()


def test_every_sentence_is_translated(catalogue: Catalog) -> None:
    assert [message.id for message in catalogue if not all(forms(message.string)) or message.fuzzy] == []


def test_values_and_markup_keep_their_places(catalogue: Catalog) -> None:
    assert [message.id for message in catalogue if message.id and places(message)[0] != places(message)[1]] == []
