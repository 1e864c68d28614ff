"""The public board: what was decided and done, and where; how promises are kept. No login, nobody's data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.access import public
from web.current import db, now, number, word
from web.dates import full_day
from web.language import say
from workflow.board import queries
from workflow.issues.words import OUTCOMES
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Sentence
from workflow.meetings.words import KINDS as MEETINGS
from workflow.reports import board
from workflow.reports.board import Cursor, Ground, Wanted

bp = Blueprint("board", __name__, url_prefix="/board")
PAGE, MONTHS = 20, 24
KINDS = {board.MATTER: N_("办结的事项"), board.MEETING: N_("会议议决")}
FILTERS = ("q", "kind", "community", "grid", "topic", "month")
PLACE = re.compile(r"([0-9]{1,16})-(matter|meeting)-([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the board, ready to be read."""

    kind: str
    head: str
    org: str
    day: str
    outcome: str
    text: str
    result: str
    photos: list[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One list to choose from: its name in the address, its word, (value, words, chosen)."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """The latest first, as the address narrows it."""
    ground, month = board.ground(db()), asked_month()
    wanted = asked(ground, month)
    rows = board.entries(db(), wanted, PAGE)
    shown = rows[:PAGE]
    photos = queries.photos_of(db(), [row.id for row in shown if row.kind == board.MATTER])
    narrowed = any(request.args.get(name) for name in FILTERS)
    return render_template(
        "board/index.html", entries=[entry(row, photos) for row in shown], narrowed=narrowed, q=wanted.q,
        choices=choices(ground, month), strange=bool(request.args.get("month")) and month is None,
        next=address(after=cursor(shown[-1])) if len(rows) > PAGE else None,
        first=address() if wanted.after else None,
    )  # fmt: skip


@bp.get("/photos/<id>")
@public
def photo(id: str) -> ResponseReturnValue:
    """A blurred copy while it may be read; nothing on the way may keep it, so that taking it down takes it away."""
    return picture(queries.photo(db(), id))


def picture(data: bytes) -> Response:
    return Response(data, content_type="image/jpeg", headers={"Cache-Control": "no-store"})


@bp.app_template_global("public_photos")
def public_photos(issue_id: int) -> list[str]:
    """The addresses of the pictures everybody may see of a matter."""
    return queries.public_of(db(), issue_id)


# -- what the address asks for ---------------------------------------------------------------------


def asked(ground: Ground, month: date | None) -> Wanted:
    q, kind = word("q", 60), request.args.get("kind", "")
    return Wanted(
        q=q, grids=ground.spoken_of(q), community=number("community"), grid=number("grid"), category=number("topic"),
        month=month, kind=kind if kind in KINDS else "", after=place(request.args.get("after", "")),
    )  # fmt: skip


def asked_month() -> date | None:
    """The first day of the month in the address; None for one that no calendar has."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})", request.args.get("month", ""), re.ASCII)
    if not found or not 1 <= int(found[2]) <= 12 or not 2000 <= int(found[1]) <= 2200:
        return None
    return date(int(found[1]), int(found[2]), 1)


def cursor(row: Any) -> str:
    """Where a page ends: microseconds of its time, its kind, its number."""
    micro = int(row.at.timestamp()) * 1_000_000 + row.at.microsecond
    return f"{micro}-{row.kind}-{row.id}"


def place(text: str) -> Cursor | None:
    """The same, read back; anything else is the first page."""
    found = PLACE.fullmatch(text)
    if not found or int(found[1]) > 7_000_000_000_000_000:
        return None
    seconds, micro = divmod(int(found[1]), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro), found[2], int(found[3])


def address(**changed: Any) -> str:
    """This list with something changed; paging starts anew."""
    kept: Mapping[str, Any] = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return url_for("board.index", **{**kept, **changed})


# -- how it is drawn -------------------------------------------------------------------------------


def entry(row: Any, photos: dict[int, list[str]]) -> Entry:
    """A matter by its topic and grid, a meeting by its kind and number."""
    if row.kind == board.MATTER:
        head = [part for part in (row.topic, row.place) if part]
        title, outcome, result = " · ".join(head) or say(N_("事项")), say(OUTCOMES.get(row.outcome)), ""
    else:
        title = " ".join(part for part in (say(MEETINGS[row.topic]), row.place) if part)
        outcome, result = say(N_("会议议决")), outcome_of(row)
    return Entry(
        kind=row.kind, head=title, org=row.org, day=full_day(row.at), outcome=outcome, text=row.text, result=result,
        photos=photos.get(row.id, []) if row.kind == board.MATTER else [],
    )  # fmt: skip


def outcome_of(row: Any) -> str:
    """What came of a meeting's decision, or until when that will be told."""
    if row.result:
        words = {"day": full_day(row.result_at), "words": row.result}
        return say(Sentence(N_("结果（%(day)s公开）：%(words)s"), words))
    return say(Sentence(N_("结果应于 %(day)s前公开"), {"day": full_day(row.due)})) if row.due else ""


def choices(ground: Ground, month: date | None) -> list[Choice]:
    """The lists of the form; what stands in the address is chosen."""
    community = number("community")
    near = [(id, name) for id, name, of, _spots in ground.grids if community in (None, of)]
    months = last_months(local(now()).date())
    if month and f"{month:%Y-%m}" not in dict(months):
        months.append((f"{month:%Y-%m}", month_words(month)))
    return [
        choice("community", N_("社区"), ground.communities),
        choice("grid", N_("网格"), near),
        choice("topic", N_("类别"), ground.topics),
        choice("kind", N_("内容"), [(name, say(label)) for name, label in KINDS.items()]),
        choice("month", N_("月份"), months),
    ]


def choice(name: str, label: str, options: Any) -> Choice:
    here = request.args.get(name, "")
    drawn = [(str(value), words, str(value) == here) for value, words in options]
    return Choice(name, say(label), [("", say(N_("全部")), not any(on for *_, on in drawn)), *drawn])


def last_months(today: date) -> list[tuple[str, str]]:
    """This month and the ones before it."""
    firsts = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(MONTHS)]
    return [(f"{year}-{month + 1:02d}", month_words(date(year, month + 1, 1))) for year, month in firsts]


def month_words(month: date) -> str:
    return say(Sentence(N_("%(year)s年%(month)s月"), {"year": month.year, "month": month.month}))
