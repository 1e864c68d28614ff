"""The page of the rules: what holds, who set it; a limit is weighed before it is set; days without work."""

from __future__ import annotations

from datetime import timedelta

from tests.site import Site
from workflow.kernel.clock import local


def day(site: Site, ahead: int) -> str:
    return str(local(site.watch.now).date() + timedelta(ahead))


def typed(site: Site, **more: str) -> dict[str, str]:
    return {
        "org": str(site.street.orgs["street"]),
        "clock": "handle.general",
        "amount": "2",
        "starts": day(site, 0),
        **more,
    }


def test_a_limit_is_weighed_then_set_and_everybody_reads_it(site: Site) -> None:
    site.matters.reach("executing")
    site.watch.forward(days=4)
    street = site.browser("street")
    street.get("/rules/new")
    looked = street.post("/rules/new", look="1", **typed(site))
    assert "最近三个月有 1 个这样的计时：实际逾期 0 个，按 2 个工作日 会逾期 1 个" in looked.text
    assert "还没有设定过规则" in street.get("/rules").text
    street.get("/rules/new")
    assert street.post("/rules/new", **typed(site)).status_code == 303
    page = site.browser("secretary").get("/rules").text
    assert "韩梅" in page
    assert "自行设定" in page


def test_a_limit_above_the_ceiling_says_so_beside_its_field(site: Site) -> None:
    street = site.browser("street")
    street.get("/rules/new")
    refused = street.post("/rules/new", **typed(site, amount="99"))
    assert (refused.status_code, "上限是 40，不能更长" in refused.text) == (422, True)


def test_the_close_of_business_is_weighed_then_set_and_every_page_counts_by_it(site: Site) -> None:
    street = site.browser("street")
    street.get("/rules/hours")
    answers = {"org": str(site.street.orgs["street"]), "closes": "17:00", "starts": day(site, 0)}
    looked = street.post("/rules/hours", look="1", **answers)
    assert "17:00 下班会逾期 0 个" in looked.text
    assert street.post("/rules/hours", **answers).status_code == 303
    assert "下班时间 17:00" in street.get("/rules").text
    issue = site.matters.reach("executing")
    assert "17:00 截止。" in site.browser("secretary").get(f"/issues/{issue.id}").text


def stop(site: Site, org: str) -> None:
    street = site.browser("street")
    street.get("/rules/stops/new")
    answers = {"org": str(site.street.orgs[org]), "first": day(site, 1), "last": day(site, 2)}
    assert street.post("/rules/stops/new", reason="台风红色预警", **answers).status_code == 303


def test_where_work_stops_limits_move_on_and_say_why(site: Site) -> None:
    issue = site.matters.reach("executing")
    stop(site, "a")
    assert (site.matters.again(issue).due_at - issue.due_at).days == 2
    assert "台风红色预警" in site.browser("secretary").get("/rules").text
    assert "停止办公：台风红色预警" in site.browser("secretary").get(f"/issues/{issue.id}").text


def test_elsewhere_nothing_moves(site: Site) -> None:
    issue = site.matters.reach("executing")
    stop(site, "b")
    assert site.matters.again(issue).due_at == issue.due_at
    assert site.matters.again(issue).version == issue.version


def test_taking_it_back_shortens_nothing(site: Site) -> None:
    issue = site.matters.reach("executing")
    stop(site, "street")
    told = site.matters.again(issue).due_at
    street = site.browser("street")
    page = street.get("/rules").text
    place = page.split("/rules/stops/")[2].split("/")[0]
    street.get(f"/rules/stops/{place}/revoke")
    assert street.post(f"/rules/stops/{place}/revoke").status_code == 303
    assert site.matters.again(issue).due_at == told
    assert "已收回" in street.get("/rules").text


def test_a_rule_is_for_ones_own_organisation_unless_another_is_chosen(site: Site) -> None:
    page = site.browser("street").get("/rules/new?clock=accept").text
    assert f'<option selected value="{site.street.orgs["street"]}">' in page
