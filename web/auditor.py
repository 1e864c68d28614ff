"""What an auditor opens first: what the record itself asks about, inspections under way, and any matter to check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import inspections, reads
from web.access import needs
from web.current import db, now, number, office, release, sought
from web.finding import STAGES, Line, lines, states_of
from web.issues import ROOM
from web.language import say, translate
from web.links import links
from web.sessions import actor
from workflow.audit import notes, queries
from workflow.audit.risks import COUNTED, RISKS, counts, listed
from workflow.calendar import wording
from workflow.exchange.checked import check_matter
from workflow.issues.queries import Filter, issues
from workflow.issues.spans import span
from workflow.kernel.clock import local
from workflow.kernel.errors import NotFound, Refusal
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.verify import ALTERED, ERASED_BODIES, MISSING, SOUND, Fault
from workflow.orgs.roles import AUDITOR
from workflow.sealing.report import WRONG_KEY

bp = Blueprint("auditor", __name__, url_prefix="/audit")
PAGE, RECENT = 50, 5
RESULTS = {SOUND: "sound", ALTERED: "altered", MISSING: "missing", WRONG_KEY: "key", ERASED_BODIES: "erased"}
CHECKED = {
    "issue": N_("事项"),
    "assignment": N_("移交单"),
    "agenda_item": N_("会议议题"),
    "meeting": N_("联席会议"),
    "minutes": N_("会议纪要"),
    "request": N_("申请"),
    "supervision_order": N_("督办单"),
    "flow": N_("流程"),
    "checkpoint": N_("检查点"),
    "tree": N_("存证树"),
    "key": N_("公钥"),
}
"""What a fault may be in."""
LONGEST_NOTE = 5000


class BadSpan(Refusal):
    """A span of days that is none."""

    status = 422
    code = "bad_span"
    message = N_("请填写起止日期，如 2026-01-01 和 2026-03-31，结束不早于开始")


class LongNote(Refusal):
    """More than a note holds."""

    status = 422
    code = "long_note"
    message = N_("备忘最多 5000 字，没有保存；请缩短后再存")


@dataclass(frozen=True, slots=True)
class Row:
    """One matter of the list, with the doors of an auditor."""

    line: Line
    history: str
    check: str
    voices: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """A question to the record, and how many matters it asks about."""

    label: str
    why: str
    url: str
    n: str


def rows_of(found: list[Any]) -> list[Row]:
    history, check, voices = links("issues.history"), links(".check"), links("past.three")
    pairs = zip(found, lines(found), strict=True)
    return [Row(one, history(row.id), check(row.id), voices(row.id)) for row, one in pairs]


@bp.get("")
@needs(AUDITOR)
def index() -> ResponseReturnValue:
    """Alarms and inspections; then the newest matters, narrowed by stage, lateness or words."""
    state, q = request.args.get("state", "all"), sought()
    late, before = bool(request.args.get("late")), number("before")
    found = issues(db(), actor(), Filter(states=states_of(state), late=late, q=q, before=before), now(), PAGE)
    kept: dict[str, Any] = {"state": state, "late": "1" if late else None, "q": q or None}
    chips = [(say(told), url_for(".index", **{**kept, "state": name}), name == state) for name, told in STAGES.items()]
    turned = url_for(".index", **{**kept, "late": None if late else "1"})
    next_page = url_for(".index", **kept, before=found[PAGE - 1].id) if len(found) > PAGE else None
    words = {"rows": rows_of(found[:PAGE]), "chips": chips, "late": late, "turned": turned, "q": q, "state": state}
    first = not any(kept[name] for name in ("late", "q")) and state == "all" and before is None
    words |= {"alarms": alarms(), "inspections": recent()} if first else {"alarms": [], "inspections": None}
    return render_template("auditor/index.html", **words, next=next_page, first=first)


def alarms() -> list[Alarm]:
    """What the record of the last year asks about."""
    since, until = last_year()
    found = counts(db(), actor(), span(since, until), now())
    return [
        Alarm(say(one.label), say(one.why), url_for("auditor.risk", name=name), counted(found[name]))
        for name, one in RISKS.items()
    ]


def counted(n: int) -> str:
    return str(n) if n < COUNTED else say(Sentence(N_("%(n)s 以上"), {"n": COUNTED}))


def recent() -> list[inspections.Line]:
    return inspections.lines(queries.listed(db(), actor(), None, RECENT)[:RECENT])


def last_year() -> tuple[date, date]:
    today = local(now()).date()
    return today - timedelta(days=365), today


@bp.get("/risks/<name>")
@needs(AUDITOR)
def risk(name: str) -> ResponseReturnValue:
    """The matters one question asks about, of the days that were chosen."""
    if name not in RISKS:
        raise NotFound
    since, until = days()
    found = listed(db(), actor(), span(since, until), name, now(), number("before"), PAGE)
    kept: dict[str, Any] = {"since": since.isoformat(), "until": until.isoformat()}
    following = url_for(".risk", name=name, **kept, before=found[PAGE - 1].id) if len(found) > PAGE else None
    return render_template(
        "auditor/risk.html", risk=RISKS[name], rows=rows_of(found[:PAGE]), since=since, until=until, next=following,
        told=say(told(since, until)),
    )  # fmt: skip


def told(since: date, until: date) -> Sentence:
    """The days of a list, in words."""
    return Sentence(N_("%(from)s—%(to)s"), {"from": wording.full_day(since), "to": wording.full_day(until)})


def days() -> tuple[date, date]:
    """The days the address asks for, else the last year.

    Raises: BadSpan.
    """
    asked = request.args.get("since"), request.args.get("until")
    if asked == (None, None):
        return last_year()
    try:
        since, until = (date.fromisoformat(one or "") for one in asked)
    except ValueError:
        raise BadSpan from None
    if since > until or since.year < 2000 or until.year > 2200:
        raise BadSpan
    return since, until


@bp.get("/issues/<int:id>")
@needs(AUDITOR)
def check(id: int) -> ResponseReturnValue:
    """The matter and all that belongs to it, checked anew with each look as `lianxi verify` checks it."""
    reads.seen_by_auditor("matter", "issue", ROOM.find(id).id)
    issue = ROOM.find(id)
    title, note = ROOM.title(issue), notes.note_on(db(), actor().id, issue.id)
    release()
    checked = check_matter(office(), issue.id)
    (log,) = checked.logs
    return render_template(
        "auditor/check.html", issue=issue, title=title, checked=checked, log=log, result=RESULTS[checked.status],
        bad=named(checked.chain.first_bad), unlike=named(log.first_bad), head=issue.head, note=note,
        longest=LONGEST_NOTE,
    )  # fmt: skip


def named(fault: Fault | None) -> str:
    """Where an entry stands that is not as it was written, and what is wrong with it."""
    if fault is None:
        return ""
    words = {"noun": Label(CHECKED.get(fault.noun, fault.noun)), "id": fault.id, "n": fault.seq, "what": fault.sentence}
    return say(Sentence(N_("%(noun)s（%(id)s）第 %(n)s 条：%(what)s"), words))


@bp.post("/issues/<int:id>/note")
@needs(AUDITOR)
def keep_note(id: int) -> ResponseReturnValue:
    """A line for oneself; it is no part of any record.

    Raises: LongNote.
    """
    issue, text = ROOM.find(id), request.form.get("text", "").strip()
    if len(text) > LONGEST_NOTE:
        raise LongNote
    release()
    notes.keep_note(office(), actor().id, issue.id, text)
    flash(translate(N_("备忘已保存，只有您自己看得到") if text else N_("备忘已删除")))
    return redirect(url_for(".check", id=issue.id), 303)
