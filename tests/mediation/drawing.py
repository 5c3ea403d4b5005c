"""Signatures as a browser would send them."""

import base64
import io

from PIL import Image, ImageDraw


def drawn(*points: tuple[int, int], size: tuple[int, int] = (400, 160), mode: str = "RGBA") -> str:
    """A PNG as a data address, with a stroke through the points; a scrawl if none are given, clear if only one is."""
    picture = Image.new(mode, size, (0, 0, 0, 0) if mode == "RGBA" else "white")
    stroke = points or ((20, 80), (90, 30), (160, 120), (300, 60))
    if len(stroke) > 1:
        ImageDraw.Draw(picture).line(list(stroke), fill=(22, 35, 46), width=4)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
