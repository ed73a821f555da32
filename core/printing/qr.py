"""QR codes as vector pictures."""

from io import BytesIO

import segno

_INK = "#23211e"


def qr_svg(text: str) -> bytes:
    """A QR code of `text` as SVG that scales to any size (ISO/IEC 18004, error correction M).

    The quiet zone of four modules is inside the picture. Raises ValueError when `text` is empty
    or too long for the largest symbol.
    """
    if not text:
        raise ValueError("nothing to encode")
    try:
        code = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError as error:
        raise ValueError("the text is too long for a QR code") from error
    picture = BytesIO()
    code.save(
        picture,
        kind="svg",
        border=4,
        dark=_INK,
        xmldecl=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
        nl=False,
    )
    return picture.getvalue()
