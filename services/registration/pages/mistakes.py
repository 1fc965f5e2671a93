"""What was sent and cannot be done: a refusal is shown beside the field that it concerns."""

from typing import TypeVar

from pydantic import BaseModel
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from shared.problems import sentence_of
from shared.refusal import Refused
from shared.web.forms import FORM, Submitted, parse_form
from shared.web.i18n import _

Model = TypeVar("Model", bound=BaseModel)

FIELDS = {
    "full": "people",
    "nobody_comes": "people",
    "need_missing": "needs",
    "offer_missing": "offers",
    "consent_missing": "consent",
    "slug_taken": "slug",
    "times_out_of_order": "opens",
    "in_the_past": "date",
    "picture_gone": "logo_file",
}
"""Code of a refusal -> the form's field; any other concerns the form as a whole."""


def with_refusal(form: Submitted[Model], refused: Refused) -> Submitted[Model]:
    """The form as it was sent, with the refusal's sentence."""
    return form._replace(errors={FIELDS.get(refused.code, FORM): sentence_of(refused)})


def read_button(model: type[Model], sent: FormData) -> Model:
    """A form without anything to fill in. Raises HTTPException 422 for one that our pages do not send."""
    form = parse_form(model, sent.multi_items())
    if form.instance is None:
        raise HTTPException(422, _("Noe i det du sendte, er ikke riktig."))
    return form.instance
