"""What the market hour decides, in sentences."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.agreements.domain.agreement import (
    AGREEMENT,
    LONGEST_TEXT,
    MOST_PARTIES,
    PARTICIPANT,
    CancelAgreement,
    CorrectAgreement,
    Guest,
    Line,
    MakeAgreement,
    MakeLateAgreement,
    RecognisePaper,
    Room,
    Side,
    Terms,
    moment_of_tap,
)
from services.agreements.domain.market import Closed, NotOpened, Open
from shared.contracts.agreements import (
    AgreementCancelled,
    AgreementCorrected,
    AgreementMade,
    MarketClosed,
    MarketOpened,
    PaperRecognised,
    Party,
)
from shared.contracts.vocabulary import Commitment, ListingKind
from tests.specification import Specification

given = Specification(AGREEMENT)

SIX = datetime(2027, 4, 22, 16, 0, tzinfo=UTC)
SEVEN = SIX + timedelta(hours=1)
AFTER_SEVEN = SEVEN + timedelta(seconds=1)
CLOSED = Closed(opened_at=SIX, at=SEVEN)
TODAY = date(2027, 4, 22)
IN_TWO_WEEKS = date(2027, 5, 6)
JUST_BEFORE_MIDNIGHT = datetime(2027, 4, 22, 21, 50, tzinfo=UTC)
JUST_AFTER_MIDNIGHT = datetime(2027, 4, 22, 22, 10, tzinfo=UTC)

EXCHANGE, ELSEWHERE = uuid4(), uuid4()
CHOIR, LIBRARY, BANK, GONE, STRANGER = uuid4(), uuid4(), uuid4(), uuid4(), uuid4()
CHOIRS_CONCERT, LIBRARYS_NEED, BANKS_OFFER, LIBRARYS_OFFER = uuid4(), uuid4(), uuid4(), uuid4()
AGREEMENT_ID = uuid4()

ROOM = Room(
    market=Open(SIX, SEVEN),
    guests={
        CHOIR: Guest("Fjordkoret"),
        LIBRARY: Guest("Lillevik bibliotek"),
        BANK: Guest("Lillevik Sparebank"),
        GONE: Guest("Turlaget", withdrawn=True),
    },
    lines={
        CHOIRS_CONCERT: Line(CHOIR, ListingKind.OFFER),
        LIBRARYS_NEED: Line(LIBRARY, ListingKind.NEED),
        LIBRARYS_OFFER: Line(LIBRARY, ListingKind.OFFER),
        BANKS_OFFER: Line(BANK, ListingKind.OFFER),
    },
)
LATE_ROOM = replace(ROOM, market=Open(SIX, JUST_AFTER_MIDNIGHT))
TERMS = Terms(
    sides=(Side(CHOIR, "En minikonsert i mai"), Side(LIBRARY, "Øvingsrom hver tirsdag")),
    commitment=Commitment.FIRM,
    deadline=IN_TWO_WEEKS,
    first_contact=CHOIR,
)
MAKE = MakeAgreement(EXCHANGE, AGREEMENT_ID, TERMS, ROOM, SIX, "megler-1")
CORRECT = CorrectAgreement(EXCHANGE, AGREEMENT_ID, TERMS, ROOM, SEVEN, "megler-2")
CANCEL = CancelAgreement(EXCHANGE, AGREEMENT_ID, "De rakk det ikke likevel", SEVEN, "megler-2")

made = AgreementMade(
    exchange=EXCHANGE,
    agreement=AGREEMENT_ID,
    parties=(
        Party(participant=CHOIR, name="Fjordkoret", gives="En minikonsert i mai"),
        Party(participant=LIBRARY, name="Lillevik bibliotek", gives="Øvingsrom hver tirsdag"),
    ),
    commitment=Commitment.FIRM,
    deadline=IN_TWO_WEEKS,
    first_contact=CHOIR,
    at=SIX,
    broker="megler-1",
)
cancelled = AgreementCancelled(
    exchange=EXCHANGE, agreement=AGREEMENT_ID, at=SEVEN, reason="De rakk det ikke likevel", broker="megler-2"
)
opened = MarketOpened(exchange=EXCHANGE, at=SIX, closes_at=SEVEN)
closed = MarketClosed(exchange=EXCHANGE, at=SEVEN)


def make(one: Side, other: Side, **others: Any) -> MakeAgreement:
    return replace(MAKE, terms=replace(TERMS, sides=(one, other), first_contact=one.participant, **others))


class TestMakingAnAgreement:
    def test_two_parties_who_give_to_each_other_make_one(self) -> None:
        given().when(MAKE).then(made)

    def test_it_is_made_once(self) -> None:
        given(made).when(MAKE).refused("already_made", "allerede registrert")

    def test_it_waits_for_the_market_to_open(self) -> None:
        early = replace(MAKE, room=replace(ROOM, market=NotOpened()))
        given().when(early).refused("market_not_open", "gongen")

    def test_it_is_too_late_once_the_market_has_closed(self) -> None:
        late = replace(MAKE, at=AFTER_SEVEN, room=replace(ROOM, market=CLOSED))
        given().when(late).refused("market_closed", "stengt")

    def test_one_that_was_tapped_before_the_closing_gong_may_come_after_it(self) -> None:
        given().when(replace(MAKE, room=replace(ROOM, market=CLOSED))).then(made)

    def test_a_party_must_be_a_participant_of_the_exchange(self) -> None:
        given().when(make(Side(CHOIR, "Konsert"), Side(STRANGER))).refused("unknown_party", "Søk en gang til")

    def test_a_party_that_withdrew_makes_no_agreement(self) -> None:
        given().when(make(Side(CHOIR, "Konsert"), Side(GONE))).refused("withdrawn_party", "Turlaget har meldt avbud")

    def test_nobody_makes_an_agreement_with_itself(self) -> None:
        given().when(make(Side(CHOIR, "Konsert"), Side(CHOIR))).refused("same_party", "Fjordkoret")

    def test_the_first_contact_is_made_by_one_of_the_parties(self) -> None:
        somebody_else = replace(MAKE, terms=replace(TERMS, first_contact=BANK))
        given().when(somebody_else).refused("first_contact", "hvem av partene")

    def test_the_deadline_may_be_today(self) -> None:
        today = replace(MAKE, terms=replace(TERMS, deadline=TODAY))
        given().when(today).then(made.model_copy(update={"deadline": TODAY}))

    def test_the_deadline_cannot_have_passed(self) -> None:
        yesterday = replace(MAKE, terms=replace(TERMS, deadline=TODAY - timedelta(days=1)))
        given().when(yesterday).refused("deadline_passed", "fra i dag")

    def test_the_deadline_may_be_the_day_of_the_tap_in_norway_however_late_in_it(self) -> None:
        today = replace(MAKE, at=JUST_BEFORE_MIDNIGHT, terms=replace(TERMS, deadline=TODAY), room=LATE_ROOM)
        given().when(today).then(made.model_copy(update={"deadline": TODAY, "at": JUST_BEFORE_MIDNIGHT}))
        given().when(replace(today, at=JUST_AFTER_MIDNIGHT)).refused("deadline_passed")

    def test_a_text_is_not_blank(self) -> None:
        given().when(make(Side(CHOIR, "  "), Side(LIBRARY, "Øvingsrom"))).refused("text_empty", "helt tomt")

    def test_a_text_is_not_endless(self) -> None:
        endless = "a" * (LONGEST_TEXT + 1)
        given().when(make(Side(CHOIR, endless), Side(LIBRARY))).refused("text_too_long", str(LONGEST_TEXT))


class TestMoreThanTwoParties:
    bank = Side(BANK, "Et lokale til øvelsen", BANKS_OFFER)

    def test_a_third_may_join(self) -> None:
        given().when(self.agreed(*TERMS.sides, self.bank)).then(self.made_by_three)

    def test_a_third_may_be_added_later(self) -> None:
        terms = replace(TERMS, sides=(*TERMS.sides, self.bank))
        given(made).when(replace(CORRECT, terms=terms)).then(
            AgreementCorrected(
                **self.made_by_three.model_dump(exclude={"type", "at", "broker", "late"}), at=SEVEN, broker="megler-2"
            )
        )

    def test_anyone_may_meet_the_need_of_any_other(self) -> None:
        given().when(self.agreed(Side(CHOIR), Side(LIBRARY), Side(BANK, "Øvingsrom", LIBRARYS_NEED))).then(
            made.model_copy(
                update={
                    "parties": (
                        Party(participant=CHOIR, name="Fjordkoret"),
                        Party(participant=LIBRARY, name="Lillevik bibliotek"),
                        Party(participant=BANK, name="Lillevik Sparebank", gives="Øvingsrom", listing=LIBRARYS_NEED),
                    )
                }
            )
        )

    def test_nobody_is_two_of_them(self) -> None:
        given().when(self.agreed(*TERMS.sides, Side(CHOIR))).refused("same_party", "Fjordkoret")

    @pytest.mark.parametrize("parties", [1, MOST_PARTIES + 1])
    def test_there_are_neither_too_few_nor_too_many(self, parties: int) -> None:
        given().when(self.agreed(*[Side(CHOIR, "Konsert")] * parties)).refused("parties", str(MOST_PARTIES))

    @property
    def made_by_three(self) -> AgreementMade:
        bank = Party(participant=BANK, name="Lillevik Sparebank", gives="Et lokale til øvelsen", listing=BANKS_OFFER)
        return made.model_copy(update={"parties": (*made.parties, bank)})

    def agreed(self, *sides: Side) -> MakeAgreement:
        return replace(MAKE, terms=replace(TERMS, sides=sides))


class TestGiveAndGetOrJustGive:
    def test_one_may_just_give(self) -> None:
        given().when(make(Side(CHOIR, "En minikonsert i mai"), Side(LIBRARY))).then(
            made.model_copy(
                update={"parties": (made.parties[0], Party(participant=LIBRARY, name="Lillevik bibliotek"))}
            )
        )

    def test_somebody_must_give_something(self) -> None:
        given().when(make(Side(CHOIR), Side(LIBRARY))).refused("nothing_given", "intensjonsavtale")

    def test_those_who_only_mean_to_meet_again_need_not_know_yet_what_they_give(self) -> None:
        given().when(make(Side(CHOIR), Side(LIBRARY), commitment=Commitment.INTENT)).then(
            made.model_copy(
                update={
                    "parties": (
                        Party(participant=CHOIR, name="Fjordkoret"),
                        Party(participant=LIBRARY, name="Lillevik bibliotek"),
                    ),
                    "commitment": Commitment.INTENT,
                }
            )
        )


class TestNoMoney:
    paid = Side(LIBRARY, "Øvingsrom for 500 kroner")

    def test_a_text_about_money_is_refused_with_the_words_that_it_stumbles_on(self) -> None:
        given().when(make(Side(CHOIR, "Konsert"), self.paid)).refused("money", "«kroner»")

    def test_it_is_fine_once_the_broker_has_made_sure_that_nobody_pays(self) -> None:
        confirmed = make(Side(CHOIR, "En minikonsert i mai"), self.paid, money_confirmed=True)
        paid = Party(participant=LIBRARY, name="Lillevik bibliotek", gives="Øvingsrom for 500 kroner")
        given().when(confirmed).then(
            made.model_copy(update={"parties": (made.parties[0], paid), "money_confirmed": True})
        )


class TestLinesOfTheCatalogue:
    def test_a_party_gives_what_it_offers(self) -> None:
        self.given_by_the_choir(CHOIRS_CONCERT)

    def test_a_party_gives_what_the_other_needs(self) -> None:
        self.given_by_the_choir(LIBRARYS_NEED)

    @pytest.mark.parametrize("listing", [BANKS_OFFER, LIBRARYS_OFFER, uuid4()])
    def test_a_party_cannot_give_what_is_not_its_own_to_give(self, listing: UUID) -> None:
        given().when(make(Side(CHOIR, "Konsert", listing), Side(LIBRARY))).refused("foreign_listing", "noen andre")

    def given_by_the_choir(self, listing: UUID) -> None:
        given().when(make(Side(CHOIR, "En minikonsert i mai", listing), TERMS.sides[1])).then(
            made.model_copy(
                update={"parties": (made.parties[0].model_copy(update={"listing": listing}), made.parties[1])}
            )
        )


class TestCorrectingAnAgreement:
    later = date(2027, 6, 1)

    def test_the_new_terms_replace_the_old_ones(self) -> None:
        given(made).when(replace(CORRECT, terms=replace(TERMS, deadline=self.later))).then(
            AgreementCorrected(
                **made.model_dump(exclude={"type", "deadline", "at", "broker", "late"}),
                deadline=self.later,
                at=SEVEN,
                broker="megler-2",
            )
        )

    def test_a_deadline_that_has_passed_since_may_stay(self) -> None:
        concert = replace(TERMS, sides=(Side(CHOIR, "En konsert"), TERMS.sides[1]))
        long_after = SIX + timedelta(days=30)
        given(made).when(replace(CORRECT, at=long_after, terms=concert)).then(
            AgreementCorrected(
                **made.model_dump(exclude={"type", "parties", "at", "broker", "late"}),
                parties=(made.parties[0].model_copy(update={"gives": "En konsert"}), made.parties[1]),
                at=long_after,
                broker="megler-2",
            )
        )

    def test_a_new_deadline_cannot_have_passed(self) -> None:
        yesterday = replace(TERMS, deadline=TODAY - timedelta(days=1))
        given(made).when(replace(CORRECT, terms=yesterday)).refused("deadline_passed")

    def test_nothing_happens_when_nothing_is_changed(self) -> None:
        given(made).when(CORRECT).nothing()

    def test_it_is_still_possible_after_the_market_has_closed(self) -> None:
        closed_room = replace(ROOM, market=CLOSED)
        given(made).when(replace(CORRECT, room=closed_room, terms=replace(TERMS, deadline=self.later))).then(
            AgreementCorrected(
                **made.model_dump(exclude={"type", "deadline", "at", "broker", "late"}),
                deadline=self.later,
                at=SEVEN,
                broker="megler-2",
            )
        )

    def test_it_keeps_the_rules_of_a_new_one(self) -> None:
        nobody_gives = replace(TERMS, sides=(Side(CHOIR), Side(LIBRARY)))
        given(made).when(replace(CORRECT, terms=nobody_gives)).refused("nothing_given")

    def test_a_cancelled_agreement_cannot_be_corrected(self) -> None:
        given(made, cancelled).when(CORRECT).refused("cancelled", "avlyst")

    def test_there_must_be_one(self) -> None:
        given().when(CORRECT).refused("not_found")

    def test_another_exchanges_agreement_does_not_exist_here(self) -> None:
        given(made).when(replace(CORRECT, exchange=ELSEWHERE)).refused("not_found")


class TestCancellingAnAgreement:
    def test_it_is_called_off_with_a_reason(self) -> None:
        given(made).when(CANCEL).then(cancelled)

    def test_it_needs_a_reason(self) -> None:
        given(made).when(replace(CANCEL, reason=" ")).refused("reason_missing", "hvorfor")

    def test_the_reason_is_not_endless(self) -> None:
        given(made).when(replace(CANCEL, reason="a" * (LONGEST_TEXT + 1))).refused("text_too_long")

    def test_it_is_called_off_once(self) -> None:
        given(made, cancelled).when(CANCEL).nothing()

    def test_there_must_be_one(self) -> None:
        given().when(CANCEL).refused("not_found")

    def test_another_exchanges_agreement_does_not_exist_here(self) -> None:
        given(made).when(replace(CANCEL, exchange=ELSEWHERE)).refused("not_found")


class TestAPaperFormThatTellsOfAKnownAgreement:
    KNOWN = uuid4()
    RECOGNISE = RecognisePaper(EXCHANGE, AGREEMENT_ID, KNOWN, SEVEN, "megler-2")
    recognised = PaperRecognised(exchange=EXCHANGE, agreement=AGREEMENT_ID, same_as=KNOWN, at=SEVEN, broker="megler-2")

    def test_makes_no_agreement(self) -> None:
        given().when(self.RECOGNISE).then(self.recognised)

    def test_is_not_recognised_twice_or_after_it_was_keyed_in(self) -> None:
        given(self.recognised).when(self.RECOGNISE).refused("already_made")
        given(made).when(self.RECOGNISE).refused("already_made")

    def test_may_turn_out_to_be_another_one(self) -> None:
        given(self.recognised).when(MAKE).then(made)

    def test_is_no_agreement_of_another_exchange(self) -> None:
        given(self.recognised).when(replace(MAKE, exchange=uuid4())).refused("already_made")

    def test_has_nothing_to_correct_or_cancel(self) -> None:
        given(self.recognised).when(CORRECT).refused("not_found")
        given(self.recognised).when(CANCEL).refused("not_found")


class TestALateAgreement:
    gong = SEVEN
    last_day = TODAY + timedelta(days=7)
    hall = replace(ROOM, market=Closed(SIX, SEVEN, last_day))
    command = MakeLateAgreement(EXCHANGE, AGREEMENT_ID, TERMS, hall, SEVEN + timedelta(hours=1), party=CHOIR)

    def test_is_marked_as_late_and_registered_by_the_party_itself(self) -> None:
        given().when(self.command).then(
            made.model_copy(update={"at": self.command.at, "broker": PARTICIPANT, "late": True})
        )

    def test_is_taken_on_the_last_day(self) -> None:
        at = JUST_BEFORE_MIDNIGHT + timedelta(days=7)
        on_the_last_day = replace(self.command, at=at, terms=replace(TERMS, deadline=self.last_day))
        given().when(on_the_last_day).then(
            made.model_copy(update={"at": at, "broker": PARTICIPANT, "late": True, "deadline": self.last_day})
        )

    def test_is_not_taken_after_it(self) -> None:
        after_midnight = JUST_AFTER_MIDNIGHT + timedelta(days=7)
        given().when(replace(self.command, at=after_midnight)).refused("too_late", "er ute")

    def test_goes_to_a_broker_while_the_market_is_open(self) -> None:
        given().when(replace(self.command, room=ROOM)).refused("not_late", "børsmegler")

    def test_is_not_taken_where_the_host_wants_none(self) -> None:
        room = replace(self.hall, market=Closed(SIX, SEVEN))
        given().when(replace(self.command, room=room)).refused("market_closed", "stengt")

    def test_is_registered_by_one_of_its_parties(self) -> None:
        given().when(replace(self.command, party=BANK)).refused("not_a_party", "selv er med på")

    def test_keeps_the_rules_of_every_agreement(self) -> None:
        nobody_gives = replace(TERMS, sides=(Side(CHOIR), Side(LIBRARY)))
        given().when(replace(self.command, terms=nobody_gives)).refused("nothing_given")

    def test_is_made_once(self) -> None:
        given(made).when(self.command).refused("already_made")


class TestTheMomentOfTheTap:
    now = SIX + timedelta(minutes=30)

    def test_is_what_the_tablet_says(self) -> None:
        tapped = SIX + timedelta(minutes=20)
        assert moment_of_tap(tapped, self.now, Open(SIX, SEVEN)) == tapped

    def test_is_now_when_the_tablet_says_nothing(self) -> None:
        assert moment_of_tap(None, self.now, Open(SIX, SEVEN)) == self.now

    def test_is_now_when_the_tablets_clock_is_ahead(self) -> None:
        assert moment_of_tap(SEVEN, self.now, Open(SIX, SEVEN)) == self.now

    def test_is_not_before_the_market_opened(self) -> None:
        assert moment_of_tap(SIX - timedelta(days=1), self.now, Open(SIX, SEVEN)) == SIX

    def test_is_what_the_tablet_says_also_when_it_delivers_after_the_closing_gong(self) -> None:
        tapped = SIX + timedelta(minutes=20)
        assert moment_of_tap(tapped, SEVEN + timedelta(hours=3), CLOSED) == tapped
