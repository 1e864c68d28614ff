"""With number and code: see everything kept, correct it, take it along, erase it; nobody else can."""

from __future__ import annotations

import json

import pytest

from tests.privacy.stories import MAIL, MARKS, PHONE, answered, closed, granted
from tests.privacy.traces import in_rows
from tests.site import Browser, Site
from workflow.issues import Issue
from workflow.issues.codes import code_for, hash_of
from workflow.issues.model import Claim
from workflow.kernel.db import bare

DATA = "/follow/data"


def opened(site: Site, issue: Issue) -> Browser:
    """Somebody with the slip of this matter, who has typed number and code."""
    claims, code = bare(Claim), code_for(site.office, "0" * 32)
    with site.office.database.writing() as db:
        db.execute(claims.update().where(claims.c.issue_id == issue.id).values(code_hash=hash_of(site.office, code)))
    browser = site.browser()
    browser.get("/track")
    assert browser.post("/track", number=issue.number, code=code).status_code == 303
    return browser


def test_the_page_shows_all_that_is_kept_and_nothing_of_the_officers(site: Site) -> None:
    browser = opened(site, closed(site.matters))
    page = browser.get(DATA).text
    for name in ("name", "what", "place", "more", "remains", "words"):
        assert MARKS[name] in page
    assert PHONE in page
    assert "来源：" in page
    for name in ("note", "said", "plan", "request", "progress", "why", "text"):
        assert MARKS[name] not in page
    assert "满意程度 4" in page


def test_the_follow_page_leads_there(site: Site) -> None:
    browser = opened(site, answered(site.matters))
    assert f'href="{DATA}"' in browser.get("/follow").text


def test_the_copy_is_whole_and_is_json(site: Site) -> None:
    issue = closed(site.matters)
    answer = opened(site, issue).get(f"{DATA}/copy")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{issue.number}.json"'
    told = json.loads(answer.text)
    assert told["contact"] == {"name": MARKS["name"], "phone": PHONE, "email": MAIL}
    texts = [text for one in told["written"] for text in one["texts"].values()]
    for name in ("place", "more", "remains", "words"):
        assert MARKS[name] in texts


def test_the_paper_has_no_buttons(site: Site) -> None:
    page = opened(site, closed(site.matters)).get(f"{DATA}/print").text
    assert MARKS["what"] in page
    assert "/act/" not in page


def test_a_correction_is_typed_over_what_was_there(site: Site) -> None:
    browser = opened(site, answered(site.matters))
    assert PHONE in browser.get(f"{DATA}/act/correct").text
    assert browser.post(f"{DATA}/act/correct", name="王老师", phone="", email=MAIL).status_code == 303
    page = browser.get(DATA).text
    assert "王老师" in page
    assert PHONE not in page


def test_the_contact_goes_at_once(site: Site) -> None:
    browser = opened(site, answered(site.matters))
    browser.get(f"{DATA}/act/contact")
    assert browser.post(f"{DATA}/act/contact").status_code == 303
    assert "已于 2026年11月23日 删除" in browser.get(DATA).text
    assert in_rows(site.office.database, [PHONE, MAIL, MARKS["name"]]) == set()


def test_what_is_held_says_why_and_until_when(site: Site) -> None:
    browser = opened(site, answered(site.matters))
    browser.get(f"{DATA}/act/erase")
    assert browser.post(f"{DATA}/act/erase").status_code == 303
    page = browser.get(DATA).text
    assert "删除申请：暂缓" in page
    assert "本事项还在办理，办结后再删除" in page
    assert "您已申请删除，正在等待答复" in page
    assert browser.get(f"{DATA}/act/erase").status_code == 409


