"""The light markup of an exchange's texts: paragraphs, lists and links, of CommonMark; all else is shown as typed."""

import re

from markdown_it import MarkdownIt
from markupsafe import Markup

ADDRESS = re.compile(r"(https?://|mailto:|tel:|/(?![/\\]))", re.IGNORECASE)
"""What a link may lead to: the web, a mail, a telephone, and our own pages."""


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False}).enable(["list", "link", "newline", "escape"])
    reader.options["breaks"] = True
    reader.validateLink = lambda url: ADDRESS.match(url) is not None  # type: ignore[method-assign]
    return reader


_READER = _reader()


def marked_up(text: str) -> Markup:
    """A text as HTML that holds nothing but `p`, `ul`, `ol`, `li`, `br` and `a`."""
    return Markup(_READER.render(text))  # noqa: S704 – whatever is no markup comes out escaped
