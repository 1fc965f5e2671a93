"""Agreements, put together."""

from pathlib import Path

from fastapi import FastAPI

from services.agreements import api, tablet
from services.agreements.brokers import broker_name
from services.agreements.desk import Desk
from services.agreements.night import TICK_SECONDS, NightTicker
from services.agreements.pages import app, broker, favourite, hosts, late, market, paper, proofs, rehearsal, twins
from services.agreements.paper import PaperForms
from services.agreements.printing import routes as printing
from services.agreements.projections import CATALOGUE, MARKET
from services.agreements.queries import Queries
from shared.auth import Role
from shared.clock import Clock
from shared.contracts.agreements import CONTRACT
from shared.directory import DIRECTORY, Directory
from shared.pins import Pins
from shared.print import Press, Stock
from shared.service import Service
from shared.settings import Settings
from shared.web.app import make_app
from shared.web.assets import Assets
from shared.web.rendering import Pages

FOLDER = Path(__file__).parent


def create_app(settings: Settings, clock: Clock) -> FastAPI:
    """The agreements service."""
    service = Service("agreements", FOLDER, settings, clock, CONTRACT)
    hour = service.project(MARKET)
    service.project(CATALOGUE)
    service.project(DIRECTORY)
    queries = Queries(service.pool)
    service.standing_agreements = queries.standing_agreements
    secret = settings.form_secret.get_secret_value().encode()
    brokers, host = (Pins(role, service.pool, clock, secret) for role in (Role.BROKER, Role.HOST))
    aggregates = service.aggregates()
    service.regularly("night", TICK_SECONDS, NightTicker(queries, aggregates, clock).tick)
    desk = Desk(queries, {"broker": brokers, "host": host}, aggregates, service.sign_in, clock, service.meta)
    assets = Assets({service.name: FOLDER / "static"})
    templates = Pages(FOLDER / "templates", assets, broker_name=broker_name)
    directory = Directory(service.pool)
    stock = Stock(Press(clock))
    forms = PaperForms(desk, queries, aggregates, service.pool, clock)
    return make_app(
        service,
        [
            api.routes(desk, queries, brokers, host, service.sign_in, clock, hour),
            tablet.routes(desk, queries, directory, tablet.Lines(service.pool), clock, hour, settings.public_url),
            app.routes(queries, clock, templates, assets),
            rehearsal.routes(templates, assets),
            broker.routes(desk, queries, brokers, directory, service.sign_in, clock, hour, templates),
            twins.routes(desk, queries, hour, templates),
            paper.routes(desk, forms, queries, directory, hour, templates),
            printing.routes(desk, forms, stock, templates, settings.public_url),
            hosts.routes(queries, host, service.sign_in, clock, templates),
            proofs.routes(desk, queries, stock, templates),
            favourite.routes(desk, queries, clock, templates),
            late.routes(desk, queries, directory, clock, hour, templates),
            market.routes(desk, queries, clock, hour, templates, settings.public_url),
        ],
        pages=templates,
        assets=assets,
    )