def test_under_a_legal_hold_nothing_is_promised_to_go_at_once(site: Site) -> None:
    issue = closed(site.matters)
    assert "马上删除" in opened(site, issue).get(f"{DATA}/act/erase").text
    site.matters.take("street_head", issue, "place_hold", reason="检察院调阅")
    for path in (DATA, f"{DATA}/act/erase"):
        page = opened(site, issue).get(path).text
        assert "解除保留前什么都不会删除" in page
        assert "马上删除" not in page


def test_after_the_answer_the_page_says_so_and_the_code_still_opens(site: Site) -> None:
    issue = closed(site.matters)
    browser = opened(site, issue)
    browser.get(f"{DATA}/act/erase")
    browser.post(f"{DATA}/act/erase")
    granted(site.matters, site.matters.asked(issue))
    page = browser.get(DATA).text
    assert "删除申请：已同意，内容已删除" in page
    assert "已按您的要求删除" in page
    follow = browser.get("/follow").text
    assert "（内容已于 2026年11月23日 删除）" in follow
    assert not any(mark in page + follow for mark in [*MARKS.values(), PHONE])
    browser.get("/lang/en?next=/follow")
    assert "(Erased on 23 Nov 2026)" in browser.get("/follow").text


@pytest.mark.parametrize("path", ["", "/print", "/copy", "/photos/x", "/act/correct"])
def test_nobody_without_the_code_and_nobody_after_half_an_hour(site: Site, path: str) -> None:
    browser = opened(site, answered(site.matters))
    assert site.browser().get(DATA + path).status_code == 303
    assert site.browser("secretary").get(DATA + path).status_code == 303
    site.watch.forward(minutes=31)
    assert browser.get(DATA + path).status_code == 303


def test_an_expired_grant_changes_nothing(site: Site) -> None:
    browser = opened(site, answered(site.matters))
    browser.get(f"{DATA}/act/contact")
    site.watch.forward(minutes=31)
    assert browser.post(f"{DATA}/act/contact").status_code == 403
    assert in_rows(site.office.database, [PHONE]) != set()


def test_another_steps_word_is_no_act(site: Site) -> None:
    browser = opened(site, answered(site.matters))
    for act in ("place_hold", "erase_contact", "nonsense"):
        assert browser.get(f"{DATA}/act/{act}").status_code == 404


def test_officers_see_erased_matters_without_breaking(site: Site) -> None:
    issue = closed(site.matters)
    site.matters.take(site.matters.reporter(issue), issue, "ask_erasure")
    request = site.matters.asked(issue)
    secretary = site.browser("secretary")
    assert "删除一位诉求人的个人信息" in secretary.get(f"/requests/{request.id}").text
    assert "拟办" in secretary.text
    site.matters.take("secretary", request, "propose", result="refuse", opinion="还要保留一阵")
    page = site.browser("community").get(f"/requests/{request.id}").text
    assert "周明" in page
    assert "还要保留一阵" in page
    site.matters.take("community", request, "send_back", why="没有理由")
    granted(site.matters, request)
    pages = ("", "/history", "/past")
    paths = [*(f"/issues/{issue.id}{page}" for page in pages), f"/requests/{request.id}", "/requests?state=all"]
    for path in (*paths, "/issues", "/today", f"/assignments/{site.matters.sheets(issue)[0].id}"):
        answer = secretary.get(path)
        assert answer.status_code == 200, path
        assert not any(mark in answer.text for mark in [*MARKS.values(), PHONE]), path
    told = site.program("secretary").get(f"/issues/{issue.id}/history")["items"]
    assert any(one.get("erased") for one in told)


def test_whoever_follows_reads_there_what_became_of_the_request(site: Site) -> None:
    issue = closed(site.matters)
    browser = opened(site, issue)
    assert "删除申请" not in browser.get("/follow").text
    site.matters.take(site.matters.reporter(issue), issue, "ask_erasure")
    assert "删除申请：等待答复" in browser.get("/follow").text
    granted(site.matters, site.matters.asked(issue))
    assert "删除申请：已同意，内容已删除" in browser.get("/follow").text
