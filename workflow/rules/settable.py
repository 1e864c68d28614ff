"""What an organisation may set for itself: what holds where nobody did, the bounds, and which way is the stricter one.

A level below only tightens. Of a limit, and of how late somebody is called to account, less is stricter; of what a
reporter may count on, and of how early a reminder comes, more. What the law fixes is not here.
"""

from __future__ import annotations

from datetime import time
from typing import NamedTuple

from workflow.kernel.i18n import N_
from workflow.rules.limits import DAYS, REVEALS_A_DAY, SIGN, WORKING, Limit, limit_for

LIMIT, WINDOW, RUNG, HOURS, KEEPING, SEEING = "limit", "window", "rung", "hours", "keeping", "seeing"
GROUPS = {
    LIMIT: N_("各环节时限"), WINDOW: N_("诉求人的期限"), RUNG: N_("提醒和督办"), HOURS: N_("下班时间"),
    KEEPING: N_("个人信息保留"), SEEING: N_("查看个人信息"),
}  # fmt: skip
NUMBERS = (LIMIT, WINDOW, RUNG, KEEPING, SEEING)
OF_DAY, PERCENT, MONTHS, TIMES = "of_day", "percent", "months", "times"
"""The units of a time of day, in minutes after midnight, of a share of the limit, of calendar months, of how often."""
KEEP_CONTACT, KEEP_TEXT, REVEALS = "keep.contact", "keep.text", "reveals"


class Settable(NamedTuple):
    """One thing a rule may be about, between `least` and `most` in the unit of its default."""

    group: str
    label: str
    standard: int
    unit: str
    least: int
    most: int
    more: bool = False
    """Whether more is stricter."""

    def stricter(self, one: int, other: int) -> int:
        return max(one, other) if self.more else min(one, other)

    def within(self, amount: int) -> int:
        return max(self.least, min(amount, self.most))


def _limit(key: str, label: str, most: int) -> Settable:
    kind, _, urgency = key.partition(".")
    standard, unit = limit_for(kind, urgency or "general")
    return Settable(LIMIT, label, standard, unit, 1, most)


CEILINGS = {
    "accept": (N_("受理时限"), 10),
    "decide": (N_("议决时限"), 15),
    "sign": (N_("签收时限"), 3),
    "handle.danger": (N_("办理时限（危险）"), 24),
    "handle.urgent": (N_("办理时限（紧急）"), 120),
    "handle.general": (N_("办理时限（一般）"), 40),
    "handle.complex": (N_("办理时限（复杂）"), 40),
    "hindrance": (N_("受阻处置时限"), 10),
    "take_up": (N_("上报处理时限"), 10),
    "verify": (N_("核实时限"), 5),
    "returned": (N_("退回处理时限"), 3),
    "ruling": (N_("裁定时限"), 10),
    "finding": (N_("答复检查发现的时限"), 20),
}
"""In the unit of the default: 15 days are 10 working days, 60 are 40."""

CLOSING = "close"
STANDARD_CLOSE = 17 * 60 + 30
SETTABLE: dict[str, Settable] = {
    **{key: _limit(key, label, most) for key, (label, most) in CEILINGS.items()},
    "reporter": Settable(WINDOW, N_("评价期"), 7, DAYS, 7, 30, more=True),
    "archive": Settable(WINDOW, N_("办结后可再提出的期限"), 30, DAYS, 30, 90, more=True),
    "warn": Settable(RUNG, N_("到期提醒：期满前"), 2, WORKING, 1, 10, more=True),
    "urge": Settable(RUNG, N_("逾期催办：期满后"), 1, WORKING, 1, 3),
    "supervise": Settable(RUNG, N_("逾期督办：期满后"), 5, WORKING, 2, 15),
    "circular": Settable(RUNG, N_("逾期通报：期满后"), 10, WORKING, 3, 30),
    "warn.share": Settable(RUNG, N_("到期提醒：按小时或分钟计的，用去时限的"), 80, PERCENT, 50, 95),
    "urge.share": Settable(RUNG, N_("逾期催办：按小时或分钟计的，达到时限的"), 100, PERCENT, 100, 150),
    "supervise.share": Settable(RUNG, N_("逾期督办：按小时或分钟计的，达到时限的"), 200, PERCENT, 110, 300),
    "circular.share": Settable(RUNG, N_("逾期通报：按小时或分钟计的，达到时限的"), 300, PERCENT, 120, 500),
    KEEP_CONTACT: Settable(KEEPING, N_("办结后保留联系方式"), 6, MONTHS, 1, 6),  # never longer than the notice says
    KEEP_TEXT: Settable(KEEPING, N_("办结后保留内容"), 36, MONTHS, 6, 36),
    REVEALS: Settable(SEEING, N_("每人每天可查看联系方式"), REVEALS_A_DAY, TIMES, 1, 50),
    CLOSING: Settable(HOURS, N_("下班时间"), STANDARD_CLOSE, OF_DAY, 16 * 60, 20 * 60),
}


def key_of(kind: str, urgency: str) -> str:
    """Which of them a clock goes by; urgent matters are signed for and taken up by limits of their own."""
    if kind == "handle":
        return f"handle.{urgency}"
    return "" if urgency in SIGN and kind in ("sign", "take_up") else kind


def default_of(key: str) -> Limit:
    """What holds where nobody has set anything."""
    return SETTABLE[key].standard, SETTABLE[key].unit


def setting(*groups: str) -> dict[str, str]:
    """What of these groups may be set, by name."""
    return {key: one.label for key, one in SETTABLE.items() if one.group in groups}


LADDERS = (("urge", "supervise", "circular"), ("warn.share", "urge.share", "supervise.share", "circular.share"))
"""Rungs that come one after the other."""


def neighbours(key: str) -> tuple[str | None, str | None]:
    """The rung before this one and the one after it."""
    for rungs in LADDERS:
        if key in rungs:
            place = rungs.index(key)
            return (rungs[place - 1] if place else None), (rungs[place + 1] if place + 1 < len(rungs) else None)
    return None, None


def time_of(minutes: int) -> time:
    """A time of day out of minutes after midnight."""
    return time(*divmod(minutes, 60))


def minutes_of(at: time) -> int:
    return at.hour * 60 + at.minute
