"""How catalog is put together."""

from pathlib import Path

from fastapi import FastAPI

from services.catalog import api, pages
from services.catalog.policies import follow_participants
from services.catalog.printing import routes as printing
from services.catalog.projections import LISTINGS
from services.catalog.queries import Catalogue
from shared.clock import Clock
from shared.contracts import catalog
from shared.directory import DIRECTORY, Directory
from shared.print import Press, Stock
from shared.service import Service
from shared.settings import Settings
from shared.web.app import make_app
from shared.web.assets import Assets
from shared.web.rendering import Pages

FOLDER = Path(__file__).parent


def create_app(settings: Settings, clock: Clock) -> FastAPI:
    """The service's application."""
    service = Service("catalog", FOLDER, settings, clock, catalog.CONTRACT)
    service.project(DIRECTORY)
    service.project(LISTINGS)

    directory = Directory(service.pool)
    catalogue = Catalogue(service.pool)
    service.follow(follow_participants(service.aggregates(), catalogue))

    assets = Assets({service.name: FOLDER / "static"})
    templates = Pages(FOLDER / "templates", assets)
    routers = [
        api.routes(directory, catalogue),
        pages.routes(directory, catalogue, templates),
        printing.routes(directory, catalogue, Stock(Press(clock)), service.sign_in, settings.public_url),
    ]
    return make_app(service, routers, pages=templates, assets=assets)
