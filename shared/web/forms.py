"""Forms: what a person typed becomes a pydantic model, or the same form again with a sentence beside each mistake."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar, get_args, get_origin

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, StringConstraints, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from starlette.datastructures import UploadFile

from shared.web.i18n import N_, _

Model = TypeVar("Model", bound=BaseModel)
Moment = TypeVar("Moment", bound=date)
Values = dict[str, str | list[str]]
Typed = Iterable[tuple[str, str | UploadFile]]
"""What `FormData.multi_items()` gives."""

FORM = ""
"""The key of an error that concerns the form as a whole."""

REACH = range(2000, 2200)
"""The years that a day or a moment may lie in."""

ADD_ROW = "add_row"
"""The name of the button that asks for one more row of the group that is its value."""


class Submitted(NamedTuple, Generic[Model]):
    """A form after the attempt to read it. Macros take it as their `form`."""

    instance: Model | None
    values: Values
    errors: dict[str, str]
    labels: dict[str, str]
    """What the page calls its fields, in its order: macros note it here as they are rendered, for the summary."""

    def value(self, name: str) -> str:
        """What was typed in a field, or nothing."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else next(iter(value), "")

    def chosen(self, name: str) -> list[str]:
        """What was ticked in a group of check boxes."""
        value = self.values.get(name, [])
        return [value] if isinstance(value, str) else value

    def rows(self, group: str, at_least: int = 1) -> list[int]:
        """The numbers of a repeated group's rows: at least so many, and one more than typed if that was asked for."""
        found = {int(match[2]) for name in self.values if (match := _ROW.fullmatch(name)) and match[1] == group}
        if self.value(ADD_ROW) == group:
            at_least = max(at_least, len(found) + 1)
        empty = (number for number in range(len(found) + at_least) if number not in found)
        return sorted(found | {next(empty) for _missing in range(at_least - len(found))})


def blank_form(**values: str | list[str]) -> Submitted[BaseModel]:
    """A form that nobody has sent yet, filled in with what is known; rows are written `**{"needs-0-text": …}`."""
    return Submitted(None, values, {}, {})


class Mistake(ValueError):
    """What a validator of a field's own says, where its sentence has values: `raise Mistake(N_("…"), name=…)`."""

    def __init__(self, message: str, **values: str | int) -> None:
        super().__init__(message)
        self.values = values


def sentence_of_mistake(error: ValueError) -> str:
    """What a validator of a field's own says, in the language of the request."""
    return _(str(error), **(error.values if isinstance(error, Mistake) else {}))


@dataclass(frozen=True)
class Says:
    """A field's own sentences: `Annotated[str, Says(missing=N_("Skriv hva organisasjonen heter."))]`."""

    missing: str | None = None
    invalid: str | None = None


def parse_form(model: type[Model], typed: Typed) -> Submitted[Model]:
    """Read what was typed as `model`.

    An empty field counts as not sent, so that the model's default applies. A field that is a list of models is a
    repeated group, typed in fields named `needs-0-text`, `needs-0-category`, `needs-1-text`; rows left empty are
    skipped. Errors are keyed by the name of the form's field, each a sentence in the reader's language. Somebody who
    asks for one more row is not done: no instance, and no errors yet.
    """
    values = _values(typed)
    if ADD_ROW in values:
        return Submitted(None, values, {}, {})
    groups = {name: row for name, field in model.model_fields.items() if (row := _row_model(field))}
    rows = {name: _rows(name, values) for name in groups}
    lists = {name for name, field in model.model_fields.items() if _is_list(field)}
    data: dict[str, Any] = {name: [row for _number, row in found] for name, found in rows.items()}
    for name, value in values.items():
        if name in model.model_fields and name not in groups and _filled(value):
            data[name] = [value] if name in lists and isinstance(value, str) else value
    try:
        return Submitted(model.model_validate(data), values, {}, {})
    except ValidationError as failure:
        errors: dict[str, str] = {}
        for detail in failure.errors():
            sentence = _sentence(detail, _field(model, groups, detail["loc"]))
            errors.setdefault(_field_name(detail["loc"], rows), sentence)
        return Submitted(None, values, errors, {})


_ROW = re.compile(r"([a-z_]+)-(\d{1,4})-([a-z_]+)")
Rows = list[tuple[int, dict[str, str | list[str]]]]


def _values(typed: Typed) -> Values:
    gathered: dict[str, list[str]] = {}
    for name, value in typed:
        if isinstance(value, str):
            gathered.setdefault(name, []).append(value.strip())
    return {name: found[0] if len(found) == 1 else found for name, found in gathered.items()}


def _filled(value: str | list[str]) -> bool:
    return any(value) if isinstance(value, list) else value != ""


def _rows(group: str, values: Mapping[str, str | list[str]]) -> Rows:
    found: dict[int, dict[str, str | list[str]]] = {}
    for name, value in values.items():
        match = _ROW.fullmatch(name)
        if match and match[1] == group and _filled(value):
            found.setdefault(int(match[2]), {})[match[3]] = value
    return sorted(found.items())


def _is_list(field: FieldInfo) -> bool:
    return get_origin(field.annotation) in (list, tuple, set, frozenset)


