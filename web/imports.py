"""Old ledgers brought in: the file, what is wrong with each line, how its columns are read, and how far it is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.access import needs
from web.current import db, desk, number, office, release
from web.dates import exact
from web.finding import PAGE, Chips
from web.language import say
from web.security import takes_a_ledger
from web.sessions import actor
from workflow.exchange import imports
from workflow.exchange.columns import FIELDS, NEEDED
from workflow.exchange.imports import DONE, IMPORTERS, KNOWN, READY, WRONG
from workflow.exchange.model import Import, ImportLine
from workflow.exchange.reading import BadFile
from workflow.kernel.i18n import N_, Label, Sentence

bp = Blueprint("imports", __name__, url_prefix="/imports")
STATES = {"checked": N_("已检查，待导入"), "running": N_("正在导入"), "done": N_("导入完毕")}
LINES = {WRONG: N_("有问题，不导入"), READY: N_("可以导入"), KNOWN: N_("以前已导入"), DONE: N_("已导入")}
PHASES = {
    "checked": "deliberation", "running": "execution", "done": "settled",
    WRONG: "held", READY: "", KNOWN: "", DONE: "settled",
}  # fmt: skip
"""The shape and colour of what was found; what may simply go on is marked least."""
AGAIN = "3"
"""Seconds until the page of a running import looks again; it needs no script and may be left."""


@bp.app_template_global("imports_ledgers")
def imports_ledgers() -> bool:
    """Whether old ledgers are this person's business."""
    return bool(actor().roles & set(IMPORTERS))


@bp.get("")
@needs(*IMPORTERS)
def index() -> ResponseReturnValue:
    """The form, and one's own imports."""
    return page(None)


def page(refused: BadFile | None) -> ResponseReturnValue:
    rows = [
        (url_for(".show", id=one.id), one.name, say(STATES[one.state]), PHASES[one.state], exact(one.at))
        for one in imports.mine(db(), actor())
    ]
    words: dict[str, Any] = {"rows": rows, "refused": say(refused.sentence) if refused else ""}
    words["needed"] = [say(FIELDS[name]) for name in NEEDED]
    words["other"] = [say(label) for name, label in FIELDS.items() if name not in (*NEEDED, "place", "grid")]
    return render_template("imports/index.html", **words), 422 if refused else 200


@bp.post("")
@needs(*IMPORTERS)
@takes_a_ledger
def bring() -> ResponseReturnValue:
    """Read and judged; nothing is taken over yet."""
    file = request.files.get("file")
    data = file.read() if file else b""
    release()
    try:
        id = imports.bring(office(), actor(), (file.filename if file else None) or "?", data)
    except BadFile as refused:
        return page(refused)
    return redirect(url_for(".show", id=id), 303)


@bp.get("/<int:id>")
@needs(*IMPORTERS)
def show(id: int) -> ResponseReturnValue:
    """Every line with its reasons, and how far it is."""
    one, state = imports.find(db(), actor(), id), request.args.get("state", "")
    state = state if state in LINES else ""
    found = imports.lines(db(), id, state, number("after") or 0, PAGE)
    n = imports.counts(db(), id)
    todo, all_of_it = n.get(READY, 0), n.get(READY, 0) + n.get(DONE, 0)
    following = url_for(".show", id=id, state=state or None, after=found[PAGE - 1].line) if len(found) > PAGE else None
    text = render_template(
        "imports/show.html", one=one, label=say(STATES[one.state]), rows=[row(line) for line in found[:PAGE]],
        chips=chips(id, n, state), todo=todo, wrong=n.get(WRONG, 0), wrong_url=url_for(".show", id=id, state=WRONG),
        total=all_of_it, ended=n.get(DONE, 0), next=following,
        notes=[told(note) for note in one.notes], columns=columns(one),
        missing=[say(FIELDS[name]) for name in NEEDED if name not in one.mapping],
        placeless=one.state == "checked" and not {"place", "grid"} & one.mapping.keys(),
    )  # fmt: skip
    answer = make_response(text)
    if one.state == "running":
        answer.headers["Refresh"] = AGAIN
    return answer


def row(line: ImportLine) -> tuple[int, str, str, list[str], str | None]:
    """(line, how its state looks, its words, reasons, the way to what it became)."""
    url = url_for("issues.show", id=line.issue_id) if line.issue_id else None
    return line.line, PHASES[line.state], say(LINES[line.state]), [told(reason) for reason in line.why], url


def told(reason: Any) -> str:
    """A reason as it was kept: a sentence and what stands in its holes, the names of fields in the reader's words."""
    message, values = reason
    known = set(FIELDS.values())
    return say(Sentence(message, {k: Label(v) if v in known else v for k, v in values.items()}))


def chips(id: int, n: dict[str, int], state: str) -> list[Chips]:
    found: list[tuple[str, str, bool, int | None]] = [
        (say(N_("全部")), url_for(".show", id=id), not state, sum(n.values()))
    ]
    found += [
        (say(label), url_for(".show", id=id, state=name), state == name, n.get(name, 0))
        for name, label in LINES.items()
        if n.get(name) or state == name
    ]
    return [Chips(say(N_("各行")), found)]


def columns(one: Import) -> list[tuple[str, str, bool, list[tuple[int, str, bool]]]]:
    """(field, its name, whether it is needed, the columns it may be read from)."""
    if one.state != "checked":
        return []
    heads = [
        (place, head or say(Sentence(N_("第 %(n)s 列"), {"n": place + 1}))) for place, head in enumerate(one.heads)
    ]
    return [
        (name, say(label), name in NEEDED, [(place, head, one.mapping.get(name) == place) for place, head in heads])
        for name, label in FIELDS.items()
    ]


@bp.post("/<int:id>/columns")
@needs(*IMPORTERS)
def read_anew(id: int) -> ResponseReturnValue:
    """With other columns; remembered for the organisation."""
    chosen = {name: number(name) for name in FIELDS}
    release()
    imports.map_anew(office(), actor(), id, chosen)
    flash(say(N_("已按所选的列重新检查，本组织下次照此识别")))
    return redirect(url_for(".show", id=id), 303)


@bp.post("/<int:id>/start")
@needs(*IMPORTERS)
def start(id: int) -> ResponseReturnValue:
    """From now on by itself; the page may be left."""
    with desk() as open_desk:
        imports.start(open_desk, id)
    flash(say(N_("已开始导入，可以离开本页，稍后再来看")))
    return redirect(url_for(".show", id=id), 303)


@bp.post("/<int:id>/discard")
@needs(*IMPORTERS)
def discard(id: int) -> ResponseReturnValue:
    """The list of lines goes, what was taken over stays."""
    with desk() as open_desk:
        imports.discard(open_desk, id)
    flash(say(N_("导入清单已删除，已导入的事项不受影响")))
    return redirect(url_for(".index"), 303)
