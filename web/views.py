"""One's own saved views of the list of matters: kept there, named and dropped here."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.access import officer
from web.current import db, desk
from web.finding import question
from web.language import say
from web.sessions import actor
from workflow.kernel.i18n import N_
from workflow.orgs import views

bp = Blueprint("views", __name__, url_prefix="/views")
PAGE = "issues"
LONGEST = 2000
"""Characters of an address; a longer one was never made by the list."""


def address(query: str) -> str:
    """The list of matters as a view shows it."""
    return url_for("issues.index") + (f"?{query}" if query else "")


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """All of one's own."""
    rows = [(one.id, one.name, address(one.query)) for one in views.mine(db(), actor().id)]
    return render_template("views/index.html", rows=rows)


@bp.post("")
@officer
def keep() -> ResponseReturnValue:
    """What the list is narrowed to now, under a name; only what is a filter is kept of the address."""
    given = dict(parse_qsl(request.form.get("query", "")[:LONGEST]))
    query = question(given)
    with desk() as open_desk:
        views.keep(open_desk, PAGE, request.form.get("name", ""), query)
    flash(say(N_("常用筛选已保存")))
    return redirect(address(query), 303)


@bp.post("/<int:id>/rename")
@officer
def rename(id: int) -> ResponseReturnValue:
    """Under another name."""
    with desk() as open_desk:
        views.rename(open_desk, id, request.form.get("name", ""))
    flash(say(N_("常用筛选已改名")))
    return redirect(url_for(".index"), 303)


@bp.post("/<int:id>/drop")
@officer
def drop(id: int) -> ResponseReturnValue:
    """Gone; the list itself stays."""
    with desk() as open_desk:
        views.drop(open_desk, id)
    flash(say(N_("常用筛选已删除")))
    return redirect(url_for(".index"), 303)
