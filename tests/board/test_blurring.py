"""What was marked cannot be recognised any more, and nothing else was touched."""

from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from workflow.board.blurring import SIDE, Mark, blurred


def noise(width: int = 200, height: int = 120) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 120).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("L")


def roughness(image: Image.Image) -> float:
    """How much neighbours differ: noise is rough, blocks are smooth but for their edges."""
    pixels, pairs = image.load(), [(x, y) for x in range(image.width - 1) for y in range(image.height)]
    return sum(abs(pixels[x, y] - pixels[x + 1, y]) for x, y in pairs) / len(pairs)


def test_a_marked_face_becomes_a_few_blocks() -> None:
    image = opened(blurred(noise(), [Mark(25, 25, 50, 50)]).data)
    inside = image.crop((56, 36, 144, 84))
    assert roughness(inside) < 6


def test_what_is_not_marked_stays_as_it_was() -> None:
    image = opened(blurred(noise(), [Mark(0, 0, 20, 20)]).data)
    assert roughness(image.crop((100, 40, 180, 100))) > 30


def test_two_pictures_that_differ_only_in_the_mark_leave_the_same_blocks() -> None:
    """Of 40 × 40 grey values 16 are left: the rest is nowhere in the copy."""
    plain, stripes = Image.new("RGB", (100, 100), (128, 128, 128)), Image.new("RGB", (100, 100), (128, 128, 128))
    for x in range(40, 80, 2):
        for y in range(40, 80):
            stripes.putpixel((x, y), (138, 138, 138))
            stripes.putpixel((x + 1, y), (118, 118, 118))
    copies = []
    for image in (plain, stripes):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=100, subsampling=0)
        copies.append(opened(blurred(out.getvalue(), [Mark(40, 40, 40, 40)]).data).crop((48, 48, 72, 72)))
    assert max(abs(a - b) for a, b in zip(*(one.tobytes() for one in copies), strict=True)) <= 4


def test_a_copy_is_smaller_and_carries_nothing_beside_its_pixels() -> None:
    out = io.BytesIO()
    opened(noise(2000, 1500)).save(out, "JPEG", comment=b"PhoneMaker 22.7N 113.9E")
    copy = Image.open(io.BytesIO(blurred(out.getvalue(), []).data))
    assert max(copy.size) == SIDE
    assert not copy.getexif()
    assert not copy.info.keys() & {"comment", "exif", "icc_profile"}


@settings(max_examples=20, deadline=None)
@given(st.tuples(*[st.integers(0, 99)] * 2), st.tuples(*[st.integers(1, 100)] * 2))
def test_any_place_in_any_picture_can_be_marked(corner: tuple[int, int], size: tuple[int, int]) -> None:
    mark = Mark(*corner, min(size[0], 100 - corner[0]), min(size[1], 100 - corner[1]))
    assert blurred(noise(31, 17), [mark]).data.startswith(b"\xff\xd8")
