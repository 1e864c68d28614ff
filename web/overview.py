"""The overview of a street or a community: what is open where, how old it is, who owes what; also on a wall."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import process, promises
from web.access import needs
from web.current import db, now
from web.dates import minute
from web.language import say
from web.reception_day import owed
from web.sessions import actor
from web.viewer import PARTY
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Sentence
from workflow.meetings import series
from workflow.orgs.roles import AUDITOR
from workflow.receptions.queries import month_before
from workflow.reports.overview import AGES, Aged, aged, grounds
from workflow.reports.promises import Quarter, as_of
from workflow.reports.promises import promises as kept
from workflow.supervision import queries as orders

bp = Blueprint("overview", __name__, url_prefix="/overview")
SPAN = N_("%(days)s 天以内")
OLDER = N_("超过 %(days)s 天")


class Bar(NamedTuple):
    """A state with its bar: each part as (share of the longest bar in percent, words)."""

    url: str
    label: str
    phase: str
    n: int
    late: int
    parts: list[tuple[float, str]]
    words: str
    late_url: str


class Owed(NamedTuple):
    """What is owed: how many, whose, where they are, and whether its time is over."""

    label: str
    n: int
    url: str
    late: bool


@bp.get("")
@needs(*process.SEEING)
def show() -> ResponseReturnValue:
    """Every number leads to what it counts; `?wall=1` is the same for a screen on the wall, drawn anew each minute."""
    found = aged(db(), actor(), now())
    words: dict[str, Any] = {"grounds": grounds(db(), actor(), now()), "bars": bars(found), "ages": ages()}
    words |= {"n": sum(one.n for one in found), "late": sum(one.late for one in found)}
    words |= {"owed": debts(), **promised(), "at": minute(now())}
    return render_template("overview/wall.html" if request.args.get("wall") else "overview/show.html", **words)


def ages() -> list[str]:
    """What each part of a bar means."""
    spans = [say(Sentence(SPAN, {"days": days})) for days in AGES]
    return [*spans, say(Sentence(OLDER, {"days": AGES[-1]}))]


def bars(found: list[Aged]) -> list[Bar]:
    longest = max((one.n for one in found), default=1)
    names = ages()
    told = []
    for one in found:
        parts = [(100 * n / longest, f"{name} {n}") for n, name in zip(one.ages, names, strict=True)]
        words = say([word for share, word in parts if share])
        url = url_for("issues.index", state=one.state)
        late_url = url_for("issues.index", state=one.state, late="1")
        told.append(Bar(url, say(one.label), one.phase, one.n, one.late, parts, words, late_url))
    return told


def debts() -> list[Owed]:
    """What branches and units owe: last month's reception, this quarter's meeting, replies to orders.

    The dispatcher, who sees no meeting, is not told of them.
    """
    today = local(now()).date()
    unanswered = sum(row.n for row in orders.unanswered(db(), actor(), now()))
    missed = len(owed(month_before(today)))
    found = [Owed(say(N_("上月没有接待的支部")), missed, url_for("receptions.index"), late=missed > 0)]
    if actor().roles & (PARTY | {AUDITOR}):
        unmet = len(series.owing(db(), actor(), today))
        found.append(Owed(say(N_("本季度还没有开联席会议的支部")), unmet, url_for("series.show"), late=False))
    replies = url_for("orders.index", state="reply", late="1")
    found.append(Owed(say(N_("逾期未答复的督办单")), unanswered, replies, late=unanswered > 0))
    return found


def promised() -> dict[str, Any]:
    """This quarter's promises of the whole street, as everybody reads them, and when they were counted if not now."""
    street, running = actor().street, Quarter.of(local(now()).date())
    whole, counted = kept(db(), street, running, now())[0], as_of(db(), street, running, now())
    shares = [(say(promises.NAMES[name]), promises.told(share)) for name, share in whole.shares.items()]
    return {"promises": shares, "counted": counted and minute(counted)}
