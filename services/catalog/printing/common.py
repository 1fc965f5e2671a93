"""What printed documents have in common."""

from collections.abc import Mapping
from typing import Any

from shared.contracts.vocabulary import Sector
from shared.directory import Exchange
from shared.print import Verbatim, qr_code
from shared.web.formats import clock_time, long_date
from shared.web.i18n import _, language, territory
from shared.web.words import sector_name

Data = dict[str, Any]


def common() -> Data:
    """The language of the document."""
    return {"lang": language(), "region": territory()}


def words() -> Data:
    """What the house style says itself."""
    return {
        "need": _("Trengs"),
        "offer": _("Tilbys"),
        "sectors": {sector.value: sector_name(sector) for sector in Sector},
    }


def facts(exchange: Exchange) -> list[Mapping[str, str]]:
    """When and where, each with its sign."""
    opens, closes = clock_time(exchange.opens_at), clock_time(exchange.closes_at)
    place = _("%(venue)s, %(municipality)s", venue=exchange.venue, municipality=exchange.municipality)
    return [
        {"sign": "calendar", "text": long_date(exchange.date)},
        {"sign": "clock", "text": _("Børsen er åpen kl. %(opens)s–%(closes)s", opens=opens, closes=closes)},
        {"sign": "pin", "text": place},
    ]


def online(address: str) -> Data:
    """An address, as one reads it and as a code."""
    return {"address": Verbatim(address), "shown": address.split("://", 1)[-1], "qr": qr_code(address)}
