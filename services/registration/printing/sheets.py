"""The sheets that name tags are printed on."""

from dataclasses import dataclass

from shared.web.i18n import N_

A4_WIDTH, A4_HEIGHT = 210.0, 297.0


@dataclass(frozen=True)
class Sheet:
    """Labels in columns and rows, centred on an A4 page. All lengths are in millimetres.

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

    @property
    def labels(self) -> int:
        """How many a page has."""
        return self.columns * self.rows

    @property
    def left(self) -> float:
        """From the page's edge to the first label."""
        return (A4_WIDTH - self.columns * self.width - (self.columns - 1) * self.gap_x) / 2

    @property
    def top(self) -> float:
        """From the page's edge to the first label."""
        return (A4_HEIGHT - self.rows * self.height - (self.rows - 1) * self.gap_y) / 2


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
