"""Needs and offers as they can be written, by category (handbook: 'Kategorier', 'Avtaler som er inngått')."""

from collections.abc import Mapping
from typing import NamedTuple

from shared.contracts.vocabulary import Category
from shared.web.i18n import N_


class Example(NamedTuple):
    """One of each kind; both are texts to translate."""

    need: str
    offer: str


EXAMPLES: Mapping[Category, Example] = {
    Category.PLACE: Example(
        N_("Lokale til korøvelse, 25 personer, tirsdager kl. 18–20"),
        N_("Møterom med skjerm til ti personer, ledig på kveldstid"),
    ),
    Category.EQUIPMENT: Example(
        N_("Fire symaskiner som virker, til sykafé"),
        N_("Lån av partytelt og 40 stoler i helgene"),
    ),
    Category.COURSES: Example(
        N_("Førstehjelpskurs for ti trenere før sesongen"),
        N_("Foredrag om hvordan man starter en forening"),
    ),
    Category.CULTURE: Example(
        N_("Musikk i en halv time på sommerfesten i juni"),
        N_("Omvisning på museet for en gruppe på opptil 20"),
    ),
    Category.VOLUNTEERING: Example(
        N_("Seks personer til å rigge ned etter festivalen"),
        N_("Leksehjelp to timer i uka på biblioteket"),
    ),
    Category.EXPERTISE: Example(
        N_("Noen som leser gjennom søknaden vår om støtte"),
        N_("Innspill fra ungdomsrådet til nye nettsider"),
    ),
}
