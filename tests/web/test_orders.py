"""The pages of supervision orders: somebody above asks, somebody answers, somebody else judges what was answered."""

from __future__ import annotations

from tests.site import Site
from tests.supervision.papers import REPLY, Papers
from tests.web.test_pages import queries_of

SOON = "2026-12-20"


def test_a_late_matter_is_supervised_from_its_page_to_the_end(site: Site, papers: Papers) -> None:
    issue = papers.late()
    above, branch = site.browser("community"), site.browser("secretary")
    above.get(f"/issues/{issue.id}")
    assert f"/orders/new?about=issue&amp;subject={issue.id}" in above.text
    above.get(f"/orders/new?about=issue&subject={issue.id}")
    assert "受理时限，2026年11月24日 17:30 起超期" in above.text
    sent = above.post("/orders/new", about="issue", subject=issue.id, demand="说明为何未受理")
    (order,) = papers.orders()
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/orders/{order.id}")
    branch.get("/today")
    assert "督办待答复" in branch.text
    branch.get(f"/orders/{order.id}")
    assert "说明为何未受理" in branch.text
    assert branch.post(f"/orders/{order.id}/reply", **REPLY, by_when=SOON).status_code == 303
    above.get("/today")
    assert "答复待审" in above.text
    above.get(f"/orders/{order.id}")
    assert REPLY["measures"] in above.text
    assert above.post(f"/orders/{order.id}/close").status_code == 303
    assert papers.again(order).state == "closed"
    above.get(f"/issues/{issue.id}")
    assert order.number in above.text


def test_a_reply_without_measures_comes_back_with_the_sentence_beside_the_field(site: Site, papers: Papers) -> None:
    order = papers.issue(papers.late())
    branch = site.browser("secretary")
    branch.get(f"/orders/{order.id}")
    refused = branch.post(f"/orders/{order.id}/reply", cause="人手不足", measures="", by_when=SOON)
    assert refused.status_code == 422
    assert 'id="measures-error">请填写“措施”' in branch.text
    assert "人手不足" in branch.text
    assert papers.again(order).state == "issued"


def test_a_reply_that_will_not_do_is_asked_for_again(site: Site, papers: Papers) -> None:
    order = papers.standing("answered")
    above, branch = site.browser("community"), site.browser("secretary")
    above.get(f"/orders/{order.id}/carry_on")
    assert above.post(f"/orders/{order.id}/carry_on", reason="没有写明责任人").status_code == 303
    branch.get(f"/orders/{order.id}")
    assert "这次答复不够，须重新答复：没有写明责任人" in branch.text


def test_who_may_not_see_it_does_not_find_it(site: Site, papers: Papers) -> None:
    order = papers.issue(papers.late())
    for account in ("secretary_a2", "secretary_b1", "community_b", "unit", "dispatcher", "system"):
        browser = site.browser(account)
        for path in ("", "/paper", "/history", "/reply"):
            assert browser.get(f"/orders/{order.id}{path}").status_code == 404, (account, path)


def test_an_order_about_a_matter_one_may_not_see_leaks_nowhere(site: Site, papers: Papers) -> None:
    issue = papers.late()
    order = papers.issue(issue, demand="查清书记的问题")
    papers.take("community", issue, "correct_about", org=papers.street.orgs["a1"], reason="反映的是支部书记")
    branch = site.browser("secretary")
    assert branch.get(f"/orders/{order.id}").status_code == 404
    for path in ("/today", "/orders?state=all", "/orders/circulars", "/notices"):
        branch.get(path)
        assert order.number not in branch.text
        assert issue.number not in branch.text
    assert site.program("secretary").get("/orders")["items"] == []
    assert site.program("secretary").get(f"/orders/{order.id}/history", 404)["status"] == 404


