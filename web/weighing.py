"""What a rule somebody is about to set would have done, in a sentence; nothing of it is kept."""

from __future__ import annotations

from datetime import time

from flask import request

from web.current import db, now, number
from web.language import say
from web.sessions import actor
from workflow.calendar.wording import AMOUNTS
from workflow.issues.weighing import weigh, weigh_hours, weigh_rung
from workflow.kernel.i18n import N_, Sentence
from workflow.rules.settable import (
    KEEPING,
    LIMIT,
    MONTHS,
    NUMBERS,
    OF_DAY,
    PERCENT,
    RUNG,
    SEEING,
    SETTABLE,
    WINDOW,
    setting,
    time_of,
)
from workflow.rules.settable import (
    TIMES as OFTEN,
)
from workflow.rules.setting import TIMES


def long(key: str, amount: int) -> Sentence:
    """5 个工作日, or 17:30."""
    unit = SETTABLE[key].unit
    if unit == OF_DAY:
        return Sentence(f"{time_of(amount):%H:%M}")
    if unit == PERCENT:
        return Sentence(f"{amount}%")
    if unit == MONTHS:
        return Sentence(N_("%(count)s 个月"), {"count": amount})
    if unit == OFTEN:
        return Sentence(N_("%(count)s 次"), {"count": amount})
    return Sentence(AMOUNTS[unit], {"count": amount})


WEIGHED = {
    LIMIT: N_("最近三个月有 %(n)s 个这样的计时：实际逾期 %(late)s 个，按 %(long)s 会逾期 %(then)s 个"),
    WINDOW: N_("最近三个月有 %(n)s 个这样的期限，%(late)s 个等到了期满；按 %(long)s，它们要等到新的期满日才结束"),
    RUNG: N_("最近三个月有 %(n)s 个这样的计时：实际到了这一步的 %(late)s 个，按 %(long)s 会有 %(then)s 个"),
}


def weighed() -> str:
    """What the number typed would have done to the last three months; nothing where it cannot be read yet."""
    key, amount, org = request.form.get("clock", ""), number("amount"), number("org")
    if key not in setting(*NUMBERS) or not amount or not org or SETTABLE[key].within(amount) != amount:
        return say(N_("请先选组织和规则，并填写可设范围内的长度"))
    group = SETTABLE[key].group
    if group == KEEPING:
        return say(N_("从生效日起按新的时间删除；哪些到期，见“信息保留”"))
    if group == SEEING:
        return say(N_("从生效日起，按主责组织的这一规则计算每人每天的次数"))
    found = (weigh_rung if group == RUNG else weigh)(db(), actor().street, org, key, amount, now())
    told = {"n": found.n, "late": found.late, "then": found.then, "long": long(key, amount)}
    return say(Sentence(WEIGHED[group], told))


def weighed_hours() -> str:
    """What another close of business would have done."""
    closes, org = request.form.get("closes", ""), number("org")
    if closes not in TIMES or not org:
        return say(N_("请先选组织和下班时间"))
    found = weigh_hours(db(), actor().street, org, time.fromisoformat(closes), now())
    told = N_("最近三个月有 %(n)s 个按日计算的期限：实际逾期 %(late)s 个，%(time)s 下班会逾期 %(then)s 个")
    return say(Sentence(told, {"n": found.n, "late": found.late, "then": found.then, "time": closes}))
