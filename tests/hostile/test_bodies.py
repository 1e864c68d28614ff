"""Bodies no address asked for: wrong shape, wrong type, wrong letters, too large. Said in words, and nothing kept."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from tests.hostile.values import SECRET
from tests.matrix.walking import addresses
from tests.matrix.world import World, picture
from tests.site import API
from tests.thinning import thinned
from web.security import SMALL, WITH_PHOTOS

JSON = "application/json"
NO_OBJECT = {
    "list": b"[]",
    "text": f'"{SECRET}"'.encode(),
    "number": b"7",
    "nothing": b"null",
    "empty": b"",
    "half": f'{{"what": "{SECRET}'.encode(),
    "twice": f'{{"what": "a", "what": "{SECRET}"}}'.encode(),
    "no number": b'{"what": NaN}',
    "infinite": b'{"what": -Infinity}',
    "too large a number": b'{"what": 1e400}',
    "deep": b'{"what": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "deeper": b'{"what": ' + b'{"a":' * 30_000,
    "digits": b'{"what": ' + b"9" * 5000 + b"}",
    "half a character": b'{"what": "\\ud800"}',
    "no utf-8": '{"what": "楼道"}'.encode("gbk"),
    "utf-16": json.dumps({"what": "x"}).encode("utf-16"),
    "marked": b"\xef\xbb\xbf{}",
    "form": b"what=x&place=y",
}
WRONG_TYPES = [
    "",
    "text/plain",
    "text/json; charset=utf-8",
    "application/xml",
    "application/x-www-form-urlencoded",
    "x",
]


def posts(world: World) -> list[str]:
    """Every address of the API that takes a body, for a secretary's own matters."""
    build = world.app.url_map.bind("localhost")
    ids = {"id": world.ids["own"], "item": world.ids["item_session"], "name": "note", "step": "note"}
    found = []
    for key, method, rule, fixed in addresses(world.app):
        if method == "POST" and API in key:
            values = {name: value for name, value in {**ids, **fixed}.items() if name in rule.arguments}
            found.append(build.build(rule.endpoint, values, method="POST"))
    return found


