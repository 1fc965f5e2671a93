"""QR codes for paper."""

import segno

from shared.print.characters import Verbatim


def qr_code(content: str) -> Verbatim:
    """An SVG of a QR code (ISO/IEC 18004) that survives a crease (level M).

    Its quiet zone is the white paper around it: a template leaves four modules, that is an eighth of its width.
    """
    return Verbatim(
        segno.make_qr(content, error="m").svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None)
    )
