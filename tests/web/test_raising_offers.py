"""A similar open matter is offered and joined instead of a new one, and tells nobody what somebody wrote."""

from __future__ import annotations

import re

from tests.site import Site
from tests.web.raisers import PHONE, Raising, slip
from tests.web.test_pages import queries_of
from workflow.issues.entitled import entitled
from workflow.issues.model import Claim, Issue
from workflow.kernel.db import plain
from workflow.kernel.verify import verify


def offered(resident: Raising) -> list[str]:
    return re.findall(r'name="join" value="(\d+)"', resident.browser.get(f"{resident.at}/send").text)


def another(site: Site, what: str = "楼道堆满纸箱三楼") -> Raising:
    return Raising(site).begin().told(what=what, place="荔枝路12号")


def test_a_similar_open_matter_is_offered_and_joined_with_a_code_of_ones_own(site: Site, resident: Raising) -> None:
    first = slip(resident.told(reporter_phone=PHONE).send())
    second = another(site)
    (id,) = offered(second)
    number, code = slip(second.send(join=id))
    assert number == first[0]
    assert code != first[1]
    assert len(second.rows(Issue)) == 1
    assert len(second.rows(Claim)) == 2
    assert verify(site.office.database, entitled).status == 0


def test_officers_are_offered_no_step_that_only_residents_take(site: Site, resident: Raising) -> None:
    resident.told().send()
    officer = site.browser()
    officer.log_in("secretary")
    assert "又一人反映" not in officer.get(f"/issues/{resident.rows(Issue)[0].id}").text


def test_the_api_of_a_code_has_only_the_steps_of_a_code(site: Site) -> None:
    paths = site.program().get("/openapi.json")["paths"]
    assert "/track/steps/supplement" in paths
    assert {"/track/steps/register", "/track/steps/join"} & paths.keys() == set()


def test_what_is_offered_says_nothing_anybody_wrote(site: Site, resident: Raising) -> None:
    resident.told(what="三楼李大爷家门口楼道堆满纸箱", reporter_name="李老师", reporter_phone=PHONE).send()
    second = another(site)
    assert offered(second)
    for hidden in ("李大爷", "李老师", PHONE, "A1-"):
        assert hidden not in second.browser.text


def test_reading_over_costs_the_same_however_much_is_nearby(site: Site, resident: Raising) -> None:
    resident.told().send()
    reader = another(site)
    one = queries_of(site, reader.browser, f"{reader.at}/send")
    for n in range(5):
        another(site, f"楼道堆满纸箱三楼，第{n}天").send()
    assert len(offered(reader)) == 3
    assert queries_of(site, reader.browser, f"{reader.at}/send") == one


def test_who_joined_reads_nothing_that_the_first_one_wrote(site: Site, resident: Raising) -> None:
    resident.told(what="三楼李大爷家门口楼道堆满纸箱").send()
    second = another(site)
    number, code = slip(page := second.send(join=offered(second)[0]))
    second.browser.get("/track")
    second.browser.post("/track", number=number, code=code)
    assert "李大爷" not in page + second.browser.get("/follow").text


def test_matters_about_staff_and_restricted_ones_are_offered_to_nobody(site: Site, resident: Raising) -> None:
    about = {"what": "三楼楼道堆满纸箱没人管", "about_staff_of": str(site.street.orgs["a1"])}
    resident.says("what", **about)
    resident.says("where", place="荔枝路12号")
    resident.send()
    id = resident.rows(Issue)[0].id
    second = another(site)
    assert offered(second) == []
    second.send(422, join=str(id))
    assert len(second.rows(Claim)) == 1


def test_an_answered_matter_is_not_joined(site: Site, resident: Raising) -> None:
    resident.told().send()
    row = plain(Issue, resident.rows(Issue)[0])
    take = site.matters.take
    take("secretary", row, "accept", category=site.street.categories["clutter"], urgency="general")
    take("secretary", row, "conclude", outcome="explained", answer="已说明", basis="routine")
    second = another(site)
    assert offered(second) == []
    assert "不能再加入" in second.send(422, join=str(row.id))
