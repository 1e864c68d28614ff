"""Scenarios 1, 6, 7, 8, 10 and 11 on phones: what residents and the officers who matter see is opened and pressed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser
from sqlalchemy import func, select, true

from tests.browser.look import too_wide
from tests.browser.street_at_home import JUDGED, Officer, Resident, at_home
from tests.journeys.test_quiet import GPS, RUDE, SHOP, WIRING, photo_with_gps
from tests.journeys.visitor import Resident as Slip
from tests.journeys.walk import OFFICERS, Walk
from tests.site import Site
from workflow.issues.model import Claim, Contact, Evaluation, Issue, Representative
from workflow.kernel.db import Database, bare, fetch
from workflow.meetings.model import AgendaItem

pytestmark = pytest.mark.slow  # the fast suite lives the same stories without a browser: tests/journeys
CLUTTER, NAME, PHONE = "三楼楼道堆满纸箱，挡住消防通道", "欧阳标记丙", "13974926160"
NOISE, VOICES, SEATS = "广场夜里音响扰民", 12, 5
PATIENCE = 20_000
KNOWN = {"类别": "楼道堆物", "紧急程度": "一般"}


@pytest.fixture
def walk(database: Database, peopled: None) -> Walk:
    return Walk(Site(database))


@pytest.fixture
def phone(chromium: Browser, walk: Walk) -> Iterator[Callable[..., Any]]:
    """`phone("secretary")`: an officer; `phone()`: a resident. Each with 390 px; nothing was wider at the end."""
    with at_home(walk.site) as address:
        context = {"base_url": address, "viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}
        contexts = []

        def ring(account: str = "", never: tuple[str, ...] = ()) -> Officer | Resident:
            contexts.append(chromium.new_context(**context))
            page = contexts[-1].new_page()
            page.set_default_timeout(PATIENCE)
            return Officer(page, account) if account else Resident(page, never)

        yield ring
        for one in contexts:
            assert [line for page in one.pages for line in too_wide(page)] == []
            one.close()


def place(walk: Walk, number: str) -> str:
    return f"/issues/{walk.issue(number).id}"


def rows(walk: Walk, model: Any) -> list[Any]:
    with walk.site.office.database.reading() as db:
        return fetch(db, model, true())


def answered(walk: Walk, title: str, answer: str, basis: str = "常规事项") -> None:
    """What other stories show: done by the secretary, verified by somebody else."""
    walk.secretary.takes_up(title)
    walk.secretary.press("自办", 依据=basis, 办理安排="当天处理")
    walk.secretary.press("报办结", 办理结果="已处理")
    walk.member.takes_up(title)
    walk.member.press("核实答复", 结论="已解决", 给诉求人的答复=answer)


# -- 1 -----------------------------------------------------------------------------------------------


def test_clutter_told_at_the_desk_is_cleared_verified_by_another_and_judged(walk: Walk, phone: Any) -> None:
    walk.reception(walk.secretary, "2026-11-23")
    secretary, resident = phone("secretary"), phone(never=(*OFFICERS, NAME, PHONE))
    secretary.open(walk.secretary.page.address)
    secretary.answer(反映什么=CLUTTER, 在哪里="荔枝路12号", 称呼=NAME, 电话=PHONE)
    secretary.page.get_by_role("button", name="登记", exact=True).click()  # the desk stays: the slip appears beside it
    number, code = (secretary.page.inner_text(f".slip-{part}").strip() for part in ("number", "code"))
    assert secretary.page.locator(".slip img, .slip-follow img").first.evaluate("qr => qr.naturalWidth") > 0
    resident.given(number, code)

    secretary.takes_up(CLUTTER)
    secretary.never = (NAME, PHONE)
    secretary.takes("受理", **KNOWN)
    secretary.takes("自办", 依据="接待日当场处理", 办理安排="组织志愿者清理")
    secretary.takes("报办结", 办理结果="纸箱已清走")
    secretary.sees("须是未参与办理的人")
    assert secretary.tries(f"{place(walk, number)}/verify", outcome="solved", answer="好了") in (403, 409)
    member = phone("member")
    member.takes_up(CLUTTER)
    member.takes("核实答复", 结论="已解决", 给诉求人的答复="纸箱已于今天清走")

    resident.looks("纸箱已于今天清走")
    resident.says("确认解决", **JUDGED)
    resident.looks("已办结", "您反映的事项已登记", "已核实并答复", "您已确认，事项办结", "还没有人查看过")
    walk.holds(number, "closed", "a1", None)
    assert walk.issue(number).outcome == "solved"
    (judged,) = rows(walk, Evaluation)
    assert (judged.contacted, judged.solved, judged.satisfied) == (False, True, 4)
    walk.history_is_sound()


# -- 6 -----------------------------------------------------------------------------------------------


def test_a_danger_that_was_withdrawn_goes_on_and_nothing_of_the_person_is_left(walk: Walk, phone: Any) -> None:
    resident, secretary = phone(), phone("secretary")
    resident.raises(CLUTTER, "荔枝路12号", 称呼=NAME, 电话=PHONE)
    resident.sends()
    address, number = place(walk, resident.number), resident.number
    secretary.open(address)
    secretary.sees(PHONE[-4:])  # masked; from the withdrawal on not even that
    resident.looks()
    resident.says("撤回", 原因="不想再反映了")
    resident.sees("您已撤回")

    nothing = (NAME, PHONE, NAME[:2], PHONE[-4:], PHONE[:3] + "*")
    secretary.never = resident.never = nothing
    secretary.open(address)
    secretary.takes("转为主动治理", 公共风险="挡住消防通道，仍须清理")
    secretary.sees("主动发现", "已撤回，联系方式已删除")
    secretary.takes("更正", 类别="楼道堆物", 更正理由="撤回前未受理")
    secretary.takes("自办", 办理安排="当天清理")
    walk.holds(number, "executing", "a1", "a1", settled=1)
    shown = [address, *inner(secretary, address), "/today", f"/issues?q={number}", "/issues?state=all"]
    for one in shown:
        secretary.open(one)
    assert any("history" in one for one in shown)
    for words in (NAME, PHONE):
        assert CLUTTER not in walk.secretary.open(f"/issues?q={words}&state=all").words
    resident.looks()
    assert not any(resident.can(step) for step in ("补充情况", "撤回", "确认解决"))
    assert rows(walk, Contact) == []
    assert [one.contact_id for one in rows(walk, Claim)] == [None]
    walk.history_is_sound()


def inner(who: Officer, address: str) -> list[str]:
    """Where the page of a matter leads to about this matter."""
    who.open(address)
    links = who.page.locator(f"main a[href^='{address}/']").evaluate_all("all => all.map(one => one.pathname)")
    return sorted({one for one in links if "/photos/" not in one})


# -- 7 -----------------------------------------------------------------------------------------------


def test_an_anonymous_tip_loses_its_gps_and_is_answered_by_the_code_alone(walk: Walk, phone: Any) -> None:
    resident = phone(never=(*OFFICERS, "谁看过您的联系方式"))
    resident.raises(WIRING, "荔枝路12号地下室", danger="有危险，电话之外还要在这里反映")
    resident.sees("匿名：用编号和查询码看进展")
    photo = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo_with_gps()}
    resident.page.set_input_files("#photos", photo)
    resident.sends()

    secretary = phone("secretary")
    secretary.never = ("称呼：", "电话：", "查看联系方式", "/reveal", "reporter_phone")
    secretary.takes_up(WIRING)
    secretary.sees("危险", "没有留联系方式，凭查询码查看")
    shown = secretary.page.locator(f"img[src*='{place(walk, resident.number)}/'], img[src*='photo']").first
    kept = secretary.page.request.get(str(shown.get_attribute("src"))).body()
    assert not Image.open(io.BytesIO(kept)).getexif().get_ifd(GPS)
    assert not any(trace in kept for trace in (b"Exif", b"GPS", b"PhoneMaker"))
    secretary.takes("受理", 类别="楼道堆物", 紧急程度="危险")
    answered(walk, WIRING, "私拉电线已拆除，已安排复查", basis="紧急处置（会后追认）")
    resident.looks("私拉电线已拆除，已安排复查")
    resident.says("确认解决", **JUDGED)
    walk.holds(resident.number, "closed", "a1", None)
    for account in ("secretary", "auditor"):
        who = secretary if account == "secretary" else phone(account)
        who.never = secretary.never
        for one in (place(walk, resident.number), *inner(who, place(walk, resident.number))):
            who.open(one)
    assert rows(walk, Contact) == []


# -- 8 -----------------------------------------------------------------------------------------------


def test_twelve_owners_of_one_noise_have_one_handling_five_seats_and_a_code_each(walk: Walk, phone: Any) -> None:
    slips = joined(walk)
    hand = phone(never=OFFICERS)
    for nth, slip in enumerate(slips, 1):
        hand.given(slip.number, slip.code).looks(f"事项 {slip.number}", f"（第{nth}位）")
        others = [one for one in range(1, VOICES + 1) if one != nth]
        shown = hand.page.content()
        assert not any(f"（第{one}位）" in shown for one in others)
        if nth <= SEATS:
            hand.says("愿作诉求人代表")
        assert hand.can("愿作诉求人代表") is False
    assert len(rows(walk, Representative)) == SEATS
    chief = phone("secretary")
    chief.takes_up(f"{NOISE}（第1位）")
    chief.sees(f"{VOICES} 位", f"另有 {VOICES - 5} 位", "诉求人代表")
    answered(walk, f"{NOISE}（第1位）", "公约已张贴，九点后关闭音响")
    for slip in slips[1:]:
        slip.says("评价", 工作人员联系过您吗="是", 问题解决了吗="是")
        slip.sees("公约已张贴，九点后关闭音响")
    walk.holds(slips[0].number, "replied", "a1", "a1")
    hand.given(slips[0].number, slips[0].code).looks("公约已张贴，九点后关闭音响")
    hand.says("确认解决", **JUDGED)
    walk.holds(slips[0].number, "closed", "a1", None)
    with walk.site.office.database.reading() as db:
        table = bare(Issue)
        counted = select(func.count()).select_from(table).where(table.c.outcome.is_distinct_from("merged"))
        assert db.execute(counted).scalar_one() == 1
    walk.history_is_sound()


def joined(walk: Walk) -> list[Slip]:
    """Each told it once and got a slip; then all went into the first."""
    slips, secretary = list[Slip](), walk.secretary
    for nth in range(1, VOICES + 1):
        secretary.open("/issues/new")
        secretary.press("登记", 反映什么=f"{NOISE}（第{nth}位）", 在哪里="荔枝路12号", 称呼=f"业主标记{nth}")
        slips.append(walk.slip(secretary))
    secretary.takes_up(f"{NOISE}（第1位）")
    secretary.press("受理", **KNOWN)
    for nth in range(2, VOICES + 1):
        secretary.takes_up(f"{NOISE}（第{nth}位）")
        secretary.press("并案", 并入=slips[0].number)
    return slips


# -- 10 ----------------------------------------------------------------------------------------------

VOTE = {"ballot": "consensus", "plan": "约谈店主"}


def test_the_shop_owners_brother_neither_assigns_nor_votes_nor_verifies(walk: Walk, phone: Any) -> None:
    number, meeting = on_the_table(walk)
    address = place(walk, number)
    above, brother = phone("community"), phone("secretary")
    above.open(address)
    above.takes("责令回避", 应回避的人="周明", 接替人="卫东", 理由="与店主是兄弟")
    above.sees("周明", "卫东")
    brother.open(address)
    brother.sees("您已回避本事项，不能再参与办理")
    for words in ("自办", "移交", "上报", "议定答复"):
        assert not brother.offered(words), words
    for step in ("execute", "transfer", "escalate"):
        assert brother.tries(f"{address}/{step}") == 403, step
    (item,) = rows(walk, AgendaItem)
    assert brother.tries(f"{meeting}/items/{item.id}/decide_execute", **VOTE) == 403
    walk.holds(number, "scheduled", "a1", "a1")

    decided_without_him(walk, meeting)
    above.open(address)
    above.takes("报办结", 办理结果="店主已收摊并书面承诺")
    assert brother.tries(f"{address}/verify", outcome="solved", answer="占道已清理") == 403
    fresh = phone("community_head")  # the branch has nobody left who neither worked on it nor is related
    fresh.open(address)
    fresh.takes("核实答复", 结论="已解决", 给诉求人的答复="占道已清理")
    walk.holds(number, "replied", "a1", "a1")
    each_try_is_kept(phone("auditor"), number)
    walk.history_is_sound()


def on_the_table(walk: Walk) -> tuple[str, str]:
    """The complaint about the shop before the joint meeting that sits now: its number, the meeting's address."""
    secretary = walk.secretary
    secretary.open("/issues/new")
    secretary.press("登记", 反映什么=SHOP, 在哪里="荔枝路12号底商")
    number = walk.slip(secretary).number
    secretary.takes_up(SHOP)
    secretary.press("受理", **KNOWN)
    meeting = walk.agenda(secretary, "支部联席会议", "2026-11-23", SHOP)
    walk.at("2026-11-23", 14, 30)
    walk.opened(secretary, meeting)
    return number, meeting


