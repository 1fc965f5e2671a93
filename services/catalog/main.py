"""How catalog is put together."""

from pathlib import Path

import httpx
from fastapi import FastAPI

from services.catalog.access import Access
from services.catalog.api import listings, participants
from services.catalog.api import matches as matches_api
from services.catalog.api import plan as plan_api
from services.catalog.matchmaking import Matchmaker
from services.catalog.pages import catalogue as catalogue_page
from services.catalog.pages import matches as matches_pages
from services.catalog.pages import participant as participant_page
from services.catalog.pages import plan as plan_page
from services.catalog.pages import synonyms as synonyms_page
from services.catalog.plan.book import Book
from services.catalog.plan.forgetting import forget_the_erased
from services.catalog.plan.planner import Planner
from services.catalog.policies import follow_participants
from services.catalog.printing import plan_routes as plan_printing
from services.catalog.printing import routes as printing
from services.catalog.printing.logos import Logos
from services.catalog.profiles import Profiles
from services.catalog.projections import AGREED, LISTINGS, SYNONYMS
from services.catalog.queries import Catalogue
from shared.clock import Clock
from shared.contracts import catalog
from shared.directory import DIRECTORY, Directory
from shared.pins.ended import EndedPins
from shared.print import Press, Stock
from shared.service import Service
from shared.settings import Settings
from shared.web.app import make_app
from shared.web.assets import Assets
from shared.web.rendering import Pages

FOLDER = Path(__file__).parent


def create_app(settings: Settings, clock: Clock, *, registration: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """The service's application; `registration` is how to reach that service when it lives in this process."""
    service = Service("catalog", FOLDER, settings, clock, catalog.CONTRACT)
    service.project(DIRECTORY)
    service.project(LISTINGS)
    service.project(AGREED)
    synonyms = service.project(SYNONYMS)

    client = service.client_of_registration(registration)
    directory = Directory(service.pool)
    catalogue = Catalogue(service.pool)
    access = Access(service.sign_in, directory, EndedPins(service.pool))
    matchmaker = Matchmaker(catalogue)
    profiles = Profiles(directory, access, catalogue)
    book = Book(service.pool)
    planner = Planner(directory, catalogue, matchmaker, book, clock)
    service.follow(follow_participants(service.aggregates(), catalogue))
    service.follow(forget_the_erased(book))

    assets = Assets({service.name: FOLDER / "static"})
    press = Press(clock)
    stock = Stock(press)
    templates = Pages(FOLDER / "templates", assets)
    routers = [
        listings.routes(directory, catalogue),
        catalogue_page.routes(directory, catalogue, access, planner, clock, templates),
        participants.routes(profiles),
        participant_page.routes(directory, access, profiles, planner, settings.public_url, clock, templates),
        matches_api.routes(directory, access, matchmaker),
        matches_pages.routes(directory, access, matchmaker, templates),
        plan_api.routes(access, planner),
        plan_page.routes(access, planner, clock, templates),
        synonyms_page.routes(access, catalogue, service.aggregates(), service.meta, synonyms, templates),
        printing.routes(directory, catalogue, Logos(client), stock, service.sign_in, clock, settings.public_url),
        plan_printing.routes(directory, access, planner, press, stock, service.sign_in, settings.public_url),
    ]
    return make_app(service, routers, pages=templates, assets=assets)
