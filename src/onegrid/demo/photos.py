"""Pictures that stand in for photos: a street drawn in flat colours. They show nothing that exists."""

import io
import random

from PIL import Image, ImageDraw

from onegrid.casework.domain.attachments import Cleaned, Upload, clean

SIZE = (800, 600)


def make_photos(count: int, *, seed: int = 1) -> list[Cleaned]:
    """So many different pictures, ready to be filed."""
    rng = random.Random(seed)
    return [clean(Upload(f"现场照片{number}.png", _draw(rng))) for number in range(1, count + 1)]


def _draw(rng: random.Random) -> bytes:
    width, height = SIZE
    picture = Image.new("RGB", SIZE, (196, 214, 222))
    pen = ImageDraw.Draw(picture)
    left = 0
    while left < width:
        wide, tall = rng.randint(90, 180), rng.randint(180, 380)
        tone = rng.randint(150, 215)
        pen.rectangle((left, 430 - tall, left + wide, 430), fill=(tone, tone - 8, tone - 22))
        for x in range(left + 14, left + wide - 18, 32):
            for y in range(450 - tall, 410, 40):
                pen.rectangle((x, y, x + 16, y + 22), fill=(110, 128, 138))
        left += wide + rng.randint(4, 30)
    pen.rectangle((0, 430, width, height), fill=(128, 126, 120))
    pen.rectangle((0, 425, width, 440), fill=(176, 172, 162))
    for x in range(20, width, 120):
        pen.rectangle((x, 520, x + 60, 528), fill=(226, 224, 214))
    for _tree in range(rng.randint(2, 5)):
        x = rng.randint(30, width - 30)
        pen.rectangle((x - 5, 340, x + 5, 430), fill=(104, 84, 62))
        pen.ellipse((x - 45, 250, x + 45, 360), fill=(86, 132, 92))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
