"""How the API says no: the right status, one sentence, nothing changed; and no body breaks it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.test_stories import accepted
from tests.site import API, Site
from web.security import SMALL

ACCEPT = {"urgency": "general"}


def taking(site: Site, step: str, who: str = "secretary", **body: Any) -> Any:
    """The status and the problem of a step taken with a fresh matter."""
    new = site.program("secretary").register()
    answer = site.program(who).ask("POST", f"/issues/{new['id']}/steps/{step}", body)
    return answer.status_code, answer.json


@pytest.mark.parametrize(
    ("who", "step", "body", "status", "code"),
    [
        ("secretary", "report_done", {"result": "x"}, 409, "not_legal"),
        ("community", "accept", {"category": 1, **ACCEPT}, 403, "not_permitted"),
        ("auditor", "accept", {"category": 1, **ACCEPT}, 403, "not_permitted"),
        ("secretary_b1", "accept", {"category": 1, **ACCEPT}, 404, "not_found"),
        ("unit", "accept", {"category": 1, **ACCEPT}, 404, "not_found"),
        ("security", "accept", {"category": 1, **ACCEPT}, 404, "not_found"),
        ("secretary", "accept", {"version": 9, "category": 1, **ACCEPT}, 409, "stale"),
        ("secretary", "accept", {"category": 99, **ACCEPT}, 422, "bad_answers"),
        ("secretary", "accept", {}, 422, "bad_answers"),
        ("secretary", "accept", {"category": 1, **ACCEPT, "colour": "red"}, 422, "bad_answers"),
        ("community", "accept", {"colour": "red"}, 403, "not_permitted"),
        ("secretary", "accept", {"version": "one"}, 422, "bad_answers"),
        ("secretary", "accept", {"version": True}, 422, "bad_answers"),
        ("secretary", "dance", {}, 404, "not_found"),
        ("secretary", "lapse", {}, 403, "not_permitted"),
    ],
)
def test_each_refusal_has_its_status(
    site: Site, who: str, step: str, body: dict[str, Any], status: int, code: str
) -> None:
    got, problem = taking(site, step, who, **body)
    assert (got, problem["status"], problem["code"]) == (status, status, code), problem
    assert len(problem["detail"]) >= 6
    seen = site.program("secretary").get("/issues/1")
    assert (seen["state"], seen["version"]) == ("registered", 1)


def test_unknown_answers_are_named(site: Site) -> None:
    _status, problem = taking(site, "accept", category=1, urgency="general", colour="red")
    assert list(problem["errors"]) == ["colour"]


def test_a_wrong_if_match_is_stale_and_a_right_one_is_not(site: Site) -> None:
    secretary = site.program("secretary")
    new = secretary.register()
    path, body = f"/issues/{new['id']}/steps/accept", {"category": 1, **ACCEPT}
    tag = secretary.ask("GET", f"/issues/{new['id']}").headers["ETag"]
    assert secretary.ask("POST", path, body, headers={"If-Match": '"7"'}).status_code == 409
    assert secretary.ask("POST", path, body, headers={"If-Match": tag}).status_code == 200


NO_OBJECT = [
    b"", b"{", b"[]", b"null", b'"text"', b"1", b"\xff\xfe", b'{"what": NaN}', b'{"what": Infinity}',
    b'{"what": "\\ud800"}', b'{"\\ud800": 1}', b"[" * 100_000, b'{"a":' * 50_000, b'{"what": ' + b"9" * 5000 + b"}",
]  # fmt: skip


@pytest.mark.parametrize("path", ["/issues", "/issues/1/steps/accept", "/track", "/track/steps/confirm", "/meetings"])
def test_what_is_no_json_object_is_refused(site: Site, path: str) -> None:
    secretary, kind = site.program("secretary"), "application/json"
    for n, raw in enumerate(NO_OBJECT):
        answer = secretary.ask("POST", path, data=raw, content_type=kind, headers={"Idempotency-Key": f"k{n}"})
        assert answer.status_code in (400, 413), (raw[:40], answer.text)
        assert answer.content_type == "application/problem+json", raw[:40]


HOSTILE: list[Any] = [
    None, True, 1.5, -1, 10**30, "", " ", "\0", "x" * 6000, [], ["x"], {}, {"a": {"b": []}}, "'; DROP TABLE issues; --",
    "<script>alert(1)</script>", "440524188001010014",
]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["what", "place", "grid", "category", "kind", "urgency", "reporter", "about_staff_of", "host"]
)
def test_no_value_breaks_a_registration(site: Site, name: str) -> None:
    for n, value in enumerate(HOSTILE):
        body = {"what": "堆物", "place": "荔枝路12号", name: value}
        answer = site.program("secretary").ask("POST", "/issues", body, headers={"Idempotency-Key": f"k{n}"})
        assert answer.status_code in (201, 422), (repr(value)[:40], answer.text)


@pytest.mark.parametrize("value", HOSTILE, ids=repr)
@pytest.mark.parametrize("name", ["number", "code"])
def test_no_value_breaks_tracking(site: Site, name: str, value: Any) -> None:
    answer = site.program().ask("POST", "/track", {"number": "A1-26-0001", "code": "0" * 20, name: value})
    assert answer.status_code in (404, 422), answer.text


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_another_type_is_refused(site: Site, kind: str) -> None:
    answer = site.program("secretary").ask("POST", "/issues", data=b"{}", content_type=kind)
    assert answer.status_code == 415


NO_ID = ("0", "999", str(2**63), str(2**63 - 1), "9" * 30, "9" * 5000, "-1", "x", "1.0", "%00")


@pytest.mark.parametrize(
    "path", ["issues/{}", "issues/{}/history", "assignments/{}", "meetings/{}", "receptions/{}/history"]
)
def test_an_id_of_nothing_is_not_found(site: Site, path: str) -> None:
    secretary = site.program("secretary")
    for id in NO_ID:
        answer = secretary.ask("GET", "/" + path.format(id))
        assert (answer.status_code, answer.json["code"]) == (404, "not_found"), id[:40]  # type: ignore[index]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=x", "limit=-1", "cursor=x", "cursor=" + "9" * 40, "owner=x", "state=asleep", "colour=red"],
)
def test_a_filter_that_is_none_is_named(site: Site, query: str) -> None:
    answer = site.program("secretary").ask("GET", f"/issues?{query}")
    assert (answer.status_code, list(answer.json["errors"])) == (422, [query.partition("=")[0]])  # type: ignore[index]


def test_a_list_is_never_longer_than_a_hundred(site: Site) -> None:
    assert site.program("secretary").get("/orgs?limit=100000")["next"] is None


def test_a_flood_is_refused_before_it_is_read(site: Site) -> None:
    answer = site.program("secretary").ask("POST", "/issues", data=b" " * (SMALL + 1), content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")  # type: ignore[index]


def test_a_key_too_long_is_refused(site: Site) -> None:
    site.program("secretary").post("/issues", {"what": "堆物", "place": "x"}, 422, key="k" * 201)


def test_a_matter_about_the_street_is_referred_and_not_kept(site: Site) -> None:
    body = {"what": "街道干部态度差", "place": "荔枝路12号", "about_staff_of": site.street.orgs["street"]}
    problem = site.program("secretary").post("/issues", body, 422)
    assert problem["code"] == "outside_channel"
    with site.office.database.reading() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM referrals").scalar_one() == 1
        assert db.exec_driver_sql("SELECT count(*) FROM issues").scalar_one() == 0


def test_a_matter_about_ones_own_side_goes_out_of_sight(site: Site) -> None:
    secretary = site.program("secretary")
    new = secretary.register(about_staff_of=site.street.orgs["a1"])
    assert (new["owner"]["id"], new["steps"]) == (site.street.orgs["a"], [])
    secretary.get(f"/issues/{new['id']}", 404)
    site.program("community").get(f"/issues/{new['id']}")


def test_photos_come_as_a_form_and_large_ones_are_let_in(site: Site) -> None:
    import io

    from PIL import Image

    picture = io.BytesIO()
    Image.effect_noise((900, 900), 90).save(picture, "PNG")
    assert picture.tell() > SMALL
    picture.seek(0)
    new = accepted(site)
    data = {"version": "2", "photos": (picture, "现场.png")}
    answer = site.program("secretary").ask("POST", f"/issues/{new['id']}/steps/attach", data=data)
    assert answer.status_code == 200, answer.text
    assert answer.json["version"] == 3  # type: ignore[index]


def test_explain_asks_only_what_may_be_done(site: Site) -> None:
    steps = {step["name"]: step for step in site.program("secretary").register()["steps"]}
    assert [ask["name"] for ask in steps["accept"]["asks"]] == ["category", "urgency", "grid"]
    assert all(step["asks"] == [] and step["why"] for step in steps.values() if not step["allowed"])


def test_the_description_names_every_step_and_is_drawn_for_people(site: Site) -> None:
    public = site.program()
    told = public.get("/openapi.json")
    assert told["openapi"] == "3.1.0"
    seen = site.program("secretary").register()["steps"]
    assert {f"/issues/{{id}}/steps/{s['name']}" for s in seen} - told["paths"].keys() <= {
        f"/issues/{{id}}/steps/{name}"
        for name in (
            *("contest", "withdraw", "leave", "supplement", "seek_review", "seek_final_review", "join"),
            *("revise", "be_told", "stand", "stand_down"),
            *("ask_erasure", "correct_contact", "erase_contact"),
        )
    }
    for tag in ("zh-CN", "en"):
        page = public.client.get(f"{API}/docs", headers={"Accept-Language": tag})
        assert f'lang="{tag}"' in page.text
        assert "/issues/{id}/steps/transfer" in page.text
        assert "<script>" not in page.text
    assert json.dumps(told)
