"""Personal data: sealed under the subject's key, bound to its event and field, gone with the key."""

import json
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.registration import ERASED, ParticipantRegistered, ParticipantWithdrawn
from shared.personal import (
    SubjectErased,
    Unreadable,
    new_key,
    open_fields,
    personal_fields,
    seal,
    seal_fields,
    subjects_of,
    unseal,
)

GOLDEN = Path(__file__).parents[1] / "contracts" / "golden" / "registration" / "ParticipantRegistered.2.json"
EVENT = uuid4()
CONTACT = {"contact_name": "Kontakt Ask", "email": "kontakt@lindevik.example", "phone": "40000001", "dietary": "Nøtter"}


@pytest.fixture
def data() -> dict[str, object]:
    return {**json.loads(GOLDEN.read_text()), **CONTACT}


def test_contact_fields_are_personal_and_names_of_organisations_are_not() -> None:
    assert set(personal_fields(ParticipantRegistered)) == {"contact_name", "email", "phone", "dietary"}
    assert not personal_fields(ParticipantWithdrawn)


def test_what_is_sealed_can_be_opened_with_the_subjects_key(data: dict[str, object]) -> None:
    keys = {subject: new_key() for subject in subjects_of(ParticipantRegistered, data)}
    sealed = seal_fields(ParticipantRegistered, EVENT, data, keys)
    assert open_fields(ParticipantRegistered, EVENT, sealed, keys) == data


def test_nothing_of_a_sealed_field_can_be_read(data: dict[str, object]) -> None:
    keys = {subject: new_key() for subject in subjects_of(ParticipantRegistered, data)}
    stored = json.dumps(seal_fields(ParticipantRegistered, EVENT, data, keys))
    assert not any(text in stored for text in CONTACT.values())


def test_what_nobody_said_stays_unsaid(data: dict[str, object]) -> None:
    keys = {subject: new_key() for subject in subjects_of(ParticipantRegistered, data)}
    sealed = seal_fields(ParticipantRegistered, EVENT, {**data, "dietary": None}, keys)
    assert open_fields(ParticipantRegistered, EVENT, sealed, {})["dietary"] is None


def test_an_event_older_than_a_personal_field_can_be_opened(data: dict[str, object]) -> None:
    keys = {subject: new_key() for subject in subjects_of(ParticipantRegistered, data)}
    sealed = seal_fields(ParticipantRegistered, EVENT, data, keys)
    del sealed["dietary"]
    assert open_fields(ParticipantRegistered, EVENT, sealed, keys)["email"] == CONTACT["email"]


def test_an_erased_subject_is_shown_by_its_fallback(data: dict[str, object]) -> None:
    keys = {subject: new_key() for subject in subjects_of(ParticipantRegistered, data)}
    sealed = seal_fields(ParticipantRegistered, EVENT, data, keys)
    opened = open_fields(ParticipantRegistered, EVENT, sealed, {})
    assert {opened[name] for name in CONTACT} == {ERASED}


def test_sealing_for_an_erased_subject_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(SubjectErased):
        seal_fields(ParticipantRegistered, EVENT, data, {})


@given(text=st.text(), field=st.text(min_size=1, max_size=20), event=st.uuids())
def test_any_text_comes_back_as_it_was(text: str, field: str, event: UUID) -> None:
    key = new_key()
    assert unseal(key, seal(key, text, event, field), event, field) == text


@pytest.mark.parametrize(
    ("event", "field"), [(uuid4(), "email"), (EVENT, "phone")], ids=["another event", "another field"]
)
def test_a_ciphertext_cannot_be_moved(event: UUID, field: str) -> None:
    key = new_key()
    with pytest.raises(Unreadable):
        unseal(key, seal(key, "40000001", EVENT, "email"), event, field)


def test_the_same_text_is_never_sealed_the_same_twice() -> None:
    key = new_key()
    assert seal(key, "40000001", EVENT, "phone") != seal(key, "40000001", EVENT, "phone")
