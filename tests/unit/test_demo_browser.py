"""The demo's browser: what it finds on a page, and what it sends."""

import pytest

from shared.cli.demo.browser import Page, read
from shared.cli.demo.trouble import Trouble

PAGE = """
<!doctype html><title>Påmelding</title><script>var hidden = "<a href='/nei'>";</script>
<nav><a href="/b/lillevik">Om <b>børsen</b></a> <a href="https://other.example/b/x">Andre</a></nav>
<form method="post">
  <input type="hidden" name="csrf" value="token">
  <input name="name" value="">
  <input type="checkbox" name="consent" value="true">
  <input type="checkbox" name="categories" value="place" checked>
  <input type="checkbox" name="categories" value="culture" checked>
  <select name="sector"><option value="">Velg</option><option value="public" selected>Offentlig</option></select>
  <select name="people"><option value="1">Én</option><option value="2">To</option></select>
  <textarea name="note">
  Vi kommer &amp; går</textarea>
  <button name="add_row" value="needs">En til</button> <button>Send</button>
</form>
<form action="/sok"><input type="search" name="q"></form>
"""


@pytest.fixture
def page() -> Page:
    return read("http://localhost/b/lillevik/pamelding", PAGE)


def test_a_form_is_sent_as_its_page_filled_it_in_with_what_is_typed_on_top(page: Page) -> None:
    assert page.form("name").filled({"name": "Teatergruppa", "consent": "true"}) == {
        "csrf": ["token"],
        "categories": ["place", "culture"],
        "sector": ["public"],
        "people": ["1"],
        "note": ["  Vi kommer & går"],
        "name": ["Teatergruppa"],
        "consent": ["true"],
    }


def test_a_group_of_boxes_takes_several_values(page: Page) -> None:
    assert page.form("name").filled({"categories": ["courses"]})["categories"] == ["courses"]


def test_a_button_is_sent_only_when_it_is_pressed(page: Page) -> None:
    assert "add_row" not in page.form("name").filled({})
    assert page.form("name").filled({"add_row": "needs"})["add_row"] == ["needs"]


def test_nobody_can_type_in_a_field_that_is_not_there(page: Page) -> None:
    with pytest.raises(Trouble, match="no field phone"):
        page.form("name").filled({"phone": "40000001"})


def test_a_form_without_an_address_goes_to_its_page(page: Page) -> None:
    form = page.form("name")
    assert (form.method, form.action) == ("POST", "http://localhost/b/lillevik/pamelding")


def test_a_form_without_a_method_only_asks(page: Page) -> None:
    form = page.form("q")
    assert (form.method, form.action) == ("GET", "http://localhost/sok")


def test_a_page_without_the_form_is_trouble(page: Page) -> None:
    with pytest.raises(Trouble, match="no form"):
        page.form("pin")


def test_links_are_found_by_where_they_lead_with_what_they_say(page: Page) -> None:
    assert [(link.address, link.text) for link in page.links_to("/b/lillevik")] == [
        ("http://localhost/b/lillevik", "Om børsen")
    ]


def test_scripts_are_no_text_of_the_page(page: Page) -> None:
    assert "hidden" not in page.text
    assert page.links_to("/nei") == []
