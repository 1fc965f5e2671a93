"""An organiser's own synonyms."""

from uuid import UUID

import pytest

from services.catalog.domain.synonyms import LONGEST_WORD, MOST_GROUPS, MOST_WORDS, SYNONYMS, ChooseSynonyms, Groups
from shared.contracts.catalog import SynonymsChosen
from tests.specification import Specification

EXCHANGE = UUID("10000000-0000-4000-8000-000000000001")
HALLS: Groups = (("samfunnshus", "storstua"),)

given = Specification(SYNONYMS)


def choose(groups: Groups) -> ChooseSynonyms:
    return ChooseSynonyms(EXCHANGE, groups)


def chosen(groups: Groups) -> SynonymsChosen:
    return SynonymsChosen(exchange=EXCHANGE, groups=groups)


def test_groups_are_chosen_as_a_whole() -> None:
    given(chosen(HALLS)).when(choose((("loppis", "bruktmarked"),))).then(chosen((("loppis", "bruktmarked"),)))


def test_choosing_the_same_again_changes_nothing() -> None:
    given(chosen(HALLS)).when(choose(HALLS)).nothing()


def test_all_groups_can_be_taken_away() -> None:
    given(chosen(HALLS)).when(choose(())).then(chosen(()))


@pytest.mark.parametrize(
    ("groups", "code"),
    [
        ((("storstua",),), "alone"),
        ((tuple(map(str, range(MOST_WORDS + 1))),), "too_long"),
        (HALLS * (MOST_GROUPS + 1), "too_long"),
        ((("sal", "s" * (LONGEST_WORD + 1)),), "too_long"),
    ],
)
def test_what_cannot_be_a_list_of_synonyms_is_refused(groups: Groups, code: str) -> None:
    given().when(choose(groups)).refused(code)
