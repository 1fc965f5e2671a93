"""The sheets that name tags are printed on, and the labels of printers at the door."""

from dataclasses import dataclass

from shared.web.formats import number
from shared.web.i18n import N_, _

A4_WIDTH, A4_HEIGHT = 210.0, 297.0


@dataclass(frozen=True)
class Sheet:
    """Labels in columns and rows, centred on a page, A4 unless it says otherwise. All lengths are in millimetres.

    `name` is what the package says, a sentence for `_` where there is no package: plain paper, which is `cut`.
    """

    code: str
    name: str
    columns: int
    rows: int
    width: float
    height: float
    gap_x: float = 0
    gap_y: float = 0
    cut: bool = False
    page_width: float = A4_WIDTH
    page_height: float = A4_HEIGHT

    @property
    def labels(self) -> int:
        """How many a page has."""
        return self.columns * self.rows

    @property
    def left(self) -> float:
        """From the page's edge to the first label."""
        return (self.page_width - self.columns * self.width - (self.columns - 1) * self.gap_x) / 2

    @property
    def top(self) -> float:
        """From the page's edge to the first label."""
        return (self.page_height - self.rows * self.height - (self.rows - 1) * self.gap_y) / 2


# Sizes and gaps as Avery Zweckform states them for its sheets, all of which are symmetric.
SHEETS = {
    sheet.code: sheet
    for sheet in (
        Sheet("l4785", "Avery Zweckform L4785", 2, 5, 80, 50, gap_x=15, gap_y=5),
        Sheet("l7165", "Avery Zweckform L7165", 2, 4, 99.1, 67.7, gap_x=2.5),
        Sheet("l7163", "Avery Zweckform L7163", 2, 7, 99.1, 38.1, gap_x=2.5),
        Sheet("l7160", "Avery Zweckform L7160", 3, 7, 63.5, 38.1, gap_x=2.5),
        Sheet("90x60", N_("vanlig papir til å klippe"), 2, 4, 90, 60, cut=True),
        Sheet("85x55", N_("vanlig papir til å klippe"), 2, 5, 85, 55, cut=True),
    )
}
"""Code -> sheet, the usual name tag first."""


def _label(code: str, name: str, width: float, height: float) -> Sheet:
    return Sheet(code, name, 1, 1, width, height, page_width=width, page_height=height)


# Sizes as Brother and Dymo state them for their rolls; printed along the roll, so that names have room.
LABELS = {
    label.code: label
    for label in (
        _label("label-90x60", N_("etikettskriver"), 90, 60),
        _label("dk-11202", "Brother DK-11202", 100, 62),
        _label("99014", "Dymo 99014", 101, 54),
        _label("99012", "Dymo 99012", 89, 36),
    )
}
"""Code -> label, for printers that print one at a time."""

PAPER = {**LABELS, **SHEETS}
"""Everything that a tag can be printed on."""


def described(sheet: Sheet) -> str:
    """Size and name, in the reader's language."""
    size = {"width": number(sheet.width), "height": number(sheet.height), "name": _(sheet.name)}
    if sheet.labels == 1:
        return _("%(width)s × %(height)s mm: %(name)s", **size)
    return _("%(width)s × %(height)s mm, %(labels)s på arket: %(name)s", labels=sheet.labels, **size)
