"""Workbooks for Excel (.xlsx): rows under headings, ready to be sorted, filtered and printed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Generic, NamedTuple, TypeVar

from starlette.responses import Response
from xlsxwriter import Workbook

from shared.web.downloads import attachment
from shared.web.i18n import _

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {
    "in_memory": True,
    # A text that begins with = is a text: what a participant typed must never run in the organiser's Excel.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

Row = TypeVar("Row")
Value = str | int | date | None


class Column(NamedTuple, Generic[Row]):
    """A heading (to be translated), a width in characters, and what stands under it."""

    heading: str
    width: int
    value: Callable[[Row], Value]


@dataclass(frozen=True)
class Sheet(Generic[Row]):
    """A sheet: its name, at most 31 characters and none of `[]:*?/\\`, and a row for each thing."""

    name: str
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]


def workbook(title: str, *sheets: Sheet[Any]) -> bytes:
    """The file."""
    file = BytesIO()
    made = Workbook(file, OPTIONS)
    made.set_properties({"title": title})
    heading = made.add_format({"bold": True, "bg_color": "#D9F4E6", "bottom": 1, "text_wrap": True, "valign": "top"})
    text = made.add_format({"text_wrap": True, "valign": "top"})
    number = made.add_format({"num_format": "0", "valign": "top"})
    day = made.add_format({"num_format": "dd.mm.yyyy", "align": "left", "valign": "top"})

    def write(page: Any, row: int, column: int, value: Value) -> None:
        match value:
            case date():
                page.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
            case int():
                page.write_number(row, column, value, number)
            case _:
                page.write_string(row, column, value or "", text)

    for sheet in sheets:
        page = made.add_worksheet(sheet.name)
        for column, (title_, width, _value) in enumerate(sheet.columns):
            page.set_column(column, column, width)
            page.write_string(0, column, _(title_), heading)
        for row, thing in enumerate(sheet.rows, 1):
            for column, (_title, _width, value_of) in enumerate(sheet.columns):
                write(page, row, column, value_of(thing))
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
        page.set_landscape()
        page.repeat_rows(0)
        page.fit_to_pages(1, 0)
    made.close()
    return file.getvalue()


def download(content: bytes, name: str) -> Response:
    """The workbook as an answer. It may hold what only its reader may see: no cache keeps it."""
    headers = {"content-disposition": attachment(name, "xlsx"), "cache-control": "private, no-store"}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
