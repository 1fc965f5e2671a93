"""How registration is put together."""

from pathlib import Path

from fastapi import FastAPI

from services.registration import api
from services.registration.access import Access
from services.registration.changes import tell_of_changes
from services.registration.circulars import CIRCULARS, Circulars
from services.registration.commands import Commands
from services.registration.dispatch import dispatch_circulars
from services.registration.door import api as door_api
from services.registration.door.access import DoorAccess
from services.registration.erasure import Erasure, erase_for_good
from services.registration.history import History
from services.registration.invitations.commands import Inviting
from services.registration.invitations.letter import InvitationLetter
from services.registration.invitations.policies import send_invitations
from services.registration.invitations.projection import INVITATIONS
from services.registration.invitations.queries import Invitations
from services.registration.keys import DatabaseKeys, key_encryption_key
from services.registration.letters import Letters
from services.registration.links import Opens, PersonalLinks
from services.registration.organisers import Organisers
from services.registration.pages import (
    answering,
    circular,
    door,
    door_app,
    editing,
    entry,
    organiser,
    participant,
    places,
    public,
    roster,
    signing_in,
    site,
    wishes,
)
from services.registration.pages import invitations as invitation_pages
from services.registration.pages import pictures as picture_pages
from services.registration.pages.entrance import Doorkeeper
from services.registration.pictures import Darkroom, Gallery, Limits, Uploads
from services.registration.pictures.gallery import SWEEP_SECONDS
from services.registration.policies import confirm_registrations, promote_waiting
from services.registration.post import Post
from services.registration.printing import routes as printing
from services.registration.projections import REGISTRATIONS
from services.registration.queries import Registrations
from services.registration.rates import Rates
from services.registration.retention import LOOK_SECONDS, Period, Retention
from services.registration.site.publishing import Publisher
from services.registration.site.reading import SITES, Sites
from services.registration.site.results import RESULTS, Outcomes
from services.registration.site.sharing import Sharing
from services.registration.site.showcase import Showcase
from shared import mail
from shared.auth import Role
from shared.clock import Clock
from shared.contracts import registration
from shared.keys import PersonalReader, required_keys_secret
from shared.mail import Outbox
from shared.pins import Pins
from shared.print import Press
from shared.service import Service
from shared.settings import Settings
from shared.web.app import make_app
from shared.web.assets import Assets
from shared.web.i18n import _
from shared.web.rendering import Pages

FOLDER = Path(__file__).parent


def create_app(settings: Settings, clock: Clock) -> FastAPI:
    """The service's application. `app.state.first_link()` is the sign-in link of an installation's first organiser."""
    service = Service("registration", FOLDER, settings, clock, registration.CONTRACT)
    service.migrations.append(mail.MIGRATIONS)
    pool = service.pool
    keys = DatabaseKeys(pool, key_encryption_key(settings))
    shown = service.project(REGISTRATIONS, keys=keys)
    invited_shown = service.project(INVITATIONS, keys=keys)
    sites_shown = service.project(SITES)
    service.project(RESULTS)

    registrations = Registrations(pool)
    organisers = Organisers(pool, clock, settings.public_url)
    links = PersonalLinks(pool, clock)
    erasure = Erasure(pool, keys, links)
    commands = Commands(
        pool=pool,
        clock=clock,
        aggregates=service.aggregates(keys),
        keys=keys,
        erasure=erasure,
        registrations=registrations,
        shown=shown,
    )
    invitations = Invitations(pool)
    invitation_links = PersonalLinks(pool, clock, Opens.INVITATION)
    inviting = Inviting(
        clock=clock,
        aggregates=service.aggregates(keys),
        keys=keys,
        erasure=erasure,
        invitations=invitations,
        shown=invited_shown,
    )
    assets = Assets({service.name: FOLDER / "static"})
    period = Period(settings.retention_days)
    templates = Pages(
        FOLDER / "templates", assets, kept_until=period.ends, kept_days=period.days, picture_limits=Limits()
    )
    letters = Letters(templates, settings.public_url)
    outbox = Outbox(pool, settings, clock)
    rates = Rates()
    access = Access(service.sign_in, registrations)
    doorkeeper = Doorkeeper(registrations, invitations, invitation_links, rates)
    helpers = Pins(Role.HELPER, pool, clock, settings.form_secret.get_secret_value().encode())
    at_the_door = DoorAccess(access, helpers, clock)
    press = Press(clock)
    gallery = Gallery(pool, clock, Darkroom())
    uploads = Uploads(gallery, rates)
    sites = Sites(pool)
    sharing = Sharing(gallery, press, settings.public_url)
    showcase = Showcase(templates, registrations, organisers, sites, gallery, Outcomes(pool), sharing, clock)
    publisher = Publisher(service.aggregates(), gallery, [sites_shown, shown])

    service.follow(confirm_registrations(clock, registrations, shown, links, letters, outbox))
    service.follow(promote_waiting(registrations, shown, commands))
    invitation_letter = InvitationLetter(templates, organisers, settings.public_url)
    service.follow(
        send_invitations(registrations, invitations, invited_shown, invitation_links, invitation_letter, outbox)
    )
    opener = PersonalReader(keys)
    assert service.log is not None
    service.follow(tell_of_changes(service.log, opener, organisers, registrations, shown, links, letters, outbox))
    circulars = Circulars(pool, clock, service.aggregates(), service.project(CIRCULARS), service.meta)
    service.follow(dispatch_circulars(circulars, organisers, registrations, shown, links, letters, outbox))
    service.follow(erase_for_good(erasure))
    service.regularly("pictures", SWEEP_SECONDS, gallery.sweep)
    service.regularly(
        "retention", LOOK_SECONDS, Retention(period, registrations, commands, inviting, circulars, clock).tick
    )
    post = Post(pool, registrations, organisers, links, letters, outbox)
    service.always("mail", outbox.run)
    service.always("post", post.run)

    routers = [
        site.routes(templates, registrations, showcase, sites, sharing, settings.public_url, clock),
        picture_pages.routes(gallery),
        public.routes(templates, registrations, doorkeeper, commands, uploads, rates, clock),
        answering.routes(templates, doorkeeper, inviting),
        signing_in.routes(templates, organisers, service.sign_in, post, rates),
        participant.routes(templates, access, links, commands, uploads, post, rates, clock),
        wishes.routes(templates, access, commands),
        organiser.routes(templates, access, organisers, commands, clock),
        places.routes(templates, access, commands),
        invitation_pages.routes(templates, access, invitations, inviting, clock),
        roster.routes(templates, access),
        entry.routes(templates, access, commands, uploads, post, History(pool), clock),
        editing.routes(templates, access, sites, showcase, publisher, uploads, service.meta),
        circular.routes(templates, access, circulars, settings.public_url),
        printing.routes(templates, access, press, settings.public_url),
        door.routes(templates, access, commands, helpers, settings.public_url),
        door_app.routes(templates, at_the_door, press, assets, clock, settings.public_url),
        door_api.routes(at_the_door, commands, clock, settings.public_url),
        api.exchanges(access, registrations, commands),
        api.participants(access, registrations, commands, rates),
        api.internal(keys, required_keys_secret(settings)),
    ]
    app = make_app(service, routers, pages=templates, assets=assets)

    async def first_link() -> str | None:
        return await organisers.first_link(settings.first_organiser, settings.first_organisation or _("Kommunen"))

    app.state.first_link = first_link
    return app
