"""One line of an old ledger: what it says in our terms, or everything that is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflow.exchange.columns import FIELDS, NEEDED
from workflow.exchange.defusing import armed_again
from workflow.exchange.reading import FORMULA
from workflow.issues.words import KINDS, OUTCOMES, URGENCIES
from workflow.kernel.errors import BadAnswer
from workflow.kernel.i18n import N_
from workflow.kernel.languages import SPOKEN, speaking
from workflow.kernel.text import tidy

PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?(?:[ T]+(\d{1,2}):(\d{2})(?::\d{2})?)?")
PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
OLDEST = 1900
TIMES = ("heard", "accepted", "ended")
LIMITS = {"outside": 60, "what": 5000, "place": 200, "answer": 5000}
Reason = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Known:
    """What names stand for here, and which day it is."""

    grids: Mapping[str, int]
    categories: Mapping[str, int]
    today: date
    labels: Mapping[str, Mapping[str, str]] = field(
        default_factory=lambda: {"kind": codes(KINDS), "urgency": codes(URGENCIES), "outcome": codes(OUTCOMES)}
    )


def codes(words: Mapping[str, str]) -> dict[str, str]:
    """What a cell may say for a code, in whichever language."""
    return {speaking(language)(label): code for language in SPOKEN for code, label in words.items()}


def moment_of(text: str) -> datetime | None:
    """A time as people write it: 2023年3月5日, 2023.3.5 14:30, 20230305, of any width; a day without an hour begins."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = DAY.fullmatch(plain) or PLAIN.fullmatch(plain)
    try:
        told = [int(part) for part in found.groups() if part] if found else []
        year, month, day, hour, minute = (*told, 0, 0, 0, 0, 0)[:5]
        at = datetime(year, month, day, hour, minute)  # noqa: DTZ001 - by the clock on the wall
    except ValueError:
        return None
    return at if at.year >= OLDEST else None


def judge(cells: Mapping[str, str], known: Known) -> tuple[dict[str, Any], list[Reason]]:
    """The answers of the step that takes the line over, and the reasons why it cannot be."""
    answers: dict[str, Any] = {}
    wrong: list[Reason] = []
    told = dict(cells)
    if earlier := told.pop("first", "").strip():  # a number keeps standing for its matter, however often it moves on
        told["outside"] = earlier
    for name, raw in told.items():
        if raw == FORMULA:
            wrong.append((N_("“%(field)s”是公式，请粘贴为数值"), {"field": FIELDS[name]}))
        elif raw.strip():
            _read(name, armed_again(raw), known, answers, wrong)
    missing = [name for name in NEEDED if not told.get(name, "").strip()]
    wrong += [(N_("没有“%(field)s”"), {"field": FIELDS[name]}) for name in missing]
    if not told.get("place", "").strip() and not told.get("grid", "").strip():
        wrong.append((N_("没有地点，也没有网格"), {}))
    return answers, wrong


def _read(name: str, raw: str, known: Known, answers: dict[str, Any], wrong: list[Reason]) -> None:
    if name in TIMES:
        at = moment_of(raw)
        if at is None:
            wrong.append((N_("“%(field)s”看不出是哪一天"), {"field": FIELDS[name]}))
        elif at.date() > known.today:
            wrong.append((N_("“%(field)s”在今天之后"), {"field": FIELDS[name]}))
        else:
            answers[name] = f"{at:%Y-%m-%d %H:%M}"
    elif name in LIMITS:
        _text(name, raw, answers, wrong)
    else:
        _name(name, raw.strip(), known, answers, wrong)


def _text(name: str, raw: str, answers: dict[str, Any], wrong: list[Reason]) -> None:
    try:
        text = tidy(raw, LIMITS[name])
    except BadAnswer as error:
        wrong.append((error.sentence.message, dict(error.sentence.values)))
        return
    if name == "outside":
        text = unicodedata.normalize("NFKC", text)
    elif PHONE.search(unicodedata.normalize("NFKC", text)):
        wrong.append((N_("“%(field)s”里有电话号码，联系方式不能写在这里"), {"field": FIELDS[name]}))
        return
    answers[name] = text


def _name(name: str, raw: str, known: Known, answers: dict[str, Any], wrong: list[Reason]) -> None:
    options: Mapping[str, Any] = {
        "grid": known.grids, "category": known.categories, **known.labels,
    }[name]  # fmt: skip
    if raw in options:
        answers[name] = options[raw]
    else:
        wrong.append((N_("这里没有名为“%(name)s”的%(field)s"), {"name": raw[:40], "field": FIELDS[name]}))
