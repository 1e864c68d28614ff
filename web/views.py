"""One's own saved views of any list that can be narrowed: kept there, named and dropped here."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.access import officer
from web.asked import LISTS
from web.current import db, desk
from web.finding import Chips
from web.language import say
from web.sessions import actor
from workflow.kernel.errors import NotFound
from workflow.kernel.i18n import N_
from workflow.orgs import views

bp = Blueprint("views", __name__, url_prefix="/views")
LONGEST = 2000
"""Characters of an address; a longer one was never made by a list."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a list offers of views: what it is narrowed to now, and those that were kept of it."""

    page: str
    narrowed: bool
    query: str
    chips: list[Chips]


@bp.app_template_global("kept_views")
def kept_views(page: str) -> Kept:
    """Of the list at hand. The view that is open leads back to the plain list."""
    listed, here = LISTS[page], LISTS[page].query(request.args)
    chips: list[tuple[str, str, bool, int | None]] = [
        (one.name, listed.address("" if one.query == here else one.query), one.query == here, None)
        for one in views.mine(db(), actor().id)
        if one.page == page
    ]
    return Kept(page, bool(here), here, [Chips(say(N_("常用")), chips)] if chips else [])


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """All of one's own."""
    rows = [
        (one.id, one.name, say(LISTS[one.page].label), LISTS[one.page].address(one.query))
        for one in views.mine(db(), actor().id)
    ]
    return render_template("views/index.html", rows=rows)


@bp.post("")
@officer
def keep() -> ResponseReturnValue:
    """What a list is narrowed to now, under a name; only what narrows it is kept of its address.

    Raises: NotFound for a list that is none.
    """
    page = request.form.get("page", "issues")
    if page not in LISTS:
        raise NotFound
    query = LISTS[page].query(dict(parse_qsl(request.form.get("query", "")[:LONGEST])))
    with desk() as open_desk:
        views.keep(open_desk, page, request.form.get("name", ""), query)
    flash(say(N_("常用筛选已保存")))
    return redirect(LISTS[page].address(query), 303)


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
