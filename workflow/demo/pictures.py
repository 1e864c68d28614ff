"""Simple drawn photos: where something was, and the same place afterwards."""

from __future__ import annotations

import io
from functools import lru_cache
from random import Random

from PIL import Image, ImageDraw

from workflow.issues.photos import Upload

SIZE = (480, 360)
WALLS = ("#d8d2c4", "#cfd8d3", "#d9cfc9", "#c9d3dc")
THINGS = ("#8a6d4b", "#5f6b73", "#9c4a3c", "#4f7d54", "#b08a3e")


@lru_cache(maxsize=32)
def photo(after: bool, kind: int) -> Upload:
    """A wall, a floor, and what stands in the way; afterwards it is gone."""
    lots = Random(f"photo {kind}")
    image = Image.new("RGB", SIZE, WALLS[kind % len(WALLS)])
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 240, *SIZE), fill="#a9a59b")
    pen.line((0, 240, SIZE[0], 240), fill="#77736a", width=4)
    pen.rectangle((350, 70, 430, 240), fill="#7d8a92", outline="#55606a", width=4)
    for _ in range(lots.randint(5, 9)):
        left, high, wide = lots.randint(10, 300), lots.randint(30, 110), lots.randint(40, 110)
        color = lots.choice(THINGS)
        if not after:
            pen.rectangle((left, 270 - high, left + wide, 290), fill=color, outline="#3b3b3b", width=2)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return Upload("现场照片（整改后）.jpg" if after else "现场照片.jpg", out.getvalue())
