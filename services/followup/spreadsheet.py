"""The overview sheet of the handbook ('Det er lurt å lage et oversiktsark i Excel'), as an .xlsx file."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, NamedTuple

from xlsxwriter import Workbook

from services.followup.queries import Agreement, Party
from services.followup.words import standing_name
from shared.clock import NORWAY
from shared.directory import Exchange
from shared.web.i18n import N_, _
from shared.web.words import commitment_name, outcome_name

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {
    "in_memory": True,
    # A text that begins with = is a text: what a participant typed must never run in the organiser's Excel.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Column(NamedTuple):
    """A heading, a width in characters, and what stands under it."""

    heading: str
    width: int
    value: Callable[[Agreement], str | date | None]


def _answer(party: Party) -> str:
    return outcome_name(party.answer.outcome) if party.answer else ""


def _explained(agreement: Agreement, field: str) -> str:
    texts = [(party.name, getattr(party.answer, field)) for party in agreement.parties if party.answer]
    return "\n".join(f"{name}: {text}" for name, text in texts if text)


def _local_day(moment: datetime | None) -> date | None:
    return moment.astimezone(NORWAY).date() if moment else None


def _first_contact(agreement: Agreement) -> str:
    return next((party.name for party in agreement.parties if party.participant == agreement.first_contact), "")


COLUMNS = (
    Column(N_("Part 1"), 30, lambda a: a.parties[0].name),
    Column(N_("Part 1 bidrar med"), 42, lambda a: a.parties[0].gives or ""),
    Column(N_("Part 2"), 30, lambda a: a.parties[1].name),
    Column(N_("Part 2 bidrar med"), 42, lambda a: a.parties[1].gives or ""),
    Column(N_("Type"), 17, lambda a: commitment_name(a.commitment)),
    Column(N_("Tar første kontakt"), 30, _first_contact),
    Column(N_("Inngått"), 12, lambda a: _local_day(a.made_at)),
    Column(N_("Frist"), 12, lambda a: a.deadline),
    Column(N_("Tilstand"), 18, lambda a: standing_name(a.standing)),
    Column(N_("Svar fra part 1"), 18, lambda a: _answer(a.parties[0])),
    Column(N_("Svar fra part 2"), 18, lambda a: _answer(a.parties[1])),
    Column(N_("Uenige"), 9, lambda a: _("Ja") if a.disputed else ""),
    Column(N_("Hvorfor"), 42, lambda a: _explained(a, "why")),
    Column(N_("Hva som skal til"), 42, lambda a: _explained(a, "help")),
    Column(N_("Sist kontaktet"), 15, lambda a: _local_day(a.last_contact)),
    Column(N_("Kontaktes igjen"), 15, lambda a: a.next_contact),
)


def spreadsheet(exchange: Exchange, agreements: Sequence[Agreement]) -> bytes:
    """All agreements of an exchange, a row each. Organisations only: contacts do not leave with the file."""
    file = BytesIO()
    workbook = Workbook(file, OPTIONS)
    workbook.set_properties({"title": _("Avtaler fra %(exchange)s", exchange=exchange.name)})
    sheet = workbook.add_worksheet(_("Avtaler"))
    heading = workbook.add_format(
        {"bold": True, "bg_color": "#D9F4E6", "bottom": 1, "text_wrap": True, "valign": "top"}
    )
    text = workbook.add_format({"text_wrap": True, "valign": "top"})
    day = workbook.add_format({"num_format": "dd.mm.yyyy", "align": "left", "valign": "top"})
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, _(column.heading), heading)
    for row, agreement in enumerate(agreements, 1):
        for number, column in enumerate(COLUMNS):
            _write(sheet, row, number, column.value(agreement), text, day)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(agreements), 1), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    workbook.close()
    return file.getvalue()


def _write(sheet: Any, row: int, number: int, value: str | date | None, text: Any, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, number, datetime(value.year, value.month, value.day), day)
    else:
        sheet.write_string(row, number, value or "", text)
