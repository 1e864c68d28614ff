"""The administrators' pages: an account and its link, a grant, a successor, papers."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.site import Browser, Site
from workflow.issues.entitled import entitled
from workflow.kernel.clock import local
from workflow.kernel.verify import verify

GOOD = "three-lychees-on-a-tree"
LINK = re.compile(r'value="http://localhost(/welcome/[\w-]+)"')


def made(browser: Browser, name: str = "feng", person: str = "冯远") -> str:
    """An account for somebody new; the address of its one-time link."""
    browser.get("/admin/accounts/new")
    answer = browser.post("/admin/accounts/new", name=name, person_name=person)
    assert answer.status_code == 201, answer.text
    found = LINK.search(html.unescape(answer.text))
    assert found
    return found[1]


def opened(site: Site, link: str, password: str = GOOD, again: str = "") -> Browser:
    """Whoever opens the link and types a password."""
    browser = site.browser()
    browser.get(link)
    browser.last = browser.post(link, password=password, again=again or password)  # type: ignore[attr-defined]
    return browser


def day(site: Site, days: int = 0) -> str:
    return str(local(site.watch.now).date() + timedelta(days=days))


def person(site: Site, name: str) -> int:
    return site.street.people[name]


def test_from_an_account_to_the_first_login(site: Site) -> None:
    """The system administrator makes the account, its owner sets a password, the security administrator grants."""
    system = site.browser("system")
    assert 'href="/admin/accounts/new"' in system.get("/today").text  # nobody is waited for: whom to make comes next
    link = made(system)
    assert "冯远" in system.get("/today").text
    owner = opened(site, link)
    assert owner.last.status_code == 303  # type: ignore[attr-defined]
    assert 'value="feng"' in owner.get("/login").text  # what was just read is not typed again
    assert owner.log_in("feng", GOOD).status_code == 403
    security = site.browser("security")
    listed = security.get("/today").text
    assert "冯远" in listed
    place = re.search(r'href="(/admin/people/\d+)"[^>]*>冯远', listed)
    assert place
    security.get(f"{place[1]}/grant")
    granted = {"org": site.street.orgs["a2"], "role": "member", "starts": day(site)}
    assert security.post(f"{place[1]}/grant", **granted).status_code == 303
    assert "东二网格党支部支委" in security.get(place[1]).text
    assert owner.log_in("feng", GOOD).status_code == 303
    assert owner.get("/today").status_code == 200


def test_a_link_is_shown_once_and_works_once(site: Site) -> None:
    system = site.browser("system")
    link = made(system)
    assert link not in system.get("/admin/accounts?q=feng").text
    assert opened(site, link).last.status_code == 303  # type: ignore[attr-defined]
    again = site.browser().get(link)
    assert again.status_code == 410
    assert "新的链接" in again.text


def test_a_weak_password_or_a_slip_leaves_the_link_good(site: Site) -> None:
    link = made(site.browser("system"))
    weak = opened(site, link, "short").last  # type: ignore[attr-defined]
    assert (weak.status_code, "至少要 12 个字符" in weak.text) == (422, True)
    assert opened(site, link, GOOD, "something else entirely").last.status_code == 422  # type: ignore[attr-defined]
    assert opened(site, link).last.status_code == 303  # type: ignore[attr-defined]


def test_a_reset_ends_the_session_at_once(site: Site) -> None:
    secretary, system = site.browser("secretary"), site.browser("system")
    text = system.get("/admin/accounts?q=secretary&state=active").text
    place = re.search(r'href="(/admin/accounts/\d+)">secretary<', text)
    assert place
    system.get(f"{place[1]}/reset")
    answer = system.post(f"{place[1]}/reset")
    assert answer.status_code == 201
    assert LINK.search(html.unescape(answer.text))
    assert secretary.get("/issues").status_code == 303
    assert secretary.log_in("secretary").status_code == 403


def test_a_secretary_is_replaced_on_one_page(site: Site) -> None:
    security, old = site.browser("security"), site.browser("secretary")
    place = f"/admin/posts/{site.street.posts['secretary']}/replace"
    page = security.get(place).text
    assert "郑强" in page  # a colleague is offered at once
    assert "吕正" not in security.get(f"{place}?q=吕正").text.split('<form class="card')[1]  # an administrator never
    answer = security.post(place, person=person(site, "member2"), paper="荔委〔2026〕9号")
    assert answer.status_code == 303
    assert "郑强从今天起任东一网格党支部书记" in security.get(f"/admin/people/{person(site, 'secretary')}").text
    assert old.get("/today").status_code == 303
    assert old.log_in("secretary").status_code == 403
    assert "您任东一网格党支部书记到 2026年11月23日 为止" in old.text
    assert "由接任的人办" in old.text
    new = site.browser("member2")
    assert "东一网格党支部书记" in new.get("/today").text
    assert verify(site.office, entitled).status == 0


def test_a_successor_who_may_not_be_is_refused_with_the_reason(site: Site) -> None:
    security = site.browser("security")
    place = f"/admin/posts/{site.street.posts['secretary']}/replace"
    security.get(place)
    answer = security.post(place, person=person(site, "auditor"))
    assert answer.status_code == 422
    assert "互相排斥" in answer.text
    assert site.browser("secretary").get("/today").status_code == 200


def test_a_deputy_is_named_and_taken_back(site: Site) -> None:
    secretary = site.browser("secretary")
    assert "/mandates" in secretary.get("/today").text
    secretary.get("/mandates/new")
    paper = {"post": site.street.posts["secretary"], "kind": "deputy", "person": person(site, "member2")}
    dates = {"starts": day(site), "ends": day(site, 7), "paper": "委托书〔2026〕2号"}
    answer = secretary.post("/mandates/new", **paper, **dates)
    assert answer.status_code == 303
    assert "（代 周明）" in site.browser("member2").get("/today").text
    secretary.get(answer.location + "/revoke")
    assert secretary.post(answer.location + "/revoke").status_code == 303
    assert "（代 周明）" not in site.browser("member2").get("/today").text
    assert "郑强代东一网格党支部书记周明" in secretary.get("/mandates?state=over").text


def test_the_locked_out_are_seen_without_their_names_being_kept(site: Site) -> None:
    guesser = site.browser()
    for _ in range(7):
        guesser.log_in("unit2", "wrong")
        guesser.log_in("nobody-at-all", "wrong")
    for who in ("system", "security"):
        assert "许江（账号 unit2）" in site.browser(who).get("/today").text
    log = site.browser("auditor").get("/admin/log").text
    assert "unit2" in log
    assert "nobody-at-all" not in log


def test_an_auditor_sees_and_is_offered_nothing(site: Site) -> None:
    auditor = site.browser("auditor")
    for path in ("/admin/accounts", "/admin/people", "/admin/log", "/mandates"):
        assert "btn-primary" not in auditor.get(path).text, path


SPOILT = [
    "/admin/accounts?after='%00&q=%&state=x",
    "/admin/people?after=-1&q=%27&only=y",
    "/admin/log?before=~~~~",
    "/admin/log?before=%00~post%00~1~1",
    "/audit?q=%00",
    "/issues?q=%00%00",
    "/admin/people?after=" + "9" * 40,
    "/mandates?before=" + "9" * 40,
    "/issues?before=" + "9" * 40 + "&owner=" + "8" * 40,
    "/mandates?before=x",
]


def test_a_spoilt_address_is_only_an_empty_list(site: Site) -> None:
    auditor = site.browser("auditor")
    for path in SPOILT:
        assert auditor.get(path).status_code == 200, path


def test_lists_page_by_key(site: Site) -> None:
    from web import accounts, admin, people

    auditor = site.browser("auditor")
    for module, path, pattern in (
        (accounts, "/admin/accounts", r'href="(/admin/accounts\?after=[^"]+)"'),
        (people, "/admin/people", r'href="(/admin/people\?after=[^"]+)"'),
        (admin, "/admin/log", r'href="(/admin/log\?before=[^"]+)"'),
    ):
        module.PAGE, kept = 7, module.PAGE
        try:
            seen, here = 0, path
            while here:
                text = auditor.get(here).text
                seen += text.count('<th scope="row"')
                found = re.search(pattern + ' rel="next"', text)
                here = html.unescape(found[1]) if found else ""
        finally:
            module.PAGE = kept
        assert seen == {"/admin/accounts": 19, "/admin/people": 19, "/admin/log": 58}[path]


@pytest.mark.parametrize("path", ["/admin/people", "/admin/accounts", "/admin/log", "/mandates", "/me"])
def test_a_page_asks_as_often_however_many_there_are(site: Site, path: str) -> None:
    auditor = site.browser("auditor")
    asked: list[str] = []
    event.listen(site.office.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    def count() -> int:
        auditor.get(path)
        asked.clear()
        auditor.get(path)
        return len(asked)

    before = count()
    system = site.browser("system")
    for n in range(4):
        made(system, f"new{n}", f"新人{n}")
    assert count() == before
