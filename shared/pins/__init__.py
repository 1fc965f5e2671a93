"""PINs by which roles join for an evening."""

from shared.pins.pins import CALLED, Pin, Pins, name_of

__all__ = ["CALLED", "Pin", "Pins", "name_of"]
