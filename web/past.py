"""A matter as it stood on a past day, and its history in three voices: officers', the reporter's, the record's."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from web import dates, matter, reads
from web.access import officer
from web.current import db, now
from web.holding import book
from web.issues import ROOM, with_successions
from web.language import say, translate
from web.pictures import law as pictures
from web.sessions import actor
from workflow.audit import past
from workflow.audit.past import Past
from workflow.audit.voices import answers, voices
from workflow.issues import details
from workflow.issues.flow import issue_flow
from workflow.issues.model import Issue
from workflow.issues.timeline import timeline
from workflow.kernel.clock import LOCAL, local
from workflow.kernel.errors import Refusal
from workflow.kernel.i18n import N_
from workflow.kernel.policy import CLOCK, REPORTER
from workflow.orgs.roles import LABELS, NAMELESS

bp = Blueprint("past", __name__, url_prefix="/issues")
END_OF_DAY = time(23, 59, 59)
ROLES = {**LABELS, **NAMELESS, REPORTER: N_("诉求人"), CLOCK: N_("系统（期限届满）")}
WORDS = {state.label: state.label for state in issue_flow.states.values()}
"""A state's label with its meaning (`C_`), found by what a kept flow says of it."""


class BadMoment(Refusal):
    """A day or a time that is none, or one that is still to come."""

    status = 422
    code = "bad_moment"
    message = N_("请填写一个已经过去的日期和时间，如 2026-03-05 和 17:30")


@bp.get("/<int:id>/voices")
@officer
def three(id: int) -> ResponseReturnValue:
    """Every entry as the officers say it, as the reporter heard it, and as it stands in the record."""
    issue = ROOM.find(id)
    reads.seen_by_auditor("voices", "issue", issue.id)
    told = voices(db(), issue, with_successions(issue, timeline(db(), issue.id, actor())))
    by_day = [(dates.day(on), list(ones)) for on, ones in groupby(told, key=lambda one: local(one.at).date())]
    return render_template(
        "past/voices.html", issue=issue, title=ROOM.title(issue), days=by_day, answers=answers(db(), issue, actor()),
        clocks=[ran(one) for one in details.ran(db(), issue, book())], roles=ROLES,
        exact=dates.exact, minute=dates.minute,
    )  # fmt: skip


@bp.get("/<int:id>/past")
@officer
def show(id: int) -> ResponseReturnValue:
    """The matter as it stood then: what its entries up to that moment say."""
    issue = ROOM.find(id)
    then = moment()
    reads.seen_by_auditor("past", "issue", issue.id)
    stood = past.as_of(db(), issue, then)
    known = [one for one in with_successions(issue, timeline(db(), issue.id, actor())) if one.at <= then]
    return render_template(
        "past/show.html", issue=issue, title=ROOM.title(issue), stood=stood, then=local(then),
        days=matter.days(issue, known, (), "all"), picture=picture(stood), stays=stays(stood),
        due=due(stood), today=local(now()).date(), first=local(issue.registered_at).date(), turns=turns(issue, then),
        exact=dates.exact,
    )  # fmt: skip


def ran(clock: details.Reckoned) -> dict[str, Any]:
    """One clock that ran or runs: from when to when, why that date, and whether it was kept."""
    end, due = clock.stopped_at, clock.due.at
    told = clock.explanation.sentence if clock.explanation else N_("日期由会议或决定指定。")
    return {
        "label": say(clock.label),
        "start": dates.minute(clock.due.start),
        "due": dates.minute(due),
        "why": say(told),
        "end": dates.minute(end) if end else "",
        "late": (end or now()) > due,
    }


def moment() -> datetime:
    """What the address asks for: a day, to its end where no time is named.

    Raises: BadMoment.
    """
    on, at = request.args.get("on", ""), request.args.get("time", "")
    if not on and not at:
        return now()
    try:
        clock = time.fromisoformat(at) if at else END_OF_DAY
        then = datetime.combine(date.fromisoformat(on), clock.replace(tzinfo=None), LOCAL)
    except ValueError:
        raise BadMoment from None
    if then.date() > local(now()).date() or then.year < 2000:
        raise BadMoment
    return min(then, now())


def turns(issue: Issue, then: datetime) -> list[tuple[str, str, bool]]:
    """(day, address, whether it is shown) of every day on which its state changed."""
    days = {local(stay.start).date() for stay in past.as_of(db(), issue, now()).stays}
    here = local(then).date()
    return [(dates.short_day(on), url_for(".show", id=issue.id, on=on), on == here) for on in sorted(days)]


def picture(stood: Past) -> Markup:
    """The flow that ruled then, with the way taken on it and the dwell in each state."""
    spent = past.dwells(stood)
    longest = max(spent.values(), default=0.0) or 1.0
    heat = {state: 1 + min(3, int(4 * seconds / longest)) for state, seconds in spent.items()}
    words = {state: spell(seconds) for state, seconds in spent.items()}
    states = {
        name: state | {"label": WORDS.get(state["label"], state["label"])}
        for name, state in stood.law["states"].items()
    }
    law = pictures.Law(states, past.moves(stood), words, heat, stood.state)
    return pictures.draw(law, translate)


def spell(seconds: float) -> str:
    """How long, short enough for a box of the picture."""
    start = datetime(2000, 1, 1, tzinfo=LOCAL)
    return matter.dwell(start, datetime.fromtimestamp(start.timestamp() + seconds, LOCAL))


def stays(stood: Past) -> list[tuple[str, str, str, str]]:
    """(state, holder, since, how long): they add up to the age at that moment."""
    return [
        (say(stay.label), stay.holder or "–", dates.exact(stay.start), matter.dwell(stay.start, stay.end))
        for stay in stood.stays
    ]


def due(stood: Past) -> dict[str, Any] | None:
    """The date that was told then, and whether it had passed."""
    if stood.due_at is None:
        return None
    return {"exact": dates.exact(stood.due_at), "late": stood.due_at < stood.at and stood.holder is not None}
