"""Colours that can be read: what an organiser chooses becomes a whole scale with the contrasts of Børsen's own theme.

Every token of the theme (`theme.css`) gets the chosen hue, and keeps its relative luminance. Contrast depends on
luminance alone (WCAG 2.2, 'contrast ratio'), so the scale is as legible in both schemes as the theme that it follows.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from shared.contracts.site import SiteColours
from shared.web.assets import SHARED_STATIC
from shared.web.oklch import Colour, contrast

WHITE, BLACK = Colour.of("#ffffff"), Colour.of("#000000")
TEXT_CONTRAST = 4.5
"""Of text on its background (WCAG 2.2, 1.4.3)."""
SIGN_CONTRAST = 3.0
"""Of what must be told from its surroundings without being read (WCAG 2.2, 1.4.11)."""

CLEARLY_APART = (5.5, 3.1)
"""What a sign gets that must be changed: the second is left for backgrounds neither light nor dark."""

STANDARD = SiteColours(main="#0d3a2b", highlight="#fbb636")
"""Pine and marigold, for whoever chooses nothing."""

TOKEN = re.compile(r"--ds-color-(accent|brand1)-([a-z-]+): light-dark\((#\w{6}), (#\w{6})\)")


class Token(NamedTuple):
    """One colour of a scale in both schemes."""

    light: Colour
    dark: Colour


class Adjusted(NamedTuple):
    """A colour that could not be used as it was chosen, and what it became. `use` is one of `buttons`, `highlight`."""

    use: str
    chosen: str
    became: str


class Palette(NamedTuple):
    """What a site is painted with. `hero` is the large area, `sign` the button that is to be seen first on it."""

    hero: Colour
    on_hero: Colour
    sign: Colour
    sign_hover: Colour
    on_sign: Colour
    accent: Mapping[str, Token]
    brand1: Mapping[str, Token]


@lru_cache(512)
def palette(colours: SiteColours) -> Palette:
    """The palette of two chosen colours."""
    hero, highlight = Colour.of(colours.main), Colour.of(colours.highlight)
    sign = _apart(highlight, hero)
    on_sign = _ink(sign)
    accent = _scale("accent", hero)
    if contrast(hero, WHITE) >= TEXT_CONTRAST:
        accent["base-default"] = accent["base-default"]._replace(light=hero)
    return Palette(hero, _ink(hero), sign, _hover(sign, on_sign), on_sign, accent, _scale("brand1", highlight))


def adjustments(colours: SiteColours) -> Sequence[Adjusted]:
    """What of the choice is shown otherwise, so that everybody can read it."""
    made = palette(colours)
    shown = [
        Adjusted("buttons", colours.main, str(made.accent["base-default"].light)),
        Adjusted("highlight", colours.highlight, str(made.sign)),
    ]
    return [one for one in shown if one.chosen != one.became]


def stylesheet_address(colours: SiteColours) -> str:
    """Where browsers find the palette: an address that changes with what it holds."""
    name = f"{colours.main}-{colours.highlight}".replace("#", "")
    return f"/farger/{name}.css?v={digest(colours)}"


def digest(colours: SiteColours) -> str:
    """Twelve hexadecimal digits that change with the stylesheet."""
    return sha256(stylesheet(colours).encode()).hexdigest()[:12]


@lru_cache(512)
def stylesheet(colours: SiteColours) -> str:
    """The palette as CSS, after `theme.css`."""
    made = palette(colours)
    tokens = {
        **{f"--ds-color-accent-{name}": _both(token) for name, token in made.accent.items()},
        **{f"--ds-color-brand1-{name}": _both(token) for name, token in made.brand1.items()},
        "--ds-color-brand1-base-default": str(made.sign),
        "--ds-color-brand1-base-hover": str(made.sign_hover),
        "--ds-color-brand1-base-active": str(made.sign_hover),
        "--ds-color-brand1-base-contrast-default": str(made.on_sign),
        "--site-hero": str(made.hero),
        "--site-on-hero": str(made.on_hero),
        "--site-sign": str(made.sign),
    }
    lines = "\n".join(f"    {name}: {value};" for name, value in tokens.items())
    return f"@layer borsen {{\n  :root,\n  [data-color-scheme] {{\n{lines}\n  }}\n}}\n"


@lru_cache(1)
def _theme() -> Mapping[str, Mapping[str, Token]]:
    css = (SHARED_STATIC / "theme.css").read_text(encoding="utf-8")
    found: dict[str, dict[str, Token]] = {"accent": {}, "brand1": {}}
    for scale, name, light, dark in TOKEN.findall(css):
        found[scale][name] = Token(Colour.of(light), Colour.of(dark))
    return found


def _scale(name: str, chosen: Colour) -> dict[str, Token]:
    theirs = _theme()[name]
    vividness = chosen.chroma / max(theirs["base-default"].light.chroma, 0.01)

    def follow(model: Colour) -> Colour:
        return chosen.with_luminance(model.luminance, model.chroma * min(vividness, 1.5))

    return {token: Token(follow(both.light), follow(both.dark)) for token, both in theirs.items()}


def _ink(background: Colour) -> Colour:
    """Black or white: on any colour, one of them has a contrast of 4.58 or more."""
    return max(WHITE, BLACK, key=lambda ink: contrast(ink, background))


def _apart(colour: Colour, background: Colour) -> Colour:
    """The colour, or the one most like it that is told from the background."""
    if contrast(colour, background) >= SIGN_CONTRAST:
        return colour
    return next(
        min(found, key=lambda one: abs(one.lightness - colour.lightness))
        for wanted in CLEARLY_APART
        if (found := _at_contrast(colour, background, wanted))
    )


def _at_contrast(colour: Colour, background: Colour, wanted: float) -> list[Colour]:
    lighter, darker = (background.luminance + 0.05) * wanted - 0.05, (background.luminance + 0.05) / wanted - 0.05
    return [colour.with_luminance(one) for one in (lighter, darker) if 0 <= one <= 1]


def _hover(sign: Colour, ink: Colour) -> Colour:
    """A little further from its text."""
    return sign.with_luminance(sign.luminance * 0.75 if ink == WHITE else min(sign.luminance * 1.25 + 0.02, 1))


def _both(token: Token) -> str:
    return f"light-dark({token.light}, {token.dark})"
