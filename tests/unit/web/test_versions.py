"""Which versions a request is meant for (RFC 9110 §13.1.1), and what is shown to whoever was too late."""

import pytest

from shared.refusal import Refused
from shared.web.forms import FORM, blank_form
from shared.web.versions import beside_saved, versions_of

STALE = Refused("changed_meanwhile", "Noen andre har endret dette siden du åpnet det. Se over og lagre på nytt.")


@pytest.mark.parametrize(
    ("if_match", "versions"),
    [
        (None, None),
        ("*", None),
        ('"3"', {3}),
        ('"3", "4"', {3, 4}),
        ('W/"3"', set()),
        ('"of-another-origin"', set()),
        ("3", set()),
    ],
)
def test_if_match_names_versions(if_match: str | None, versions: set[int] | None) -> None:
    assert versions_of(if_match) == versions


def test_who_was_too_late_keeps_what_was_typed_and_sees_what_is_saved() -> None:
    typed = blank_form(name="Koret", sector="public", people="3", version="1")
    form = beside_saved(
        typed, STALE, 2, {"name": "Lillevik kor", "sector": "voluntary", "people": "3"}, {"voluntary": "Frivillighet"}
    )
    assert (form.value("name"), form.value("sector"), form.value("version")) == ("Koret", "public", "2")
    assert form.errors == {
        FORM: "Noen andre har endret dette siden du åpnet det. Se over og lagre på nytt.",
        "name": "Nå er det lagret: Lillevik kor",
        "sector": "Nå er det lagret: Frivillighet",
    }
