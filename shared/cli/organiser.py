"""`borsen organiser`: a way in for an organiser, the first one or one whose mail does not arrive."""

import asyncio
from typing import Annotated

import typer
from psycopg.errors import UndefinedTable
from psycopg_pool import PoolTimeout

from services.registration.organisers import Organisers
from shared import logging
from shared.cli.console import UNUSABLE, fail, out
from shared.cli.installed import Data, find
from shared.clock import SystemClock
from shared.database import make_pool, wait_for_database
from shared.settings import Settings

app = typer.Typer(add_completion=False)

DATABASE_SECONDS = 5


class NoOrganisation(Exception):
    """Somebody new must belong somewhere."""


@app.command()
def organiser(
    email: Annotated[str, typer.Option(help="The organiser's address.")],
    organisation: Annotated[
        str | None, typer.Option(help="The municipality or district that they belong to; needed for somebody new.")
    ] = None,
    data: Data = None,
) -> None:
    """Make a one-time link with which an organiser signs in, good for 20 minutes.

    In compose: `docker compose exec registration borsen organiser --email …`.
    """
    logging.configure("auto", "error")
    settings = find(data).settings
    try:
        out.print(asyncio.run(_new_link(settings, email, organisation)))
    except NoOrganisation:
        fail(f"{email} is not known yet: say with --organisation whose organiser this is")
    except PoolTimeout:
        fail("the database does not answer", status=UNUSABLE)
    except UndefinedTable:
        fail("these settings are not registration's: organisers are kept there", status=UNUSABLE)


async def _new_link(settings: Settings, email: str, organisation: str | None) -> str:
    async with make_pool(settings.database_url.get_secret_value(), size=1) as pool:
        await wait_for_database(pool, seconds=DATABASE_SECONDS)
        organisers = Organisers(pool, SystemClock(), settings.public_url)
        known = await organisers.with_email(email)
        if known is None and organisation is None:
            raise NoOrganisation
        return await organisers.make_link(known or await organisers.add(email, organisation or ""))
