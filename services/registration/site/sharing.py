"""How a link to an exchange's page is shown elsewhere: a picture and a few words (Open Graph, ogp.me)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.registration.pictures import Gallery
from services.registration.site.reading import Site
from services.registration.site.texts import Section, saying
from shared.directory import Exchange
from shared.print import Press, Stock, Verbatim, fingerprint
from shared.web.colours import STANDARD, palette
from shared.web.formats import clock_time, long_date
from shared.web.i18n import _, language, locale, territory

TEMPLATE = Path(__file__).parent / "share.typ"
WIDTH, HEIGHT = 1200, 630
"""Pixels: what most sites that show links ask for."""


@dataclass(frozen=True)
class Card:
    """What a page tells other sites about itself. Addresses are whole, since they are read elsewhere."""

    address: str
    title: str
    description: str
    picture: str
    picture_description: str
    locale: str
    width: int = WIDTH
    height: int = HEIGHT


class Sharing:
    """Makes cards and their pictures. `public_url` is where everybody reaches the gateway."""

    def __init__(self, gallery: Gallery, press: Press, public_url: str) -> None:
        self._gallery = gallery
        self._press = press
        self._stock = Stock(press)
        self._public_url = public_url.rstrip("/")

    def card(self, exchange: Exchange, site: Site) -> Card:
        """The card of an exchange."""
        address = f"{self._public_url}/b/{exchange.slug}"
        return Card(
            address=address,
            title=exchange.name,
            description=f"{_when_and_where(exchange)}. {' '.join(saying(Section.WELCOME, site.texts).split())}",
            picture=f"{address}/delebilde-{language()}.png?v={version_of(exchange, site)}",
            picture_description=f"{exchange.name}. {_when_and_where(exchange)}.",
            locale=str(locale()),
        )

    async def picture(self, exchange: Exchange, site: Site) -> bytes:
        """The card's picture as PNG, drawn now or kept."""

        async def draw() -> bytes:
            own = await self._gallery.find(site.picture.digest) if site.picture else None
            return await self._press.png(TEMPLATE, {**_data(exchange, site), "picture": own and own.drawing()})

        return await self._stock.kept(version_of(exchange, site), draw)


def version_of(exchange: Exchange, site: Site) -> str:
    """Changes with the picture of a card."""
    return fingerprint(TEMPLATE, {**_data(exchange, site), "picture": site.picture and site.picture.digest})


def _data(exchange: Exchange, site: Site) -> dict[str, Any]:
    made = palette(site.colours or STANDARD)
    doors, closes = clock_time(exchange.doors_at), clock_time(exchange.closes_at)
    return {
        "lang": language(),
        "region": territory(),
        "title": exchange.name,
        "date": _sentence_case(long_date(exchange.date)),
        "time": _("Kl. %(doors)s–%(closes)s", doors=doors, closes=closes),
        "place": f"{exchange.venue}, {exchange.municipality}",
        "promise": _("Gi det du har. Få det du trenger."),
        "hero": Verbatim(made.hero),
        "ink": Verbatim(made.on_hero),
        "sign": Verbatim(made.sign),
        "words": {},
    }


def _when_and_where(exchange: Exchange) -> str:
    return _(
        "%(date)s kl. %(time)s, %(venue)s, %(municipality)s",
        date=_sentence_case(long_date(exchange.date)),
        time=clock_time(exchange.doors_at),
        venue=exchange.venue,
        municipality=exchange.municipality,
    )


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
