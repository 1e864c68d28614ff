"""What happens by itself, for the system administrator: who works, what is due, what was given up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.access import needs
from web.current import db, now, office, release
from web.dates import exact
from web.language import say
from web.sessions import actor
from workflow.jobs import beats, ledger
from workflow.jobs.ahead import coming
from workflow.jobs.ledger import Task
from workflow.kernel.i18n import N_, Sentence
from workflow.orgs.roles import SYSTEM_ADMIN
from workflow.rules.limits import CLOCKS

bp = Blueprint("jobs", __name__, url_prefix="/admin/jobs")


@bp.app_template_global("tends_jobs")
def tends_jobs() -> bool:
    """Whether this page is the visitor's business."""
    return SYSTEM_ADMIN in actor().roles


@dataclass(frozen=True, slots=True)
class Line:
    """One job as people read it."""

    id: str
    name: str
    key: str
    tried: str
    when: str
    error: str


@bp.get("")
@needs(SYSTEM_ADMIN)
def index() -> ResponseReturnValue:
    """Workers, the clocks of the next day, and jobs by how they stand."""
    ahead = [(say(CLOCKS[one.kind]), one.many, exact(one.first_at)) for one in coming(db(), actor().street, now())]
    here = now()
    alive = [
        (one.name, exact(one.started_at), exact(one.seen_at), here - one.seen_at <= beats.SILENT)
        for one in beats.everybody(db())
    ]
    release()  # the engine reads by connections of its own
    words: dict[str, Any] = {state: lines(state) for state in (ledger.DEAD, ledger.RUNNING, ledger.WAITING)}
    return render_template("admin/jobs.html", **words, workers=alive, clocks=ahead)


def lines(state: str) -> list[Line]:
    return [line(task) for task in ledger.tasks(office().database, state)]


def line(task: Task) -> Line:
    tried = say(Sentence(N_("第 %(n)s 次"), {"n": task.tried + 1}))
    return Line(task.id, task.name, task.key, tried, exact(task.at), task.error)


@bp.post("/retry")
@needs(SYSTEM_ADMIN)
def retry() -> ResponseReturnValue:
    """Try once more what was given up."""
    ledger.retry(office(), actor(), request.form.get("id", "").replace("\0", "")[:300])
    flash(say(N_("已重新排队，稍后再看结果")))
    return redirect(url_for(".index"), 303)
