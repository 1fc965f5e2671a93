"""The participants of an exchange as an .xlsx file: who comes, what they need and offer, and what they do not eat."""

from collections.abc import Sequence
from typing import NamedTuple

from services.registration.queries import WishLine, diets
from services.registration.roster import Choice, Entry, chosen, headcount, standing_name
from shared.clock import NORWAY
from shared.contracts.vocabulary import Sector
from shared.directory import Exchange
from shared.spreadsheet import Column, Sheet, workbook
from shared.web.i18n import N_, _
from shared.web.words import category_name, kind_name, sector_name

PHOTOS = {True: N_("Ja"), False: N_("Nei"), None: N_("Ikke svart")}


class Line(NamedTuple):
    """A need or an offer, and whose it is."""

    entry: Entry
    wish: WishLine


class Portion(NamedTuple):
    """What the kitchen must know: what it is about, and how many."""

    what: str
    number: int


PARTICIPANTS: Sequence[Column[Entry]] = (
    Column(N_("Nummer"), 9, lambda one: one.registration.number),
    Column(N_("Organisasjon"), 34, lambda one: one.registration.name),
    Column(N_("Sektor"), 14, lambda one: sector_name(one.registration.sector)),
    Column(N_("Status"), 14, lambda one: standing_name(one.standing)),
    Column(N_("På egne vegne"), 10, lambda one: _("Ja") if one.registration.individual else ""),
    Column(N_("Personer"), 10, lambda one: one.registration.people),
    Column(N_("Behov"), 8, lambda one: one.needs),
    Column(N_("Tilbud"), 8, lambda one: one.offers),
    Column(N_("Kontaktperson"), 26, lambda one: one.registration.contact_name),
    Column(N_("E-post"), 32, lambda one: one.registration.email),
    Column(N_("Telefon"), 16, lambda one: one.registration.phone),
    Column(N_("Spiser ikke"), 30, lambda one: one.registration.dietary),
    Column(N_("Bilder"), 11, lambda one: _(PHOTOS[one.registration.photo_consent])),
    Column(N_("Påmeldt dato"), 13, lambda one: one.registration.consented_at.astimezone(NORWAY).date()),
)

WISHES: Sequence[Column[Line]] = (
    Column(N_("Organisasjon"), 34, lambda line: line.entry.registration.name),
    Column(N_("Sektor"), 14, lambda line: sector_name(line.entry.registration.sector)),
    Column(N_("Behov eller tilbud"), 12, lambda line: kind_name(line.wish.kind)),
    Column(N_("Kategori"), 26, lambda line: category_name(line.wish.category)),
    Column(N_("Hva det gjelder"), 70, lambda line: line.wish.text),
    Column(N_("Bekreftet at ingen betaler"), 16, lambda line: _("Ja") if line.wish.money_confirmed else ""),
)

KITCHEN: Sequence[Column[Portion]] = (
    Column(N_("Til kjøkkenet"), 60, lambda portion: portion.what),
    Column(N_("Antall"), 10, lambda portion: portion.number),
)


def spreadsheet(exchange: Exchange, entries: Sequence[Entry]) -> bytes:
    """The workbook. Contacts are on its first sheet only; the one for the kitchen can be handed on, it has no names."""
    ordered = chosen(entries, Choice())
    lines = [Line(entry, wish) for entry in ordered if entry.expected for wish in entry.wishes]
    return workbook(
        _("Påmeldte til %(exchange)s", exchange=exchange.name),
        Sheet(_("Deltakere"), PARTICIPANTS, ordered),
        Sheet(_("Behov og tilbud"), WISHES, lines),
        Sheet(_("Mat"), KITCHEN, _portions(ordered)),
    )


def _portions(entries: Sequence[Entry]) -> list[Portion]:
    people = [Portion(sector_name(sector), headcount(entries, sector).people) for sector in Sector]
    special = [Portion(what, number) for what, number in diets([entry.registration for entry in entries])]
    return [Portion(_("Personer som er påmeldt"), headcount(entries).people), *people, *special]
