"""Personal-data fields: sealed before they are stored, unreadable for ever once their subject's key is gone.

A field declared `Annotated[str, Personal(subject=…, fallback=…)]` is stored as AES-256-GCM ciphertext under a key
per subject, with a random 96-bit nonce; the event id and the field's name are the associated data, so that a
ciphertext cannot be moved to another event or field. Erasing a person is destroying the key (crypto-shredding).
"""

import base64
import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from shared.contracts.base import Event

NONCE_BYTES = 12
KEY_BYTES = 32
PREFIX = "sealed:1:"


@dataclass(frozen=True, slots=True)
class Personal:
    """Marks a text field as personal data of the subject named by the event's field `subject`.

    A field may be None, or be younger than a stored event: there is nothing to seal, and it stays as it is.
    """

    subject: str
    fallback: str


class SubjectErased(Exception):
    """Something personal was to be sealed for a subject whose key has been destroyed."""


class Unreadable(Exception):
    """A sealed field does not belong to this event, this field or this key."""


class Keys(Protocol):
    """Where the keys of subjects are kept."""

    async def find(self, subjects: Collection[UUID]) -> Mapping[UUID, bytes]:
        """The 32-byte keys of those subjects that have one; an erased subject is absent."""
        ...


@cache
def personal_fields(event: "type[Event]") -> Mapping[str, Personal]:
    """The personal fields of an event class, by name; empty for most."""
    return {
        name: mark
        for name, field in event.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, Personal)
    }


def subjects_of(event: "type[Event]", data: Mapping[str, Any]) -> set[UUID]:
    """Whose personal data a stored event of this class holds."""
    return {UUID(str(data[mark.subject])) for mark in personal_fields(event).values()}


def seal_fields(
    event: "type[Event]", event_id: UUID, data: dict[str, Any], keys: Mapping[UUID, bytes]
) -> dict[str, Any]:
    """The event's data with each personal field encrypted. Raises `SubjectErased` where the key is missing."""
    sealed = dict(data)
    for name, mark in personal_fields(event).items():
        if data[name] is None:
            continue
        key = keys.get(UUID(str(data[mark.subject])))
        if key is None:
            raise SubjectErased(f"no key for the subject of {event.__name__}.{name}")
        sealed[name] = seal(key, data[name], event_id, name)
    return sealed


def open_fields(
    event: "type[Event]", event_id: UUID, data: dict[str, Any], keys: Mapping[UUID, bytes]
) -> dict[str, Any]:
    """The event's data with each personal field readable, or its fallback where the subject was erased."""
    opened = dict(data)
    for name, mark in personal_fields(event).items():
        if data.get(name) is None:
            continue
        key = keys.get(UUID(str(data[mark.subject])))
        opened[name] = mark.fallback if key is None else unseal(key, data[name], event_id, name)
    return opened


def seal(key: bytes, text: str, event_id: UUID, field: str) -> str:
    """Ciphertext of one field, as printable text."""
    nonce = os.urandom(NONCE_BYTES)
    ciphertext = AESGCM(key).encrypt(nonce, text.encode(), _associated(event_id, field))
    return PREFIX + base64.urlsafe_b64encode(nonce + ciphertext).decode()


def unseal(key: bytes, sealed: str, event_id: UUID, field: str) -> str:
    """The text of one sealed field. Raises `Unreadable` for a wrong key, event, field or a damaged text."""
    if not sealed.startswith(PREFIX):
        raise Unreadable(f"{field} of event {event_id} is not sealed")
    try:
        raw = base64.urlsafe_b64decode(sealed.removeprefix(PREFIX))
        text = AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _associated(event_id, field))
    except (InvalidTag, ValueError) as error:
        raise Unreadable(f"{field} of event {event_id} cannot be opened") from error
    return text.decode()


def new_key() -> bytes:
    """A fresh key for one subject."""
    return os.urandom(KEY_BYTES)


def _associated(event_id: UUID, field: str) -> bytes:
    return event_id.bytes + field.encode()


def all_subjects(events: Iterable[tuple["type[Event]", Mapping[str, Any]]]) -> set[UUID]:
    """Whose keys are needed to open these events."""
    return {subject for event, data in events for subject in subjects_of(event, data)}
