"""Signatures as a screen sends them: a picture with strokes, made plain, small and fit to be kept."""

import base64
import binascii
import io

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from onegrid.casework.faults import CaseFault

BEGINNING = "data:image/png;base64,"
LONGEST = 1_400_000
"""Characters of a picture as it is sent: about a megabyte."""
MOST_PIXELS = 4_000_000
SMALLEST = 24
"""Pixels that a signature spans at least; a dot or a slip of the finger is none."""
KEPT = (600, 200)
EDGE = 8


def clean_strokes(sent: str) -> str:
    """The PNG in base64, black on white and cut to its strokes, of a picture sent as a data address.

    Raises `CaseFault` for something else, or for a picture without strokes.
    """
    strokes = ImageOps.invert(_read(sent))
    box = strokes.point(lambda tone: 255 if tone > 64 else 0).getbbox()
    if box is None or max(box[2] - box[0], box[3] - box[1]) < SMALLEST:
        raise CaseFault(_("The field is empty. Sign in it with a finger, a pen or the mouse."), code="no_strokes")
    cut = ImageOps.expand(strokes.crop(box), EDGE)
    cut.thumbnail(KEPT)
    out = io.BytesIO()
    ImageOps.invert(cut).quantize(16).save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode()


def _read(sent: str) -> Image.Image:
    """The picture in tones of grey on white."""
    try:
        if len(sent) > LONGEST or not sent.startswith(BEGINNING):
            raise ValueError("no picture of a screen")
        content = base64.b64decode(sent.removeprefix(BEGINNING), validate=True)
        with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValueError("too many pixels")
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, binascii.Error) as fault:
        raise CaseFault(_("This is no signature from the screen. Sign again."), code="no_strokes") from fault
    paper = Image.new("RGBA", drawn.size, "white")
    return Image.alpha_composite(paper, drawn).convert("L")
