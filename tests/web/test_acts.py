"""What one may do with a matter stands beside it: the usual act, the other ways, and why it lies here."""

from __future__ import annotations

import re

from tests.site import Browser, Site


def part(browser: Browser, path: str, begin: str, end: str) -> str:
    """A stretch of a page."""
    found = re.search(f"{begin}.*?{end}", browser.get(path).text, re.DOTALL)
    return found[0] if found else ""


def ways(browser: Browser, path: str) -> list[str]:
    """The buttons beside the usual act."""
    return re.findall(r">([^<]+)</a>", part(browser, path, '<div class="ways"', "</div>"))


def test_what_else_decides_a_matter_stands_under_the_usual_act(site: Site) -> None:
    issue = site.matters.reach("accepted")
    assert ways(site.browser("secretary"), f"/issues/{issue.id}")[:3] == ["移交", "议定答复", "上报"]


def test_what_only_adds_a_word_stays_behind_more(site: Site) -> None:
    issue = site.matters.reach("accepted")
    secretary = site.browser("secretary")
    assert "备注" not in ways(secretary, f"/issues/{issue.id}")
    assert "备注" in part(secretary, f"/issues/{issue.id}", '<details class="card more"', "</details>")


def test_a_matter_that_stands_still_offers_its_ways_on(site: Site) -> None:
    issue = site.matters.reach("blocked")
    assert ways(site.browser("secretary"), f"/issues/{issue.id}") == ["移交", "上报", "恢复办理"]


def test_whoever_may_not_move_it_is_offered_no_way(site: Site) -> None:
    issue = site.matters.reach("accepted")
    assert ways(site.browser("auditor"), f"/issues/{issue.id}") == []


def test_what_an_act_does_not_need_is_folded_and_named(site: Site) -> None:
    issue = site.matters.reach("accepted")
    folded = part(site.browser("secretary"), f"/issues/{issue.id}", '<details class="fold may"', "</details>")
    assert "责任人、办理安排、办理期限（工作日）" in folded
    assert 'name="plan"' in folded
    assert 'name="basis"' not in folded


def test_steps_refused_for_one_reason_share_one_line(site: Site) -> None:
    issue = site.matters.reach("accepted", category="drain")
    text = part(site.browser("secretary"), f"/issues/{issue.id}", '<details class="card more"', "</details>")
    assert text.count("请先列入联席会议议题") == 1
    assert "自办、移交、议定答复、上报" in text


def test_why_it_came_back_is_read_before_it_is_decided_again(site: Site) -> None:
    issue = site.matters.reach("replied")
    site.matters.take(site.matters.reporter(issue), issue, "object", remains="角落还有")
    told = part(site.browser("secretary"), f"/issues/{issue.id}", '<section class="card card-body came"', "</section>")
    assert "诉求人" in told
    assert "角落还有" in told


def test_whoever_verifies_reads_first_what_was_done(site: Site) -> None:
    came = ('<section class="card card-body came"', "</section>")
    done = site.matters.reach("verifying")
    assert "办理结果" in part(site.browser("member"), f"/issues/{done.id}", *came)


def test_the_level_above_reads_why_somebody_contests_that_a_matter_was_not_taken(site: Site) -> None:
    issue = site.matters.reach("not_accepted")
    site.matters.take(site.matters.reporter(issue), issue, "contest", why="这是支部的职责")
    told = part(site.browser("community"), f"/issues/{issue.id}", '<section class="card card-body came"', "</section>")
    assert "这是支部的职责" in told


def test_the_level_above_reads_what_was_reported_up_until_it_has_decided(site: Site) -> None:
    community = site.browser("community")
    issue = site.matters.reach("taken_up")
    came = ('<section class="card card-body came"', "</section>")
    assert "基本情况" in part(community, f"/issues/{issue.id}", *came)
    site.matters.take("community", issue, "execute", basis="routine")
    assert part(community, f"/issues/{issue.id}", *came) == ""


def test_beside_a_form_one_reads_what_it_is_about(site: Site) -> None:
    issue = site.matters.reach("escalated")
    page = site.browser("community").get(f"/issues/{issue.id}/remand").text
    assert "三楼楼道堆满纸箱</p>" in page
    assert "基本情况" in page
    unit = site.browser("unit")
    sheet = site.matters.sheets(site.matters.reach("handling"))[0]
    assert "清理并回复</p>" in unit.get(f"/assignments/{sheet.id}/give_back").text


def test_whoever_asks_for_time_reads_until_when_somebody_answers(site: Site) -> None:
    sheet = site.matters.sheets(site.matters.reach("handling"))[0]
    unit, path = site.browser("unit"), f"/assignments/{sheet.id}"
    unit.get(f"{path}/ask_extension")
    unit.post(f"{path}/ask_extension", days="7", reason="等配件")
    assert re.search(r"“申请延期”已记录，等待审批，11月\d+日 17:30前", unit.get(path).text)


def test_what_was_said_of_the_resistance_need_not_be_typed_again(site: Site) -> None:
    issue = site.matters.reach("blocked")
    form = site.browser("secretary").get(f"/issues/{issue.id}/escalate").text
    assert re.search(r'value="resistance"[^>]*checked', form)
    assert "产权单位\n不予配合</textarea>" in form.replace("\r", "")
