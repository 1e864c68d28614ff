"""Posters for the door: the QR names the grid, so that whoever raises a matter there need not know it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.access import officer
from web.current import db, now
from web.pictures.qr import qr
from web.sessions import actor
from web.settings import whole
from workflow.issues import raising
from workflow.issues.intake import grids_of
from workflow.kernel.clock import local
from workflow.kernel.db import bare, fetch_one
from workflow.kernel.errors import NotFound
from workflow.orgs.model import Grid

bp = Blueprint("posters", __name__, url_prefix="/posters")
GRIDS = bare(Grid)


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """The grids one registers matters in, and how often "in danger" was pressed in the street."""
    rows = sorted(db().execute(grids_of(actor())), key=lambda row: row.code)
    pressed = raising.dangers(db(), actor().street, local(now()).date())
    return render_template("raising/posters.html", grids=rows, dangers=pressed)


@bp.get("/<int:id>")
@officer
def show(id: int) -> ResponseReturnValue:
    """One poster on A4."""
    if not any(row.id == id for row in db().execute(grids_of(actor()))):
        raise NotFound
    grid = fetch_one(db(), Grid, GRIDS.c.id == id)
    assert grid is not None
    address = whole(f"/raise/at/{grid.code}")
    return render_template("raising/poster.html", grid=grid, address=address, picture=qr(address))
