"""What an exchange's site says: Børsen's own words until somebody writes others, and never more than light markup."""

import pytest

from services.registration.site.markup import marked_up
from services.registration.site.publishing import SiteForm, filled_in
from services.registration.site.reading import Site
from services.registration.site.texts import DEFAULTS, Section, saying, written
from shared.web.i18n import speaking


def test_a_section_that_nobody_wrote_is_said_in_the_readers_language() -> None:
    with speaking("en"):
        assert saying(Section.RULE_INTENT, {}) != DEFAULTS[Section.RULE_INTENT]


def test_a_section_that_somebody_wrote_is_said_as_it_is_written() -> None:
    with speaking("en"):
        assert saying(Section.ABOUT, {"about": "Vi møtes."}) == "Vi møtes."


def test_a_text_that_was_left_as_it_was_stays_ours() -> None:
    assert written({Section.ABOUT: DEFAULTS[Section.ABOUT].replace("\n", "\r\n")}) == {}


def test_a_text_that_was_left_as_it_was_in_another_language_stays_ours_too() -> None:
    with speaking("nn"):
        ours = saying(Section.RULE_BINDING, {})
    assert written({Section.RULE_BINDING: ours}) == {}


def test_an_emptied_text_is_ours_again() -> None:
    assert written({Section.WELCOME: ""}) == {}


def test_the_form_has_a_field_for_every_section() -> None:
    assert {section.value for section in Section} <= SiteForm.model_fields.keys()


def test_the_form_says_what_the_site_says() -> None:
    assert filled_in(Site())["rule_money"] == DEFAULTS[Section.RULE_MONEY]


def test_an_empty_line_makes_a_paragraph_and_dashes_a_list() -> None:
    assert marked_up("Hei.\n\n- en\n- to") == "<p>Hei.</p>\n<ul>\n<li>en</li>\n<li>to</li>\n</ul>\n"


def test_a_link_leads_out() -> None:
    assert marked_up("[kart](https://www.eksempel.no)") == '<p><a href="https://www.eksempel.no">kart</a></p>\n'


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//eksempel.no"])
def test_no_link_leads_where_it_should_not(address: str) -> None:
    assert "<a" not in marked_up(f"[her]({address})")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<b onclick=x>hei</b>", "<img src=x>", "&lt;"])
def test_html_is_shown_as_it_was_typed(text: str) -> None:
    assert marked_up(text).striptags() == text


@pytest.mark.parametrize("text", ["# Overskrift", "**fet**", "![bilde](/bilder/x)", "`kode`", "> sitat", "***"])
def test_what_is_no_light_markup_makes_nothing(text: str) -> None:
    assert not any(tag in marked_up(text) for tag in ("<h1", "<strong", "<img", "<code", "<blockquote", "<hr"))
