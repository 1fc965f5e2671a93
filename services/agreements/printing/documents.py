"""What the agreement forms say: plain data, in the language of whoever prints."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from services.agreements.deadlines import DEADLINES
from services.agreements.domain.deadline import proposals
from services.agreements.queries import Evening
from shared.print import qr_code
from shared.web.formats import long_date, short_date
from shared.web.i18n import _, language, territory

FORMS = Path(__file__).parent / "forms.typ"


def forms(evening: Evening, numbers: Sequence[int], per_page: Literal[1, 2], public_url: str) -> dict[str, Any]:
    """Empty forms with these numbers, one or two on a page; each leads to the page where it is keyed in."""
    keyed_in_at = f"{public_url.rstrip('/')}/megler/{evening.slug}/skjema"
    return {
        "lang": language(),
        "region": territory(),
        "title": _("Avtaleskjemaer – %(name)s", name=evening.name),
        "exchange": _("%(name)s, %(date)s", name=evening.name, date=long_date(evening.day)),
        "per_page": per_page,
        "forms": [{"number": number, "qr": qr_code(f"{keyed_in_at}/{number}")} for number in numbers],
        "deadlines": [
            _("%(name)s (%(date)s)", name=_(DEADLINES[name]), date=short_date(day))
            for name, day in proposals(evening.day).items()
        ],
        "words": {
            "heading": _("Avtaleskjema"),
            "number": _("Skjema"),
            "qr_alt": _("QR-kode for å føre inn skjema {number}"),
            "parties": [_("Første part"), _("Andre part")],
            "name": _("Organisasjon"),
            "participant_number": _("Deltakernr."),
            "gives": _("Dette gir vi"),
            "gives_nothing": _("La stå tomt hvis dere bare får."),
            "kind": _("Type"),
            "kinds": [_("Avtale"), _("Intensjonsavtale")],
            "direction": _("Hvem gir?"),
            "directions": [_("Begge gir"), _("Bare den ene gir")],
            "deadline": _("Frist"),
            "other_day": _("Dato:"),
            "contact": _("Tar kontakt først"),
            "time": _("Klokka var"),
            "signature": _("Underskrift"),
            "hand_in": _("Lever skjemaet til en børsmegler før dere går. Avtalen gjelder når begge har skrevet under."),
            "rule": _("Ikke penger!"),
        },
    }
