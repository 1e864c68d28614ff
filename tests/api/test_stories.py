"""The stories the product is judged by, told at the API: everyday, escalate, transfer, the same thing sent twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.site import Program, Site

DECLARED = "现场已查看，按程序办理，情况属实。"


def accepted(site: Site, **more: Any) -> Any:
    """A matter of the routine category, accepted by the branch."""
    secretary = site.program("secretary")
    new = secretary.register(**more)
    secretary.step(new["id"], "accept", category=site.street.categories["clutter"], urgency="danger")
    return new


def replied(site: Site, **more: Any) -> Any:
    new, secretary = accepted(site, **more), site.program("secretary")
    secretary.step(new["id"], "execute", basis="routine")
    secretary.step(new["id"], "report_done", result=DECLARED)
    site.program("member").step(new["id"], "verify", outcome="solved", answer="已清走")
    return new


def owner(site: Site, id: int) -> tuple[str, int, bool]:
    seen = site.program("street").get(f"/issues/{id}")
    return seen["state"], seen["owner"]["id"], (seen["holder"] or {}).get("id") == seen["owner"]["id"]


def test_an_everyday_matter_takes_four_acts_and_the_reporters_word(site: Site) -> None:
    secretary, public = site.program("secretary"), site.program()
    new = replied(site, reporter={"name": "欧阳甲", "phone": "13974926158"})
    proof = {"number": new["number"], "code": new["code"]}
    assert public.post("/track", proof)["state"] == "replied"
    given = {"contacted": True, "solved": True, "satisfied": 5, "words": "谢谢"}
    assert public.post("/track/steps/confirm", {**proof, **given})["state"] == "closed"
    final = secretary.get(f"/issues/{new['id']}")
    assert (final["state"], final["outcome"], final["holder"]) == ("closed", "solved", None)
    moves = [h["step"] for h in secretary.get(f"/issues/{new['id']}/history")["items"] if h["from"] != h["to"]]
    assert moves == ["register", "accept", "execute", "report_done", "verify", "confirm"]


def test_who_did_the_work_does_not_verify_it(site: Site) -> None:
    new, secretary = accepted(site), site.program("secretary")
    secretary.step(new["id"], "execute", basis="routine")
    secretary.step(new["id"], "report_done", result=DECLARED)
    problem = secretary.step(new["id"], "verify", 403, outcome="solved", answer="已清走")
    assert "未参与" in problem["detail"]
    assert problem["who"]


def test_level_by_level_up_refused_at_the_top_and_one_level_down(site: Site) -> None:
    secretary, community, street = (site.program(name) for name in ("secretary", "community", "street"))
    orgs = site.street.orgs
    new = accepted(site)
    why = {"basis": "emergency", "reason": "too_complex", "facts": DECLARED}
    secretary.step(new["id"], "escalate", **why)
    assert owner(site, new["id"]) == ("escalated", orgs["a"], True)
    assert secretary.step(new["id"], "escalate", 409, **why)["code"] == "not_legal"
    community.step(new["id"], "take_up")
    community.step(new["id"], "escalate", **why)
    assert owner(site, new["id"]) == ("escalated", orgs["street"], True)
    assert street.step(new["id"], "escalate", 409, **why)["detail"]
    street.step(new["id"], "take_up")
    before = street.get(f"/issues/{new['id']}")
    assert "最高一级" in street.step(new["id"], "escalate", 409, **why)["detail"]
    assert street.get(f"/issues/{new['id']}")["version"] == before["version"]
    street.step(new["id"], "remand", reason=DECLARED, guidance=DECLARED)
    assert owner(site, new["id"]) == ("accepted", orgs["a"], True)


def test_the_lead_waits_for_the_co_unit_and_somebody_else_verifies(site: Site) -> None:
    secretary, lead, co = (site.program(name) for name in ("secretary", "unit", "unit2"))
    u1, u2 = site.street.orgs["u1"], site.street.orgs["u2"]
    new = accepted(site)
    secretary.step(new["id"], "transfer", lead=u1, co=[u2], request=DECLARED, basis="emergency")
    assert owner(site, new["id"]) == ("transferred", site.street.orgs["a1"], False)
    assert co.act(secretary.sheet(new["id"], u1), "sign", 403)["code"] == "not_permitted"
    lead.act(lead.sheet(new["id"], u1), "sign")
    co.act(co.sheet(new["id"], u2), "sign")
    lead.act(lead.sheet(new["id"], u1), "report", 409, result=DECLARED)
    co.act(co.sheet(new["id"], u2), "finish", result=DECLARED)
    lead.act(lead.sheet(new["id"], u1), "report", result=DECLARED)
    assert owner(site, new["id"]) == ("verifying", site.street.orgs["a1"], True)
    for worker in (lead, co):
        worker.step(new["id"], "verify", 403, outcome="solved", answer=DECLARED)
    site.program("member").step(new["id"], "verify", outcome="solved", answer=DECLARED)
    assert {s["state"] for s in secretary.get(f"/issues/{new['id']}/assignments")["items"]} == {"done"}


def test_one_key_makes_one_issue_with_the_same_code(site: Site) -> None:
    secretary = site.program("secretary")
    body = {"what": "同一份表单", "place": "荔枝路12号"}
    answers = [secretary.post("/issues", body, 201, key="k1") for _ in range(3)]
    assert len({(a["id"], a["code"]) for a in answers}) == 1
    assert len(secretary.get("/issues")["items"]) == 1
    assert secretary.post("/issues", body | {"what": "别的"}, 422, key="k1")["code"] == "key_reused"


def test_one_key_sent_at_once_makes_one_issue(site: Site) -> None:
    secretary = site.program("secretary")
    site.token("secretary")

    def send(_: int) -> Any:
        return Program(site, "secretary").post("/issues", {"what": "同时", "place": "荔枝路12号"}, 201, key="k2")

    with ThreadPoolExecutor(3) as pool:
        assert len({answer["id"] for answer in pool.map(send, range(3))}) == 1
    assert len(secretary.get("/issues")["items"]) == 1


def test_one_step_sent_twice_with_one_key_is_one_event(site: Site) -> None:
    secretary = site.program("secretary")
    new = secretary.register()
    body = {"version": new["version"], "category": site.street.categories["clutter"], "urgency": "general"}
    for _ in range(2):
        assert secretary.post(f"/issues/{new['id']}/steps/accept", body, key="k3")["state"] == "accepted"
    history = secretary.get(f"/issues/{new['id']}/history")["items"]
    assert [entry["step"] for entry in history] == ["register", "accept"]


def test_lists_page_by_cursor_without_a_gap(site: Site) -> None:
    secretary = site.program("secretary")
    made = [secretary.register(what=f"第 {n} 件")["id"] for n in range(7)]
    seen, cursor = [], ""
    while True:
        page = secretary.get(f"/issues?limit=3&cursor={cursor}")
        seen += [item["id"] for item in page["items"]]
        if not (cursor := page["next"]):
            break
    assert seen == made[::-1]


@pytest.mark.parametrize(
    ("q", "found"), [("堆满", 1), ("100%", 1), ("0_", 0), ("A1-26", 2), ("荔枝路12", 2), ("没有的", 0)]
)
def test_search_finds_the_very_letters(site: Site, q: str, found: int) -> None:
    secretary = site.program("secretary")
    secretary.register()
    secretary.register(what="水费涨了100%")
    assert len(secretary.get("/issues", query_string={"q": q})["items"]) == found


def test_filters_narrow_the_list(site: Site) -> None:
    secretary, a1 = site.program("secretary"), site.street.orgs["a1"]
    accepted(site)
    secretary.register()
    for query, found in (
        ("state=accepted", 1),
        ("state=accepted,registered", 2),
        (f"owner={a1}", 2),
        ("holder=1", 0),
        ("late=1", 0),
    ):
        assert len(secretary.get(f"/issues?{query}")["items"]) == found, query
    site.watch.forward(days=29)
    assert len(secretary.get("/issues?late=1")["items"]) == 2
