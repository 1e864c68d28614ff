"""A question to everybody: looked at first, open for its days alone, answered by devices, told with what follows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.matrix.consultations import SAID, anybody, asked, walked
from tests.matters import Matters
from tests.site import Site
from web import consultations
from workflow.consultations import Consultation
from workflow.consultations.model import Answer
from workflow.consultations.relations import within_period
from workflow.issues.entitled import entitled
from workflow.jobs.sweep import sweep
from workflow.kernel.db import Database, bare
from workflow.kernel.errors import BadAnswers, Barred, NotFound, NotLegal, NotPermitted
from workflow.kernel.history import BODIES, EVENTS
from workflow.kernel.policy import Case, permit
from workflow.kernel.verify import verify

ANSWERS = bare(Answer)


@pytest.fixture
def m(database: Database, peopled: None) -> Matters:
    return Matters(database)


def answer(m: Matters, one: Consultation, device: str = "a", **said: str) -> None:
    m.take(anybody(one), one, "answer", **(SAID | {"device": (device * 64)[-64:]} | said))


def answers(m: Matters) -> int:
    with m.office.database.reading() as db:
        return db.execute(select(func.count()).select_from(ANSWERS)).scalar_one()


def test_nobody_announces_what_they_drafted_themselves(m: Matters) -> None:
    with pytest.raises(NotPermitted, match="起草"):
        m.take("secretary", asked(m), "publish")


def test_nobody_outside_sees_or_answers_a_draft(m: Matters) -> None:
    with pytest.raises(NotFound):
        answer(m, asked(m))


@pytest.mark.parametrize("ahead", [(-1, "没有开始"), (8 * 24, "已经结束")])
def test_before_it_opens_and_after_it_closes_there_are_no_answers(m: Matters, ahead: tuple[int, str]) -> None:
    """The guard holds although no clock has rung; without it the answer would be taken."""
    one = asked(m, opens="2026-11-24", closes="2026-11-30")
    m.take("community", one, "publish")
    one = m.again(one)
    hours, why = ahead
    m.watch.now = one.opens_at + timedelta(hours=hours)
    with pytest.raises(Barred, match=why):
        answer(m, one)
    with m.office.database.reading() as db, pytest.raises(Barred):
        within_period.rule(Case(db, anybody(one), one, m.watch.now))
    m.watch.now = one.opens_at + timedelta(hours=1)
    answer(m, one)
    with m.office.database.reading() as db:
        permit(Case(db, anybody(one), one, m.watch.now), one.flow.find("answer"))


def test_it_opens_closes_and_forgets_by_itself(m: Matters) -> None:
    one = asked(m)
    m.take("community", one, "publish")
    sweep(m.office)
    assert m.again(one).state == "open"
    answer(m, one)
    m.watch.now = m.again(one).closes_at + timedelta(seconds=1)
    sweep(m.office)
    assert m.again(one).state == "closed"
    m.take("secretary", one, "tell_result", summary="多数人选白天")
    m.watch.forward(days=182)
    sweep(m.office)
    assert m.again(one).state == "archived"
    with m.office.database.reading() as db:
        assert db.execute(select(ANSWERS.c.words, ANSWERS.c.choice)).all() == [(None, 0)]


def test_a_device_counts_once_and_its_last_word_holds(m: Matters) -> None:
    one = walked(m, "announced")
    answer(m, one, choice="0")
    answer(m, one, choice="2")
    answer(m, one, "b")
    with m.office.database.reading() as db:
        assert sorted(db.execute(select(ANSWERS.c.choice)).scalars()) == [0, 2]


def test_history_says_that_an_answer_came_and_never_which(m: Matters) -> None:
    one = walked(m, "announced")
    answer(m, one, choice="1", words="晚上有人在家")
    with m.office.database.reading() as db:
        payload = db.execute(select(EVENTS.c.payload).where(EVENTS.c.step == "answer")).scalar_one()
        bodies = db.execute(select(BODIES.c.text).where(BODIES.c.noun == "consultation")).scalars().all()
    assert "choice" not in payload
    assert "aaaa" not in payload
    assert not any("晚上有人" in text for text in bodies)
    assert verify(m.office.database, entitled).status == 0


def test_words_go_where_somebody_says_who_they_are(m: Matters) -> None:
    one = walked(m, "announced")
    answer(m, one)
    m.take(m.clock(), one, "begin_answers")
    with m.office.database.reading() as db:
        number = db.execute(select(ANSWERS.c.id)).scalar_one()
    m.take("secretary", one, "strike_words", number=number, reason="写了姓名")
    with pytest.raises(BadAnswers):
        m.take("secretary", one, "strike_words", number=number, reason="再删一次")
    assert answers(m) == 1


def test_called_off_it_says_why_and_takes_no_more_answers(m: Matters) -> None:
    one = walked(m, "announced")
    m.take("secretary", one, "withdraw", reason="方案有变")
    with pytest.raises(NotLegal):
        answer(m, one)


@pytest.mark.parametrize(
    "wrong",
    [
        {"choices": "只有一个"}, {"choices": "一样\n一样"}, {"choices": "\n".join("abcdefghijk")},
        {"choices": "长" * 61 + "\n短"},
        {"choices": "", "words": "false"}, {"closes": "2026-11-01"}, {"opens": "2026-12-01", "closes": "2026-11-30"},
        {"question": "请打 11010519491231002X"},
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_is_not_drafted(m: Matters, wrong: dict[str, str]) -> None:
    with pytest.raises(BadAnswers):
        asked(m, **wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"choice": "9"},
        {"choice": ""},
        {"choice": "-1"},
        {"device": ""},
        {"words": "身份证11010519491231002X"},
        {"words": "长" * 501},
    ],
)
def test_an_answer_that_is_none_is_not_taken(m: Matters, wrong: dict[str, str]) -> None:
    one = walked(m, "announced")
    with pytest.raises(BadAnswers):
        m.take(anybody(one), one, "answer", **(SAID | wrong))
    assert answers(m) == 0


# -- the page ----------------------------------------------------------------------------------------


@pytest.fixture
def site(database: Database, peopled: None) -> Site:
    return Site(database)


def told(site: Site, one: Consultation, browser=None, **said: str):
    browser = browser or site.browser()
    browser.get(f"/board/consultations/{one.id}")
    return browser.post(f"/board/consultations/{one.id}", **({"choice": "0", "words": "白天好"} | said))


def test_anybody_answers_without_an_account_and_a_device_once(site: Site) -> None:
    one, browser = walked(site.matters, "announced"), site.browser()
    first = told(site, one, browser)
    assert first.status_code == 200
    assert "收到了，谢谢" in first.text
    cookie = first.headers["Set-Cookie"]
    assert f"Path=/board/consultations/{one.id}" in cookie
    assert "HttpOnly" in cookie
    told(site, one, browser, choice="1")
    assert answers(site.matters) == 1
    told(site, one)
    assert answers(site.matters) == 2


def test_a_made_up_mark_is_none(site: Site) -> None:
    one, browser = walked(site.matters, "announced"), site.browser()
    told(site, one, browser)
    browser.client.set_cookie("answered", "f" * 32 + "." + "0" * 32, path=f"/board/consultations/{one.id}")
    assert "已经答过" not in browser.get(f"/board/consultations/{one.id}").text


def test_a_flood_from_one_address_is_slowed(site: Site) -> None:
    one = walked(site.matters, "announced")
    statuses = [told(site, one).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    assert answers(site.matters) == 30


def test_a_household_with_many_long_addresses_is_one_address(site: Site) -> None:
    one, statuses = walked(site.matters, "announced"), []
    for n in range(31):
        browser = site.browser()
        browser.client.environ_base["REMOTE_ADDR"] = f"2001:db8:1:1::{n:x}"
        statuses.append(told(site, one, browser).status_code)
    assert statuses == [200] * 30 + [429]


def test_a_result_hides_small_numbers_and_what_would_give_them_away(site: Site) -> None:
    one = walked(site.matters, "announced")
    for n, choice in enumerate([0] * 9 + [1] * 3 + [2] * 7):
        answer(site.matters, one, f"{n:064x}", choice=str(choice))
    site.matters.take(site.matters.clock(), one, "begin_answers")
    assert "19" not in cells(site, one)  # nothing is counted while people still answer
    site.matters.take(site.matters.clock(), one, "end_answers")
    site.matters.take("secretary", one, "tell_result", summary="白天投放，周末加一班")
    page = site.browser().get(f"/board/consultations/{one.id}").text
    assert "有 19 份意见" in page
    assert "白天投放，周末加一班" in page
    assert cells(site, one).count("不显示") == 2


def cells(site: Site, one: Consultation) -> list[str]:
    page = site.browser().get(f"/board/consultations/{one.id}").text
    return re.findall(r"<td>([^<]*)</td>", page)


@pytest.mark.parametrize("path", ["0", "999999999999999999", "1e3", "-1", "%00"])
def test_an_address_of_no_consultation_is_not_there(site: Site, path: str) -> None:
    assert site.browser().get(f"/board/consultations/{path}").status_code == 404


def test_a_draft_has_no_public_page(site: Site) -> None:
    one = asked(site.matters)
    assert site.browser().get(f"/board/consultations/{one.id}").status_code == 404
    assert "现在没有民意征集" in site.browser().get("/board/consultations").text


def test_an_officer_drafts_and_another_announces_it(site: Site) -> None:
    browser = site.browser("secretary")
    page = browser.get("/consultations/new").text
    assert "供选择的答案" in page
    data = {"title": "停车", "question": "划线吗？", "choices": "划\n不划", "words": "false"}
    born = browser.post("/consultations/new", **data, opens="2026-11-23", closes="2026-11-30")
    assert born.status_code == 303
    where = born.headers["Location"]
    community = site.browser("community")
    assert "审核公布" in community.get(where).text
    assert community.post(f"{where}/publish").status_code == 303
    assert "停车" in site.browser().get("/board/consultations").text


def test_every_word_that_was_written_can_be_read_page_by_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consultations, "PAGE", 2)
    one = walked(site.matters, "announced")
    for n in range(5):
        answer(site.matters, one, f"{n:064x}", words=f"意见{n}号")
    site.matters.take(site.matters.clock(), one, "begin_answers")
    browser, path, read = site.browser("secretary"), f"/consultations/{one.id}", list[str]()
    while path:
        page = browser.get(path).text
        assert '<span class="count">5</span>' in page
        read += re.findall("意见[0-9]号", page)
        following = re.search(r'href="([^"]+after=[^"]+)" rel="next"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert sorted(read) == [f"意见{n}号" for n in range(5)]
