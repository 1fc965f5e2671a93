"""Colours that an organiser chooses: whatever they are, everybody can read what stands on them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.site import SiteColours
from shared.web.colours import (
    STANDARD,
    Palette,
    Token,
    adjustments,
    palette,
    stylesheet,
    stylesheet_address,
)
from shared.web.oklch import Colour, contrast

BYTE = st.integers(0, 255)
COLOURS = st.builds(
    SiteColours,
    main=st.builds(Colour, BYTE, BYTE, BYTE).map(str),
    highlight=st.builds(Colour, BYTE, BYTE, BYTE).map(str),
)

READ_ON = [
    ("text-subtle", "background-default"),
    ("text-subtle", "background-tinted"),
    ("text-subtle", "surface-default"),
    ("text-subtle", "surface-tinted"),
    ("text-default", "surface-tinted"),
    ("text-default", "surface-hover"),
    ("base-contrast-default", "base-default"),
    ("base-contrast-default", "base-hover"),
    ("base-contrast-default", "base-active"),
]
"""What stands on what, on our pages."""


def contrasts(text: Token, background: Token) -> list[float]:
    return [contrast(text.light, background.light), contrast(text.dark, background.dark)]


def contrasts_of(made: Palette) -> list[float]:
    return [ratio for text, background in READ_ON for ratio in contrasts(made.accent[text], made.accent[background])]


@settings(max_examples=20, deadline=None)
@given(COLOURS)
def test_text_in_any_colour_can_be_read_in_both_schemes(colours: SiteColours) -> None:
    assert min(contrasts_of(palette(colours))) >= 4.5


@settings(max_examples=20, deadline=None)
@given(COLOURS)
def test_text_on_the_large_area_and_on_its_button_can_be_read(colours: SiteColours) -> None:
    made = palette(colours)
    assert contrast(made.on_hero, made.hero) >= 4.5
    assert contrast(made.on_sign, made.sign) >= 4.5
    assert contrast(made.on_sign, made.sign_hover) >= 4.5


@settings(max_examples=20, deadline=None)
@given(COLOURS)
def test_the_button_is_told_from_what_it_stands_on(colours: SiteColours) -> None:
    made = palette(colours)
    assert contrast(made.sign, made.hero) >= 3


@settings(max_examples=20, deadline=None)
@given(COLOURS)
def test_the_large_area_has_the_very_colour_that_was_chosen(colours: SiteColours) -> None:
    assert str(palette(colours).hero) == colours.main


def test_two_colours_that_go_together_are_used_as_they_are() -> None:
    assert adjustments(SiteColours(main="#12355b", highlight="#f4d58d")) == []


def test_a_main_colour_too_light_to_read_is_darkened_for_links_and_buttons() -> None:
    (one,) = adjustments(SiteColours(main="#ffe14d", highlight="#12355b"))
    assert (one.use, one.chosen) == ("buttons", "#ffe14d")
    assert contrast(Colour.of(one.became), Colour.of("#ffffff")) >= 4.5


def test_a_highlight_too_like_the_main_colour_is_moved_away_from_it() -> None:
    (one,) = adjustments(SiteColours(main="#12355b", highlight="#1a3f66"))
    assert one.use == "highlight"
    assert contrast(Colour.of(one.became), Colour.of("#12355b")) >= 3


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_what_wcag_says(one: str, other: str, ratio: float) -> None:
    assert contrast(Colour.of(one), Colour.of(other)) == pytest.approx(ratio, abs=0.01)


def test_a_colour_keeps_its_hue_when_it_is_made_darker() -> None:
    assert str(Colour.of("#ff0000").with_luminance(Colour.of("#ff0000").luminance)) == "#ff0000"


def test_the_stylesheet_is_nothing_but_tokens() -> None:
    assert re.fullmatch(
        r"(@layer borsen \{|  :root,|  \[data-color-scheme\] \{|    --[\w-]+: [\w#(), -]+;|  \}|\}|\n)+",
        stylesheet(STANDARD),
    )


def test_its_address_changes_with_the_colours() -> None:
    assert re.fullmatch(r"/farger/0d3a2b-fbb636\.css\?v=[0-9a-f]{12}", stylesheet_address(STANDARD))