def decided_without_him(walk: Walk, meeting: str) -> None:
    """Somebody else presides over this item."""
    walk.member.open(meeting)
    aside = {"人数": "1", "主持人在其中": "是", "代行主持的人": "吴芳", "回避理由": "与店主是兄弟"}
    walk.member.press("登记回避", **aside)
    walk.resolved(walk.member, "自办", 办理安排="约谈店主")


def each_try_is_kept(auditor: Officer, number: str) -> None:
    auditor.open(f"/reads?kind=refusal&number={number}")
    auditor.sees("周明", *(f"{step} · 无权办理" for step in ("自办", "移交", "上报", "核实答复")))
    auditor.open("/reads?kind=refusal")  # the vote is a step of the meeting's item
    assert auditor.page.locator("main").inner_text().count("自办 · 无权办理") == 2


# -- 11 ----------------------------------------------------------------------------------------------


def test_the_branch_does_not_know_of_a_complaint_about_its_secretary(walk: Walk, phone: Any) -> None:
    """Not one word on any page of the main menu differs; tests/journeys asks as the branch's others and at the API."""
    secretary, head = phone("secretary"), phone("community_head")
    before = everything(secretary)
    head.open("/issues/new")
    head.unfolds("反映的是工作人员")
    head.answer(反映什么=RUDE, 在哪里="荔枝路12号", 反映哪个组织的工作人员="东一网格党支部")
    head.press("登记")
    number, code = (head.page.inner_text(f".slip-{part}").strip() for part in ("number", "code"))
    walk.holds(number, "registered", "a", "a")
    head.takes_up(RUDE)
    head.takes("受理", **KNOWN)
    head.sees("等东社区党委研究决定")

    address = place(walk, number)
    secretary.never = (RUDE, f'{address}"')
    assert everything(secretary) == before
    assert before.keys() >= {"/today", "/issues", "/meetings", "/receptions", "/board"}
    for asked in ("RD19", "态度生硬，推说", number):
        secretary.open(f"/issues?state=all&q={asked}")
        assert secretary.page.locator("tbody tr").count() == 0
    for tail in ("", "/history", "/accept"):
        secretary.misses(address + tail)
    head.open(f"/issues?state=all&q={number}")
    assert head.page.locator("tbody tr").count() == 1
    phone().given(number, code).looks("已受理")
    walk.history_is_sound()


def everything(who: Officer) -> dict[str, str]:
    """All that the pages of the main menu say, counts included."""
    who.open("/today")
    menu = who.page.locator("nav.side a").evaluate_all("all => all.map(one => one.pathname)")
    pages = sorted({*menu, "/today", "/issues", "/issues?state=all", "/notices", "/board"})
    return {page: who.words(page) for page in pages}
