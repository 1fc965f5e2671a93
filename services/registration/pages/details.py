"""The form of a participant's details, which the participant and the organiser fill in alike."""

from typing import Any

from fastapi import Request
from starlette.datastructures import FormData

from services.registration.commands import Commands
from services.registration.domain.participant import LogoChoice
from services.registration.forms import DetailsForm
from services.registration.pages.mistakes import with_refusal
from services.registration.pictures import Uploads
from services.registration.pictures.darkroom import Purpose
from services.registration.queries import Registration, Registrations
from shared.aggregate import STALE
from shared.directory import Exchange
from shared.refusal import Refused
from shared.web.forms import Submitted, blank_form, parse_form
from shared.web.i18n import _
from shared.web.versions import beside_saved
from shared.web.words import sector_name


class DetailsForms:
    """Fills the form in with what is saved, and changes what was sent with it."""

    def __init__(self, registrations: Registrations, commands: Commands, uploads: Uploads) -> None:
        self._registrations = registrations
        self._commands = commands
        self._uploads = uploads

    def of(self, registration: Registration) -> Submitted[Any]:
        """The form as it is opened."""
        return blank_form(version=str(registration.version), logo=registration.logo or "", **_saved(registration))

    async def change(
        self, request: Request, sent: FormData, exchange: Exchange, registration: Registration, *, actor: str
    ) -> Submitted[Any] | None:
        """Change the details; the form with what is wrong where that was refused, None where it is done."""
        taken = await self._uploads.take(request, sent, "logo", Purpose.LOGO)
        form = taken.beside_file(parse_form(DetailsForm, taken.items))
        if form.instance is None:
            return form
        logo = form.instance.logo
        try:
            if logo:
                await self._uploads.hold(logo)
            await self._commands.change(
                exchange,
                registration.id,
                form.instance,
                actor=actor,
                command_id=form.instance.command_id,
                only_at={form.instance.version},
                logo=LogoChoice(logo) if logo != registration.logo else None,
            )
        except Refused as refused:
            now = await self._registrations.find(exchange.id, registration.id)
            return _refused(form, refused, now)
        return None


def _saved(registration: Registration) -> dict[str, str]:
    return {
        "name": registration.name,
        "sector": registration.sector,
        "people": str(registration.people),
        "contact_name": registration.contact_name or "",
        "email": registration.email or "",
        "phone": registration.phone or "",
        "individual": "true" if registration.individual else "",
        "dietary": registration.dietary or "",
        "photo_consent": {True: "true", False: "false", None: ""}[registration.photo_consent],
    }


def _refused(form: Submitted[DetailsForm], refused: Refused, registration: Registration) -> Submitted[DetailsForm]:
    """The form as it was typed; beside what somebody else has changed meanwhile, what is saved there now."""
    if refused.code != STALE:
        return with_refusal(form, refused)
    names = {registration.sector.value: sector_name(registration.sector), "true": _("Ja"), "false": _("Nei")}
    return beside_saved(form, refused, registration.version, _saved(registration), names)
