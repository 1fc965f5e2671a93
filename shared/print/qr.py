"""QR codes for paper and for mails."""

from io import BytesIO

import segno

from shared.print.characters import Verbatim


def qr_code(content: str) -> Verbatim:
    """An SVG of a QR code (ISO/IEC 18004) that survives a crease (level M).

    Its quiet zone is the white paper around it: a template leaves four modules, that is an eighth of its width.
    """
    return Verbatim(
        segno.make_qr(content, error="m").svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None)
    )


def qr_picture(content: str) -> bytes:
    """The same as a PNG with its quiet zone, for mail programs, which show no SVG."""
    picture = BytesIO()
    segno.make_qr(content, error="m").save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()
