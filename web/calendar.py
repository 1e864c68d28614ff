"""The calendar as data: which years are official and by which notice; a new notice is looked at, then imported."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from web.access import needs
from web.current import db, desk, now, number
from web.dates import day, exact
from web.forms import tried, upload
from web.language import say, translate
from web.sessions import actor
from web.steps import Room, may_begin
from workflow.calendar.reading import LARGEST
from workflow.issues import foreseen
from workflow.kernel.clock import local, parse_stamp
from workflow.kernel.errors import BadAnswers, Refusal
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_, Sentence
from workflow.orgs.roles import ADMINISTRATORS, SYSTEM_ADMIN
from workflow.rules import papers
from workflow.rules.model import HolidayNotice

bp = Blueprint("calendar", __name__, url_prefix="/admin/calendar")
BACK, AHEAD = 3, 1
"""Years shown before and after this one."""

ROOM = Room(HolidayNotice, "calendar.index", lambda notice: str(notice.year), lambda db, notice: (Sentence(""), None))


@bp.get("")
@needs(*sorted(ADMINISTRATORS))
def index() -> ResponseReturnValue:
    """The years, and where somebody may import, the form."""
    return draw(None)


@bp.post("/preview")
@needs(SYSTEM_ADMIN)
def preview() -> ResponseReturnValue:
    """What the file would change. Nothing is kept of it: the next form carries what was read."""
    plan = foreseen.foresee(db(), actor().street, sent(), number("year"), request.form.get("source", ""))
    return draw(plan, 422 if plan.faults else 200)


@bp.post("")
@needs(SYSTEM_ADMIN)
def bring() -> ResponseReturnValue:
    """Import what was looked at; limits that run are counted anew at once."""
    answers: dict[str, Any] = {
        "year": number("year"),
        "paper": request.form.get("source", ""),
        "days": request.form.get("days", ""),
    }

    def act() -> HolidayNotice:
        with desk() as open_desk:
            return open_desk.begin(HolidayNotice, "publish", answers)

    made = tried(act)
    if isinstance(made, Refusal):
        faults = tuple(made.fields.values()) if isinstance(made, BadAnswers) else (made.sentence,)
        return draw(foreseen.Plan(number("year") or 0, answers["paper"] or "", faults=faults), made.status)
    found = papers.year(db(), actor().street, made.year)
    told = Sentence(
        N_("%(year)s 年的通知已施行；%(moved)s 个期限推迟，%(kept)s 个按已告知的日期不提前"),
        {"year": made.year, "moved": found.notice.moved, "kept": found.notice.kept},
    )
    flash(say(told))
    return redirect(url_for(".index"), 303)


def sent() -> bytes:
    """The file's bytes, or what was pasted; never more than a notice can have."""
    file = request.files.get("file")
    raw = upload(file).data if file and file.filename else request.form.get("days", "").encode()
    return raw[: LARGEST + 1]


def draw(plan: foreseen.Plan | None, status: int = 200) -> ResponseReturnValue:
    street, this = actor().street, local(now()).year
    found = papers.years(db(), street, this - BACK, this + AHEAD)
    by = imported_by([one.notice.id for one in found if one.notice])
    words: dict[str, Any] = {"years": [line(one, by) for one in found], "plan": plan and shown(plan)}
    missing = papers.missing(db(), street, local(now()).date())
    words["missing"] = say(missing_notice(missing)) if missing else ""
    words |= {"may_import": may_begin(ROOM, "publish"), "next_year": this + AHEAD}
    return render_template("admin/calendar.html", **words), status


def missing_notice(year: int) -> Sentence:
    """Said from November on, while the next year has no notice."""
    told = N_("%(year)s 年的放假通知还没有导入：跨年的期限是暂定的。请系统管理员在通知公布后导入。")
    return Sentence(told, {"year": year})


def line(one: papers.Year, by: dict[int, tuple[str, str]]) -> dict[str, Any]:
    """One year with its texts ready."""
    who, when = by.get(one.notice.id, ("", "")) if one.notice else ("", "")
    off = N_("%(day)s 放假 · %(name)s")
    work = N_("%(day)s 上班 · %(name)s")
    days = [
        say(Sentence(off if kind == "off" else work, {"day": day(on), "name": translate(name)}))
        for on, kind, name in one.days
    ]
    source = translate(one.source) if one.notice is None and one.source else one.source
    return {
        "year": one.year, "official": one.official, "source": source, "days": days, "who": who, "when": when,
        "notice": one.notice,
    }  # fmt: skip


def imported_by(ids: list[int]) -> dict[int, tuple[str, str]]:
    """Who imported each notice and when, as its history says."""
    mine = (EVENTS.c.noun == HolidayNotice.noun) & (EVENTS.c.step == "publish") & EVENTS.c.subject_id.in_(ids)
    rows = db().execute(select(EVENTS.c.subject_id, EVENTS.c.payload).where(mine)).all() if ids else []
    notes = {row.subject_id: json.loads(row.payload) for row in rows}
    return {
        id: (told["actor"]["name"] or say(N_("服务器操作员")), exact(parse_stamp(told["at"])))
        for id, told in notes.items()
    }


def shown(plan: foreseen.Plan) -> dict[str, Any]:
    """The preview with its texts ready."""
    return {
        "year": plan.year, "source": plan.source, "text": plan.text, "moved": plan.moved, "kept": plan.kept,
        "faults": [say(fault) for fault in plan.faults],
        "days": [(day(on), say(was), say(will)) for on, was, will in plan.days],
        "limits": [(say(Sentence(one.label.message)), say(one.sentence)) for one in plan.limits],
    }  # fmt: skip
