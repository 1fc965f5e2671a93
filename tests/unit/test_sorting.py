"""Norwegian alphabetical order."""

from shared.sorting import norwegian_key


def in_order(*names: str) -> list[str]:
    return sorted(names, key=norwegian_key)


def test_ae_oe_and_aa_follow_z() -> None:
    assert in_order("Ås", "Zoo", "Ørje", "Ærlig", "Asker") == ["Asker", "Zoo", "Ærlig", "Ørje", "Ås"]


def test_double_a_stands_with_the_letter_it_once_was() -> None:
    assert in_order("Aasen", "Åse", "Zahl", "Abel") == ["Abel", "Zahl", "Åse", "Aasen"]


def test_foreign_letters_stand_with_their_norwegian_neighbours() -> None:
    assert in_order("Öberg", "Østby", "Äng", "Ålgård", "Müller", "Myhre") == [
        "Myhre",
        "Müller",
        "Äng",
        "Öberg",
        "Østby",
        "Ålgård",
    ]


def test_case_and_accents_do_not_count() -> None:
    assert norwegian_key("Idé") == norwegian_key("IDE")


def test_an_a_ring_written_as_two_code_points_is_the_same_letter() -> None:
    assert norwegian_key("A\u030as") == norwegian_key("Ås")


def test_quotation_marks_and_hyphens_do_not_decide_the_order() -> None:
    assert in_order("«Ung» kultur", "Teater-klubben", "Teater klubb") == [
        "Teater klubb",
        "Teater-klubben",
        "«Ung» kultur",
    ]


def test_numbers_compare_by_value() -> None:
    assert in_order("Speidergruppe 10", "Speidergruppe 9") == ["Speidergruppe 9", "Speidergruppe 10"]
