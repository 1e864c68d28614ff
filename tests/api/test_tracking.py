"""What number and code show, and what they never show."""

from __future__ import annotations

import json
import urllib.parse
from typing import Any

import pytest

from tests.api.test_stories import accepted, replied
from tests.site import Site

PERSON = {"name": "欧阳标记甲", "phone": "13974926158", "email": "marker.kx7@example.org", "channel": "phone"}
NOTE = "内部备注标记ZQ81：诉求人情绪激动"


def proof(new: Any) -> dict[str, str]:
    return {"number": new["number"], "code": new["code"]}


def test_no_contact_and_no_note_is_ever_public(site: Site) -> None:
    secretary, public = site.program("secretary"), site.program()
    new = accepted(site, reporter=PERSON)
    seen = [public.ask("POST", "/track", proof(new)).text]
    secretary.step(new["id"], "note", text=NOTE)
    secretary.step(new["id"], "execute", basis="routine", plan=NOTE)
    secretary.step(new["id"], "report_done", result=NOTE)
    seen.append(public.ask("POST", "/track", proof(new)).text)
    site.program("member").step(new["id"], "verify", outcome="solved", answer="已清走")
    seen += [public.ask("POST", "/track", proof(new)).text]
    seen += [site.browser().get(path).text for path in ("/track", f"/track/{new['number']}")]
    for marker in (*list(PERSON.values())[:3], NOTE, "ZQ81", "周明", "吴芳"):
        for written in (marker, json.dumps(marker)[1:-1], urllib.parse.quote(marker)):
            assert not any(written in text for text in seen), marker


def test_officers_see_contact_data_masked_and_units_none(site: Site) -> None:
    new = accepted(site, reporter=PERSON)
    seen = site.program("secretary").get(f"/issues/{new['id']}")
    assert seen["reporters"][0]["contact"] == {"name": "欧*", "phone": "139****6158", "email": "m***@***"}
    unit = site.street.orgs["u1"]
    site.program("secretary").step(new["id"], "transfer", lead=unit, request="请处理", basis="emergency")
    told = site.program("unit").ask("GET", f"/issues/{new['id']}")
    assert told.status_code == 200
    assert told.json["reporters"] == []  # type: ignore[index]
    for who in ("unit", "secretary", "auditor"):
        history = site.program(who).ask("GET", f"/issues/{new['id']}/history").text
        assert not any(mark in history for mark in list(PERSON.values())[:3])


def test_a_unit_reads_what_was_written_to_it_and_no_note(site: Site) -> None:
    new, secretary = accepted(site), site.program("secretary")
    secretary.step(new["id"], "note", text=NOTE)
    secretary.step(new["id"], "transfer", lead=site.street.orgs["u1"], request="请清运", basis="emergency")
    told = site.program("unit").ask("GET", f"/issues/{new['id']}/history").text
    assert "请清运" in told
    assert "ZQ81" not in told


def test_an_answer_is_public_once_it_is_verified(site: Site) -> None:
    public, new = site.program(), accepted(site)
    site.program("secretary").step(new["id"], "conclude", outcome="explained", answer="草稿标记", basis="routine")
    assert "草稿标记" not in public.ask("POST", "/track", proof(new)).text
    site.program("member").step(new["id"], "verify", outcome="explained", answer="核实后的答复")
    assert public.post("/track", proof(new))["answer"] == "核实后的答复"


def test_a_wrong_number_and_a_wrong_code_read_alike(site: Site) -> None:
    new, public = accepted(site), site.program()
    wrong = [{**proof(new), "code": "0" * 20}, {**proof(new), "number": "A1-26-9999"}, {"number": "x", "code": "y"}]
    answers = [public.ask("POST", "/track", one) for one in wrong]
    assert {(a.status_code, a.text) for a in answers} == {(404, answers[0].text)}


def test_a_code_is_read_however_it_was_copied(site: Site) -> None:
    new, public = accepted(site), site.program()
    spaced = " ".join(new["code"][i : i + 5] for i in range(0, 20, 5)).lower()
    assert public.post("/track", {"number": new["number"].lower(), "code": spaced})["number"] == new["number"]


def test_guessing_ends_after_twenty_tries_and_a_right_code_ends_the_counting(site: Site) -> None:
    new, public = accepted(site), site.program()
    for _ in range(3):
        for _ in range(10):
            public.post("/track", {**proof(new), "code": "0" * 20}, 404)
        public.post("/track", proof(new))
    for _ in range(20):
        public.post("/track", {**proof(new), "code": "0" * 20}, 404)
    answer = public.ask("POST", "/track", proof(new))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    site.watch.forward(minutes=16)
    public.post("/track", proof(new))


def test_a_merged_matter_shows_its_lead_and_keeps_its_code(site: Site) -> None:
    secretary, public = site.program("secretary"), site.program()
    lead, other = accepted(site), secretary.register(what="同一堆杂物")
    secretary.step(other["id"], "merge", lead=lead["id"])
    seen = public.post("/track", proof(other))
    assert (seen["number"], seen["state"], seen["merged"]) == (other["number"], "accepted", True)
    secretary.step(lead["id"], "execute", basis="routine")
    secretary.step(lead["id"], "report_done", result="已清")
    site.program("member").step(lead["id"], "verify", outcome="solved", answer="已清走")
    assert public.post("/track", proof(other))["answer"] == "已清走"
    public.post("/track/steps/rate", {**proof(other), "contacted": True, "solved": True})
    assert public.post("/track/steps/confirm", {**proof(lead), "contacted": True, "solved": True})["state"] == "closed"


@pytest.mark.parametrize("step", ["verify", "note", "accept", "transfer"])
def test_a_code_takes_no_step_of_an_officer(site: Site, step: str) -> None:
    new, public = replied(site), site.program()
    assert public.post(f"/track/steps/{step}", proof(new), 403)["code"] == "not_permitted"


def test_an_objection_brings_it_back(site: Site) -> None:
    new, public = replied(site), site.program()
    offered = {s["name"]: s for s in public.post("/track", proof(new))["steps"]}
    assert offered["confirm"]["allowed"]
    assert [ask["name"] for ask in offered["object"]["asks"]] == ["remains"]
    assert public.post("/track/steps/object", {**proof(new), "remains": "还堆着"})["state"] == "accepted"
