"""Scenario 7: an anonymous tip on dangerous wiring with a photo that says where it was taken."""

from __future__ import annotations

import io
import re

from PIL import Image

from tests.journeys.visitor import Resident, Visitor
from tests.journeys.walk import Walk
from workflow.issues.model import Attachment, Contact
from workflow.kernel.db import bare

WHAT = "三楼电线裸露，雨天冒火花"
LATITUDE, CAMERA = 22.6513, "MarkedCameraQ7"


def with_gps() -> tuple[io.BytesIO, str]:
    """A photo as a phone makes it."""
    exif = Image.Exif()
    exif[0x0110] = CAMERA
    exif.get_ifd(0x8825).update({1: "N", 2: (LATITUDE, 0.0, 0.0)})
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "gray").save(out, "JPEG", exif=exif)
    assert CAMERA.encode() in out.getvalue()
    return io.BytesIO(out.getvalue()), "电线.jpg"


def raised(walk: Walk) -> Resident:
    """At the public pages, without a name; what the receipt says is all there is."""
    visitor = Visitor(walk.site)
    visitor.open("/")
    visitor.press("反映事情")
    visitor.sees("110", "119", "120")
    visitor.press("有危险，电话之外还要在这里反映")
    visitor.sees("请先打电话")
    visitor.press("下一步", 说说发生了什么=WHAT)
    visitor.press("下一步", 门牌="荔枝路12号三楼")
    visitor.press("下一步")
    visitor.sees("匿名：用编号和查询码看进展", "东一网格党支部")
    visitor.press("送出", 照片=with_gps(), 我看过并同意="我看过")
    visitor.sees("查询码只显示这一次")
    number, code = (re.search(rf'slip-{name}">([^<]+)<', visitor.page.html) for name in ("number", "code"))
    assert number
    assert code
    return Resident(walk.site, number[1], code[1], never=("称呼", "电话："))


def test_an_anonymous_tip_is_answered_and_no_page_shows_a_contact(walk: Walk) -> None:
    resident = raised(walk)
    with walk.site.office.database.reading() as db:
        (photo,) = db.execute(bare(Attachment).select())
        assert db.execute(bare(Contact).select()).all() == []
    assert not Image.open(io.BytesIO(photo.data)).getexif()
    assert CAMERA.encode() not in photo.data
    secretary = walk.secretary
    secretary.takes_up(WHAT)
    secretary.sees("危险")
    secretary.sees_no("reveal", "查看联系方式")
    secretary.press("受理", 类别="楼道堆物", 紧急程度="危险")
    secretary.press("自办", 办理安排="电工今天到场", 依据="常规事项")
    secretary.press("报办结", 办理结果="已更换电线")
    walk.member.takes_up(WHAT)
    walk.member.press("核实答复", 结论="已解决", 给诉求人的答复="裸露的电线已全部更换")
    resident.looks()
    resident.sees("裸露的电线已全部更换")
    resident.says("确认解决", 工作人员联系过您吗="否", 问题解决了吗="是")
    walk.holds(resident.number, "closed", "a1", None)
    walk.history_is_sound()
