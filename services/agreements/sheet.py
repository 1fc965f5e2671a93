"""The agreement form as a broker fills it in, and where on it each refusal belongs."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel

from services.agreements.domain.agreement import Side, Terms
from services.agreements.queries import Agreement
from shared.contracts.vocabulary import Commitment
from shared.problems import sentence_of
from shared.refusal import Refused
from shared.web.formats import long_date
from shared.web.forms import FORM, Day, Says, Submitted
from shared.web.i18n import N_, _
from shared.web.versions import beside_saved
from shared.web.words import commitment_name

Step = Literal["review", "save", "edit"]
"""What the pressed button asks for: to read the agreement back, to save it, or to go on filling it in."""

SIDES = ("one", "other", "third")
"""The parties that the form has room for. Those who need more use the brokers' app."""

NOBODY = UUID(int=0)

NEEDS_FIRST_CONTACT = Says(missing=N_("Velg hvem som tar kontakt først."))


class Sheet(BaseModel):
    """What a broker sends; `command_id` makes a second tap harmless."""

    command_id: UUID
    one: Annotated[UUID, Says(missing=N_("Velg den første deltakeren."), invalid=N_("Velg en deltaker fra listen."))]
    one_gives: str | None = None
    one_listing: UUID | None = None
    other: Annotated[UUID, Says(missing=N_("Velg den andre deltakeren."), invalid=N_("Velg en deltaker fra listen."))]
    other_gives: str | None = None
    other_listing: UUID | None = None
    third: Annotated[UUID | None, Says(invalid=N_("Velg en deltaker fra listen."))] = None
    third_gives: str | None = None
    third_listing: UUID | None = None
    commitment: Commitment
    deadline: Day
    first_contact: Annotated[Literal["one", "other", "third"], NEEDS_FIRST_CONTACT]
    money_confirmed: bool = False
    version: int | None = None
    """Of the agreement that is corrected."""
    step: Step = "review"

    def terms(self) -> Terms:
        """As the domain knows them; without a third party, it is nobody who would take the first contact."""
        sides = tuple(self._side(name) for name in SIDES if getattr(self, name))
        first = getattr(self, self.first_contact) or NOBODY
        return Terms(sides, self.commitment, self.deadline, first, self.money_confirmed)

    def _side(self, name: str) -> Side:
        gives = getattr(self, f"{name}_gives")
        return Side(getattr(self, name), gives, getattr(self, f"{name}_listing") if gives else None)

    def errors(self, refused: Refused) -> dict[str, str]:
        """The refusal's sentence under the name of the field that it is about."""
        participant = refused.values.get("participant")
        side = next((name for name in SIDES if getattr(self, name) == participant), "other")
        fields = {
            "unknown_party": side,
            "withdrawn_party": side,
            "same_party": "other",
            "money": f"{side}_gives",
            "text_empty": f"{side}_gives",
            "text_too_long": f"{side}_gives",
            "foreign_listing": f"{side}_gives",
            "nothing_given": "one_gives",
            "first_contact": "first_contact",
            "deadline_passed": "deadline",
        }
        found = {fields.get(refused.code, FORM): sentence_of(refused)}
        if refused.code == "money":
            found["money_confirmed"] = _("Kryss av hvis partene er enige om det.")
        return found


def filled_in(agreement: Agreement) -> dict[str, str]:
    """The fields of an agreement that is to be corrected. Raises `Refused` for one that the form has no room for."""
    if len(agreement.parties) > len(SIDES):
        raise Refused("use_the_app", "Avtalen har flere parter enn det er plass til her. Rett den i meglerappen.")
    sides = dict(zip(SIDES, agreement.parties, strict=False))
    filled = {
        "commitment": agreement.commitment,
        "deadline": agreement.deadline.isoformat(),
        "first_contact": next(name for name, party in sides.items() if party.participant == agreement.first_contact),
        "money_confirmed": "true" if agreement.money_confirmed else "",
        "version": str(agreement.version),
    }
    for name, party in sides.items():
        filled[name] = str(party.participant)
        filled[f"{name}_gives"] = party.gives or ""
        filled[f"{name}_listing"] = str(party.listing or "")
    return filled


SHOWN = (*SIDES, *(f"{name}_gives" for name in SIDES), "commitment", "deadline", "first_contact")


def beside_the_saved(form: Submitted[Sheet], stale: Refused, agreement: Agreement) -> Submitted[Sheet]:
    """The sheet as it was typed, beside the agreement as somebody else has saved it meanwhile."""
    saved = filled_in(agreement)
    contact = next(party.name for party in agreement.parties if party.participant == agreement.first_contact)
    names = {
        **{str(party.participant): party.name for party in agreement.parties},
        saved["commitment"]: commitment_name(agreement.commitment),
        saved["deadline"]: long_date(agreement.deadline),
        saved["first_contact"]: contact,
    }
    shown = {name: saved.get(name, "") for name in SHOWN}
    return beside_saved(form, stale, agreement.version, shown, names)
