"""What an organiser chooses for the name tags. It travels in the address: printing changes nothing."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ValidationInfo, field_validator

from services.registration.printing.documents import Choice
from services.registration.printing.sheets import SHEETS
from shared.contracts.vocabulary import Sector
from shared.web.forms import CHOOSE
from shared.web.i18n import N_


def _known(code: str) -> str:
    if code not in SHEETS:
        raise ValueError(CHOOSE)
    return code


class TagsForm(BaseModel):
    """The options of the name tags' card. `deltaker` asks for one participant's tags, at the door for example."""

    ark: Annotated[str, AfterValidator(_known)] = "l4785"
    fra: int = 1
    lappsektor: Sector | None = None
    antall: Literal["hver", "en"] = "hver"
    navn: bool = False
    deltaker: UUID | None = None

    @field_validator("fra")
    @classmethod
    def _label_of_the_sheet(cls, first: int, before: ValidationInfo) -> int:
        sheet = SHEETS.get(before.data.get("ark", ""))
        if sheet and not 1 <= first <= sheet.labels:
            raise ValueError(N_("Arket har ikke så mange etiketter. Skriv 1 for et helt ark."))
        return first

    @property
    def choice(self) -> Choice:
        """What is to be printed."""
        return Choice(SHEETS[self.ark], self.fra, self.lappsektor, one_each=self.antall == "en", contacts=self.navn)