def send(world: World, path: str, data: Any, kind: str, **more: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {world.site.token('secretary')}"}
    return world.app.test_client(use_cookies=False).post(path, data=data, content_type=kind, headers=headers, **more)


@pytest.mark.parametrize("wrong", NO_OBJECT)
def test_what_is_no_json_object_is_refused_everywhere(world, wrong):
    for path in posts(world):
        kept = world.database.kept
        with capture_logs() as lines:
            said = send(world, path, NO_OBJECT[wrong], JSON)
        assert (said.status_code, said.json["code"]) == (400, "bad_request"), path
        assert said.content_type == "application/problem+json"
        assert said.json["detail"]
        assert world.database.kept == kept
        assert SECRET not in str(lines)


@pytest.mark.parametrize("kind", WRONG_TYPES)
def test_what_is_not_sent_as_json_is_refused_everywhere(world, kind):
    for path in posts(world):
        said = send(world, path, b"{}", kind)
        assert (said.status_code, said.json["code"]) == (415, "unsupported_type"), (path, kind)


def test_another_charset_than_utf_8_is_refused(world):
    said = send(world, f"{API}/issues", '{"what": "楼道"}'.encode("gbk"), "application/json; charset=gbk")
    assert (said.status_code, said.json["code"]) == (400, "bad_request")


@pytest.mark.parametrize("chunked", [False, True], ids=["said", "chunked"])
@pytest.mark.parametrize(
    "kind", thinned([JSON, "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"], 3)
)
def test_a_body_over_the_limit_is_refused_everywhere(world, kind, chunked):
    for path in posts(world):
        photos = not chunked and "/steps/" in path and "/track/" not in path
        size = (WITH_PHOTOS if photos else SMALL) + 1
        said = large(world, path, kind, size, chunked, {"Authorization": f"Bearer {world.site.token('secretary')}"})
        assert said.status_code == 413, path
        assert said.json["detail"]


@pytest.mark.parametrize("chunked", [False, True], ids=["said", "chunked"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
@pytest.mark.parametrize(
    "path", ["/login", "/track", "/issues/new", "/meetings/new", "/issues/1/note", "/text", "/raise/x/what"]
)
def test_a_form_over_the_limit_is_refused_on_a_page(world, path, kind, chunked):
    cookie = {"Cookie": f"lianxi={world.cookies['secretary']}"}
    size = (WITH_PHOTOS if path.endswith("note") and not chunked else SMALL) + 1
    said = large(world, path, kind, size, chunked, cookie)
    assert said.status_code == 413, path
    assert "请减少文字或照片后再试" in said.text


def large(world: World, path: str, kind: str, size: int, chunked: bool, headers: dict[str, str]) -> TestResponse:
    """A body of this size, whose length is said or only found out by reading."""
    head = b'--b\r\nContent-Disposition: form-data; name="what"\r\n\r\n' if "multipart" in kind else b"what="
    stream = io.BytesIO(head + b"x" * size)
    environ = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"} if chunked else {}
    client = world.app.test_client(use_cookies=False)
    length = {} if chunked else {"content_length": len(stream.getvalue())}
    return client.post(
        path, input_stream=stream, content_type=kind, headers=headers, environ_overrides=environ, **length
    )


def test_a_form_of_very_many_fields_is_refused(world):
    fields = "&".join(f"f{n}=1" for n in range(20_000))
    cookie = {"Cookie": f"lianxi={world.cookies['secretary']}"}
    client = world.app.test_client(use_cookies=False)
    kind = "application/x-www-form-urlencoded"
    said = client.post("/issues/new", data=fields, content_type=kind, headers=cookie)
    assert said.status_code in (400, 413)


def test_a_multipart_form_of_very_many_parts_is_refused(world):
    part = b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n'
    said = send(
        world,
        f"{API}/issues/{world.ids['own']}/steps/note",
        part * 3000 + b"--b--\r\n",
        "multipart/form-data; boundary=b",
    )
    assert said.status_code == 413


BROKEN = [b"", b"--b", b"--b\r\n\r\n", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--"]


@pytest.mark.parametrize("wrong", BROKEN)
def test_a_broken_multipart_form_is_refused_in_words(world, wrong):
    kind = "multipart/form-data; boundary=b"
    said = send(world, f"{API}/issues/{world.ids['own']}/steps/note", wrong, kind)
    assert said.status_code in (400, 422)
    assert said.json["detail"]
    client = world.app.test_client(use_cookies=False)
    cookie = {"Cookie": f"lianxi={world.cookies['secretary']}"}
    page = client.post(f"/issues/{world.ids['own']}/note", data=wrong, content_type=kind, headers=cookie)
    assert page.status_code in (400, 422)


NAMES = ["现场.png", "../../x.png", f"{SECRET}<script>.png", "\u202egnp.exe", "名" * 400, "a\0b.png"]
NO_PHOTOS = [
    b"",
    b"no photo",
    b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    b"\xff\xd8\xff\xe1\x00\x10Exif\0\0MM\0*\0\0\0\x08\xff\xff",
    b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("data", NO_PHOTOS)
def test_a_file_that_is_no_photo_is_refused_by_its_content(world, name, data):
    kept, photo = world.database.kept, (io.BytesIO(data), name)
    with capture_logs() as lines:
        said = send(world, f"{API}/issues/{world.ids['own']}/steps/attach", {"photos": photo}, "multipart/form-data")
    assert said.status_code == 422
    assert world.database.kept == kept
    assert SECRET not in str(lines)


@pytest.mark.parametrize("name", NAMES)
def test_a_photo_may_be_called_anything(world, name):
    kept, photo = world.database.kept, (io.BytesIO(picture()), name)
    said = send(world, f"{API}/issues/{world.ids['own']}/steps/attach", {"photos": photo}, "multipart/form-data")
    assert (said.status_code, world.database.kept) == (200, kept + 1)
