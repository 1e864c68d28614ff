"""Kept promises for everybody: so many of so many, small numbers hidden, silence never counted as praise."""

from __future__ import annotations

import re

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from web.access import public
from web.current import db, now
from web.dates import minute
from web.language import say
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.i18n import N_, Sentence
from workflow.orgs.model import Org
from workflow.reports.promises import Kept, Quarter, Share, as_of, promises
from workflow.reports.small_cells import HIDDEN, LEAST

bp = Blueprint("promises", __name__, url_prefix="/board/promises")
QUARTERS = 5
NAMES = {
    "accepted": N_("按时受理"),
    "answered": N_("按时答复"),
    "solved": N_("诉求人说解决了"),
    "satisfied": N_("诉求人满意"),
}
ORGS = bare(Org)
Drawn = tuple[str, str, bool, list[tuple[str, str]]]
"""Name, kind, whether it is a total, what its cells say."""


def named(quarter: Quarter) -> Sentence:
    return Sentence(N_("%(year)s年第%(number)s季度"), {"year": quarter.year, "number": quarter.number})


def words(quarter: Quarter) -> str:
    return say(named(quarter))


def asked(running: Quarter) -> Quarter:
    """The quarter in the address; the running one where it names none, or one that has not begun."""
    found = re.fullmatch(r"(20[0-9]{2})Q([1-4])", request.args.get("quarter", ""), re.ASCII)
    wanted = Quarter(int(found[1]), int(found[2])) if found else running
    return min(wanted, running, key=lambda one: (one.year, one.number))


def told(share: Share | None) -> str:
    """41 / 44, or that it is hidden."""
    if share is None:
        return say(HIDDEN)
    return f"{share.kept} / {share.n}" if share.n else say(N_("暂无"))


def line(one: Kept) -> Drawn:
    """(name, kind, whether it is a total, what its cells say)."""
    cells = [(say(NAMES[name]), told(share)) for name, share in one.shares.items()]
    silent = say(HIDDEN) if one.unrated is None else str(one.unrated or say(N_("没有")))
    own = say(Sentence(N_("%(org)s自己答复的"), {"org": one.name}))
    return one.name if one.whole else own, one.kind, one.whole, [*cells, (say(N_("未评价")), silent)]


def folded(found: list[Kept]) -> list[tuple[Drawn, list[Drawn]]]:
    """The street and each community as a total, with the lines of what it is made of."""
    told: list[tuple[Drawn, list[Drawn]]] = []
    for one in found:
        if one.whole and one.kind != "branch":
            told.append((line(one), []))
        else:
            told[-1][1].append(line(one))
    return told


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """By community and branch, for a quarter."""
    running = Quarter.of(local(now()).date())
    quarter, offered = asked(running), [running]
    while len(offered) < QUARTERS:
        offered.append(offered[-1].before)
    street = db().execute(select(ORGS.c.id).where(ORGS.c.kind == "street").order_by(ORGS.c.id)).scalars().first()
    lines = folded(promises(db(), street, quarter, now())) if street else []
    counted = as_of(db(), street, quarter, now()) if street else None
    return render_template(
        "board/promises.html", lines=lines, least=LEAST, counted=counted and minute(counted),
        quarter=words(quarter), running=quarter == running,
        quarters=[(words(one), url_for(".index", quarter=str(one)), one == quarter) for one in offered],
    )  # fmt: skip
