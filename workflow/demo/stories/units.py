"""Matters that a unit must do: signed, helped with, given back, disputed, ruled on, resisted."""

from __future__ import annotations

from workflow.demo.clockwork import Story, working
from workflow.demo.stories.plain import answered, enter, judged, verified
from workflow.demo.tale import Tale

LAW = "依据责任清单第十二条，本事项的主管单位不是我单位，现场核查记录附后"


def sent(t: Tale) -> Story:
    yield from enter(t)
    yield from t.transfer(co=t.co if t.lots.random() < 0.6 else None)
    yield t.wait(t.lots.randint(0, 1))


def signed(t: Tale) -> Story:
    """All who were asked sign."""
    for role in {sheet.role: None for sheet in t.town.sheets(t.id) if sheet.state == "pending"}:
        t.unit_act("sign", role)
        yield t.wait(0)
    yield t.wait(1)


def worked(t: Tale) -> Story:
    """Co-units first, then the lead."""
    if t.lots.random() < 0.4:
        t.unit_act("progress", text="已到现场查看，材料已备齐，正在施工", photos=t.evidence(after=False))
        yield t.wait(1)
    if any(sheet.role == "co" and sheet.state == "handling" for sheet in t.town.sheets(t.id)):
        t.unit_act("finish", "co", result="已按分工配合完成")
        yield t.wait(1)
    t.unit_act("report", result=t.matter["result"], **t.shown())
    yield t.wait(t.lots.randint(0, 2))


def by_unit(t: Tale) -> Story:
    yield from sent(t)
    yield from signed(t)
    yield from worked(t)
    yield from answered(t)


def unit_redone(t: Tale) -> Story:
    """Not good enough at first sight."""
    yield from sent(t)
    yield from signed(t)
    yield from worked(t)
    t.act(t.other, "redo_units", missing="只处理了一半，后段仍有同样问题")
    yield t.wait(2)
    t.unit_act("report", result=f"已补做：{t.matter['result']}", **t.shown())
    yield t.wait(1)
    yield from answered(t)


def given_back(t: Tale) -> Story:
    """Sent to the wrong one; agreed, and sent to another without starting the clock anew."""
    yield from sent(t)
    t.unit_act("give_back", basis=LAW, suggests="建议由街道城管执法队承办")
    yield t.wait(1)
    t.owner_act("agree")
    yield t.wait(1)
    yield from t.transfer("U02" if t.lead != "U02" else "U03")
    yield t.wait(1)
    yield from signed(t)
    yield from worked(t)
    yield from answered(t)


def disputed(t: Tale) -> Story:
    """Given back, not agreed; the street rules that the unit does it."""
    yield from sent(t)
    t.unit_act("give_back", basis=LAW)
    yield t.wait(1)
    t.owner_act("dispute", reason="责任清单写明由该单位主管，且上月同类事项由其办结")
    yield t.wait(2)
    t.owner_act("rule_stay", t.town.second("S"), reason="按责任清单由原单位承办，此裁定为最终决定")
    yield t.wait(1)
    yield from signed(t)
    yield from worked(t)
    yield from answered(t)


def ruled_elsewhere(t: Tale) -> Story:
    """Given back, not agreed; the street names another unit, and that is the basis of the next transfer."""
    yield from sent(t)
    t.unit_act("give_back", basis=LAW)
    yield t.wait(1)
    t.owner_act("dispute", reason="现场在其管理范围内")
    yield t.wait(2)
    named = "U03" if t.lead != "U03" else "U02"
    unit = t.town.ground.orgs[named]
    t.owner_act("rule_move", t.town.second("S"), unit=unit, reason="主管职责已调整，改由该单位承办")
    yield t.wait(0)
    yield from t.transfer(named)
    yield t.wait(1)
    yield from signed(t)
    yield from worked(t)
    yield from answered(t)


def resisted(t: Tale) -> Story:
    """The lead meets resistance; the branch clears the way."""
    yield from sent(t)
    yield from signed(t)
    t.unit_act("resist", who="商铺经营者", reason="两次上门均拒绝配合", tried="已书面告知并约谈")
    yield t.wait(2)
    t.act(t.head, "unblock_units", changed="支部会同派出所上门做通工作，同意配合")
    yield t.wait(1)
    yield from worked(t)
    yield from answered(t)


def revoked(t: Tale) -> Story:
    """Taken back by the branch before anything was done."""
    yield from sent(t)
    t.owner_act("revoke", reason="现场复核后由支部志愿者当天即可处理")
    yield t.wait(1)
    yield from t.decide("execute", plan="组织志愿者处理")
    yield t.wait(1)
    t.act(t.head, "report_done", result=t.matter["result"], **t.shown())
    yield t.wait(1)
    yield from answered(t)


def waiting_for_parts(t: Tale) -> Story:
    """The clock is paused for a shutdown window, and later extended once: the unit asks, the branch decides."""
    yield from sent(t)
    yield from signed(t)
    t.unit_act("ask_pause", why="outside_window", days=5, reason="等待燃气公司停气窗口")
    yield t.wait(0)
    t.decide_request("approve", opinion="停气窗口已核实")
    yield t.wait(3)
    t.act(t.parent, "unpause")
    yield t.wait(0)
    t.unit_act("ask_extension", days=10, reason="配件到货延迟，已告知诉求人")
    yield t.wait(0)
    t.decide_request("approve")
    yield t.wait(3)
    yield from worked(t)
    yield from answered(t)


def more_time_refused(t: Tale) -> Story:
    """The unit asks for more days and does not get them."""
    yield from sent(t)
    yield from signed(t)
    t.unit_act("ask_extension", days=20, reason="近期任务较多")
    yield t.wait(1)
    t.decide_request("refuse", opinion="不属延期的理由，请按期办理")
    yield t.wait(1)
    yield from worked(t)
    yield from answered(t)


def more_time_asked(t: Tale) -> Story:
    """The unit has asked for more days; if nobody answers, the request lapses and the work goes on."""
    yield from sent(t)
    yield from signed(t)
    t.unit_act("ask_extension", days=7, reason="需采购同型号配件")
    yield t.wait(3)
    yield from worked(t)
    yield from answered(t)


def summoned(t: Tale) -> Story:
    """Units are called to the spot; one comes at once, one the next day."""
    yield from enter(t)
    units = [t.town.ground.orgs["U02"], t.town.ground.orgs["U01"]]
    t.act(t.head, "summon", units=units, where=f"{t.place}，下午三点")
    yield working(0)
    t.act(t.town.head("U02"), "arrive")
    yield t.wait(1)
    t.act(t.town.head("U01"), "arrive")
    yield t.wait(1)
    yield from t.transfer()
    yield t.wait(1)
    yield from signed(t)
    yield from worked(t)
    yield from verified(t, "partly_solved")
    yield from judged(t)
