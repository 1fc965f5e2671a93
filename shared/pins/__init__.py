"""PINs by which roles join for an evening."""

from shared.pins.pins import Pin, Pins, Standing, generation_of, name_of, number_of

__all__ = ["Pin", "Pins", "Standing", "generation_of", "name_of", "number_of"]
