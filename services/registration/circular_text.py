"""The words of a circular: light markup, with placeholders for what differs from reader to reader."""

import re

from markupsafe import Markup, escape

from services.registration.site.markup import marked_up
from shared.web.i18n import _

ORGANISATION = "{organisasjon}"
LINK = "{lenke}"
PLACEHOLDERS = (ORGANISATION, LINK)

_PLACEHOLDER = re.compile(r"\{[^{}\n]{0,40}\}")


def unknown_placeholder(text: str) -> str | None:
    """The first thing in braces that means nothing."""
    return next((found for found in _PLACEHOLDER.findall(text) if found not in PLACEHOLDERS), None)


def as_text(text: str, organisation: str, link: str) -> str:
    """The words as one reader gets them, for programs that show plain text."""
    return text.replace(LINK, link).replace(ORGANISATION, organisation)


def as_html(text: str, organisation: str, link: str) -> Markup:
    """The words as one reader gets them. A link that stands alone is a button; words of its own may lead to it too."""
    words, address = escape(_("Se eller endre påmeldingen")), escape(link)
    html = (
        str(marked_up(text.replace(f"]({LINK})", f"]({link})")))
        .replace(f"<p>{LINK}</p>", f'<p><a class="button" href="{address}">{words}</a></p>')
        .replace(LINK, f'<a href="{address}">{words}</a>')
        .replace(ORGANISATION, str(escape(organisation)))
    )
    return Markup(html)  # noqa: S704 – markup from `marked_up`, and what is put into it is escaped
