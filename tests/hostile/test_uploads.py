"""Photos made to break what looks at them: refused in words, or kept as nothing but their pixels."""

from __future__ import annotations

import io
import multiprocessing
import resource
import struct
import threading
import zipfile
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, PngImagePlugin

from tests.hostile.test_bodies import send
from tests.matrix.people import OFFICERS
from tests.site import API
from workflow.issues.photos import MOST_PIXELS, SIDE, Upload, _clean
from workflow.kernel.errors import BadAnswer

TRACE = b"<script>alert(1)</script>"
FORK = multiprocessing.get_context("fork")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes | None = None, *more: bytes) -> bytes:
    """A black picture of any size, a thousandth of it in bytes; or one that says so and is not."""
    if rows is None:
        press = zlib.compressobj(9)
        line = b"\0" * (1 + width * 3)
        rows = b"".join(press.compress(line) for _ in range(height)) + press.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(more) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def of(kind: str, size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "gray").save(out, kind, **more)  # type: ignore[arg-type]
    return out.getvalue()


def zipped(data: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("x.html", TRACE)
    return out.getvalue()


def swollen() -> bytes:
    """A comment of a kilobyte that is a gigabyte when it is read."""
    text = b"Comment\0\0" + zlib.compress(b"\0" * 80_000_000, 9)
    return png(8, 8, None, chunk(b"zTXt", text))


BOMBS: dict[str, Callable[[], bytes]] = {
    "a billion pixels": lambda: png(60_000, 60_000, b"x"),
    "one line of the largest number": lambda: png(2**31 - 1, 1, b"x"),
    "just too many": lambda: png(10_001, 5_000, b"x"),
    "no pixels": lambda: png(0, 0, b""),
    "a swollen comment": swollen,
    "cut off": lambda: png(2000, 2000)[:200],
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": lambda: b"<!doctype html>" + TRACE,
    "html with a picture's first bytes": lambda: b"\x89PNG\r\n\x1a\n" + TRACE,
    "gif": lambda: of("GIF"),
    "bmp": lambda: of("BMP"),
    "tiff": lambda: of("TIFF"),
    "icon": lambda: of("ICO"),
    "postscript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n",
    "workbook": lambda: zipped(b""),
    "pdf": lambda: b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
}


def attach(world, data: bytes, name: str):
    photo = (io.BytesIO(data), name, "image/png")
    return send(world, f"{API}/issues/{world.ids['own']}/steps/attach", {"photos": photo}, "multipart/form-data")


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_is_no_photo_or_too_large_a_one_is_refused_in_words(world, bomb):
    kept = world.database.kept
    said = attach(world, BOMBS[bomb](), "现场.png")
    assert said.status_code == 422
    assert "现场.png" in said.json["errors"]["photos"]
    assert world.database.kept == kept


def gone_over(times: int, size: tuple[int, int] = (2000, 2000), restarts: int = 0) -> bytes:
    """A progressive picture whose last scan comes again and again."""
    plain = of("JPEG", size, progressive=True, restart_marker_blocks=restarts)
    last = plain[plain.rindex(b"\xff\xda") : -2]
    return plain[:-2] + last * times + plain[-2:]


def test_a_small_file_that_has_a_picture_gone_over_again_and_again_is_no_photo():
    """A quarter of a megabyte is work for a dozen seconds; what may be sent at once holds up all for minutes."""
    with pytest.raises(BadAnswer, match="不是可用的照片"):
        _clean(Upload("x.jpg", gone_over(5000)))


@pytest.mark.parametrize("data", [gone_over(8), gone_over(0, restarts=1), of("JPEG") + gone_over(900)[2:]])
def test_what_cameras_and_editors_write_is_taken(data):
    """Progressive, with a restart at every block, with whatever stands behind its end."""
    assert _clean(Upload("x.jpg", data)).data


def place() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 46.0, 51.0)})
    return exif


def note() -> PngImagePlugin.PngInfo:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", TRACE.decode())
    told.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>GPSLatitude</x:xmpmeta>")
    return told


TWO_THINGS: dict[str, Callable[[], bytes]] = {
    "jpeg and page": lambda: of("JPEG", comment=TRACE),
    "jpeg and workbook": lambda: zipped(of("JPEG")),
    "png and page": lambda: of("PNG", pnginfo=note()),
    "png and more behind its end": lambda: of("PNG") + TRACE,
    "webp with a place": lambda: of("WEBP", exif=place(), xmp=b"<x:xmpmeta>GPSLatitude</x:xmpmeta>"),
    "png with a place": lambda: of("PNG", exif=place()),
    "jpeg with a place": lambda: of("JPEG", exif=place(), icc_profile=b"PhoneMaker" * 9),
}


@pytest.mark.parametrize("name", TWO_THINGS)
def test_a_photo_that_is_something_else_as_well_is_kept_as_a_photo_alone(name):
    given = TWO_THINGS[name]()
    kept = _clean(Upload("x.html", given)).data
    for trace in (TRACE, b"script", b"PK\x03\x04", b"GPS", b"xmpmeta", b"PhoneMaker", b"Exif", b"ICC_PROFILE"):
        assert trace not in kept, trace
    again = Image.open(io.BytesIO(kept))
    assert (again.format, again.size, dict(again.getexif())) == ("JPEG", (40, 30), {})
    assert not again.info.keys() & {"exif", "comment", "xmp", "icc_profile"}


def test_a_photo_is_turned_and_made_small():
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the camera on its side
    kept = Image.open(io.BytesIO(_clean(Upload("x.jpg", of("JPEG", (2 * SIDE, SIDE), exif=exif))).data))
    assert kept.size == (SIDE // 2, SIDE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_photos_of_every_make_are_taken(mode):
    out = io.BytesIO()
    Image.new("RGB", (3000, 20), "gray").convert("L" if mode == "I;16" else "RGB").convert(mode).save(
        out, "JPEG" if mode == "CMYK" else "PNG"
    )
    kept = Image.open(io.BytesIO(_clean(Upload("x", out.getvalue())).data))
    assert (kept.mode, kept.width) == ("RGB", SIDE)


def test_a_photo_is_served_as_one_whatever_it_was_called(world):
    said = world.ask(OFFICERS["secretary"], "GET", f"/issues/{world.ids['own']}/photos/{world.photo}")
    assert (said.status_code, said.content_type) == (200, "image/jpeg")
    assert said.headers["X-Content-Type-Options"] == "nosniff"


def crowd(data: bytes, told: object) -> None:
    """In a process of its own, whose memory nobody else uses: how much more eight at once took."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    people = [threading.Thread(target=_clean, args=(Upload("x.png", data),)) for _ in range(8)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    told.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)  # type: ignore[attr-defined]


@pytest.mark.slow
def test_eight_of_the_largest_photos_at_once_take_the_memory_of_one():
    """A quarter of a megabyte each, 50 million pixels: 200 MB while it is looked at."""
    told, data = FORK.Queue(), png(10_000, MOST_PIXELS // 10_000)
    assert len(data) < 300_000
    child = FORK.Process(target=crowd, args=(data, told))
    child.start()
    grown = told.get(timeout=300)
    child.join()
    assert 150_000 < grown < 450_000, f"{grown} KiB"
