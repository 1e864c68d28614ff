"""The pages of a past moment and of the three voices, as auditor and officers open them."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from tests.matters import Matters
from tests.orgs.hands import take
from tests.site import Site
from workflow.kernel.db import bare, fetch
from workflow.orgs.model import Person, Post


def test_a_past_day_shows_how_it_stood_then(site: Site) -> None:
    issue = site.matters.reach("accepted")
    site.matters.watch.forward(days=2)
    site.matters.take("secretary", issue, "execute", basis="routine")
    page = site.browser("auditor").get(f"/issues/{issue.id}/past?on=2026-11-23").text
    assert "第 2 条" in page
    assert 'class="law-state law-heat-4 law-now"' in page
    assert "第 3 条" in site.browser("auditor").get(f"/issues/{issue.id}/past").text


@pytest.mark.parametrize(
    "asked", ["on=yesterday", "on=2026-02-30", "on=2999-01-01", "on=0001-01-01", "time=25:61", "on="]
)
def test_a_day_that_is_none_is_explained(site: Site, asked: str) -> None:
    issue = site.matters.reach("accepted")
    answer = site.browser("auditor").get(f"/issues/{issue.id}/past?{asked}&time=99:99")
    assert answer.status_code == 422
    assert "请填写一个已经过去的日期和时间" in answer.text


def test_before_its_registration_there_was_nothing(site: Site) -> None:
    issue = site.matters.reach("accepted")
    assert site.browser("auditor").get(f"/issues/{issue.id}/past?on=2026-11-01").status_code == 404


def test_three_voices_stand_beside_one_another(site: Site) -> None:
    issue = site.matters.reach("objected")
    page = site.browser("auditor").get(f"/issues/{issue.id}/voices").text
    for said in ("核实答复", "已核实并答复，请您评价", "issue.verify", "已清理干净", "已全部清理", "答复总时限"):
        assert said in page


def succeeded(m: Matters) -> None:
    """Somebody new takes over from the branch's secretary."""
    with m.office.database.writing() as db:
        new = db.execute(insert(bare(Person)).values(street_id=1, name="冯远")).inserted_primary_key[0]
    with m.office.database.reading() as db:
        (old,) = fetch(db, Post, bare(Post).c.id == m.street.posts["secretary"])
    take(m, "security", old, "replace", person=new)


def test_both_name_who_took_over_meanwhile_and_a_day_before_does_not(site: Site) -> None:
    issue = site.matters.reach("accepted")
    site.watch.forward(days=2)
    succeeded(site.matters)
    auditor = site.browser("auditor")
    for page in ("past", "voices"):
        assert "冯远接替周明" in auditor.get(f"/issues/{issue.id}/{page}").text
    assert "记在任职的存证里" in auditor.text
    assert "冯远" not in auditor.get(f"/issues/{issue.id}/past?on=2026-11-24").text


def test_who_may_not_see_the_matter_sees_no_voice_of_it(site: Site) -> None:
    issue = site.matters.reach("accepted")
    for page in ("voices", "past"):
        assert site.browser("secretary_b1").get(f"/issues/{issue.id}/{page}").status_code == 404
