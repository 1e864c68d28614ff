"""A notice for 2027 as it might come: made up for tests, whole as a real one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.matters import Matters
from workflow.calendar.days import Notice
from workflow.calendar.reading import written
from workflow.orgs.entering import operator
from workflow.rules.model import HolidayNotice


def off(name: str, first: str, last: str) -> list[Notice]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [Notice(start + timedelta(n), "off", name) for n in range((end - start).days + 1)]


def work(name: str, *days: str) -> list[Notice]:
    return [Notice(date.fromisoformat(day), "work", name) for day in days]


YEAR = [
    *off("元旦", "2027-01-01", "2027-01-03"),
    *off("春节", "2027-02-05", "2027-02-12"), *work("春节", "2027-02-14", "2027-02-20"),
    *off("清明节", "2027-04-03", "2027-04-05"),
    *off("劳动节", "2027-05-01", "2027-05-05"), *work("劳动节", "2027-05-08"),
    *off("端午节", "2027-06-09", "2027-06-09"),
    *off("中秋节", "2027-09-15", "2027-09-15"),
    *off("国庆节", "2027-10-01", "2027-10-07"), *work("国庆节", "2027-09-26", "2027-10-09"),
]  # fmt: skip
TEXT = written(YEAR)
SOURCE = "国务院办公厅关于2027年部分节假日安排的通知"


def bring(m: Matters, text: str = TEXT, year: int = 2027, who: str = "system") -> Any:
    """Import it as the system administrator does."""
    actor = operator() if who == "operator" else m.actor(who)
    with m.office.desk(actor) as desk:
        return desk.begin(HolidayNotice, "publish", {"year": year, "paper": SOURCE, "days": text})
