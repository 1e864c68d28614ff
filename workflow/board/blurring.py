"""What was marked in a photo is made unrecognisable for good: a copy is made, small, with a few blocks in its place."""

from __future__ import annotations

import hashlib
import io
import re
import secrets
from dataclasses import dataclass
from typing import Any, ClassVar

from PIL import Image

from workflow.kernel.errors import BadAnswer
from workflow.kernel.fields import Field
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case

SIDE, BLOCKS, MOST = 1200, 4, 20
"""Pixels of the longer side of a copy; blocks along the longer side of a mark; marks in one photo."""
MARK = re.compile(r"([0-9]{1,3}),([0-9]{1,3}),([0-9]{1,3}),([0-9]{1,3})")


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle in percent of the picture, from its upper left corner."""

    left: int
    top: int
    wide: int
    high: int

    def __str__(self) -> str:
        return f"{self.left},{self.top},{self.wide},{self.high}"


@dataclass(frozen=True, slots=True)
class Copy:
    """A picture that may be shown, under an address nobody can guess."""

    id: str
    data: bytes

    @property
    def digest(self) -> str:
        """As history knows it, the way it knows the original."""
        return hashlib.sha256(self.id.encode() + self.data).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Marks(Field):
    """Rectangles as `left,top,wide,high` in percent, with blanks between them."""

    kind: ClassVar[str] = "line"

    def parse(self, raw: Any, case: Case) -> list[Mark]:
        said = str(raw).replace("，", ",").replace(";", " ").split()
        if len(said) > MOST:
            raise BadAnswer(N_("一张照片最多标记 %(most)s 处"), most=MOST)
        return [_mark(one) for one in said]


def _mark(text: str) -> Mark:
    found = MARK.fullmatch(text)
    mark = Mark(*(int(part) for part in found.groups())) if found else None
    inside = mark and mark.wide > 0 and mark.high > 0 and mark.left + mark.wide <= 100 and mark.top + mark.high <= 100
    if not mark or not inside:
        raise BadAnswer(N_("标记须是照片之内的矩形：左、上、宽、高，各为 0 到 100 的百分数"))
    return mark


def blurred(original: bytes, marks: list[Mark]) -> Copy:
    """A copy without what was marked; nothing in it can be turned back."""
    image = Image.open(io.BytesIO(original), formats=("JPEG",)).convert("RGB")
    image.thumbnail((SIDE, SIDE))
    for mark in marks:
        _pixelate(image, mark)
    image.info = {}  # a comment of the camera would be written into the copy
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return Copy(secrets.token_hex(16), out.getvalue())


def _pixelate(image: Image.Image, mark: Mark) -> None:
    left, top = mark.left * image.width // 100, mark.top * image.height // 100
    right = max(-(-(mark.left + mark.wide) * image.width // 100), left + 1)
    bottom = max(-(-(mark.top + mark.high) * image.height // 100), top + 1)
    box = (left, top, min(right, image.width), min(bottom, image.height))
    part = image.crop(box)
    scale = max(part.width, part.height) / BLOCKS
    few = part.resize((max(1, round(part.width / scale)), max(1, round(part.height / scale))), Image.Resampling.BOX)
    image.paste(few.resize(part.size, Image.Resampling.NEAREST), box)
