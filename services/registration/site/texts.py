"""What an exchange's site says: Børsen's own texts, each of which an organiser may write anew."""

from collections.abc import Mapping
from enum import StrEnum

from shared.contracts.vocabulary import Category, Sector
from shared.web.i18n import N_, TERRITORIES, _, speaking


class Section(StrEnum):
    """A text of the site, by the name under which it is stored."""

    WELCOME = "welcome"
    ABOUT = "about"
    PRACTICAL = "practical"
    RULE_MONEY = "rule_money"
    RULE_MUTUAL = "rule_mutual"
    RULE_INTENT = "rule_intent"
    RULE_BINDING = "rule_binding"
    EXAMPLE_PLACE = "example_place"
    EXAMPLE_EQUIPMENT = "example_equipment"
    EXAMPLE_COURSES = "example_courses"
    EXAMPLE_CULTURE = "example_culture"
    EXAMPLE_VOLUNTEERING = "example_volunteering"
    EXAMPLE_EXPERTISE = "example_expertise"
    WHY_VOLUNTARY = "why_voluntary"
    WHY_PUBLIC = "why_public"
    WHY_BUSINESS = "why_business"


LONGEST = 3000
"""Characters of a section."""

# Handbook: 'Om konseptet', 'Spilleregler', 'Eksempler på avtaler', 'Invitasjoner'.
DEFAULTS: Mapping[Section, str] = {
    Section.WELCOME: N_(
        "Vi setter av én time til å bli kjent, bytte ressurser og gjøre avtaler på tvers av sektorer. "
        "Ta med det dere kan tilby, og det dere trenger."
    ),
    Section.ABOUT: N_(
        "Frivilligbørsen er et møtested der frivilligheten, det offentlige og næringslivet gjør avtaler med "
        "hverandre. Ingen penger skifter hender. I stedet deler vi det vi allerede har: lokaler, utstyr, kunnskap "
        "og arbeidslyst.\n\n"
        "Før børsen skriver alle hva de trenger og hva de kan tilby. Alt samles i børskatalogen, så dere kan finne "
        "noen å snakke med på forhånd. På selve børsen går dere rundt, slår av en prat og blir enige, og "
        "børsmeglerne skriver ned avtalene. Etterpå får dere avtalene på e-post, og vi hører hvordan det går."
    ),
    Section.PRACTICAL: "",
    Section.RULE_MONEY: N_("Her deler vi det vi allerede har: lokaler, utstyr, tid og kunnskap. Ingen betaler noe."),
    Section.RULE_MUTUAL: N_("Det beste er når begge får noe igjen. Men det er lov å gi uten å få."),
    Section.RULE_INTENT: N_("Har dere en god idé, men kan ikke love noe ennå? Avtal å møtes igjen."),
    Section.RULE_BINDING: N_("Dere gjennomfører avtalen selv. Arrangøren spør hvordan det gikk."),
    Section.EXAMPLE_PLACE: N_(
        "En forening får bruke seniorsenteret om kvelden, og finner på noe sammen med dem som hører til der om dagen."
    ),
    Section.EXAMPLE_EQUIPMENT: N_(
        "En bedrift låner bort utstyr til en forening, og foreningen står for underholdningen på firmafesten."
    ),
    Section.EXAMPLE_COURSES: N_(
        "En frivillig organisasjon holder førstehjelpskurs for de ansatte på museet, "
        "og de frivillige slipper gratis inn."
    ),
    Section.EXAMPLE_CULTURE: N_(
        "De ansatte i en bedrift blir med på aktiviteten til en forening, og kommer hjem som et bedre lag."
    ),
    Section.EXAMPLE_VOLUNTEERING: N_(
        "Ungdomsklubben og en frivillig organisasjon slår seg sammen om et nytt tilbud til ungdom."
    ),
    Section.EXAMPLE_EXPERTISE: N_(
        "En bedrift stiller med mentorer for ungdom, og ungdommene lærer bedriften hvordan den når fram til dem."
    ),
    Section.WHY_VOLUNTARY: N_(
        "Få det dere mangler, uten å søke om penger: et rom, en maskin, flere hender eller noen som kan faget sitt. "
        "Og vis fram det dere selv er gode på."
    ),
    Section.WHY_PUBLIC: N_(
        "Bli kjent med dem som får ting til å skje i nærmiljøet. La lokaler og kunnskap komme flere til gode, og finn "
        "samarbeid som gir innbyggerne bedre tilbud."
    ),
    Section.WHY_BUSINESS: N_(
        "Gjør en forskjell der dere holder til. Del det dere har til overs, få hjelp og ideer tilbake, og gi de "
        "ansatte noe å være stolte av."
    ),
}

RULES = (
    (Section.RULE_MONEY, "no-money", N_("Ikke penger!")),
    (Section.RULE_MUTUAL, "exchange", N_("Gi og få, eller bare gi")),
    (Section.RULE_INTENT, "intent", N_("Intensjonsavtaler er OK")),
    (Section.RULE_BINDING, "check", N_("Avtalene forplikter og følges opp")),
)
"""The four rules in the handbook's order, each with its sign and its name."""

EXAMPLES: Mapping[Category, Section] = {category: Section(f"example_{category}") for category in Category}
REASONS: Mapping[Sector, Section] = {sector: Section(f"why_{sector}") for sector in Sector}


def saying(section: Section, texts: Mapping[str, str]) -> str:
    """What a section says: what the organiser has written, else our own words in the reader's language."""
    own = DEFAULTS[section]
    return texts.get(section) or (_(own) if own else "")


def written(sent: Mapping[Section, str]) -> dict[str, str]:
    """The texts of a form that are somebody's own: those that say what ours say, in any language, stay ours."""
    return {section.value: text for section, text in sent.items() if text and _plain(text) not in _ours(section)}


def _ours(section: Section) -> set[str]:
    found = set()
    for language in TERRITORIES:
        with speaking(language):
            found.add(_plain(saying(section, {})))
    return found


def _plain(text: str) -> str:
    """Browsers send line ends of their own."""
    return " ".join(text.split())
