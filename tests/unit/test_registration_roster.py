"""The organiser's list: who is shown, in which order, and how many they are; and what a circular's words become."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from services.registration.changes import differences
from services.registration.circular_text import as_html, as_text, unknown_placeholder
from services.registration.domain.circular import CIRCULAR, SendCircular
from services.registration.queries import WishLine
from services.registration.roster import Choice, Entry, Headcount, Standing, addressed, choice_of, chosen, headcount
from shared.contracts.circulars import CircularSent
from shared.contracts.registration import ParticipantChanged
from shared.contracts.vocabulary import Category, ListingKind, Sector
from tests.paper import a_registration
from tests.specification import Specification

AT = datetime(2027, 4, 20, 9, 30, tzinfo=UTC)

EVERYBODY = [
    Entry(a_registration("Østmarka turlag", people=4, number=12), ()),
    Entry(a_registration("Aasgaard sentral", people=1, photo_consent=False), ()),
    Entry(a_registration("Bygda bibliotek", people=2, sector=Sector.PUBLIC, contact="Åse Prøve"), ()),
    Entry(a_registration("Ærøya kor", people=8, waiting=True), ()),
    Entry(a_registration("Zumba for alle", people=3, withdrawn=True, phone="98 76 54 32"), ()),
    Entry(
        a_registration("Nordhavn Elektro", people=5, sector=Sector.BUSINESS, checked_in_at=AT),
        [
            WishLine(uuid4(), ListingKind.NEED, Category.PLACE, "Lager"),
            WishLine(uuid4(), ListingKind.OFFER, Category.EQUIPMENT, "Lamper, 0 kr", money_confirmed=True),
        ],
    ),
]


def names(**asked: str) -> list[str]:
    return [entry.registration.name.split()[0] for entry in chosen(EVERYBODY, choice_of(asked))]


def test_names_are_in_norwegian_order() -> None:
    assert names() == ["Bygda", "Nordhavn", "Zumba", "Ærøya", "Østmarka", "Aasgaard"]


def test_those_that_are_equal_in_what_is_sorted_by_are_in_the_order_of_names_both_ways() -> None:
    assert names(sorter="sector") == ["Zumba", "Ærøya", "Østmarka", "Aasgaard", "Bygda", "Nordhavn"]
    assert names(sorter="-sector") == ["Nordhavn", "Bygda", "Zumba", "Ærøya", "Østmarka", "Aasgaard"]


def test_a_heading_goes_before_what_the_list_was_sorted_by() -> None:
    assert names(sorter="name", kolonne="-people")[0] == "Ærøya"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"sok": "turlag"}, ["Østmarka"]),
        ({"sok": "åse prøve"}, ["Bygda"]),
        ({"sok": "KARI@eksempel"}, ["Bygda", "Nordhavn", "Zumba", "Ærøya", "Østmarka", "Aasgaard"]),
        ({"sok": "9876"}, ["Zumba"]),
        ({"sok": "12"}, ["Østmarka"]),
        ({"sektor": "public"}, ["Bygda"]),
        ({"status": "waiting"}, ["Ærøya"]),
        ({"status": "arrived"}, ["Nordhavn"]),
        ({"status": "withdrawn"}, ["Zumba"]),
        ({"kategori": "equipment"}, ["Nordhavn"]),
        ({"bilder": "nei"}, ["Aasgaard"]),
        ({"penger": "ja"}, ["Nordhavn"]),
        ({"sektor": "ukjent", "sorter": "-ukjent"}, ["Aasgaard", "Østmarka", "Ærøya", "Zumba", "Nordhavn", "Bygda"]),
    ],
)
def test_the_list_is_narrowed(asked: dict[str, str], found: list[str]) -> None:
    assert names(**asked) == found


def test_an_address_says_everything_but_what_was_searched_for() -> None:
    choice = choice_of({"sok": "Kari", "sektor": "public", "bilder": "nei", "sorter": "-people"})
    assert choice.query == "sektor=public&bilder=nei&sorter=-people"


def test_only_those_who_have_a_place_are_counted() -> None:
    assert headcount(EVERYBODY) == Headcount(4, 12)
    assert headcount(EVERYBODY, Sector.VOLUNTARY) == Headcount(2, 5)


def test_a_mail_to_all_goes_to_nobody_who_withdrew_and_to_those_who_wait_only_when_they_are_meant() -> None:
    assert [entry.standing for entry in addressed(EVERYBODY, Choice())] == [Standing.REGISTERED] * 3 + [
        Standing.ARRIVED
    ]
    waiting = Choice(standing=Standing.WAITING)
    assert [entry.standing for entry in addressed(chosen(EVERYBODY, waiting), waiting)] == [Standing.WAITING]


# What a circular says


def test_placeholders_become_what_they_stand_for() -> None:
    assert as_text("Hei, {organisasjon}: {lenke}", "Kor & co", "https://b/p/1") == "Hei, Kor & co: https://b/p/1"
    html = as_html("Hei, {organisasjon}!\n\n- én\n- to\n\n{lenke}", "Kor & <b>co</b>", "https://b/p/1")
    assert "Hei, Kor &amp; &lt;b&gt;co&lt;/b&gt;!" in html
    assert "<li>én</li>" in html
    assert '<a class="button" href="https://b/p/1">' in html


def test_a_link_within_a_sentence_is_no_button() -> None:
    assert 'class="button"' not in as_html("Se {lenke}.", "Koret", "https://b/p/1")


def test_words_of_the_organisers_own_may_lead_to_the_readers_registration() -> None:
    html = as_html("[Meld avbud]({lenke})", "Koret", "https://b/p/1")
    assert html == '<p><a href="https://b/p/1">Meld avbud</a></p>\n'


def test_what_is_no_markup_is_shown_as_it_was_typed() -> None:
    assert "<script>" not in as_html("<script>alert(1)</script> [x](javascript:alert(1))", "Koret", "#")


def test_braces_around_anything_else_are_questioned() -> None:
    assert unknown_placeholder("Hei, {navn}! {lenke}") == "{navn}"
    assert unknown_placeholder("Hei, {organisasjon}! {lenke}") is None


# Sending it

given = Specification(CIRCULAR)
EXCHANGE, ID = UUID(int=1), UUID(int=2)
send = SendCircular(EXCHANGE, ID, 3, AT)
sent = CircularSent(exchange=EXCHANGE, circular=ID, recipients=3, at=AT)


def test_a_circular_is_sent_once() -> None:
    given().when(send).then(sent)
    given(sent).when(send).nothing()


def test_a_circular_to_nobody_is_not_sent() -> None:
    given().when(SendCircular(EXCHANGE, ID, 0, AT)).refused("no_recipients")


# Telling what an organiser has changed


def test_a_participant_is_told_what_is_different_and_nothing_else() -> None:
    before = ParticipantChanged(
        exchange=EXCHANGE,
        participant=ID,
        name="Koret",
        sector=Sector.VOLUNTARY,
        people=3,
        contact_name="Kari Eksempel",
        email="kari@eksempel.no",
        phone="22 33 44 55",
    )
    after = before.model_copy(update={"people": 5, "photo_consent": False})
    assert differences(before, after) == [("Antall som kommer", "3", "5"), ("Bilder", "Ikke svart", "Nei")]
