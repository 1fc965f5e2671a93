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


class Sheet(BaseModel):
    """What a broker sends; `command_id` makes a second tap harmless."""

    command_id: UUID
    one: Annotated[UUID, Says(missing=N_("Velg den første deltakeren."), invalid=N_("Velg en deltaker fra listen."))]
    one_gives: str | None = None
    one_listing: UUID | None = None
    other: Annotated[UUID, Says(missing=N_("Velg den andre deltakeren."), invalid=N_("Velg en deltaker fra listen."))]
    other_gives: str | None = None
    other_listing: UUID | None = None
    commitment: Commitment
    deadline: Day
    first_contact: Annotated[Literal["one", "other"], Says(missing=N_("Velg hvem som tar kontakt først."))]
    money_confirmed: bool = False
    version: int | None = None
    """Of the agreement that is corrected."""
    step: Step = "review"

    def terms(self) -> Terms:
        """As the domain knows them."""
        one = Side(self.one, self.one_gives, self.one_listing if self.one_gives else None)
        other = Side(self.other, self.other_gives, self.other_listing if self.other_gives else None)
        first = {"one": self.one, "other": self.other}[self.first_contact]
        return Terms((one, other), self.commitment, self.deadline, first, self.money_confirmed)

    def errors(self, refused: Refused) -> dict[str, str]:
        """The refusal's sentence under the name of the field that it is about."""
        side = "one" if refused.values.get("participant") == self.one else "other"
        fields = {
            "unknown_party": side,
            "withdrawn_party": side,
            "same_party": "other",
            "money": f"{side}_gives",
            "text_empty": f"{side}_gives",
            "text_too_long": f"{side}_gives",
            "foreign_listing": f"{side}_gives",
            "nothing_given": "one_gives",
            "deadline_passed": "deadline",
        }
        found = {fields.get(refused.code, FORM): sentence_of(refused)}
        if refused.code == "money":
            found["money_confirmed"] = _("Kryss av hvis partene er enige om det.")
        return found


def filled_in(agreement: Agreement) -> dict[str, str]:
    """The fields of an agreement that is to be corrected."""
    one, other = agreement.parties
    return {
        "one": str(one.participant),
        "one_gives": one.gives or "",
        "one_listing": str(one.listing or ""),
        "other": str(other.participant),
        "other_gives": other.gives or "",
        "other_listing": str(other.listing or ""),
        "commitment": agreement.commitment,
        "deadline": agreement.deadline.isoformat(),
        "first_contact": "one" if agreement.first_contact == one.participant else "other",
        "money_confirmed": "true" if agreement.money_confirmed else "",
        "version": str(agreement.version),
    }


SHOWN = ("one", "one_gives", "other", "other_gives", "commitment", "deadline", "first_contact")


def beside_the_saved(form: Submitted[Sheet], stale: Refused, agreement: Agreement) -> Submitted[Sheet]:
    """The sheet as it was typed, beside the agreement as somebody else has saved it meanwhile."""
    one, other = agreement.parties
    first = one if agreement.first_contact == one.participant else other
    saved = filled_in(agreement)
    names = {
        saved["one"]: one.name,
        saved["other"]: other.name,
        saved["commitment"]: commitment_name(agreement.commitment),
        saved["deadline"]: long_date(agreement.deadline),
        saved["first_contact"]: first.name,
    }
    return beside_saved(form, stale, agreement.version, {name: saved[name] for name in SHOWN}, names)
