"""Sites as they were published last."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from shared.contracts import registration
from shared.contracts.site import SiteColours, SitePicture, SitePublished
from shared.database import Pool, Statement
from shared.eventlog import Recorded
from shared.projection import Projection
from shared.sql import statements

sql = statements(Path(__file__).parents[1] / "sql")
PUT_SITE = sql("put_site")
FIND_SITE = sql("find_site")
LIST_SITES = sql("list_sites")

SITES = Projection("sites", 1, registration.CONTRACT, sql("site_tables"))


@SITES.on(SitePublished)
def site_published(event: SitePublished, recorded: Recorded) -> Iterator[Statement]:
    yield (
        PUT_SITE,
        {
            "exchange": event.exchange,
            "texts": Jsonb(dict(event.texts)),
            "picture": event.picture and event.picture.digest,
            "description": event.picture and event.picture.description,
            "main": event.colours and event.colours.main,
            "highlight": event.colours and event.colours.highlight,
            "version": recorded.version,
        },
    )


@dataclass(frozen=True)
class Site:
    """What an exchange's site says and shows; `version` is that of its stream, 0 where nobody has changed it."""

    texts: Mapping[str, str] = field(default_factory=dict)
    picture: SitePicture | None = None
    colours: SiteColours | None = None
    version: int = 0


@dataclass(frozen=True)
class _Row:
    exchange: UUID
    texts: dict[str, str]
    picture: str | None
    description: str | None
    main: str | None
    highlight: str | None
    version: int


class Sites:
    """Finds sites."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def all(self) -> Mapping[UUID, Site]:
        """The sites that somebody has changed, by exchange."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(_Row)) as cursor:
            await cursor.execute(LIST_SITES)
            return {row.exchange: _site(row) for row in await cursor.fetchall()}

    async def of(self, exchange: UUID) -> Site:
        """The site of an exchange."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(_Row)) as cursor:
            await cursor.execute(FIND_SITE, {"exchange": exchange})
            row = await cursor.fetchone()
        return _site(row) if row else Site()


def _site(row: _Row) -> Site:
    return Site(
        row.texts,
        SitePicture(digest=row.picture, description=row.description or "") if row.picture else None,
        SiteColours(main=row.main, highlight=row.highlight) if row.main and row.highlight else None,
        row.version,
    )
