"""How matters really went, drawn on the flow as a heat map, and the same for programs that study processes."""

from __future__ import annotations

from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from web.access import needs
from web.auditor import days
from web.auditor import told as of_days
from web.current import db, now, office, release, request_id
from web.dates import full_day
from web.language import say, translate
from web.pictures import law as pictures
from web.sessions import actor
from workflow.exchange import ocel, xes
from workflow.issues.flow import issue_flow
from workflow.issues.spans import span
from workflow.kernel import accesses
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Sentence
from workflow.orgs.roles import AUDITOR, COMMITTEE, DISPATCHER, SECRETARY, STREET_OFFICER
from workflow.reports.process import Dwell, Process, process

bp = Blueprint("process", __name__, url_prefix="/process")
SEEING = (SECRETARY, COMMITTEE, STREET_OFFICER, DISPATCHER, AUDITOR)
"""Each sees how those matters went that they may see anyway."""
LOGS = {
    "xes": (N_("导出 XES"), "application/xml", "xes", xes.write),
    "ocel": (N_("导出 OCEL 2.0"), "application/json", "json", ocel.write),
}
DAY = 24.0
RARE = 0.02
"""Moves that fewer than two in a hundred matters made are not drawn: the tables have them."""


@bp.get("")
@needs(*SEEING)
def show() -> ResponseReturnValue:
    """Variants, loops, passing between units, and where the time went."""
    since, until = days()
    told = process(db(), actor(), span(since, until), now())
    return render_template(
        "process/show.html", told=told, since=since, until=until, picture=picture(told), lasted=lasted,
        states={name: state.label for name, state in issue_flow.states.items()},
        stays={name: one for name, one in told.states.items() if not issue_flow.states[name].final},
        formats={name: say(one[0]) for name, one in LOGS.items()},
        period=say(Sentence(N_("%(from)s—%(to)s"), {"from": full_day(since), "to": full_day(until)})),
    )  # fmt: skip


def picture(told: Process) -> Markup:
    """The flow with the middle dwell in each state, and how many went each way; the hotter, the more time in all."""
    most = max((one.whole for one in told.states.values()), default=0.0) or 1.0
    heat = {name: 1 + min(3, int(4 * one.whole / most)) for name, one in told.states.items()}
    words = {name: str(one.n) if issue_flow.states[name].final else counted(one) for name, one in told.states.items()}
    states: Any = issue_flow.export()["states"]
    often = {move: n for move, n in told.moves.items() if n >= max(1, told.n * RARE)}
    return pictures.draw(pictures.Law(states, often, words, heat), translate)


def counted(one: Dwell) -> str:
    return say(Sentence(N_("%(n)s · %(long)s"), {"n": one.n, "long": lasted(one.middle)}))


def lasted(hours: float) -> str:
    """3.2 天, 5 小时, 12 分钟: short, for tables and boxes."""
    if hours >= DAY:
        return say(Sentence(N_("%(n)s 天"), {"n": f"{timedelta(hours=hours) / timedelta(days=1):.1f}"}))
    if hours >= 1:
        return say(Sentence(N_("%(n)s 小时"), {"n": round(hours)}))
    return say(Sentence(N_("%(n)s 分钟"), {"n": round(hours * 60)}))


@bp.post("/export")
@needs(*SEEING)
def export() -> ResponseReturnValue:
    """The log of the same matters with pseudonyms instead of people; noted like any export."""
    since, until = days()
    how = request.form.get("how", "")
    if how not in LOGS:
        return redirect(url_for(".show", since=since, until=until), 303)
    _label, kind, ending, write = LOGS[how]
    release()
    file = TemporaryFile()  # noqa: SIM115 - it is sent after this function has ended
    n = write(office(), actor(), span(since, until), file)
    told: dict[str, Any] = {"ledger": "process", "rows": n, "format": how, "request": request_id()}
    told["words"] = str(of_days(since, until))
    accesses.note_alone(office(), actor(), "export", **told)
    file.seek(0)
    return send_file(file, kind, as_attachment=True, download_name=f"lianxi-{local(now()):%Y%m%d-%H%M}.{ending}")
