"""Photos as evidence: looked at by content, bounded before decoding, re-encoded so that no metadata is left."""

from __future__ import annotations

import hashlib
import io
import secrets
import struct
import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from PIL import Image, ImageOps

from workflow.issues.model import Attachment, Issue
from workflow.issues.scans import is_endless
from workflow.kernel.errors import BadAnswer
from workflow.kernel.fields import Field
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

MOST, MOST_BYTES, MOST_PIXELS, SIDE = 6, 12 * 2**20, 50_000_000, 2000
DECODING = threading.Lock()
HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
"""The marks of what some phones keep their photos in."""
UNREADABLE = (
    OSError, ValueError, TypeError, LookupError, SyntaxError, ArithmeticError, EOFError, struct.error,
    Image.DecompressionBombError,
)  # fmt: skip
"""What a decoder may raise on bytes made to break it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: the name it had, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo ready to be kept. As text it is the digest under which history knows it."""

    id: str
    name: str
    data: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.id.encode() + self.data).hexdigest()

    def __str__(self) -> str:
        return self.digest


@dataclass(frozen=True, kw_only=True)
class Photos(Field):
    """Some photos (JPEG, PNG or WebP)."""

    kind: ClassVar[str] = "files"

    def parse(self, raw: Any, case: Case) -> list[Photo]:
        given: Sequence[Any] = raw if isinstance(raw, list | tuple) else [raw]
        files = [f for f in given if isinstance(f, Upload)]
        if len(files) != len(given):
            raise BadAnswer(N_("照片须以文件上传"))
        if len(files) > MOST:
            raise BadAnswer(N_("一次最多上传 %(most)s 张照片"), most=MOST)
        return [_clean(f) for f in files]

    def bounds(self) -> dict[str, Any]:
        return {"max_items": MOST}


def _clean(upload: Upload) -> Photo:
    """Decoded, turned upright, made small, written anew: EXIF with place and device is gone, and so are comments."""
    if len(upload.data) > MOST_BYTES:
        raise BadAnswer(N_("“%(name)s”超过 12 MB"), name=upload.name[:60])
    if upload.data[4:8] == b"ftyp" and upload.data[8:12] in HEIC:
        raise BadAnswer(
            N_("“%(name)s”是 HEIC 格式，这里打不开；请把照片截屏，或在相机设置里选“兼容性最佳”再拍"),
            name=upload.name[:60],
        )
    try:
        with warnings.catch_warnings(action="ignore"):  # what a camera wrote wrongly is not ours to tell
            upright = _upright(upload)
    except UNREADABLE:
        raise BadAnswer(N_("“%(name)s”不是可用的照片（JPEG、PNG 或 WebP）"), name=upload.name[:60]) from None
    upright.info = {}  # what it was told beside its pixels would be written into the new one
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=82)
    return Photo(secrets.token_hex(16), readable(upload.name), out.getvalue())


def _upright(upload: Upload) -> Image.Image:
    """Decoded, made small and turned as it was taken, once it is known to be small enough.

    The largest takes 200 MB for a moment: one at a time, or sixteen people at once would take the whole machine.
    """
    image: Image.Image = Image.open(io.BytesIO(upload.data), formats=("JPEG", "PNG", "WEBP"))
    if image.width * image.height > MOST_PIXELS:
        raise BadAnswer(N_("“%(name)s”的像素过多，请用普通照片"), name=upload.name[:60])
    if is_endless(upload.data, image.width * image.height):
        raise ValueError("too many scans")
    with DECODING:
        if image.mode not in ("RGB", "L"):  # the colours of a palette cannot be mixed
            image = image.convert("RGB")
        image.thumbnail((SIDE, SIDE))
    return ImageOps.exif_transpose(image).convert("RGB")


def readable(name: str) -> str:
    """The end of a file's name without what cannot be kept or would turn the line around."""
    return "".join(letter for letter in name if letter.isprintable())[-200:]


def keep(desk: Desk, issue: Issue, photos: list[Photo] | None) -> None:
    """Store the photos with the step that brought them."""
    for photo in photos or []:
        row = {"id": photo.id, "street_id": issue.street_id, "issue_id": issue.id, "seq": issue.version + 1}
        row |= {
            "name": photo.name,
            "kind": "image/jpeg",
            "size": len(photo.data),
            "digest": photo.digest,
            "data": photo.data,
        }
        desk.add(Attachment(**row))
