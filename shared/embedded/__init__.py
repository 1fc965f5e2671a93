"""PostgreSQL and NATS as child processes, for a machine that has neither.

```python
async with EmbeddedPostgres(data / "postgres") as postgres, EmbeddedNats(data / "nats") as nats:
    postgres.dsn("registration")
    nats.url, nats.password("registration")
```

Both end with the process that started them, however it ends, and open their data again after any end. Start
them from a thread that lives as long as they shall: Linux counts the end of the starting thread as the
parent's.
"""

from shared.embedded.lock import DirectoryInUse
from shared.embedded.nats import EmbeddedNats
from shared.embedded.postgres import EmbeddedPostgres
from shared.embedded.server import ServerFailed
from shared.embedded.system_user import DirectoryOutOfReach, default_data_directory

__all__ = [
    "DirectoryInUse",
    "DirectoryOutOfReach",
    "EmbeddedNats",
    "EmbeddedPostgres",
    "ServerFailed",
    "default_data_directory",
]
