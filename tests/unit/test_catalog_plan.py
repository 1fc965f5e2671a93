"""A plan is the same in whichever order its writings come, and says whom to meet in the participant's own order."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest

from services.catalog.matching.lexicon import lexicon
from services.catalog.matching.meetings import meetings
from services.catalog.matching.rings import find_rings
from services.catalog.matching.suggestions import find_matches
from services.catalog.matchmaking import Suggested
from services.catalog.plan.composition import Plan, compose
from services.catalog.plan.written import KEPT, LONGEST_NOTE, Aspect, Mark, Written, checked, own
from services.catalog.queries import Agreed
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.directory import Participant
from shared.refusal import Refused
from tests.paper import a_line, a_participant

NOON = datetime(2027, 4, 22, 12, tzinfo=UTC)
CHOIR = a_participant("Fjordkoret")
SCHOOL = a_participant("Lillevik skole", Sector.PUBLIC)
SHOP = a_participant("Garnboden", Sector.BUSINESS)
EVERYBODY = [CHOIR, SCHOOL, SHOP]
HALL = a_line(SCHOOL, ListingKind.OFFER, "Aulaen er ledig på kveldstid", Category.PLACE)
YARN = a_line(SHOP, ListingKind.OFFER, "Garn til overs", Category.EQUIPMENT)
LINES = (a_line(CHOIR, ListingKind.NEED, "Øvingslokale på tirsdager", Category.PLACE), HALL, YARN)


def wrote(aspect: Aspect, about: UUID, value: str, minutes: int = 0) -> Written:
    return Written(about, aspect, value, NOON + timedelta(minutes=minutes))


def plan(*written: Written, agreed: Agreed | None = None, others: list[Participant] = EVERYBODY) -> Plan:
    matches = find_matches(LINES, lexicon())
    return compose(
        CHOIR,
        others,
        Suggested(LINES, meetings(matches), find_rings(matches), agreed or Agreed(), frozenset()),
        own(written),
    )


def names(shown: Plan) -> list[str]:
    return [item.other.name for item in shown.items]


def test_the_order_in_which_phones_send_is_of_no_account() -> None:
    written = [
        wrote(Aspect.MARK, SCHOOL.id, Mark.WANTED, 1),
        wrote(Aspect.MARK, SCHOOL.id, Mark.TALKED, 2),
        wrote(Aspect.NOTE, SCHOOL.id, "Ring på mandag", 1),
        wrote(Aspect.NOTE, SCHOOL.id, "", 3),
    ]

    assert {str(own(order)) for order in permutations(written)} == {str(own(written))}
    assert own(written).marks == {SCHOOL.id: Mark.TALKED}
    assert own(written).notes == {}


def test_a_phone_whose_clock_is_ahead_does_not_win_for_ever() -> None:
    assert checked(wrote(Aspect.MARK, SCHOOL.id, Mark.WANTED, minutes=600), NOON).at == NOON


@pytest.mark.parametrize(
    "written",
    [
        wrote(Aspect.MARK, SCHOOL.id, "friends"),
        wrote(Aspect.LINE, HALL.id, "yes"),
        wrote(Aspect.ORDER, CHOIR.id, "first second"),
        wrote(Aspect.NOTE, SCHOOL.id, "x" * (LONGEST_NOTE + 1)),
        wrote(Aspect.NOTE, SCHOOL.id, "Født 01010750160"),
        wrote(Aspect.NOTE, SCHOOL.id, "NUL \0"),
    ],
)
def test_what_means_nothing_or_must_not_be_kept_is_refused(written: Written) -> None:
    with pytest.raises(Refused) as refused:
        checked(written, NOON)

    assert refused.value.code == "unwritable"


def test_it_begins_with_what_is_suggested_and_why() -> None:
    (school,) = plan().items

    assert school.other == SCHOOL
    assert [match.offer for match in school.matches] == [HALL]


def test_what_one_adds_comes_after_and_what_one_takes_out_is_gone() -> None:
    added = wrote(Aspect.LINE, YARN.id, KEPT, 1)

    assert names(plan(added)) == ["Lillevik skole", "Garnboden"]
    assert names(plan(added, wrote(Aspect.LINE, YARN.id, "", 2))) == ["Lillevik skole"]


def test_whoever_one_has_marked_is_in_the_plan_without_a_line() -> None:
    assert names(plan(wrote(Aspect.MARK, SHOP.id, Mark.WANTED))) == ["Lillevik skole", "Garnboden"]


def test_ones_own_order_goes_before_and_names_nobody_who_is_not_in_the_plan() -> None:
    ordered = wrote(Aspect.ORDER, CHOIR.id, f"{uuid4()} {SHOP.id} {SCHOOL.id}")

    assert names(plan(ordered)) == ["Lillevik skole"]
    assert names(plan(ordered, wrote(Aspect.LINE, YARN.id, KEPT))) == ["Garnboden", "Lillevik skole"]


@pytest.mark.parametrize(("steps", "order"), [(-1, [SCHOOL, SHOP]), (1, [SHOP, SCHOOL]), (9, [SHOP, SCHOOL])])
def test_one_is_moved_no_further_than_to_an_end(steps: int, order: list[Participant]) -> None:
    shown = plan(wrote(Aspect.LINE, YARN.id, KEPT))

    assert shown.moved(SCHOOL.id, steps) == [one.id for one in order]


def test_whoever_one_has_an_agreement_with_stays_in_the_plan() -> None:
    (shop, *_) = reversed(plan(agreed=Agreed(frozenset({frozenset({CHOIR.id, SHOP.id})}))).items)

    assert (shop.other, shop.agreed, shop.matches) == (SHOP, True, [])


def test_whoever_has_withdrawn_is_nobody_to_meet() -> None:
    assert plan(wrote(Aspect.MARK, SHOP.id, Mark.WANTED), others=[CHOIR]).items == []
