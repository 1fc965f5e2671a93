"""Printed documents as tests read them: what stands where, and what a screen reader is told."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pdfplumber
from pdfminer.pdftypes import resolve1
from pdfplumber.page import Page
from pdfplumber.pdf import PDF

from services.catalog.lines import Line
from services.registration.queries import Registration
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.directory import Exchange, Participant

MM = 72 / 25.4
"""Points in a millimetre."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points from the page's upper left corner."""

LONG = (
    "Norsk forening for tverrkulturell samhandling og frivillighetsutvikling i Lillevik og omegn, "
    "avdeling Ærfuglvika øst"
)
ONE_WORD = "Frivillighetssentralbestyrelsesmøtereferatarkivforeningen" * 2
NASTY_NAMES = (
    LONG,
    ONE_WORD[:120],
    "Æøå Ærfugløya Ålesund",
    "Kor 🎉 og 👩‍👩‍👧 familie",
    "#set text(red) $x$ @ref *fet* `kode`",
    "<script>alert(1)</script> & «venner»",
    "A\u0000B\u0007C\u202edrevet\u202c baklengs",
    "e" + "\u0301" * 40,
    "漢字 og ☎ \ufffd",
    "مرحبا بالعالم",
    "\u200b\u200d",
)
NASTY_TEXTS = (
    "Vi trenger et sted å øve, gjerne med piano. " * 12,
    "x" * 500,
    "Lån av telt 🏕️ på 17. mai\n\n\n- og mer",
    " ",
)


def an_exchange(name: str = "Frivilligbørs Lillevik") -> Exchange:
    opens = datetime(2027, 4, 22, 15, 45, tzinfo=UTC)
    return Exchange(
        id=uuid4(),
        organisation=uuid4(),
        slug="lillevik",
        name=name,
        municipality="Lillevik",
        venue="Kulturhuset",
        date=opens.date(),
        doors_at=opens,
        opens_at=opens,
        closes_at=opens + timedelta(hours=1),
        capacity=200,
        categories=tuple(Category),
        record=None,
    )


def a_participant(name: str, sector: Sector = Sector.VOLUNTARY) -> Participant:
    return Participant(uuid4(), uuid4(), name, sector, 2, withdrawn=False, checked_in_at=None, number=27)


def a_line(of: Participant, kind: ListingKind, text: str, category: Category = Category.PLACE) -> Line:
    return Line(uuid4(), kind, category, text, of.id, of.name, of.sector)


def wishes(of: Participant, count: int, text: str = "Øvingslokale på kveldstid, med piano") -> list[Line]:
    """So many needs and as many offers, each with its number."""
    kinds = (ListingKind.NEED, ListingKind.OFFER)
    return [a_line(of, kind, f"{number} {text}") for kind in kinds for number in range(1, count + 1)]


def a_registration(name: str, *, people: int = 1, contact: str | None = "Kari Eksempel", **others: Any) -> Registration:
    return Registration(
        **{
            "id": uuid4(),
            "exchange": UUID(int=1),
            "name": name,
            "sector": Sector.VOLUNTARY,
            "people": people,
            "contact_name": contact,
            "email": "kari@eksempel.no",
            "phone": "22 33 44 55",
            "individual": False,
            "dietary": None,
            "photo_consent": None,
            "logo": None,
            "consented_at": datetime(2027, 3, 1, tzinfo=UTC),
            "waiting": False,
            "withdrawn": False,
            "checked_in_at": None,
            "erased": False,
            "version": 1,
            "number": 1,
            "language": "nb",
            **others,
        }
    )


@dataclass(frozen=True)
class Paper:
    """A PDF, opened."""

    pdf: PDF

    @property
    def pages(self) -> Sequence[Page]:
        return self.pdf.pages

    @property
    def text(self) -> str:
        """All of it, without white space, hyphens and what is not seen: lines break where they like."""
        return "".join(squeezed(page.extract_text()) for page in self.pages)

    @property
    def halves(self) -> list[str]:
        """The same for the left and the right half of each page in turn, where a page has two columns."""
        boxes: list[tuple[Page, Box]] = [
            (page, box)
            for page in self.pages
            for box in ((0, 0, page.width / 2, page.height), (page.width / 2, 0, page.width, page.height))
        ]
        return [squeezed(page.within_bbox(box).extract_text()) for page, box in boxes]

    @property
    def title(self) -> str:
        return str(self.pdf.metadata["Title"])

    @property
    def language(self) -> str:
        return bytes(resolve1(self._catalog["Lang"])).decode()

    @property
    def is_tagged(self) -> bool:
        return resolve1(self._catalog["MarkInfo"])["Marked"] is True and "StructTreeRoot" in self._catalog

    @property
    def claims_accessibility(self) -> bool:
        """Whether it says of itself that it is PDF/UA-1."""
        return b"pdfuaid:part>1<" in resolve1(self._catalog["Metadata"]).get_data()

    @property
    def outline(self) -> list[str]:
        return [str(entry[1]) for entry in self.pdf.doc.get_outlines()]

    @property
    def _catalog(self) -> dict[str, Any]:
        catalog: dict[str, Any] = self.pdf.doc.catalog
        return catalog


@contextmanager
def opened(pdf: bytes) -> Iterator[Paper]:
    """The document, to look at."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        yield Paper(document)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad\u2010-]+", "", text)


def outside(page: Page, boxes: Sequence[Box]) -> str:
    """The letters of a page that lie, if only in part, outside each of the boxes."""
    return "".join(
        letter["text"]
        for letter in page.chars
        if letter["text"].strip() and not any(_within(letter, box) for box in boxes)
    )


def _within(letter: dict[str, Any], box: Box) -> bool:
    left, top, right, bottom = box
    # An emoji's frame may be a hair wider than what is drawn.
    slack = 0.5
    middle = (letter["top"] + letter["bottom"]) / 2
    return bool(left - slack <= letter["x0"] and letter["x1"] <= right + slack and top <= middle <= bottom)


def inside(page: Page, margin: float) -> Box:
    """The page without its margin (millimetres)."""
    return (margin * MM, margin * MM, page.width - margin * MM, page.height - margin * MM)
