"""Colours as people see them (OKLCH, Björn Ottosson 2020) and as WCAG measures them (relative luminance)."""

from dataclasses import dataclass
from functools import cached_property
from math import atan2, copysign, cos, hypot, pow, sin

Linear = tuple[float, float, float]
"""Red, green and blue light, each from 0 to 1."""

STEPS = 24
"""Halvings of an interval: far finer than the 256 steps of a screen."""


@dataclass(frozen=True)
class Colour:
    """A colour of a screen: red, green and blue from 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def of(cls, hexadecimal: str) -> "Colour":
        """`#` and six digits."""
        return cls(*bytes.fromhex(hexadecimal.removeprefix("#")))

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @cached_property
    def luminance(self) -> float:
        """From 0, black, to 1, white (WCAG 2.2, 'relative luminance')."""
        return _luminance(tuple(_light(step) for step in (self.red, self.green, self.blue)))  # type: ignore[arg-type]

    @property
    def lightness(self) -> float:
        """As it is seen, from 0 to 1."""
        return self._lab[0]

    @property
    def chroma(self) -> float:
        """How far from grey; 0.3 is the most that screens show."""
        return hypot(self._lab[1], self._lab[2])

    def with_luminance(self, luminance: float, chroma: float | None = None) -> "Colour":
        """The colour of this hue with a luminance, and with so much chroma as there is at it, its own by default."""
        hue = atan2(self._lab[2], self._lab[1])
        wanted = self.chroma if chroma is None else chroma

        def at(lightness: float) -> Linear:
            return _vivid(lightness, wanted, hue)

        low, high = 0.0, 1.0
        for _step in range(STEPS):
            middle = (low + high) / 2
            low, high = (middle, high) if _luminance(at(middle)) < luminance else (low, middle)
        return Colour(*(_screen(light) for light in at((low + high) / 2)))

    @cached_property
    def _lab(self) -> Linear:
        r, g, b = (_light(step) for step in (self.red, self.green, self.blue))
        long = _cube_root(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
        medium = _cube_root(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
        short = _cube_root(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
        return (
            0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
            1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
            0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
        )


def contrast(one: Colour, other: Colour) -> float:
    """From 1 to 21 (WCAG 2.2, 'contrast ratio')."""
    dark, light = sorted((one.luminance, other.luminance))
    return (light + 0.05) / (dark + 0.05)


def _vivid(lightness: float, chroma: float, hue: float) -> Linear:
    """The light of an OKLCH colour, with less chroma where a screen cannot show so much."""
    wanted = _rgb(lightness, chroma, hue)
    if _shown(wanted):
        return wanted
    low, high = 0.0, chroma
    for _step in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _shown(_rgb(lightness, middle, hue)) else (low, middle)
    red, green, blue = _rgb(lightness, low, hue)
    return min(max(red, 0), 1), min(max(green, 0), 1), min(max(blue, 0), 1)


def _rgb(lightness: float, chroma: float, hue: float) -> Linear:
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _shown(colour: Linear) -> bool:
    return all(-1e-6 <= light <= 1 + 1e-6 for light in colour)


def _luminance(colour: Linear) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def _light(step: int) -> float:
    """The light of one of 256 steps (IEC 61966-2-1)."""
    value = step / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _screen(light: float) -> int:
    value = light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(255 * min(max(value, 0), 1))


def _cube_root(number: float) -> float:
    return copysign(pow(abs(number), 1 / 3), number)
