"""What each printed document says: plain data, in the language of whoever prints."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import shorten
from types import MappingProxyType
from typing import Any
from uuid import UUID

from services.catalog.lines import Line
from shared.badge import badge_address
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.directory import Exchange, Participant
from shared.print import Picture, Verbatim, qr_code
from shared.web.formats import clock_time, long_date
from shared.web.i18n import _, language, ngettext, territory
from shared.web.words import category_name, sector_name

FOLDER = Path(__file__).parent
CATALOGUE = FOLDER / "catalogue.typ"
POSTERS = FOLDER / "posters.typ"
SLIPS = FOLDER / "slips.typ"

NO_LOGOS: Mapping[UUID, Picture] = MappingProxyType({})

LONGEST_ON_POSTER = 100
"""Characters of a need or offer where there are too many to print them whole; the catalogue has the rest."""

Data = dict[str, Any]


def catalogue(
    exchange: Exchange, participants: Sequence[Participant], lines: Sequence[Line], sector: Sector | None, address: str
) -> Data:
    """The catalogue of an exchange, or of one sector in it. `address` is the digital one's."""
    shown = [line for line in lines if sector in (None, line.sector)]
    listed = [one for one in participants if sector in (None, one.sector)]
    return {
        **_common(),
        "title": _("Børskatalogen – %(name)s", name=exchange.name),
        "exchange": {
            "name": exchange.name,
            "short": _("%(name)s, %(date)s", name=exchange.name, date=long_date(exchange.date)),
            "date": long_date(exchange.date),
            "facts": _facts(exchange),
        },
        "online": _online(address),
        "rules": _rules(),
        "selection": _("Utvalg: bare %(sector)s.", sector=sector_name(sector).lower()) if sector else None,
        "categories": _categories(shown),
        "participants": [{"id": Verbatim(one.id), "name": one.name, "sector": one.sector} for one in listed],
        "words": {
            **_words(),
            "catalogue": _("Børskatalog"),
            "contents": _("Innhold"),
            "rules": _("Spilleregler"),
            "legend": _("Slik leser du katalogen"),
            "need_means": _("Trengs: noen ser etter dette."),
            "offer_means": _("Tilbys: noen har dette å dele."),
            "index": _("Deltakerne"),
            "index_lead": _("I alfabetisk rekkefølge, med sidene der dere finner behovene og tilbudene deres."),
            "online": _("Søk i katalogen på nett"),
            "qr_alt": _("QR-kode til børskatalogen på nett"),
            "empty": _("Katalogen fylles etter hvert som deltakerne melder seg på."),
        },
    }


def posters(
    exchange: Exchange,
    participants: Sequence[Participant],
    lines: Sequence[Line],
    public_url: str,
    logos: Mapping[UUID, Picture] = NO_LOGOS,
) -> Data:
    """A poster for each of the participants; without any it is the empty one for the poster workshop."""
    wishes: defaultdict[UUID, list[Line]] = defaultdict(list)
    for line in lines:
        wishes[line.participant].append(line)
    return {
        **_common(),
        "title": _("Plakater – %(name)s", name=exchange.name) if participants else _("Tom plakat"),
        "exchange": exchange.name,
        "posters": [_poster(one, wishes[one.id], public_url, logos.get(one.id)) for one in participants],
        "words": {
            **_words(),
            "we": {"need": _("Vi trenger"), "offer": _("Vi tilbyr")},
            "more": _("… og {n} til i børskatalogen"),
            "scan": _("Skann og se oss i børskatalogen"),
            "number": _("Nr. {number}"),
            "write_name": _("Hvem er dere?"),
            "logo_here": _("Plass til logoen"),
        },
    }


