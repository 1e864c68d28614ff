"""The sentences that say how a due date was counted, each a message id of its own."""

from __future__ import annotations

from datetime import date, datetime

from workflow.calendar.counting import RUNNING, Due
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Label, Sentence

WEEKDAYS = (N_("星期一"), N_("星期二"), N_("星期三"), N_("星期四"), N_("星期五"), N_("星期六"), N_("星期日"))
FESTIVALS = (  # the names in notices.csv, here so that they are found for translation
    N_("元旦"),
    N_("春节"),
    N_("清明节"),
    N_("劳动节"),
    N_("端午节"),
    N_("中秋节"),
    N_("国庆节"),
    N_("中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"),
)
MONTHS = (
    N_("1月"), N_("2月"), N_("3月"), N_("4月"), N_("5月"), N_("6月"),
    N_("7月"), N_("8月"), N_("9月"), N_("10月"), N_("11月"), N_("12月"),
)  # fmt: skip
AMOUNTS = {
    "minutes": N_("%(count)s 分钟"),
    "hours": N_("%(count)s 小时"),
    "working_days": N_("%(count)s 个工作日"),
    "days": N_("%(count)s 天"),
    "months": N_("%(count)s 个月（%(days)s 天）"),
}
MADE_UP = N_("%(count)s 个工作日（含调休上班 %(made_up)s 天）")
PLAIN = N_("%(start)s 收到，%(zero)s 当日不计；此后 %(span)s 天 = %(limit)s + 休息日及顺延 %(off)s 天；%(due)s 截止。")
SHIFTED = N_(
    "%(start)s 收到，%(zero)s 当日不计；此后 %(span)s 天 = %(limit)s + 暂停 %(paused)s 个工作日"
    " + 延期 %(extended)s 天 + 休息日及顺延 %(off)s 天；%(due)s 截止。"
)
KEPT = N_(
    "%(start)s 收到，%(zero)s 当日不计；此后 %(span)s 天 = %(limit)s + 已告知期限保留 %(kept)s 个工作日"
    " + 暂停 %(paused)s 个工作日 + 延期 %(extended)s 天 + 休息日及顺延 %(off)s 天；%(due)s 截止。"
)
RUNS = N_("%(start)s 起连续计时 %(limit)s；%(due)s 截止。")
RUNS_SHIFTED = N_(
    "%(start)s 起连续计时 %(limit)s，另加暂停 %(paused)s 个工作日、其间休息日 %(off)s 天、延期 %(extended)s 天；"
    "%(due)s 截止。"
)
RUNS_KEPT = N_(
    "%(start)s 起连续计时 %(limit)s，另加已告知期限保留 %(kept)s 个工作日、暂停 %(paused)s 个工作日、"
    "其间休息日 %(off)s 天、延期 %(extended)s 天；%(due)s 截止。"
)


def short_day(on: date) -> Sentence:
    """11月25日."""
    return Sentence(N_("%(month)s%(day)s日"), {"month": Label(MONTHS[on.month - 1]), "day": on.day})


def full_day(on: date) -> Sentence:
    """2026年11月25日, as papers say it."""
    words = {"year": on.year, "month": Label(MONTHS[on.month - 1]), "day": on.day}
    return Sentence(N_("%(year)s年%(month)s%(day)s日"), words)


def reason(working: bool, festival: str | None, *, stopped: bool = False) -> Sentence:
    """Why a stretch of days is worked or off."""
    if stopped:
        return Sentence(N_("停止办公：%(reason)s"), {"reason": festival})
    if festival is None:
        return Sentence(N_("工作日") if working else N_("周末"))
    message = N_("%(festival)s调休上班") if working else N_("%(festival)s放假")
    return Sentence(message, {"festival": Label(festival)})


def unpublished(year: int) -> Sentence:
    """Said of a date that may still move."""
    return Sentence(N_("%(year)s 年放假安排尚未公布，此期限为暂定，公布后重新计算。"), {"year": year})


def summary(due: Due, zero: date, counted: int, made_up: int) -> Sentence:
    """One sentence whose numbers add up: the days since day zero are those counted and those off."""
    running, later = due.unit in RUNNING, due.paused or due.extended or due.kept
    span = (due.day - zero).days
    days = counted - due.paused - due.extended - due.kept
    amount = MADE_UP if made_up else AMOUNTS[due.unit]
    values = {
        "start": _minute(due.start),
        "due": _minute(due.at),
        "zero": zero.isoformat(),
        "span": span,
        "off": span - counted,
        "limit": Sentence(amount, {"count": due.limit, "days": days, "made_up": made_up}),
        "paused": due.paused,
        "kept": due.kept,
        "extended": due.extended,
    }
    if due.kept:
        return Sentence(RUNS_KEPT if running else KEPT, values)
    if running:
        return Sentence(RUNS_SHIFTED if later else RUNS, values)
    return Sentence(SHIFTED if later else PLAIN, values)


def _minute(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"
