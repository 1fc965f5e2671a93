"""The vault: every participant's key, wrapped by the key-encryption key. Without the key its data is noise."""

import base64
from collections.abc import Collection, Mapping
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from shared.database import Pool
from shared.personal import KEY_BYTES, new_key
from shared.settings import Settings
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
CREATE_KEY = sql("create_key")
FIND_KEYS = sql("find_keys")
ERASE_KEY = sql("erase_key")


class DatabaseKeys:
    """Makes, finds and destroys the keys of subjects. Keys are wrapped with AES Key Wrap (RFC 3394)."""

    def __init__(self, pool: Pool, key_encryption_key: bytes) -> None:
        self._pool = pool
        self._wrapping_key = key_encryption_key

    async def create(self, subject: UUID) -> None:
        """Make a key unless the subject has one, or had one that was erased."""
        wrapped = aes_key_wrap(self._wrapping_key, new_key())
        async with self._pool.connection() as connection:
            await connection.execute(CREATE_KEY, {"subject": subject, "wrapped": wrapped})

    async def find(self, subjects: Collection[UUID]) -> Mapping[UUID, bytes]:
        """The keys of those subjects that have one; an erased subject is absent."""
        async with self._pool.connection() as connection:
            rows = await (await connection.execute(FIND_KEYS, {"subjects": list(subjects)})).fetchall()
        return {subject: aes_key_unwrap(self._wrapping_key, wrapped) for subject, wrapped in rows}

    async def erase(self, subject: UUID, connection: AsyncConnection[TupleRow]) -> None:
        """Destroy a key for ever, in the caller's transaction; nothing happens the second time."""
        await connection.execute(ERASE_KEY, {"subject": subject})


def key_encryption_key(settings: Settings) -> bytes:
    """The key that wraps the others. Raises `ValueError` unless the setting is 32 bytes in base64."""
    secret = settings.key_encryption_key
    if secret is None:
        raise ValueError("registration needs BORSEN_KEY_ENCRYPTION_KEY")
    key = base64.b64decode(secret.get_secret_value(), validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError(f"BORSEN_KEY_ENCRYPTION_KEY must be {KEY_BYTES} bytes in base64")
    return key
