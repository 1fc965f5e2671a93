"""Needs and offers find each other by what they mean."""

from uuid import NAMESPACE_OID, uuid5

import pytest

from services.catalog.lines import Line
from services.catalog.matching.compounds import Parts, parts_of
from services.catalog.matching.lexicon import lexicon
from services.catalog.matching.reasons import clue, reason
from services.catalog.matching.rings import Ring, find_rings
from services.catalog.matching.suggestions import MOST_OFFERS, Match, find_matches
from services.catalog.matching.words import sentences_of, stem, words_of
from shared.contracts.vocabulary import Category, ListingKind, Sector

SECTORS = {"choir": Sector.VOLUNTARY, "school": Sector.PUBLIC, "shop": Sector.BUSINESS}


def need(owner: str, text: str, category: Category = Category.PLACE) -> Line:
    return line(owner, text, category, ListingKind.NEED)


def offer(owner: str, text: str, category: Category = Category.PLACE) -> Line:
    return line(owner, text, category, ListingKind.OFFER)


def line(owner: str, text: str, category: Category, kind: ListingKind) -> Line:
    participant = uuid5(NAMESPACE_OID, owner)
    sector = SECTORS.get(owner, Sector.VOLUNTARY)
    return Line(uuid5(participant, f"{kind} {text}"), kind, category, text, participant, owner, sector)


def suggested(*lines: Line, own: tuple[tuple[str, ...], ...] = ()) -> list[tuple[str, str]]:
    return [(match.need.text, match.offer.text) for match in find_matches(lines, lexicon(own))]


def rings(*lines: Line) -> list[Ring]:
    return find_rings(find_matches(lines, lexicon()))


def offered(ring: Ring) -> list[str]:
    return [gift.offer.text for gift in ring.gifts]


@pytest.mark.parametrize(
    "forms",
    [
        ("kurs", "kurset", "kursene"),
        ("ungdom", "ungdommer", "ungdommene"),
        ("lokale", "lokaler", "lokalet"),
        ("sal", "saler", "salen"),
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_a_store_is_no_team() -> None:
    assert stem("lager") != stem("lag")


def test_words_are_small_letters_without_signs() -> None:
    assert words_of("CV-kurs, «Blåbærøya»!") == ["cv", "kurs", "blåbærøya"]


def test_an_abbreviation_ends_no_sentence() -> None:
    assert sentences_of("Dugnad f.eks. på lørdag. Vi tar med kaker") == ["Dugnad f.eks. på lørdag", "Vi tar med kaker"]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("førstehjelpskurs", Parts("kur", "førstehjelp")),
        ("øvingsrom", Parts("rom", "øving")),
        ("fotballtrening", Parts("trening", None)),
        ("betale", Parts(None, None)),
        ("kultur", Parts(None, None)),
    ],
)
def test_compounds_are_taken_apart_where_their_parts_are_known(word: str, parts: Parts) -> None:
    assert parts_of(word, {"kur", "førstehjelp", "rom", "øving", "trening", "tale", "tur"}) == parts


def test_a_need_finds_an_offer_in_other_words() -> None:
    room = offer("school", "Aulaen er ledig på kveldstid")
    assert suggested(need("choir", "Øvingslokale tirsdager"), room) == [("Øvingslokale tirsdager", room.text)]


def test_a_compound_finds_its_part() -> None:
    wanted = need("shop", "Kurs i førstehjelp", Category.COURSES)
    given = offer("choir", "Førstehjelpsopplæring", Category.COURSES)
    assert suggested(wanted, given) == [(wanted.text, given.text)]


def test_a_word_that_the_lexicon_does_not_know_finds_itself() -> None:
    wanted = need("choir", "Trampoline", Category.EQUIPMENT)
    given = offer("band", "Stor trampoline", Category.EQUIPMENT)
    assert suggested(wanted, given) == [(wanted.text, given.text)]


def test_nobody_is_sent_to_itself() -> None:
    assert suggested(need("choir", "Øvingslokale"), offer("choir", "Øvingslokale")) == []