def _row_model(field: FieldInfo) -> type[BaseModel] | None:
    inner = next(iter(get_args(field.annotation)), None) if _is_list(field) else None
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None


def _field_name(loc: tuple[int | str, ...], rows: Mapping[str, Rows]) -> str:
    """`("needs", 1, "text")` as the form calls it: rows left empty have kept their numbers."""
    match loc:
        case (str(group), int(index), str(field), *_) if group in rows:
            return f"{group}-{rows[group][index][0]}-{field}"
        case (str(name), *_):
            return name
        case _:
            return FORM


def _field(
    model: type[BaseModel], groups: Mapping[str, type[BaseModel]], loc: tuple[int | str, ...]
) -> FieldInfo | None:
    match loc:
        case (str(group), int(), str(name), *_) if group in groups:
            return groups[group].model_fields.get(name)
        case (str(name), *_):
            return model.model_fields.get(name)
        case _:
            return None


CHOOSE = N_("Velg ett av alternativene.")
TICK = N_("Kryss av her for å gå videre.")

SENTENCES = {
    "missing": N_("Fyll ut dette feltet."),
    "string_too_long": N_("Teksten er for lang. Du kan bruke opptil %(max_length)s tegn."),
    "string_too_short": N_("Teksten er for kort. Skriv minst %(min_length)s tegn."),
    "enum": CHOOSE,
    "literal": CHOOSE,
    "bool": CHOOSE,
    "email": N_("Skriv en gyldig e-postadresse, for eksempel navn@eksempel.no."),
    "mailbox": N_("E-posten vår kommer ikke fram til adresser med æ, ø, å eller lignende foran @. Skriv en annen."),
    "phone": N_("Skriv et gyldig telefonnummer, for eksempel 22 33 44 55."),
    "date": N_("Skriv en gyldig dato, for eksempel 22.04.2027."),
    "date_past": N_("Velg en dato som har vært."),
    "date_future": N_("Velg en dato fram i tid."),
    "time": N_("Skriv et gyldig klokkeslett, for eksempel 18.30."),
    "int": N_("Skriv et helt tall."),
    "float": N_("Skriv et tall."),
    "decimal": N_("Skriv et tall."),
    "greater_than": N_("Tallet må være større enn %(gt)s."),
    "greater_than_equal": N_("Tallet kan ikke være mindre enn %(ge)s."),
    "less_than": N_("Tallet må være mindre enn %(lt)s."),
    "less_than_equal": N_("Tallet kan ikke være større enn %(le)s."),
    "too_short": N_("Fyll ut minst %(min_length)s."),
    "too_long": N_("Du kan fylle ut høyst %(max_length)s."),
}
"""The kind of a pydantic error, or the part before its first `_`, and what a person reads."""

NOT_UNDERSTOOD = N_("Det du skrev her, kan ikke brukes. Se over feltet og prøv igjen.")


def _sentence(detail: ErrorDetails, field: FieldInfo | None) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    says = next((says for says in field.metadata if isinstance(says, Says)), Says()) if field else Says()
    if kind in ("missing", "too_short") and says.missing:
        return _(says.missing)
    if kind == "missing":
        return _(_missing(field))
    if kind == "value_error":
        return sentence_of_mistake(context["error"])
    if says.invalid and not kind.startswith("string_too"):
        return _(says.invalid)
    return _(SENTENCES.get(kind) or SENTENCES.get(kind.split("_")[0]) or NOT_UNDERSTOOD, **context)


def _missing(field: FieldInfo | None) -> str:
    expected = field.annotation if field else None
    if expected is bool or get_args(expected) == (True,):
        return TICK
    if get_origin(expected) is Literal or (isinstance(expected, type) and issubclass(expected, Enum)):
        return CHOOSE
    return SENTENCES["missing"]


def _email(text: str) -> str:
    if not text.rpartition("@")[0].isascii():
        raise PydanticCustomError("mailbox", "letters that only servers with SMTPUTF8 take (RFC 6531)")
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as mistake:
        raise PydanticCustomError("email", "not an e-mail address") from mistake


def _phone(text: str) -> str:
    digits = re.sub(r"[\s().-]", "", text)
    if not re.fullmatch(r"(\+|00)?\d{5,15}", digits):
        raise PydanticCustomError("phone", "not a phone number")
    return text


def _within_reach(moment: Moment) -> Moment:
    if moment.year not in REACH:
        raise PydanticCustomError("date", "too far away")
    return moment


Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_email)]
"""An address that mail can be sent to, normalised (RFC 5321's longest path is 256 with its brackets)."""

Ticked = Annotated[Literal[True], BeforeValidator(lambda sent: sent == "true")]
"""A check box that must be ticked, such as a consent."""

Day = Annotated[date, AfterValidator(_within_reach)]
"""A day that can be calculated with: neither the calendar nor PostgreSQL ends a few days later."""

Instant = Annotated[AwareDatetime, AfterValidator(_within_reach)]
"""A moment with its zone, as programs send it; like `Day`."""

Phone = Annotated[str, StringConstraints(max_length=30), AfterValidator(_phone)]
"""A phone number as it was typed: five digits (Norwegian service numbers) to fifteen (ITU-T E.164)."""
