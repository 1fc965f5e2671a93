"""What each printed document says: plain data, in the language of whoever prints."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from pathlib import Path
from textwrap import shorten
from types import MappingProxyType
from uuid import UUID

from services.catalog.lines import Line
from services.catalog.printing.common import Data, common, facts, online, words
from shared.badge import badge_address
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.directory import Exchange, Participant
from shared.print import Picture, Verbatim, qr_code
from shared.web.formats import clock_time, long_date
from shared.web.i18n import _, ngettext
from shared.web.words import category_name, sector_name

FOLDER = Path(__file__).parent
CATALOGUE = FOLDER / "catalogue.typ"
POSTERS = FOLDER / "posters.typ"
SLIPS = FOLDER / "slips.typ"

NO_LOGOS: Mapping[UUID, Picture] = MappingProxyType({})

LONGEST_ON_POSTER = 100
"""Characters of a need or offer where there are too many to print them whole; the catalogue has the rest."""


def catalogue(
    exchange: Exchange,
    participants: Sequence[Participant],
    lines: Sequence[Line],
    sector: Sector | None,
    address: str,
    *,
    printed_at: datetime,
    agreed: Set[UUID] = frozenset(),
) -> Data:
    """The catalogue of an exchange, or of one sector in it. `address` is the digital one's.

    `agreed` has the lines that somebody has an agreement on. Once there are any, paper is soon out of date, so that it
    says from which minute it is; until then the day will do.
    """
    shown = [line for line in lines if sector in (None, line.sector)]
    listed = [one for one in participants if sector in (None, one.sector)]
    return {
        **common(),
        "title": _("Børskatalogen – %(name)s", name=exchange.name),
        "exchange": {
            "name": exchange.name,
            "short": _("%(name)s, %(date)s", name=exchange.name, date=long_date(exchange.date)),
            "date": long_date(exchange.date),
            "facts": facts(exchange),
        },
        "online": online(address),
        "as_of": _as_of(printed_at, to_the_minute=bool(agreed)),
        "any_agreed": any(line.id in agreed for line in shown),
        "rules": _rules(),
        "selection": _("Utvalg: bare %(sector)s.", sector=sector_name(sector).lower()) if sector else None,
        "categories": _categories(shown, agreed),
        "participants": [{"id": Verbatim(one.id), "name": one.name, "sector": one.sector} for one in listed],
        "words": {
            **words(),
            "catalogue": _("Børskatalog"),
            "contents": _("Innhold"),
            "rules": _("Spilleregler"),
            "legend": _("Slik leser du katalogen"),
            "need_means": _("Trengs: noen ser etter dette."),
            "offer_means": _("Tilbys: noen har dette å dele."),
            "agreed": _("Avtalt"),
            "agreed_means": _("Avtalt: noen har en avtale om dette. Spør gjerne likevel."),
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
        **common(),
        "title": _("Plakater – %(name)s", name=exchange.name) if participants else _("Tom plakat"),
        "exchange": exchange.name,
        "posters": [_poster(one, wishes[one.id], public_url, logos.get(one.id)) for one in participants],
        "words": {
            **words(),
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
        **common(),
        "title": _("QR-lapper – %(name)s", name=exchange.name),
        "exchange": exchange.name,
        "online": online(address),
        "per_page": per_page,
        "words": {
            **words(),
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


def _rules() -> list[Mapping[str, str]]:
    """Handbook: 'Spilleregler'."""
    return [
        {
            "sign": "no-money",
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


def _as_of(moment: datetime, *, to_the_minute: bool) -> str:
    if to_the_minute:
        return _("Slik katalogen var %(date)s kl. %(time)s", date=long_date(moment), time=clock_time(moment))
    return _("Slik katalogen var %(date)s", date=long_date(moment))


def _categories(lines: Sequence[Line], agreed: Set[UUID]) -> list[Data]:
    """The handbook's categories in its order; empty ones are left out."""
    by_category = {category: [line for line in lines if line.category is category] for category in Category}
    return [
        {
            "id": category.value,
            "name": category_name(category),
            "count": ngettext("%(num)s behov eller tilbud", "%(num)s behov og tilbud", len(found)),
            "needs": [_line(line, agreed) for line in found if line.kind is ListingKind.NEED],
            "offers": [_line(line, agreed) for line in found if line.kind is ListingKind.OFFER],
        }
        for category, found in by_category.items()
        if found
    ]


def _line(line: Line, agreed: Set[UUID]) -> Data:
    return {
        "text": line.text,
        "participant": Verbatim(line.participant),
        "organisation": line.organisation,
        "sector": line.sector.value,
        "agreed": line.id in agreed,
    }
