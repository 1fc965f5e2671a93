"""What the published vocabulary is called on a page, in the handbook's words."""

from shared.contracts.vocabulary import Category, Commitment, ListingKind, Outcome, Sector
from shared.web.i18n import N_, _

SECTORS = {
    Sector.VOLUNTARY: N_("Frivillighet"),
    Sector.PUBLIC: N_("Offentlig"),
    Sector.BUSINESS: N_("Næringsliv"),
}

CATEGORIES = {
    Category.PLACE: N_("Sted å være"),
    Category.EQUIPMENT: N_("Utstyr"),
    Category.COURSES: N_("Kurs og foredrag"),
    Category.CULTURE: N_("Kultur, opplevelser og aktiviteter"),
    Category.VOLUNTEERING: N_("Frivillig innsats"),
    Category.EXPERTISE: N_("Kompetanse og innsikt"),
}

LISTING_KINDS = {ListingKind.OFFER: N_("Tilbud"), ListingKind.NEED: N_("Behov")}

COMMITMENTS = {Commitment.FIRM: N_("Avtale"), Commitment.INTENT: N_("Intensjonsavtale")}

OUTCOMES = {
    Outcome.DONE: N_("Gjennomført"),
    Outcome.UNDER_WAY: N_("I gang"),
    Outcome.STUCK: N_("Står fast"),
    Outcome.NOT_HAPPENING: N_("Blir ikke noe av"),
}


def sector_name(sector: Sector | str) -> str:
    return _(SECTORS[Sector(sector)])


def category_name(category: Category | str) -> str:
    return _(CATEGORIES[Category(category)])


def kind_name(kind: ListingKind | str) -> str:
    return _(LISTING_KINDS[ListingKind(kind)])


def commitment_name(commitment: Commitment | str) -> str:
    return _(COMMITMENTS[Commitment(commitment)])


def outcome_name(outcome: Outcome | str) -> str:
    return _(OUTCOMES[Outcome(outcome)])
