"""Long ledgers: how far each is, on a page that may be left, and the file for a day. Only whoever asked sees them."""

from __future__ import annotations

from tempfile import TemporaryFile

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from web.access import needs
from web.asked import LISTS
from web.current import db, desk, now, office, release
from web.dates import exact
from web.exports import sent
from web.imports import AGAIN
from web.language import say
from web.sessions import actor
from workflow.exchange import making
from workflow.exchange.ledgers import LEDGERS
from workflow.exchange.making import OPEN
from workflow.exchange.tables import EXPORTERS
from workflow.exchange.writing import MOST_ROWS, TooManyRows
from workflow.kernel.i18n import N_, Sentence

bp = Blueprint("kept_exports", __name__, url_prefix="/exports/jobs")
STATES = {
    "waiting": N_("等待生成"),
    "running": N_("正在生成"),
    "done": N_("已生成，可以下载"),
    "refused": N_("没有生成：您现在没有可以导出的岗位"),
    "too_many": TooManyRows.message,
    "gone": N_("文件已删除：其间有事项的内容依法删除，请重新导出"),
}
PHASES = {"waiting": "intake", "running": "execution", "done": "settled"}
"""What looks like a state; the others are sentences."""
WRITTEN = N_("已写出 %(n)s 行，共 %(total)s 行")


def told(state: str) -> str:
    """A state in words."""
    return say(Sentence(STATES[state], {"most": MOST_ROWS}))


@bp.get("")
@needs(*EXPORTERS)
def index() -> ResponseReturnValue:
    """One's own, the newest first."""
    rows = [
        (
            url_for(".show", id=one.id), say(LEDGERS[one.ledger].label), one.told, PHASES.get(one.state, ""),
            told(one.state), exact(one.at),
        )
        for one in making.mine(db(), actor(), now())
    ]  # fmt: skip
    return render_template("exports/all_kept.html", rows=rows)


@bp.get("/<int:id>")
@needs(*EXPORTERS)
def show(id: int) -> ResponseReturnValue:
    """How far it is; it looks again by itself while it is made, without a script."""
    one = making.find(db(), actor(), id, now())
    written = Sentence(WRITTEN, {"n": one.done, "total": max(one.total or 0, one.done)}) if one.total else None
    answer = make_response(
        render_template(
            "exports/kept.html", one=one, ledger=LEDGERS[one.ledger], label=told(one.state), until=exact(one.until),
            going=one.state in OPEN, again=LISTS[one.ledger].address(),
            told=say(written) if written else told(one.state),
        )
    )  # fmt: skip
    if one.state in OPEN:
        answer.headers["Refresh"] = AGAIN
    return answer


@bp.get("/<int:id>/file")
@needs(*EXPORTERS)
def file(id: int) -> ResponseReturnValue:
    """The finished file."""
    release()
    whole = TemporaryFile()  # noqa: SIM115 - it is sent after this function has ended
    one = making.fetched(office(), actor(), id, whole)
    return sent(whole, LEDGERS[one.ledger], one.how, one.at)


@bp.post("/<int:id>/discard")
@needs(*EXPORTERS)
def discard(id: int) -> ResponseReturnValue:
    """Whoever asked needs it no more."""
    with desk() as open_desk:
        making.discard(open_desk, id)
    flash(say(N_("已删除这份导出")))
    return redirect(url_for(".index"), 303)
