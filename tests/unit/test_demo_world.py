"""The demo's world: plausible, fictional, and the same for the same seed."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.cli.demo.model import Answer, Deal, Line, Org, Twist, World
from shared.cli.demo.pools import Kind, load
from shared.cli.demo.population import slug
from shared.cli.demo.world import make_world
from shared.contracts.vocabulary import Category, Commitment, ListingKind, Outcome, Sector

SPEAKS_OF_MONEY = re.compile(
    r"(?i:\b(kr|kroner|honorar|leien?|leiepris|utleie|betal\w*|lønn|pris|rabatt|sponsor\w*|penger|\w*avgiften|koster?)\b)|\bNOK\b",
)
REAL_ONES = re.compile(
    r"røde kors|folkehjelp|frelsesarmeen|kiwi|rema|coop|\bdnb\b|sparebank|natteravn|bakehuset|\bnav\b|\b4h\b|bankid",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(2026)


def wish_texts(org: Org) -> list[str]:
    return [wish.text for wish in org.needs + org.offers]


def gift_texts(deal: Deal) -> list[str]:
    return [gift.text for gift in deal.gives if gift]


def catalogue_gifts(world: World) -> Iterator[tuple[int, int, Line, str]]:
    """Giver, receiver, line of the catalogue and text of every gift that was taken from the catalogue."""
    for deal in world.deals:
        for giver, receiver, gift in zip(deal.parties, reversed(deal.parties), deal.gives, strict=True):
            if gift and gift.line:
                yield giver, receiver, gift.line, gift.text


def texts(world: World) -> Iterator[str]:
    """Everything that is typed into a field, except what the money rule is to catch."""
    for org in world.participants:
        yield org.name
        yield from wish_texts(org)
        yield from (wish.details for wish in org.needs + org.offers if wish.details)
        yield from filter(None, [org.note])
    for deal in world.deals:
        yield from gift_texts(deal) if deal.twist is not Twist.MONEY_CONFIRM else []
        yield from gift_texts(replace(deal, gives=deal.correction.gives)) if deal.correction else []
        yield from filter(None, [deal.cancel_reason])
    for answer in world.answers:
        yield from filter(None, [answer.comment, answer.help])


def twists(world: World) -> Counter[Twist | None]:
    return Counter(deal.twist for deal in world.deals)


def answers_by_deal(world: World) -> list[list[Answer]]:
    return [[each for each in world.answers if each.deal == number] for number in range(len(world.deals))]


# The same evening again


def test_the_same_seed_gives_the_same_world() -> None:
    assert make_world(7) == make_world(7)


def test_another_seed_gives_another_world() -> None:
    assert make_world(7) != make_world(8)


def test_the_participants_do_not_depend_on_the_number_of_agreements() -> None:
    assert make_world(7, 50, 10).participants == make_world(7, 50, 40).participants


def test_a_world_is_made_in_less_than_a_third_of_a_second() -> None:
    load()
    started = perf_counter()
    make_world(11)
    assert perf_counter() - started < 0.3


# Participants


def test_gamle_oslo_had_190_participants_and_150_agreements(world: World) -> None:
    assert (len(world.participants), len(world.deals)) == (190, 150)


def test_the_sectors_are_mixed_with_the_voluntary_one_in_front(world: World) -> None:
    assert Counter(org.sector for org in world.participants) == {
        Sector.VOLUNTARY: 85,
        Sector.PUBLIC: 48,
        Sector.BUSINESS: 57,
    }


def test_more_than_forty_kinds_of_organisations_take_part(world: World) -> None:
    assert len({org.kind for org in world.participants}) > 40


def test_even_the_largest_world_has_no_name_and_no_address_twice() -> None:
    participants = make_world(3, 5_000, 0).participants
    assert len({org.name.casefold() for org in participants}) == 5_000
    assert len({org.email for org in participants}) == 5_000
    assert len({org.phone for org in participants}) == 5_000


def test_addresses_belong_to_the_domain_that_is_reserved_for_examples(world: World) -> None:
    assert all(re.fullmatch(r"kontakt@[a-z0-9-]{2,60}\.example", org.email) for org in world.participants)


def test_a_name_with_norwegian_letters_becomes_a_plain_domain() -> None:
    assert slug("Søndre Måkeskjæret IL") == "sondre-makeskjaeret-il"


def test_phones_are_eight_digits_of_the_made_up_series(world: World) -> None:
    assert all(re.fullmatch(r"4000\d{4}", org.phone) for org in world.participants)


def test_contacts_are_named_after_trees_and_birds(world: World) -> None:
    assert {org.contact_name.split()[-1] for org in world.participants} <= set(load().surnames)


def test_one_to_four_people_come_and_all_find_room(world: World) -> None:
    assert {org.people for org in world.participants} == {1, 2, 3, 4}
    assert world.exchange.capacity >= sum(org.people for org in world.participants)


def test_no_organisation_or_text_is_named_after_a_real_one(world: World) -> None:
    assert [text for text in texts(world) if REAL_ONES.search(text)] == []


# Needs and offers


def test_each_has_one_to_three_needs_and_as_many_offers(world: World) -> None:
    assert {len(org.needs) for org in world.participants} == {1, 2, 3}
    assert {len(org.offers) for org in world.participants} == {1, 2, 3}


def test_all_six_categories_are_needed_and_offered(world: World) -> None:
    assert {need.category for org in world.participants for need in org.needs} == set(Category)
    assert {offer.category for org in world.participants for offer in org.offers} == set(Category)


def test_no_text_comes_up_more_than_four_times_in_the_catalogue(world: World) -> None:
    catalogue = Counter(text for org in world.participants for text in wish_texts(org))
    assert max(catalogue.values()) <= 4


def test_nobody_says_the_same_twice_or_offers_what_it_needs(world: World) -> None:
    assert all(len(set(wish_texts(org))) == len(wish_texts(org)) for org in world.participants)
    assert all(
        {need.topic for need in org.needs}.isdisjoint(offer.topic for offer in org.offers) for org in world.participants
    )


@pytest.mark.parametrize("kind", [kind for kinds in load().kinds.values() for kind in kinds.values()])
def test_every_kind_has_enough_to_say_about_known_topics(kind: Kind) -> None:
    assert sum(map(len, kind.needs.values())) >= 6
    assert sum(map(len, kind.offers.values())) >= 6
    assert {*kind.needs, *kind.offers} <= load().topics.keys()


# Texts


@pytest.mark.parametrize("seed", range(5))
def test_texts_are_short_filled_in_and_silent_about_money(seed: int) -> None:
    written = list(texts(make_world(seed)))
    assert [text for text in written if not 5 <= len(text) <= 140] == []
    assert [text for text in written if re.search(r"[{}]", text)] == []
    assert [text for text in written if SPEAKS_OF_MONEY.search(text)] == []


def test_only_what_the_broker_must_confirm_speaks_of_money(world: World) -> None:
    confirmed = [deal for deal in world.deals if deal.twist is Twist.MONEY_CONFIRM]
    assert len(confirmed) == 3
    assert all(SPEAKS_OF_MONEY.search(" ".join(gift_texts(deal))) for deal in confirmed)


# Agreements


def test_a_seventh_are_intents_and_a_fifth_one_way(world: World) -> None:
    assert Counter(deal.kind for deal in world.deals)[Commitment.INTENT] == 22
    assert Counter(deal.mutual for deal in world.deals)[False] == 30


def test_both_give_in_a_mutual_agreement_and_one_in_a_one_way_one(world: World) -> None:
    assert all(len(gift_texts(deal)) == 1 + deal.mutual for deal in world.deals)


def test_most_agreements_cross_sectors_and_no_two_organisations_meet_twice(world: World) -> None:
    sectors = [{world.participants[party].sector for party in deal.parties} for deal in world.deals]
    assert sum(len(pair) == 2 for pair in sectors) > 120
    assert len({frozenset(deal.parties) for deal in world.deals}) == 150


def test_a_gift_from_the_catalogue_is_the_givers_offer_or_the_receivers_need(world: World) -> None:
    lines = list(catalogue_gifts(world))
    assert {line.kind for _, _, line, _ in lines} == {ListingKind.OFFER, ListingKind.NEED}
    assert all(
        line.org == {ListingKind.OFFER: giver, ListingKind.NEED: receiver}[line.kind]
        for giver, receiver, line, _ in lines
    )


def test_an_offer_from_the_catalogue_is_given_word_for_word(world: World) -> None:
    offers = [(line, text) for _, _, line, text in catalogue_gifts(world) if line.kind is ListingKind.OFFER]
    assert len(offers) > 50
    assert all(world.participants[line.org].offers[line.index].text == text for line, text in offers)


def test_the_hour_starts_slowly_and_ends_with_a_burst(world: World) -> None:
    minutes = [deal.minute for deal in world.deals]
    assert all(earlier <= later for earlier, later in pairwise(minutes))
    assert minutes[0] > 1
    assert minutes[-1] < 60
    assert sum(minute < 10 for minute in minutes) < 15 < 30 < sum(minute >= 55 for minute in minutes)


def test_all_thirteen_brokers_have_work(world: World) -> None:
    assert set(Counter(deal.broker for deal in world.deals)) == set(range(13))


def test_an_ordinary_evening_has_its_share_of_trouble(world: World) -> None:
    assert twists(world) == {
        Twist.CANCEL: 2,
        Twist.CORRECT: 8,
        Twist.DOUBLE_TAP: 10,
        Twist.LOST_REPLY: 6,
        Twist.MONEY_CONFIRM: 3,
        None: 121,
    }


def test_a_correction_changes_the_terms_and_a_cancellation_has_a_reason(world: World) -> None:
    corrected = [deal for deal in world.deals if deal.correction]
    assert [deal.twist for deal in corrected] == [Twist.CORRECT] * 8
    assert all(deal.correction and deal.correction.deadline_days != deal.deadline_days for deal in corrected)
    assert [deal.twist for deal in world.deals if deal.cancel_reason] == [Twist.CANCEL] * 2


# Answers


def test_about_85_percent_of_those_asked_answer_and_nobody_is_asked_about_a_cancelled_agreement(
    world: World,
) -> None:
    assert 0.78 < len(world.answers) / (2 * 148) < 0.92
    assert {world.deals[answer.deal].twist for answer in world.answers}.isdisjoint({Twist.CANCEL})


def test_only_the_parties_answer_and_each_once(world: World) -> None:
    assert all(answer.party in world.deals[answer.deal].parties for answer in world.answers)
    assert len({(answer.deal, answer.party) for answer in world.answers}) == len(world.answers)


def test_most_agreements_come_about_and_every_outcome_is_seen(world: World) -> None:
    outcomes = Counter(answer.outcome for answer in world.answers)
    assert set(outcomes) == set(Outcome)
    assert outcomes.most_common(1)[0][0] is Outcome.DONE


def test_parties_sometimes_disagree(world: World) -> None:
    views = [{answer.outcome for answer in answers} for answers in answers_by_deal(world)]
    assert 1 <= sum(len(view) == 2 for view in views) <= 30


# Sizes


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    participants=st.integers(2, 300),
    agreements=st.integers(0, 400),
    brokers=st.integers(1, 20),
)
def test_a_world_of_any_size_has_exactly_that_size_and_nobody_agrees_with_itself(
    seed: int, participants: int, agreements: int, brokers: int
) -> None:
    world = make_world(seed, participants, agreements, brokers)
    assert (len(world.participants), len(world.deals)) == (participants, agreements)
    assert len({org.name for org in world.participants}) == participants
    assert all(len(set(deal.parties)) == 2 for deal in world.deals)
    assert all({*deal.parties} <= {*range(participants)} for deal in world.deals)
    assert all(deal.first_contact in deal.parties for deal in world.deals)
    assert all(0 <= deal.broker < brokers and 0 <= deal.minute < 60 for deal in world.deals)


@pytest.mark.parametrize(("agreements", "cancelled"), [(4, 0), (5, 1), (19, 1), (20, 2), (5_000, 2)])
def test_two_agreements_are_cancelled_unless_there_are_few(agreements: int, cancelled: int) -> None:
    assert twists(make_world(5, 100, agreements))[Twist.CANCEL] == cancelled


def test_the_smallest_world_is_one_organisation_that_agrees_with_nobody() -> None:
    assert make_world(1, 1, 0).deals == ()


@pytest.mark.parametrize(
    ("participants", "agreements", "brokers"),
    [(0, 0, 1), (5_001, 0, 1), (1, 1, 1), (2, -1, 1), (2, 5_001, 1), (2, 1, 0)],
)
def test_sizes_that_no_world_has_are_refused(participants: int, agreements: int, brokers: int) -> None:
    with pytest.raises(ValueError, match="participants"):
        make_world(1, participants, agreements, brokers)