def test_that_something_is_for_the_same_people_is_not_enough_by_itself() -> None:
    bicycles = need("school", "Sykler til ungdom", Category.EQUIPMENT)
    assert suggested(bicycles, offer("choir", "Ungdom passer hunder", Category.CULTURE)) == []


def test_of_two_alike_the_one_from_another_sector_comes_first() -> None:
    wanted = need("choir", "Gymsal i helgen")
    matches = suggested(wanted, offer("band", "Gymsal lørdag"), offer("school", "Gymsal søndag"))
    assert matches == [(wanted.text, "Gymsal søndag"), (wanted.text, "Gymsal lørdag")]


def test_a_need_gets_no_more_suggestions_than_one_can_read() -> None:
    offers = [offer(f"school {number}", f"Gymsal {number}") for number in range(MOST_OFFERS + 3)]
    assert len(suggested(need("choir", "Gymsal"), *offers)) == MOST_OFFERS


def test_the_organisers_own_words_bring_together_what_nobody_else_would() -> None:
    lines = need("choir", "Kveldsplass"), offer("school", "Grottå kan brukes")
    assert suggested(*lines) == []
    assert suggested(*lines, own=(("kveldsplass", "grottå"),)) == [("Kveldsplass", "Grottå kan brukes")]


def test_the_order_does_not_depend_on_that_of_the_lines() -> None:
    lines = [need("choir", "Gymsal"), offer("school", "Gymsal"), offer("shop", "Gymsal"), need("band", "Gymsal")]
    assert suggested(*lines) == suggested(*reversed(lines))


CIRCLE = (
    offer("choir", "Korsang på fest", Category.CULTURE),
    need("choir", "Gymsal"),
    offer("school", "Gymsal"),
    need("school", "Plakater og logo", Category.EXPERTISE),
    offer("shop", "Design av plakater", Category.EXPERTISE),
    need("shop", "Sang på julefesten", Category.CULTURE),
)


def test_three_who_cannot_help_each_other_in_pairs_make_a_ring() -> None:
    (ring,) = rings(*CIRCLE)
    assert sorted(offered(ring)) == ["Design av plakater", "Gymsal", "Korsang på fest"]
    assert [gift.need.participant for gift in ring.gifts] == [*ring.participants[1:], ring.participants[0]]


def test_a_pair_that_can_do_it_alone_is_no_part_of_a_ring() -> None:
    assert rings(*CIRCLE, need("school", "Korsang på avslutningen", Category.CULTURE)) == []


def test_a_ring_is_as_strong_as_its_weakest_gift() -> None:
    strong, weak = (Match(CIRCLE[1], CIRCLE[2], strength, ()) for strength in (2, 0.4))
    assert Ring((strong, weak, strong)).strength == 0.4


def test_a_reason_does_not_say_twice_that_something_is_needed() -> None:
    (match,) = find_matches([need("Koret", "Vi trenger gymsal."), offer("Skolen", "Vi har en gymsal.")], lexicon())
    assert reason(match) == "Koret trenger «gymsal» – Skolen tilbyr «en gymsal»."


def test_a_reason_speaks_to_whoever_reads_it() -> None:
    (match,) = find_matches([need("Koret", "Gymsal"), offer("Skolen", "Stor gymsal")], lexicon())
    assert reason(match, match.need.participant) == "Dere trenger «Gymsal» – Skolen tilbyr «Stor gymsal»."
    assert reason(match, match.offer.participant) == "Koret trenger «Gymsal» – dere tilbyr «Stor gymsal»."


def test_a_clue_names_the_words_that_made_the_suggestion() -> None:
    (same,) = find_matches([need("Koret", "Gymsal"), offer("Skolen", "Stor gymsal")], lexicon())
    (other,) = find_matches([need("Koret", "Gymsal"), offer("Skolen", "Idrettshallen")], lexicon())
    assert [clue(same), clue(other)] == ["Begge nevner «gymsal».", "«gymsal» og «idrettshallen» hører sammen."]
