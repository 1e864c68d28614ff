"""Reception days: when and where people may come, how each is arranged, and how it ends on paper."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import forms, orders, reception_desk, steps
from web.access import officer
from web.current import db, now
from web.dates import exact, full_day
from web.forms import StepForm, form_for, verdict_on
from web.language import say
from web.pictures.qr import qr
from web.reception_day import ROOM, owed, row_of, untaken
from web.sessions import actor
from web.settings import whole
from workflow.calendar.wording import WEEKDAYS
from workflow.kernel.clock import local
from workflow.kernel.errors import Refusal
from workflow.receptions import queries
from workflow.receptions.model import Reception
from workflow.receptions.sight import RECEPTION

bp = Blueprint("receptions", __name__, url_prefix="/receptions")
PAGE = 50


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """This month's and the coming ones, or all; above the branches, also who held none."""
    every = request.args.get("when") == "all"
    today = local(now()).date()
    since = None if every else today.replace(day=1)
    rows = queries.listed(db(), actor(), cursor=cursor(), limit=PAGE + 1, since=since)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    after = f"{last.held_on}.{last.id}" if last else None
    words: dict[str, Any] = {"rows": [row_of(one) for one in rows[:PAGE]], "every": every}
    words["next"] = url_for(".index", when=request.args.get("when"), after=after) if after else None
    last_month, month = queries.month_before(today), f"{today:%Y-%m}"
    words["owed"] = [] if every else [(last_month, True, owed(last_month)), (month, False, owed(month))]
    words["unclosed"] = [row_of(one) for one in queries.unclosed(db(), actor(), today)]
    words["may_see_year"] = bool(actor().roles & RECEPTION.keys())
    return render_template("receptions/index.html", **words, may_plan=steps.may_begin(ROOM, "plan"))


def cursor() -> queries.Cursor | None:
    """Where the page before ended, as the address says."""
    on, _, id = request.args.get("after", "").partition(".")
    try:
        return (date.fromisoformat(on), int(id)) if id.isascii() and id.isdigit() and len(id) < 19 else None
    except ValueError:
        return None


steps.open_birth(bp, ROOM, "plan", "receptions/new.html")


@bp.get("/<int:id>")
@officer
def show(id: int) -> ResponseReturnValue:
    """The day; while it is open, the desk."""
    reception = ROOM.find(id)
    with suppress(Refusal):
        verdict_on(reception, "receive")
        return reception_desk.draw(reception, reception_desk.empty(reception, **reception_desk.noted_line(reception)))
    words: dict[str, Any] = {"reception": reception, "row": row_of(queries.one(db(), id))}
    words["visitors"] = reception_desk.visitors(queries.book(db(), actor(), id), id)
    words["signature"] = signature(id)
    words |= orders.about_subject(reception)
    return render_template("receptions/show.html", **words, acts=steps.acts(ROOM, reception))


def signature(id: int) -> str:
    """Who signed the day, and when; nothing while nobody has."""
    one = queries.one(db(), id)
    return f"{one.signer_name} · {exact(one.closed_at)}" if one.closed_at else ""


@bp.get("/<int:id>/close")
@officer
def closing(id: int) -> ResponseReturnValue:
    """The totals one signs for."""
    reception = ROOM.find(id)
    return draw_closing(reception, form_for(verdict_on(reception, "close")))


@bp.post("/<int:id>/close")
@officer
def close(id: int) -> ResponseReturnValue:
    reception = ROOM.find(id)
    form = form_for(verdict_on(reception, "close"))
    taken = forms.take_step(form, Reception, id, "close")
    if taken is None:
        return draw_closing(ROOM.find(id), form)
    return steps.done(ROOM, taken, Reception.flow.steps["close"])


def draw_closing(reception: Reception, form: StepForm) -> ResponseReturnValue:
    rows = queries.book(db(), actor(), reception.id)
    words: dict[str, Any] = {"reception": reception, "row": row_of(queries.one(db(), reception.id)), "form": form}
    words |= {"totals": totals(reception, rows), "signer": actor(), "untaken": untaken(rows)}
    return render_template("receptions/close.html", **words), form.status


def totals(reception: Reception, rows: list[Any]) -> dict[str, int]:
    """What the day is signed for. Accepted and answered are counted as they were at the desk."""
    at_once = [row.how for row in rows]
    told = {"visitors": reception.visitors, "received": reception.received, "joined": reception.joined}
    return told | {how: at_once.count(how) for how in ("accepted", "answered", "struck")}


@bp.get("/<int:id>/sheet")
@officer
def sheet(id: int) -> ResponseReturnValue:
    """The day on one paper: who came by number, with what, and what became of it; without anybody's data."""
    reception = ROOM.find(id)
    rows = queries.book(db(), actor(), id)
    lines = [
        (n, reception_desk.line(row, id)) for n, row in sorted(((row.visitor, row) for row in rows), key=lambda p: p[0])
    ]
    words: dict[str, Any] = {"reception": reception, "row": row_of(queries.one(db(), id)), "lines": lines}
    words |= {"totals": totals(reception, rows), "signature": signature(id), "on": full_day(reception.held_on)}
    return render_template("receptions/sheet.html", **words)


@bp.get("/<int:id>/sign")
@officer
def sign(id: int) -> ResponseReturnValue:
    """For the door: when, where, who by office, and a code that leads to the coming days."""
    reception, one = ROOM.find(id), queries.one(db(), id)
    address = whole(url_for("days.branch", code=one.branch_code))
    words: dict[str, Any] = {"reception": reception, "row": row_of(one), "on": full_day(reception.held_on)}
    words |= {"address": address, "picture": qr(address), "weekday": say(WEEKDAYS[reception.held_on.weekday()])}
    return render_template("receptions/sign.html", **words)


steps.open_steps(bp, ROOM)
