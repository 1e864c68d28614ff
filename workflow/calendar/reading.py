"""A published notice out of a file: each day once, of its year, and whole; every fault is a sentence with its place."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, cast

from workflow.calendar.days import STATUTORY, Kind, Notice, year_of
from workflow.calendar.wording import WEEKDAYS
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.strict import parse

LARGEST = 64 * 1024
"""Bytes; a notice of a year takes about one thousand."""
MOST = 120
HEADS = {"date": "date", "日期": "date", "kind": "kind", "类型": "kind", "name": "name", "节日": "name"}
KINDS = {"off": "off", "放假": "off", "work": "work", "上班": "work", "调休上班": "work"}
WHOLE = ("元旦", "春节", "清明节", "劳动节", "端午节", "国庆节", "中秋节")
MERGED = 8
"""Days off from which National Day may have taken the Mid-Autumn Festival in."""
DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says, and what is wrong with it; usable only where nothing is."""

    days: tuple[Notice, ...]
    faults: tuple[Sentence, ...]
    source: str = ""


def read(raw: bytes, year: int) -> Reading:
    """The notice of one year, from CSV or JSON. Never raises."""
    wrong, text = _text(raw)
    if wrong:
        return Reading((), (wrong,))
    rows, faults, source = _json(raw) if text.lstrip()[:1] in ("{", "[") else _csv(text)
    days, spoilt = _days(rows[: MOST + 1])
    faults += spoilt
    if len(rows) > MOST:
        faults.append(Sentence(N_("行数过多：一年的通知最多 %(n)s 天"), {"n": MOST}))
    if not rows and not faults:
        faults.append(Sentence(N_("文件里没有任何日期")))
    if not faults:
        faults += _checks(days, year)
    return Reading(tuple(sorted(days)), tuple(faults), source)


def written(days: Iterable[Notice]) -> str:
    """The same days as the table that history keeps: date,kind,name."""
    rows = (f"{day.isoformat()},{kind},{name}\n" for day, kind, name in days)
    return "".join(("date,kind,name\n", *rows))


def _text(raw: bytes) -> tuple[Sentence | None, str]:
    if not raw.strip():
        return Sentence(N_("文件是空的")), ""
    if len(raw) > LARGEST:
        return Sentence(N_("文件过大：放假通知最多 %(kb)s KB"), {"kb": LARGEST // 1024}), ""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Sentence(N_("文件不是 UTF-8 编码，请另存为 UTF-8 后再导入")), ""
    if "\0" in text:
        return Sentence(N_("文件不是文字表格，请导入 CSV 或 JSON")), ""
    return None, text


Row = tuple[str, dict[str, Any]]
"""Where it stands, and what it says."""


def _json(raw: bytes) -> tuple[list[Row], list[Sentence], str]:
    try:
        told = parse(raw.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        return [], [Sentence(N_("文件不是可读的 JSON"))], ""
    rows = told.get("days") if isinstance(told, dict) else told
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return [], [Sentence(N_("JSON 里应有日期列表 days，每项写明 date、kind 和 name"))], ""
    source = told.get("source", "") if isinstance(told, dict) else ""
    return [(str(n), row) for n, row in enumerate(rows, 1)], [], source if isinstance(source, str) else ""


def _csv(text: str) -> tuple[list[Row], list[Sentence], str]:
    lines = csv.reader(io.StringIO(text))
    try:
        table = [row for row in lines if any(cell.strip() for cell in row)]
    except csv.Error:
        return [], [Sentence(N_("文件不是可读的 CSV"))], ""
    heads = [HEADS.get(cell.strip(), "") for cell in table[0]] if table else []
    if not set(heads) >= set(HEADS.values()):
        return [], [Sentence(N_("第一行应为列名：日期,类型,节日（或 date,kind,name）"))], ""
    return [(str(n), dict(zip(heads, row, strict=False))) for n, row in enumerate(table[1:], 2)], [], ""


def _days(rows: list[Row]) -> tuple[list[Notice], list[Sentence]]:
    days, faults = [], []
    for place, row in rows:
        told = {key: str(row.get(key, "")).strip() for key in ("date", "kind", "name")}
        day, kind, name = _day(told["date"]), KINDS.get(told["kind"]), told["name"]
        if day and kind and name and len(name) <= 40 and name.isprintable() and "," not in name:
            days.append(Notice(day, cast(Kind, kind), name))
        else:
            message = N_("第 %(place)s 行看不懂：日期写作 2027-10-01，类型写“放假”或“上班”，并写明节日")
            faults.append(Sentence(message, {"place": place}))
    return days, faults


def _day(text: str) -> date | None:
    """2027-10-01, or 2027/10/1 as spreadsheets write it."""
    found = re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", text, re.ASCII)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


# -- what a whole notice keeps to ------------------------------------------------------------------


def _checks(days: list[Notice], year: int) -> list[Sentence]:
    """What makes the rest unreadable is said alone."""
    first = [fault for check in (_strays, _twice) for fault in check(days, year)]
    return first or [fault for check in (_weekdays, _gaps, _missing) for fault in check(days, year)]


def _strays(days: list[Notice], year: int) -> Iterator[Sentence]:
    """A notice speaks of its year, and of the December before, where New Year reaches back."""
    for notice in days:
        if year_of(notice) != year:
            yield Sentence(N_("%(day)s 不属于 %(year)s 年的通知"), {"day": notice.day.isoformat(), "year": year})


def _twice(days: list[Notice], year: int) -> Iterator[Sentence]:
    seen: set[date] = set()
    for notice in days:
        if notice.day in seen:
            yield Sentence(N_("%(day)s 出现了不止一次"), {"day": notice.day.isoformat()})
        seen.add(notice.day)


def _weekdays(days: list[Notice], year: int) -> Iterator[Sentence]:
    for day, kind, _name in days:
        if kind == "work" and day.weekday() < 5:
            words = {"day": day.isoformat(), "weekday": Label(WEEKDAYS[day.weekday()])}
            yield Sentence(N_("%(day)s 是%(weekday)s，本来就上班，不能写作调休上班"), words)


def _gaps(days: list[Notice], year: int) -> Iterator[Sentence]:
    """The days off of a festival join, except over days that are off anyway."""
    kinds = {notice.day: notice.kind for notice in days}
    for name in dict.fromkeys(notice.name for notice in days):
        off = sorted(notice.day for notice in days if notice.name == name and notice.kind == "off")
        for before, after in pairwise(off):
            for day in (before + DAY * n for n in range(1, (after - before).days)):
                if kinds.get(day, "off" if day.weekday() > 4 else "work") == "work":
                    words = {"name": Label(name), "day": day.isoformat()}
                    yield Sentence(N_("%(name)s的放假日期不连续，缺 %(day)s"), words)


def _missing(days: list[Notice], year: int) -> Iterator[Sentence]:
    """Every festival of the year is there, and what the law fixes by date is off."""
    named = "，".join(notice.name for notice in days)
    national = sum(notice.kind == "off" and "国庆" in notice.name for notice in days)
    for name in WHOLE:
        if name.removesuffix("节") not in named and not (name == "中秋节" and national >= MERGED):
            yield Sentence(N_("通知里没有%(name)s"), {"name": Label(name)})
    off = {notice.day for notice in days if notice.kind == "off"}
    for name, fixed in STATUTORY.items():
        for month, on in fixed:
            day = date(year, month, on)
            if day not in off and not (year < 2025 and (month, on) == (5, 2)):
                words = {"day": day.isoformat(), "name": Label(name)}
                yield Sentence(N_("%(day)s 是%(name)s法定假日，通知里没有放假"), words)
