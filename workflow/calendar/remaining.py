"""How much of a limit is left, or how late it is, in the words of a list: 还剩 2 个工作日, 逾期 3 天."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.calendar.days import Calendar
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Sentence

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of a limit; the numbers turn negative once it has passed."""

    working_days: int  # after today up to the due day: 2 is T−2, −1 is T+1
    minutes: int
    days_late: int  # by the date, as people count; 0 while there is time
    text: Sentence

    @property
    def late(self) -> bool:
        """Whether the limit has passed; the due instant itself is still in time."""
        return self.minutes < 0


def remaining(calendar: Calendar, now: datetime, due_at: datetime) -> Remaining:
    """Where an instant stands before or after a due instant, by the street's wall clock."""
    today, last = local(now).date(), local(due_at).date()
    working_days = calendar.working_days_between(today, last)
    minutes = (due_at - now) // MINUTE  # rounds down, so a second late is a minute late
    days_late = max(0, (today - last).days)
    text = _late(-minutes, days_late) if minutes < 0 else _left(minutes, working_days)
    return Remaining(working_days, minutes, days_late, text)


def _left(minutes: int, working_days: int) -> Sentence:
    """Days while there are days, then hours, then minutes: a night or a weekend is no working day."""
    if minutes < 60:
        return Sentence(N_("还剩 %(minutes)s 分钟"), {"minutes": minutes})
    if minutes < 24 * 60 or working_days < 1:
        return Sentence(N_("还剩 %(hours)s 小时"), {"hours": minutes // 60})
    return Sentence(N_("还剩 %(days)s 个工作日"), {"days": working_days})


def _late(minutes: int, days: int) -> Sentence:
    """Minutes and hours within the first day, calendar days after it."""
    if minutes < 60:
        return Sentence(N_("逾期 %(minutes)s 分钟"), {"minutes": minutes})
    if minutes < 24 * 60:
        return Sentence(N_("逾期 %(hours)s 小时"), {"hours": minutes // 60})
    return Sentence(N_("逾期 %(days)s 天"), {"days": days})