def test_a_unit_that_lost_the_matter_still_answers_without_a_way_into_it(site: Site, papers: Papers) -> None:
    sheet = papers.sheets(papers.late(8, "transferred"))[0]
    order = papers.issue(sheet, "street")
    papers.take("secretary", sheet, "revoke", reason="改由他人办理")
    unit = site.browser("unit")
    assert unit.get(f"/orders/{order.id}").status_code == 200
    assert f"/assignments/{sheet.id}" not in unit.text
    assert unit.post(f"/orders/{order.id}/reply", **REPLY, by_when=SOON).status_code == 303


def test_the_list_is_narrowed_by_its_address_and_says_what_to_do_when_it_is_empty(site: Site, papers: Papers) -> None:
    street = site.browser("street")
    street.get("/orders")
    assert "没有符合条件的督办单" in street.text
    assert "须在三个工作日内书面答复" in street.text
    order = papers.standing("answered")
    street = site.browser("street")
    for address, there in (
        ("?state=judge", True), ("?state=reply", False), ("?state=closed", False), ("?state=all", True),
        (f"?org={papers.street.orgs['a1']}", True), (f"?org={papers.street.orgs['b1']}", False), ("?late=1", False),
        ("?state=nonsense&org=x&before=y", True), ("?before=9999999999999999999", True),
    ):  # fmt: skip
        street.get(f"/orders{address}")
        assert (order.number in street.text) == there, address


def test_who_owes_a_reply_past_its_limit_is_told_to_those_above(site: Site, papers: Papers) -> None:
    papers.issue(papers.late())
    papers.watch.forward(days=10)
    for account, told in (("community", True), ("street", True), ("secretary", False), ("community_b", False)):
        browser = site.browser(account)
        browser.get("/orders")
        assert ("逾期未答复" in browser.text) == told, account
    home = site.browser("street")
    home.get("/today")
    assert "督办逾期未答复" in home.text


def test_a_circular_is_read_by_the_street_and_all_communities_without_the_matter(site: Site, papers: Papers) -> None:
    issue = papers.late(what="【机密】三楼楼道堆满纸箱")
    order = papers.issue(issue, demand="【机密】督办要求")
    papers.take("community", order, "circulate")
    for account in ("street", "community", "community_b", "auditor"):
        browser = site.browser(account)
        assert browser.get("/orders/circulars").status_code == 200
        assert "东一网格党支部" in browser.text
        assert "机密" not in browser.text
        assert issue.number not in browser.text
    branch = site.browser("secretary_b1")
    branch.get("/orders/circulars")
    assert "东一网格党支部" not in branch.text
    assert site.browser("unit").get("/orders/circulars").status_code == 403


def test_the_paper_has_order_and_reply(site: Site, papers: Papers) -> None:
    order = papers.standing("answered")
    browser = site.browser("auditor")
    browser.get(f"/orders/{order.id}/paper")
    for words in (order.number, "东社区党委", "东一网格党支部", REPLY["cause"], REPLY["measures"], "周明"):
        assert words in browser.text


def test_more_orders_ask_no_more_questions(site: Site, papers: Papers) -> None:
    issues = [papers.reach("registered") for _ in range(12)]
    papers.watch.forward(days=8)
    browser = site.browser("community")

    def told(some: list) -> None:
        for one in some:
            papers.take("community", papers.issue(one), "circulate")

    told(issues[:2])
    paths = ("/today", "/orders", "/orders/circulars", "/issues/1", "/orders/1")
    few = {path: queries_of(site, browser, path) for path in paths}
    told(issues[2:])
    assert {path: queries_of(site, browser, path) for path in paths} == few


STRANGE = (
    {}, {"about": "issue"}, {"about": "secret", "subject": "1"}, {"about": "issue", "subject": "-1"},
    {"about": "issue", "subject": "1' OR 1=1"}, {"about": "issue", "subject": "99999999999999999999"},
    {"about": "issue", "subject": "1", "clock": "nothing"}, {"about": "issue", "subject": "1", "org": "zwei"},
    {"about": "request", "subject": "1"}, {"about": "meeting", "subject": "1"},
)  # fmt: skip


