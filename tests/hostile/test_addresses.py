"""Ids, queries, headers, cookies and places to go on to, as nobody honest writes them: an answer, never a break."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from structlog.testing import capture_logs

from tests.hostile.routes import routes
from tests.hostile.values import SECRET, TEXTS
from tests.matrix.people import OFFICERS
from tests.matrix.world import World
from tests.site import API, Site
from tests.thinning import thinned
from workflow.kernel.db import Database

PARAMETERS = (
    "state", "owner", "holder", "late", "q", "cursor", "limit", "after", "before", "item", "way", "show", "what",
    "next", "kind", "when", "lang", "no_such",
)  # fmt: skip
NUMBERS = (
    "0",
    "-1",
    "1.5",
    "1e9",
    "９",
    "٣",
    "0x10",
    "9" * 18,
    "9" * 19,
    "9" * 40,
    "9" * 5000,
    "2026-13-45.7",
    "1.2.3",
    "..",
)
QUERIES = [*TEXTS.values(), *NUMBERS]
IDS = (
    "0",
    "-1",
    "987654321",
    "9" * 18,
    "9" * 19,
    "9" * 30,
    "１",
    "٣",
    "1.0",
    "1e3",
    "%00",
    "%F0%9F",
    "..%2f..",
    "None",
    "x" * 3000,
)
REFUSED = (200, 303, 400, 403, 404, 405, 410, 422)
WITHOUT_KEY = {"GET /issues/<int:id>/pack": 503}
"""Nothing can be sealed where no key lies, as here: that is said, and is no break."""


def fetch(world: World, path: str, **headers: str):
    who = OFFICERS["secretary"]
    proof = {"Authorization": f"Bearer {world.site.token(who.name)}"}
    headers = {**(proof if path.startswith(API) else {"Cookie": f"lianxi={world.cookies[who.name]}"}), **headers}
    return world.app.test_client(use_cookies=False).get(path, headers=headers)


@pytest.mark.slow
def test_every_parameter_of_every_address_takes_anything(world):
    for n, (key, path) in enumerate(routes(world, "GET")):
        for p, name in enumerate(PARAMETERS):
            for q, value in enumerate(QUERIES):
                if (n + p + q) % 16:
                    continue
                with capture_logs() as lines:
                    said = fetch(world, f"{path}?{name}={quote(value[:6000])}")
                assert said.status_code in (*REFUSED, WITHOUT_KEY.get(key)), (key, name, value[:40])
                assert SECRET not in str(lines), (key, name)
                if said.mimetype == "text/html":
                    assert "<script>alert" not in said.text, (key, name)
                    assert "<img src=x" not in said.text, (key, name)


def test_what_is_no_text_in_a_query_breaks_nothing(world):
    for key, path in routes(world, "GET"):
        said = fetch(world, f"{path}?q=%ff%fe&state=%00&cursor=%F0%9F&after=%ED%A0%80&x%00=1&=&&&")
        assert said.status_code in (*REFUSED, WITHOUT_KEY.get(key)), key


@pytest.mark.parametrize("id", thinned(IDS, 5))
def test_an_id_that_is_none_is_not_found(world, id):
    tried = set()
    for key, path in routes(world, "GET"):
        for mine in {f"/{world.ids[name]}" for name in ("own", "meeting_session", "reception_open", "item_session")}:
            if "<int:id>" in key and mine in path:
                tried.add(key)
                assert fetch(world, path.replace(mine, f"/{id}", 1)).status_code in (303, 403, 404, 405), (key, id)
    assert len(tried) > 50, "an address with an id of the world in it is found by that id"


def test_a_very_long_address_or_cookie_breaks_nothing(world):
    for path in ("/issues", "/login", f"{API}/issues", "/track/" + "x" * 20_000, "/" + "y/" * 5_000):
        assert fetch(world, f"{path}?q={'长' * 20_000}").status_code in REFUSED
    client = world.app.test_client(use_cookies=False)
    for cookie in (
        "lianxi=" + "x" * 60_000,
        "lianxi=.eJw\x7f; lang=" + "z" * 9000,
        "lianxi=\xff\xfe",
        ";;;==;",
        "lang=<script>; text=<b>",
    ):
        said = client.get("/login", headers={"Cookie": cookie})
        assert said.status_code == 200
        assert "<script>" not in said.text


HOSTS = (
    "evil.example",
    "evil.example:99999",
    "[::1",
    "[",
    "a b",
    "localhost@evil.example",
    "",
    ".",
    "x" * 300,
    "例子.测试",
    "localhost:x",
)


@pytest.mark.parametrize("host", HOSTS)
def test_another_host_is_refused_where_ours_are_named_and_never_followed(world, database: Database, host):
    client = world.app.test_client(use_cookies=False)
    for path in ("/", "/issues", f"{API}/issues"):
        said = client.get(path, headers={"Host": host})
        assert said.status_code in (200, 303, 400, 401), (path, host)
        assert not said.headers.get("Location", "/").startswith(("http", "//"))
    named = Site(database, trusted_hosts=("lianxi.example",)).app.test_client(use_cookies=False)
    for path in ("/", "/login", f"{API}/issues", "/nothing", "/healthz"):
        assert named.get(path, headers={"Host": host}).status_code == 400


FORWARDED = {
    "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "1.2.3.4, 5.6.7.8",
    "X-Forwarded-Prefix": "/evil", "Forwarded": "host=evil.example;proto=https", "X-Original-URL": "/audit",
    "X-Rewrite-URL": "/audit", "X-HTTP-Method-Override": "DELETE",
}  # fmt: skip


def test_what_a_proxy_would_say_is_believed_of_no_stranger(world):
    for path in ("/track", "/issues", "/today", f"{API}/issues"):
        said = fetch(world, path, **FORWARDED)
        assert said.status_code == 200
        assert "evil" not in said.text
        assert "Strict-Transport-Security" not in said.headers


ELSEWHERE = (
    "http://[",
    "http://[::1",
    "null",
    "http://localhost:0x",
    "http://localhost@evil.example",
    "javascript:alert(1)",
    "\ufffd",
    "http://evil.example/http://localhost",
)


@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("header", ["Origin", "Referer"])
def test_a_form_from_elsewhere_is_refused_however_it_says_so(world, header, address):
    data = {"csrf_token": world.csrf["secretary"]}
    headers = {"Cookie": f"lianxi={world.cookies['secretary']}", header: address.encode("utf-8").decode("latin-1")}
    said = world.app.test_client(use_cookies=False).post("/issues/987654321/note", data=data, headers=headers)
    assert said.status_code == (400 if header == "Origin" else 404)
    assert "evil.example" not in said.text


AWAY = [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "///evil.example", "//",
    "/\t/evil.example", "/%09/evil.example", "\t//evil.example", "/%5cevil.example", "javascript:alert(1)",
    "/\r\nLocation: //evil.example", "/%0d%0aSet-Cookie:a=b", "http:evil.example", "/./\\evil.example",
    "/\u2028/evil", "data:text/html,x", "/" + "x" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("wanted", AWAY)
def test_nobody_is_sent_elsewhere(world, wanted):
    client = world.app.test_client(use_cookies=False)
    cookie = {"Cookie": f"lianxi={world.cookies['secretary']}"}
    stranger = {"Cookie": f"lianxi={world.cookies['stranger']}"}
    answers = [
        client.get(f"/login?next={quote(wanted)}", headers=cookie),
        client.get(f"/lang/en?next={quote(wanted)}"),
        client.post("/text", data={"csrf_token": world.csrf["stranger"], "next": wanted}, headers=stranger),
    ]
    assert all(said.status_code == 303 for said in answers)
    for said in answers:
        target = said.headers["Location"]
        assert not any(urlsplit(target)[:2]), target
        assert target.startswith("/"), target
        assert not target.startswith(("//", "/\\")), target
        assert target.isprintable()


def test_every_method_nobody_declared_is_refused(world):
    client = world.app.test_client(use_cookies=False)
    for _key, path in routes(world, "GET")[::3]:
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
            assert client.open(path, method=method).status_code in (400, 401, 404, 405), (method, path)
