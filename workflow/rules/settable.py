"""What an organisation may set for itself: what holds where nobody did, the bounds, and which way is the stricter one.

A level below only tightens. Of a limit, and of how late somebody is called to account, less is stricter; of what a
reporter may count on, and of how early a reminder comes, more. What the law fixes is not here.
"""

from __future__ import annotations

from datetime import time
from typing import NamedTuple

from workflow.kernel.i18n import N_
from workflow.rules.limits import SIGN, Limit, limit_for

LIMIT, HOURS = "limit", "hours"
GROUPS = {LIMIT: N_("办理时限"), HOURS: N_("下班时间")}
OF_DAY = "of_day"
"""The unit of a time of day: minutes after midnight."""


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
}
"""In the unit of the default: 15 days are 10 working days, 60 are 40."""

CLOSING = "close"
STANDARD_CLOSE = 17 * 60 + 30
SETTABLE: dict[str, Settable] = {
    **{key: _limit(key, label, most) for key, (label, most) in CEILINGS.items()},
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


def setting(group: str) -> dict[str, str]:
    """What of a group may be set, by name."""
    return {key: one.label for key, one in SETTABLE.items() if one.group == group}


def time_of(minutes: int) -> time:
    """A time of day out of minutes after midnight."""
    return time(*divmod(minutes, 60))


def minutes_of(at: time) -> int:
    return at.hour * 60 + at.minute
