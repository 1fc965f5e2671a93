"""What is printed: documents set by typst from a template and data, ready to be downloaded as PDF.

A template is a `.typ` file beside the code that gives it data; it starts with `#import "/shared/print/house.typ": *`
(paths begin at the project's root). It holds no words: every sentence comes with the data, translated.
"""

from shared.print.characters import Verbatim
from shared.print.download import download
from shared.print.picture import Picture
from shared.print.press import Press
from shared.print.qr import qr_code, qr_picture
from shared.print.stock import Stock, fingerprint

__all__ = ["Picture", "Press", "Stock", "Verbatim", "download", "fingerprint", "qr_code", "qr_picture"]
