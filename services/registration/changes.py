"""Whenever an organiser changed or withdrew a participant, tell its contact by mail what is different now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from services.registration.letters import Letters, recipient_of
from services.registration.links import PersonalLinks
from services.registration.organisers import Organisers
from services.registration.queries import Registrations
from shared.auth import Role
from shared.contracts import registration
from shared.contracts.base import Event
from shared.contracts.registration import (
    LogoChosen,
    ParticipantChanged,
    ParticipantWithdrawn,
    SignUp,
    Wish,
    WishesChanged,
)
from shared.eventlog import EventLog, Recorded
from shared.mail import Outbox
from shared.policy import Policy, command_after
from shared.projection import Opener, Runner
from shared.web.i18n import N_, _, speaking
from shared.web.words import category_name, kind_name, sector_name

Details = SignUp | ParticipantChanged
Change = tuple[str, str, str]
"""A field's name, what stood there, and what stands there now."""


def tell_of_changes(
    log: EventLog,
    opener: Opener,
    organisers: Organisers,
    registrations: Registrations,
    shown: Runner,
    links: PersonalLinks,
    letters: Letters,
    outbox: Outbox,
) -> Policy:
    """The policy. `shown` is what `registrations` reads; `opener` makes the personal fields of the log readable."""

    async def react(event: Event, recorded: Recorded) -> None:
        actor = recorded.meta.get("actor", "")
        if not actor.startswith(f"{Role.ORGANISER}:") or not isinstance(
            event, ParticipantChanged | WishesChanged | ParticipantWithdrawn
        ):
            return
        if not await shown.reached(recorded.position):
            raise TimeoutError("the registrations are not shown yet")
        exchange = await registrations.exchange_by_id(event.exchange)
        found = await registrations.find(exchange.id, event.participant)
        if found.erased:
            return
        with speaking(found.language):
            changes = () if isinstance(event, ParticipantWithdrawn) else await _changes(event, recorded)
        if not changes and not isinstance(event, ParticipantWithdrawn):
            return
        mail = command_after(recorded, "told")
        async with outbox.transaction() as connection:
            token = await links.make(connection, mail=mail, participant=found.id, exchange=exchange)
            if token is None:
                return
            reader = recipient_of(found)
            with speaking(found.language):
                if changes:
                    letter = letters.changed(mail, exchange, reader, token, changes)
                else:
                    letter = letters.withdrawn(mail, exchange, reader, token)
            letter = replace(letter, reply_to=await organisers.address_of(actor))
            await outbox.queue(letter, connection, cause=recorded.id)

    async def _changes(event: Event, recorded: Recorded) -> Sequence[Change]:
        stream = await log.read_stream(recorded.stream)
        events = await opener([(one, log.contract.decode(one.type, one.schema, one.data)) for one in stream])
        if isinstance(event, WishesChanged):
            wished = [
                event.wishes
                for one, event in events
                if isinstance(event, SignUp | WishesChanged) and one.version <= recorded.version
            ]
            return different_wishes(*wished[-2:])
        said = [
            event
            for one, event in events
            if isinstance(event, SignUp | ParticipantChanged) and one.version <= recorded.version
        ]
        logos = [
            (one, event)
            for one, event in events
            if isinstance(event, LogoChosen) and one.version <= recorded.version + 1
        ]
        changes = differences(*said[-2:])
        # A logo that is chosen with the details is the next event of the same command.
        if logos and logos[-1][0].meta.get("commandid") == recorded.meta.get("commandid"):
            had = len(logos) > 1 and logos[-2][1].logo is not None
            has = logos[-1][1].logo is not None
            changes.append((_("Logo"), _("Den forrige") if had else _("Ingen"), _("Ny logo") if has else _("Ingen")))
        return changes

    return Policy("tell_of_changes", registration.CONTRACT, react)


def differences(before: Details, after: Details) -> list[Change]:
    """What is different now, in the order of the form."""
    return [(_(label), said(before), said(after)) for label, said in FIELDS.items() if said(before) != said(after)]


def different_wishes(before: Sequence[Wish], after: Sequence[Wish]) -> list[Change]:
    """Which needs and offers are new, gone or written in another way; those that were there before come first."""
    had, has = ({wish.id: wish for wish in wishes} for wishes in (before, after))
    return [
        (kind_name(wish.kind), _written(had.get(id_)), _written(has.get(id_)))
        for id_, wish in (had | has).items()
        if _written(had.get(id_)) != _written(has.get(id_))
    ]


def _written(wish: Wish | None) -> str:
    return f"{wish.text} ({category_name(wish.category)})" if wish else "–"


def _photos(details: Details) -> str:
    return {True: _("Ja"), False: _("Nei"), None: _("Ikke svart")}[details.photo_consent]


FIELDS: Mapping[str, Callable[[Details], str]] = {
    N_("På egne vegne"): lambda one: _("Ja") if one.individual else _("Nei"),
    N_("Organisasjon"): lambda one: one.name,
    N_("Sektor"): lambda one: sector_name(one.sector),
    N_("Antall som kommer"): lambda one: str(one.people),
    N_("Kontaktperson"): lambda one: one.contact_name,
    N_("E-post"): lambda one: one.email,
    N_("Telefon"): lambda one: one.phone,
    N_("Spiser ikke"): lambda one: one.dietary or "–",
    N_("Bilder"): _photos,
}