def test_strange_answers_get_a_sentence_and_change_nothing(site: Site, papers: Papers) -> None:
    papers.late()
    browser, program = site.browser("community"), site.program("community")
    for answers in STRANGE:
        browser.get("/orders/new")
        assert browser.post("/orders/new", **answers).status_code == 422, answers
        assert program.ask("POST", "/orders", answers).status_code == 422, answers
        assert papers.orders() == [], answers


def test_a_strange_address_of_a_new_order_is_only_an_empty_form(site: Site) -> None:
    browser = site.browser("community")
    for address in ("?about=issue&subject=999", "?about=x&subject=%00", "?subject=1", ""):
        assert browser.get(f"/orders/new{address}").status_code == 200, address


def test_markup_in_a_reply_stays_text(site: Site, papers: Papers) -> None:
    order = papers.issue(papers.late())
    papers.reply(order, measures="<script>alert(1)</script>")
    browser = site.browser("community")
    for path in ("", "/paper"):
        browser.get(f"/orders/{order.id}{path}")
        assert "<script>alert" not in browser.text


def test_a_program_reads_answers_and_judges(site: Site, papers: Papers) -> None:
    issue = papers.late()
    above, branch = site.program("community"), site.program("secretary")
    born = above.post("/orders", {"about": "issue", "subject": issue.id}, 201)
    assert (born["state"], born["number"], born["clock"]) == ("issued", "督〔2026〕1号", "accept")
    path = f"/orders/{born['id']}/steps"
    problem = branch.post(f"{path}/reply", {"cause": "人手不足", "by_when": SOON}, 422)
    assert list(problem["errors"]) == ["measures"]
    assert branch.post(f"{path}/reply", {**REPLY, "by_when": SOON, "version": 1})["state"] == "answered"
    assert branch.post(f"{path}/close", {}, 403)["who"] == "东社区党委的工作人员"
    assert above.post(f"{path}/close", {"version": 1}, 409)["code"] == "stale"
    assert above.post(f"{path}/close", {})["state"] == "closed"
    steps = [one["step"] for one in above.get(f"/orders/{born['id']}/history")["items"]]
    assert steps == ["issue", "reply", "close"]
    assert "orders_reply" in str(site.program().get("/openapi.json"))


def test_an_order_is_withdrawn_on_its_page_and_the_unit_reads_why(site, papers) -> None:
    order = papers.standing("issued")
    above, branch = site.browser("community"), site.browser("secretary")
    above.get(f"/orders/{order.id}/withdraw")
    assert above.post(f"/orders/{order.id}/withdraw", reason="时限已延长").status_code == 303
    page = branch.get(f"/orders/{order.id}").text
    assert "督办单已撤回，不用答复。" in page
    assert "时限已延长" in page


def test_a_row_says_what_the_matter_is_about_whom_it_is_to_its_due_and_its_state(site: Site, papers: Papers) -> None:
    issue = papers.late(what="荔枝路井盖破损")
    order = papers.issue(issue)
    for path in ("/orders", "/today"):
        row = row_of(site.browser("secretary").get(path).text, order.id)
        told = ("荔枝路井盖破损", issue.number, "待答复", "还剩")
        assert [words for words in told if words not in row] == []
    assert "东一网格党支部" in row_of(site.browser("community").get("/orders").text, order.id)
    papers.reply(order)
    row = row_of(site.browser("community").get("/today").text, order.id)
    assert [words for words in ("荔枝路井盖破损", "东一网格党支部", "答复待审") if words not in row] == []


def test_a_circular_does_not_say_what_the_matter_is_about(site: Site, papers: Papers) -> None:
    issue = papers.late(what="荔枝路井盖破损", days=20)
    papers.issue(issue)
    papers.told_to_all(issue)
    told = site.browser("community_b").get("/orders/circulars").text
    assert "东一网格党支部" in told
    assert "荔枝路井盖破损" not in told


def row_of(page: str, order: int) -> str:
    """The row of one order."""
    return next(row for row in page.split("<tr>") if f'href="/orders/{order}"' in row)
