"""Words that several services' events use (handbook: 'Kategorier', 'Spilleregler')."""

from enum import StrEnum


class Sector(StrEnum):
    """The three sectors that meet (handbook: 'Hva er en frivilligbørs?')."""

    VOLUNTARY = "voluntary"
    PUBLIC = "public"
    BUSINESS = "business"


class Category(StrEnum):
    """The six categories of the catalogue (handbook: 'Kategorier')."""

    PLACE = "place"
    EQUIPMENT = "equipment"
    COURSES = "courses"
    CULTURE = "culture"
    VOLUNTEERING = "volunteering"
    EXPERTISE = "expertise"


class ListingKind(StrEnum):
    """What a line of the catalogue says: 'we can offer' or 'we need'."""

    OFFER = "offer"
    NEED = "need"


class Commitment(StrEnum):
    """A firm agreement, or an intent to meet again (handbook: 'Intensjonsavtaler er OK')."""

    FIRM = "firm"
    INTENT = "intent"


class Outcome(StrEnum):
    """What a party says of an agreement at its deadline (handbook: 'Oppfølging av avtaler i etterkant')."""

    DONE = "done"
    UNDER_WAY = "under_way"
    STUCK = "stuck"
    NOT_HAPPENING = "not_happening"
