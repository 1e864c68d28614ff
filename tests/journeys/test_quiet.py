"""Scenarios 7, 10, 11: nobody is named, who is related stays out, and who is complained about knows nothing."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.journeys.walk import Walk
from workflow.issues.model import Attachment, Recusal
from workflow.kernel.db import bare, fetch

PHOTOS, RECUSALS = bare(Attachment), bare(Recusal)
WIRING = "地下室私拉电线，插座发烫冒烟"
SHOP = "便利店长期占道经营，夜里噪声大"
RUDE = "书记态度生硬，推说不归支部管，标记RD19"
GPS, LATITUDE = 0x8825, 2


def photo_with_gps() -> bytes:
    """As a phone takes it: with place, device and time."""
    image = Image.new("RGB", (640, 480), "saddlebrown")
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(GPS).update({1: "N", LATITUDE: (22.0, 46.0, 51.0), 3: "E", 4: (113.0, 54.0, 3.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(out.getvalue())).getexif().get_ifd(GPS)
    return out.getvalue()


def test_an_anonymous_tip_with_a_photo_is_answered_by_the_code_alone(walk: Walk) -> None:
    secretary, member = walk.secretary, walk.member
    secretary.home()
    secretary.press("登记事项")
    secretary.press("登记", 反映什么=WIRING, 在哪里="荔枝路12号地下室", 性质="举报", 紧急程度="危险", 来源="来信")
    resident = walk.slip(secretary)
    secretary.takes_up(WIRING)
    secretary.sees("没有留联系方式，凭查询码查看")
    secretary.press("添加照片", 现场照片=[(io.BytesIO(photo_with_gps()), "现场照片.jpg")])
    with walk.site.office.database.reading() as db:
        (kept,) = fetch(db, Attachment, PHOTOS.c.size > 0)
    assert not Image.open(io.BytesIO(kept.data)).getexif()
    for trace in (b"Exif", b"GPS", b"PhoneMaker"):
        assert trace not in kept.data

    secretary.takes_up(WIRING)
    secretary.press("受理", 类别="楼道堆物", 紧急程度="危险")
    secretary.press("自办", 依据="紧急处置（会后追认）", 办理安排="立即断电")
    secretary.press("报办结", 办理结果="已断电并拆除")
    member.takes_up(WIRING)
    member.press("核实答复", 结论="已解决", 给诉求人的答复="私拉电线已拆除，已安排复查")
    resident.looks()
    resident.sees("私拉电线已拆除，已安排复查")
    for who in (secretary, member):
        who.open(f"/issues/{walk.issue(resident.number).id}")
        assert "138" not in who.page.words
        who.sees("没有留联系方式，凭查询码查看")


@pytest.mark.slow
def test_whoever_is_related_is_kept_out_of_deciding_and_verifying_and_a_replacement_is_named(walk: Walk) -> None:
    secretary, member, community = walk.secretary, walk.member, walk.community
    secretary.home()
    secretary.press("登记事项")
    secretary.press("登记", 反映什么=SHOP, 在哪里="荔枝路12号底商")
    resident = walk.slip(secretary)
    number = resident.number
    address = f"/issues/{walk.issue(number).id}"
    secretary.takes_up(SHOP)
    secretary.press("受理", 类别="楼道堆物", 紧急程度="一般")

    community.open(address)
    community.press("责令回避", 应回避的人="周明", 接替人="卫东", 理由="与店主是兄弟")
    with walk.site.office.database.reading() as db:
        (recusal,) = fetch(db, Recusal, RECUSALS.c.issue_id > 0)
    assert recusal.person_id == walk.site.street.people["secretary"]
    assert recusal.replacement_id == walk.site.street.people["community"]

    secretary.open(address)
    secretary.sees("您已回避本事项，不能再参与办理")
    for words in ("自办", "移交", "上报", "议定答复", "更正"):
        assert not secretary.can(words), words
    for step in ("execute", "transfer", "escalate", "verify"):
        token = secretary.page.form(secretary.page.buttons[0]).hidden["csrf_token"]
        refused = secretary.client.post(f"{address}/{step}", data={"csrf_token": token})
        assert refused.status_code in (403, 409), step
    assert walk.issue(number).state == "accepted"
    tries_are_kept(walk, number)
    community.open(address)
    community.press("自办", 办理安排="社区直接约谈店主")
    community.press("报办结", 办理结果="店主已收摊并书面承诺")
    member.takes_up(SHOP)
    member.press("核实答复", 结论="已解决", 给诉求人的答复="占道已清理")
    walk.holds(number, "replied", "a1", "a1")
    walk.history_is_sound()


def tries_are_kept(walk: Walk, number: str) -> None:
    """Who tried what and was refused stands in the second log."""
    auditor = walk.officer("auditor")
    auditor.open(f"/reads?kind=refusal&number={number}")
    auditor.sees("周明", "自办", "移交", "上报", "核实答复", "无权办理")


BRANCH = ("secretary", "member", "member2")


@pytest.fixture
def complained(walk: Walk) -> str:
    """A complaint about the branch's secretary, taken at the community; its number."""
    head = walk.community_head
    head.home()
    head.press("登记事项")
    asked = {"反映什么": RUDE, "在哪里": "荔枝路12号", "反映哪个组织的工作人员": "东一网格党支部"}
    head.press("登记", **asked)
    return walk.slip(head).number


@pytest.mark.slow
def test_the_level_above_owns_a_complaint_about_a_branch(walk: Walk, complained: str) -> None:
    walk.holds(complained, "registered", "a", "a")
    walk.community_head.takes_up(RUDE)
    walk.community_head.press("受理", 类别="楼道堆物", 紧急程度="一般")
    walk.community_head.sees("等东社区党委研究决定")


@pytest.mark.parametrize("account", BRANCH)
def test_the_branch_its_counts_search_and_api_do_not_know_that_it_exists(
    walk: Walk, complained: str, account: str
) -> None:
    who, id = walk.officer(account), walk.issue(complained).id
    for address in ("/today", "/issues", "/issues?q=RD19", f"/issues?q={complained}", "/receptions", "/meetings"):
        who.open(address)
        who.sees_no("态度生硬", f">{complained}", f"/issues/{id}")
    who.open("/issues?state=all")
    who.sees("没有")
    who.sees_no("<tbody>")
    who.open(f"/issues/{id}", status=404)
    who.open(f"/issues/{id}/history", status=404)
    who.open(f"/issues/{id}/accept", status=404)
    program = walk.site.program(account)
    program.get(f"/issues/{id}", status=404)
    program.get(f"/issues/{id}/history", status=404)
    assert program.get("/issues")["items"] == []
    assert program.get("/issues?q=RD19")["items"] == []
    program.post(f"/issues/{id}/steps/accept", {}, status=404)
