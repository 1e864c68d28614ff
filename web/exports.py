"""Lists taken out as ledgers, as they are narrowed: what will be in it, then the file, and a line in the log.

The file is written before any of it is sent: what the log says of it is true, and nothing half is taken for whole.
A long one is made by a job (web/kept_exports.py).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from web import assignments, finding, orders, requests
from web.access import needs
from web.current import db, desk, now, number, office, release, request_id
from web.language import language, say, translate
from web.sessions import actor
from workflow.exchange import making
from workflow.exchange.ledgers import EXPORTERS, LEDGERS, Ledger, RequestsOf, SheetsOf
from workflow.exchange.writing import FORMATS, TYPES, About, write
from workflow.issues.details import SheetFilter
from workflow.issues.queries import count, narrowing
from workflow.issues.today import my_orgs
from workflow.kernel import accesses
from workflow.kernel.clock import local
from workflow.kernel.errors import NotFound
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.requests.kinds import KINDS
from workflow.supervision.queries import STATES, Filter

bp = Blueprint("exports", __name__, url_prefix="/exports")
Question = tuple[Any, list[Sentence]]
"""What is asked of the list, and the same in words."""
ENDINGS = {"xlsx": "xlsx", "csv": "csv", "gb18030": "csv"}
STATE, LATE = N_("状态：%(state)s"), N_("只含逾期的")
KEPT = (*finding.PARAMETERS, "kind", "org")


def kept() -> dict[str, Any]:
    """What the list is narrowed to, as the address says it."""
    return {name: request.args[name] for name in KEPT if name in request.args}


@bp.app_template_global("export_of")
def export_of(ledger: str) -> str:
    """The way to the ledger of the list at hand, as it is narrowed; nothing for those who may take none out."""
    if not actor().roles & set(EXPORTERS):
        return ""
    return url_for("exports.show", ledger=ledger, **kept())


def of_issues() -> Question:
    args, wanted, told = request.args, finding.asked(), []
    stage = args.get("state", "all" if wanted.q else "open")
    named = finding.STAGES.get(stage) or finding.label_of(stage)
    told.append(Sentence(STATE, {"state": Label(named)}))
    if wanted.q:
        told.append(Sentence(N_("含“%(words)s”"), {"words": wanted.q}))
    told += [Sentence(LATE)] if wanted.late else []
    told += [Sentence(N_("只含现由本组织办的"))] if args.get("mine") else []
    options = narrowing(db(), actor())
    for name, label in (("category", N_("类别：%(name)s")), ("grid", N_("网格：%(name)s"))):
        told += [Sentence(label, {"name": words}) for id, words in options[name] if id == getattr(wanted, name)]
    told += [Sentence(N_("限定组织"))] if wanted.owner or (wanted.holder and not args.get("mine")) else []
    return wanted, told


def of_assignments() -> Question:
    state, late = request.args.get("state", "open"), bool(request.args.get("late"))
    label, states = assignments.STAGES.get(state, assignments.STAGES["open"])
    told = [Sentence(STATE, {"state": Label(label)}), *([Sentence(LATE)] if late else [])]
    return SheetsOf(SheetFilter(states, late), tuple(my_orgs(actor()))), told


def of_requests() -> Question:
    state, kind = request.args.get("state", "pending"), request.args.get("kind", "")
    label, states = requests.STAGES.get(state, requests.STAGES["pending"])
    told = [Sentence(STATE, {"state": Label(label)})]
    told += [Sentence(N_("事由：%(kind)s"), {"kind": Label(KINDS[kind].label)})] if kind in KINDS else []
    return RequestsOf(states, kind if kind in KINDS else ""), told


def of_orders() -> Question:
    state, late = request.args.get("state", "open"), bool(request.args.get("late"))
    state = state if state in STATES else "open"
    told = [Sentence(STATE, {"state": Label(orders.WORDS[state])}), *([Sentence(LATE)] if late else [])]
    told += [Sentence(N_("限定组织"))] if number("org") else []
    return Filter(STATES[state], late, number("org")), told


QUESTIONS: dict[str, tuple[Callable[[], Question], str]] = {
    "issues": (of_issues, "issues.index"),
    "assignments": (of_assignments, "assignments.index"),
    "requests": (of_requests, "requests.index"),
    "orders": (of_orders, "orders.index"),
}
"""How each list reads its address, and where it is."""


def named(ledger: str) -> Ledger:
    """Raises: NotFound."""
    if ledger not in LEDGERS:
        raise NotFound
    return LEDGERS[ledger]


@bp.get("/<ledger>")
@needs(*EXPORTERS)
def show(ledger: str) -> ResponseReturnValue:
    """What would be in it: how it is narrowed, how many rows, which columns."""
    wanted, told = QUESTIONS[named(ledger).name][0]()
    many = count(db(), actor(), wanted, now()) if ledger == "issues" else None
    return render_template(
        "exports/show.html", ledger=named(ledger), filters=[say(one) for one in told], formats=FORMATS,
        many=None if many is None else finding.total(many), kept=kept(),
        back=url_for(QUESTIONS[ledger][1], **kept()), long=making.LONG,
    )  # fmt: skip


@bp.post("/<ledger>")
@needs(*EXPORTERS)
def take(ledger: str) -> ResponseReturnValue:
    """The file, or the page that says how far it is. What was typed stands in the log where it can be erased."""
    asked, at = named(ledger), now()
    how = request.form.get("how", "")
    if how not in FORMATS:
        return redirect(url_for(".show", ledger=ledger), 303)
    wanted, told = QUESTIONS[ledger][0]()
    release()
    rows = list(islice(asked.rows(office().database, actor(), wanted, at), making.LONG + 1))
    if len(rows) > making.LONG:
        return have_made(making.Asked(ledger, wanted, told, how, language(), request_id()))
    file = TemporaryFile()  # noqa: SIM115 - it is sent after this function has ended
    n = write(asked, rows, About(at, actor().name, told), how, file, translate)
    words = "；".join(str(one) for one in told)
    told_log: dict[str, Any] = {"request": request_id(), "words": words, "ledger": ledger, "rows": n, "format": how}
    accesses.note_alone(office(), actor(), "export", **told_log)
    file.seek(0)
    return sent(file, asked, how, at)


def have_made(asked: making.Asked) -> ResponseReturnValue:
    """Too long to wait for: a job writes it, and its page says how far it is."""
    with desk() as open_desk:
        id = making.order(open_desk, asked)
    return redirect(url_for("kept_exports.show", id=id), 303)


def sent(file: IO[bytes], ledger: Ledger, how: str, at: datetime) -> ResponseReturnValue:
    """A finished ledger as a file to be kept."""
    name = f"{say(ledger.label)}-{local(at):%Y%m%d-%H%M}.{ENDINGS[how]}"
    answer = send_file(file, TYPES[how], as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
