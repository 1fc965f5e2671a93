"""The form of a participant's details, which the participant and the organiser fill in alike."""

from services.registration.forms import DetailsForm
from services.registration.pages.mistakes import with_refusal
from services.registration.queries import Registration
from shared.aggregate import STALE
from shared.refusal import Refused
from shared.web.forms import Submitted
from shared.web.i18n import _
from shared.web.versions import beside_saved
from shared.web.words import sector_name


def saved(registration: Registration) -> dict[str, str]:
    """What is saved, as the form's fields carry it."""
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


def refused_change(
    form: Submitted[DetailsForm], refused: Refused, registration: Registration
) -> Submitted[DetailsForm]:
    """The form as it was typed; beside what somebody else has changed meanwhile, what is saved there now."""
    if refused.code != STALE:
        return with_refusal(form, refused)
    names = {registration.sector.value: sector_name(registration.sector), "true": _("Ja"), "false": _("Nei")}
    return beside_saved(form, refused, registration.version, saved(registration), names)
