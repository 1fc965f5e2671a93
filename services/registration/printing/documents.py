"""What the name tags say: plain data, in the language of whoever prints."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from services.registration.printing.sheets import SHEETS, Sheet
from services.registration.queries import Registration
from shared.badge import badge_address
from shared.contracts.vocabulary import Sector
from shared.directory import Exchange
from shared.print import Verbatim, qr_code
from shared.web.i18n import _, language, territory
from shared.web.words import sector_name

TAGS = Path(__file__).parent / "tags.typ"


@dataclass(frozen=True)
class Choice:
    """What an organiser chose. `first` is the sheet's first unused label, counted from 1 along the rows."""

    sheet: Sheet = SHEETS["l4785"]
    first: int = 1
    sector: Sector | None = None
    one_each: bool = False
    """One tag for each organisation; otherwise one for each person who comes."""
    contacts: bool = False
    """The contact's name on the organisation's first tag; without it, names are written by hand."""


def tags(exchange: Exchange, registrations: Sequence[Registration], choice: Choice, public_url: str) -> dict[str, Any]:
    """Name tags for those who have a place, in the order of the registrations."""
    coming = [one for one in registrations if one.expected and choice.sector in (None, one.sector)]
    sheet = choice.sheet
    return {
        "lang": language(),
        "region": territory(),
        "title": _("Navnelapper – %(name)s", name=exchange.name),
        "exchange": exchange.name,
        "sheet": {**asdict(sheet), "left": sheet.left, "top": sheet.top},
        "skipped": choice.first - 1,
        "tags": [tag for one in coming for tag in _tags_of(one, choice)],
        "codes": {str(one.id): qr_code(badge_address(public_url, one.id)) for one in coming},
        "words": {
            "sectors": {sector.value: sector_name(sector) for sector in Sector},
            "code_of": _("QR-koden til {name}"),
            "number": _("Nr. {number}"),
            "empty": _("Ingen å skrive navnelapper til ennå."),
        },
    }


def _tags_of(registration: Registration, choice: Choice) -> list[dict[str, str | int | None]]:
    count = 1 if choice.one_each else registration.people
    persons = [registration.contact_name if choice.contacts else None, *[None] * (count - 1)]
    return [
        {
            "participant": Verbatim(registration.id),
            "organisation": registration.name,
            "number": registration.number,
            "sector": registration.sector.value,
            "person": person,
        }
        for person in persons
    ]
