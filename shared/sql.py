"""SQL lives in `.sql` files, one statement or function each, named after what it does."""

from collections.abc import Callable
from pathlib import Path

from psycopg.sql import SQL


def statements(directory: Path) -> Callable[[str], SQL]:
    """A loader: `statements(folder)("insert_agreement")` is the SQL of `folder/insert_agreement.sql`.

    Raises `FileNotFoundError` at import time for a name without a file.
    """

    def load(name: str) -> SQL:
        text = (directory / f"{name}.sql").read_text(encoding="utf-8")
        return SQL(text)

    return load
