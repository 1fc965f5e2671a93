"""Getting at subjects' keys from another service than the one that holds them, and opening events with them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import httpx
import orjson

from shared.contracts.base import Event
from shared.eventlog import Recorded
from shared.personal import Keys, all_subjects, open_fields, personal_fields
from shared.settings import Settings

KEYS_PATH = "/internal/keys"
ASK_AT_MOST = 500


def required_keys_secret(settings: Settings) -> str:
    """The secret of the two services that handle keys. Raises `ValueError` where it is not set."""
    if settings.keys_secret is None:
        raise ValueError("registration and followup need BORSEN_KEYS_SECRET")
    return settings.keys_secret.get_secret_value()


class KeysUnavailable(OSError):
    """The service that holds the keys does not answer. Waiting helps; an event is not to blame."""


class RemoteKeys:
    """Asks registration for keys. Nothing is kept: an erased key must be gone at once."""

    def __init__(self, client: httpx.AsyncClient, secret: str) -> None:
        self._client = client
        self._secret = secret

    async def find(self, subjects: Collection[UUID]) -> Mapping[UUID, bytes]:
        """The keys of those subjects that have one. Raises `KeysUnavailable`."""
        wanted = [str(subject) for subject in subjects]
        found: dict[UUID, bytes] = {}
        for start in range(0, len(wanted), ASK_AT_MOST):
            try:
                answer = await self._client.post(
                    KEYS_PATH,
                    json={"subjects": wanted[start : start + ASK_AT_MOST]},
                    headers={"authorization": f"Bearer {self._secret}"},
                )
                answer.raise_for_status()
            except httpx.HTTPError as error:
                raise KeysUnavailable(f"registration gives no keys: {type(error).__name__}") from error
            keys: dict[str, str] = answer.json()["keys"]
            found |= {UUID(subject): bytes.fromhex(key) for subject, key in keys.items()}
        return found


class PersonalReader:
    """Opens the personal fields of events, with each subject's key or the fallback of an erased one."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def __call__(self, events: Sequence[tuple[Recorded, Event]]) -> list[tuple[Recorded, Event]]:
        """The events with their personal fields readable."""
        stored: dict[UUID, dict[str, Any]] = {
            r.id: orjson.loads(r.data) for r, event in events if personal_fields(type(event))
        }
        keys = await self._keys.find(all_subjects((type(event), stored[r.id]) for r, event in events if r.id in stored))
        return [(r, self._opened(r, event, stored[r.id], keys) if r.id in stored else event) for r, event in events]

    def _opened(self, r: Recorded, event: Event, data: dict[str, Any], keys: Mapping[UUID, bytes]) -> Event:
        return event.model_copy(
            update={
                name: value
                for name, value in open_fields(type(event), r.id, data, keys).items()
                if name in personal_fields(type(event))
            }
        )
