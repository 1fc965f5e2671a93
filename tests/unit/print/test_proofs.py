"""Proofs of agreements on paper: all of each stands on one page, with a line for each party's signature."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from services.agreements.printing.proofs import PROOF, proofs
from services.agreements.queries import Agreement, AgreementParty, Evening
from shared.contracts.vocabulary import Commitment
from shared.print.press import typeset
from tests.paper import LONG, NASTY_NAMES, NASTY_TEXTS, inside, opened, outside, squeezed

SIX = datetime(2027, 4, 22, 16, 0, tzinfo=UTC)
EVENING = Evening(
    uuid4(), uuid4(), "lillevik", LONG, date(2027, 4, 22), SIX, SIX + timedelta(hours=1),
    None, None, None, None, None, {}, {}, {},
)  # fmt: skip

Gives = tuple[str, str | None]


def between(*sides: Gives, number: int = 17, commitment: Commitment = Commitment.FIRM) -> Agreement:
    parties = [AgreementParty(uuid4(), name, gives, None) for name, gives in sides]
    deadline, first = date(2027, 5, 6), parties[0].participant
    return Agreement(
        uuid4(), number, 1, commitment, deadline, first, False, SIX, "megler-3", None, None, None, False, parties
    )


CONCERT = between(("Fjordkoret", "En minikonsert"), ("Ås bibliotek", None))


def printed(*agreements: Agreement) -> bytes:
    return typeset(PROOF, proofs(EVENING, agreements))


def test_a_proof_says_all_that_was_agreed() -> None:
    with opened(printed(CONCERT)) as paper:
        said = (
            "nr. 17", "Fjordkoret gir", "En minikonsert", "Ås bibliotek får", "torsdag 6. mai 2027",
            "Tar kontakt først Fjordkoret", "torsdag 22. april 2027 kl. 18.00 av Megler 3", "Ikke penger!",
        )  # fmt: skip
        assert [words for words in said if squeezed(words) not in paper.text] == []


def test_those_who_only_want_to_meet_again_give_nothing_and_get_nothing() -> None:
    meeting = between(("Fjordkoret", None), ("Ås bibliotek", None), commitment=Commitment.INTENT)

    with opened(printed(meeting)) as paper:
        assert "Intensjonsavtale" in paper.text
        assert paper.text.count("vilmøtesigjen") == 2


def test_each_agreement_has_a_page_of_its_own_with_a_line_for_each_party() -> None:
    ring = between(("Fjordkoret", "Sang"), ("Banken", "Kurs"), ("Museet", "Lokale"), number=18)

    with opened(printed(CONCERT, ring)) as paper:
        lines = [page.extract_text().count("Sted, dato og underskrift") for page in paper.pages]
        assert lines == [2, 3]


def test_the_longest_agreement_of_six_stands_above_what_follows_on_its_page() -> None:
    text = NASTY_TEXTS[0][:500]

    with opened(printed(between(*((LONG, text) for _party in range(6))))) as paper:
        (page,) = paper.pages
        below = page.search("6\\. mai 2027")[0]["top"]
        agreed = page.within_bbox((0, 0, page.width, below)).extract_text()
        assert squeezed(agreed).count(squeezed(text)) == 6
        assert outside(page, [inside(page, 14)]) == ""


def test_nothing_that_people_type_leaves_the_page() -> None:
    with opened(printed(between(*((name, NASTY_TEXTS[1]) for name in NASTY_NAMES[1:7])))) as paper:
        assert [outside(page, [inside(page, 14)]) for page in paper.pages] == [""]


def test_a_screen_reader_is_told_the_number_and_the_parties() -> None:
    with opened(printed(CONCERT)) as paper:
        assert [squeezed(heading) for heading in paper.outline] == ["Avtalenr.17", "Fjordkoret", "Åsbibliotek"]
        assert paper.claims_accessibility
        assert paper.is_tagged
