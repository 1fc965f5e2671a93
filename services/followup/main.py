"""How followup is put together."""

from pathlib import Path

import httpx
from fastapi import FastAPI

from services.followup import api, pages
from services.followup.deadlines import TICK_SECONDS, DeadlineTicker
from services.followup.herald import Herald
from services.followup.letters import Letters
from services.followup.links import AnswerLinks
from services.followup.policies import ask_parties, follow_agreements, forget_contacts, mail_agreements, record_mailed
from services.followup.projections import AGREEMENTS, CONTACTS, FOLLOW_UPS
from services.followup.queries import FollowUps
from services.followup.sight import Sight
from services.followup.words import standing_name
from shared import mail
from shared.clock import Clock
from shared.contracts import agreements, followup
from shared.contracts import registration as registration_events
from shared.directory import DIRECTORY, Directory
from shared.keys import RemoteKeys, required_keys_secret
from shared.mail import Outbox
from shared.service import Service
from shared.settings import Settings
from shared.web.app import make_app
from shared.web.assets import Assets
from shared.web.rendering import Pages

FOLDER = Path(__file__).parent


def create_app(settings: Settings, clock: Clock, *, registration: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """The service's application; `registration` is how to reach that service when it lives in this process."""
    service = Service("followup", FOLDER, settings, clock, followup.CONTRACT)
    service.migrations.append(mail.MIGRATIONS)
    aggregates = service.aggregates()

    client = service.client_of_registration(registration)
    keys = RemoteKeys(client, required_keys_secret(settings))

    contacts = service.project(CONTACTS, keys=keys)
    participants = service.project(DIRECTORY)
    agreed = service.project(AGREEMENTS, awaited=False)
    followed = service.project(FOLLOW_UPS, awaited=False)

    follow_ups = FollowUps(service.pool)
    service.standing_agreements = follow_ups.standing
    directory = Directory(service.pool)
    links = AnswerLinks(service.pool, clock)
    outbox = Outbox(service.pool, settings, clock, on_sent=record_mailed(aggregates, clock))
    assets = Assets({service.name: FOLDER / "static"})
    templates = Pages(FOLDER / "templates", assets, standing_name=standing_name)
    letters = Letters(templates, settings.public_url)
    registered = service.source(registration_events.CONTRACT)
    sight = Sight((agreed, service.source(agreements.CONTRACT)), (contacts, registered), (participants, registered))

    service.follow(follow_agreements(aggregates))
    herald = Herald(service.pool, sight, follow_ups, directory, letters, outbox, clock)
    service.follow(mail_agreements(herald))
    service.follow(forget_contacts(herald))
    service.follow(ask_parties(sight, follow_ups, directory, letters, links, outbox))
    service.regularly("deadlines", TICK_SECONDS, DeadlineTicker(follow_ups, aggregates, followed, clock).tick)
    service.always("mail", outbox.run)

    opened = pages.opening(service, follow_ups, directory, links)
    routers = [
        pages.answering(service, opened, aggregates, followed, templates),
        pages.overview(service, follow_ups, directory, templates),
        api.routes(service, follow_ups, directory),
    ]
    app = make_app(service, routers, pages=templates, assets=assets)
    app.add_exception_handler(pages.LinkEnded, pages.link_ended(templates))
    return app
