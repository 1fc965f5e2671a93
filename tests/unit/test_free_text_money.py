"""Which texts speak of money (handbook: 'Ikke penger!')."""

import pytest

from shared.free_text.money import find_money


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lån av salen for 500 kr", "kr"),
        ("Lån av salen for 500kr", "kr"),
        ("Lokale, kr. 1 000 per kveld", "kr"),
        ("Hundre kroner per deltaker", "kroner"),
        ("Foredrag for NOK 2000", "NOK"),
        ("Kurs, 500,- per person", "500,-"),
        ("Kurs, 1 500,– per person", "1 500,–"),
        ("Omvisning for € 20", "€ 2"),
        ("Foredrag mot honorar", "honorar"),
        ("Konsert mot betaling", "betaling"),
        ("Vi betaler for maten", "betaler"),
        ("Sal til redusert leiepris", "leiepris"),
        ("Dere får faktura etterpå", "faktura"),
        ("Lån av buss mot vederlag", "vederlag"),
        ("Vipps til kassereren", "Vipps"),
        ("20 % rabatt til medlemmene", "rabatt"),
        ("Lån av salen, den vanlige leien på 2500 kr faller bort", "kr"),
        ("Lån av anlegg, normalt 1200 kr, her helt uten betaling", "kr"),
    ],
)
def test_a_text_that_speaks_of_money(text: str, words: str) -> None:
    assert find_money(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Gratis inngang for frivillige",
        "En krets av ivrige strikkere",
        "Kreativ workshop",
        "Et førstehjelpskurs uten betaling",
        "Lån av lydanlegg uten å betale",
        "Ingen betaling, bare kaffe",
        "Uten krav om honorar",
        "Ikke noe vederlag",
        "0 kr",
        "Vi har nok stoler til 40",
        "Kroning av årets nabo",
        "Betalingsfritt møterom",
        "Tre kvelder, 10-12 personer",
        "Møterom nr. 500, hver tirsdag",
        "Pris for beste plakat",
    ],
)
def test_a_text_that_does_not(text: str) -> None:
    assert find_money(text) is None