def slips(exchange: Exchange, address: str, per_page: int) -> Data:
    """Slips with the address of the catalogue on the web; one or four on a page."""
    return {
        **_common(),
        "title": _("QR-lapper – %(name)s", name=exchange.name),
        "exchange": exchange.name,
        "online": _online(address),
        "per_page": per_page,
        "words": {
            **_words(),
            "heading": _("Finn noen å snakke med"),
            "lead": _("Skann koden og se hva alle her trenger og kan tilby."),
            "qr_alt": _("QR-kode til børskatalogen på nett"),
        },
    }


def _poster(participant: Participant, wishes: Sequence[Line], public_url: str, logo: Picture | None) -> Data:
    address = badge_address(public_url, participant.id)
    return {
        "name": participant.name,
        "sector": participant.sector.value,
        "number": participant.number,
        "logo": logo and {"drawing": logo.drawing(), "alt": _("Logoen til %(name)s", name=participant.name)},
        "needs": [_poster_line(line) for line in wishes if line.kind is ListingKind.NEED],
        "offers": [_poster_line(line) for line in wishes if line.kind is ListingKind.OFFER],
        "code": {"qr": qr_code(address), "alt": _("QR-kode til %(name)s i børskatalogen", name=participant.name)},
    }


def _poster_line(line: Line) -> Data:
    return {"text": line.text, "short": shorten(line.text, LONGEST_ON_POSTER, placeholder=" …")}


def _common() -> Data:
    return {"lang": language(), "region": territory()}


def _words() -> Data:
    return {
        "need": _("Trengs"),
        "offer": _("Tilbys"),
        "sectors": {sector.value: sector_name(sector) for sector in Sector},
    }


def _rules() -> list[Mapping[str, str]]:
    """Handbook: 'Spilleregler'."""
    return [
        {
            "sign": "gives",
            "name": _("Ikke penger!"),
            "meaning": _("Her deler vi det vi allerede har: lokaler, utstyr, tid og kunnskap. Ingen betaler noe."),
        },
        {
            "sign": "exchange",
            "name": _("Gi og få, eller bare gi"),
            "meaning": _("Det beste er når begge får noe igjen. Men det er lov å gi uten å få."),
        },
        {
            "sign": "intent",
            "name": _("Intensjonsavtaler er OK"),
            "meaning": _("Har dere en god idé, men kan ikke love noe ennå? Avtal å møtes igjen."),
        },
        {
            "sign": "check",
            "name": _("Avtalene forplikter og følges opp"),
            "meaning": _("Dere gjennomfører avtalen selv. Arrangøren spør hvordan det gikk."),
        },
    ]


def _facts(exchange: Exchange) -> list[Mapping[str, str]]:
    opens, closes = clock_time(exchange.opens_at), clock_time(exchange.closes_at)
    place = _("%(venue)s, %(municipality)s", venue=exchange.venue, municipality=exchange.municipality)
    return [
        {"sign": "calendar", "text": long_date(exchange.date)},
        {"sign": "clock", "text": _("Børsen er åpen kl. %(opens)s–%(closes)s", opens=opens, closes=closes)},
        {"sign": "pin", "text": place},
    ]


def _online(address: str) -> Data:
    return {"address": Verbatim(address), "shown": address.split("://", 1)[-1], "qr": qr_code(address)}


def _categories(lines: Sequence[Line]) -> list[Data]:
    """The handbook's categories in its order; empty ones are left out."""
    by_category = {category: [line for line in lines if line.category is category] for category in Category}
    return [
        {
            "id": category.value,
            "name": category_name(category),
            "count": ngettext("%(num)s behov eller tilbud", "%(num)s behov og tilbud", len(found)),
            "needs": [_line(line) for line in found if line.kind is ListingKind.NEED],
            "offers": [_line(line) for line in found if line.kind is ListingKind.OFFER],
        }
        for category, found in by_category.items()
        if found
    ]


def _line(line: Line) -> Data:
    return {
        "text": line.text,
        "participant": Verbatim(line.participant),
        "organisation": line.organisation,
        "sector": line.sector.value,
    }
