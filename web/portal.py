"""The doors for whoever raised a matter: number and code in, then the matter, then one act, question by question."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from secrets import token_hex

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField

from web import followed
from web.access import public
from web.current import db, desk, now, office, release
from web.dates import day
from web.forms import StepForm, attempt, form_for
from web.language import say, translate
from web.security import takes_photos
from web.sessions import visiting
from web.viewer import built, home
from workflow.issues import outlook, tracking
from workflow.issues.model import Claim, Issue
from workflow.kernel.clock import local
from workflow.kernel.errors import NotFound, Refusal, TooMany
from workflow.kernel.explain import Verdict
from workflow.kernel.i18n import N_
from workflow.receptions.queries import ahead

bp = Blueprint("portal", __name__)

SOON = 3
"""Days of receptions on the front page; all of them stand on a page of their own."""
GRANT, KEPT = "follow", timedelta(minutes=30)
"""Who showed a right code may go on for half an hour. The signed cookie holds the claim's id and an end, never the
code: a hidden field would leave the code in the page's source, in the browser's back list and in screenshots."""


class TrackForm(FlaskForm):
    """The two things on the slip."""

    number = StringField(N_("事项编号"))
    code = StringField(N_("查询码"))


class GrantOver(Refusal):
    """Half an hour has passed, or nobody showed a code here."""

    status = 403
    code = "grant_over"
    message = N_("为保护您的信息，查询已过期，请重新输入编号和查询码")


@bp.get("/")
@public
def front() -> ResponseReturnValue:
    """For a resident what one can do here, and when somebody will listen; an officer goes to work."""
    if visiting() and home() != "/":
        return redirect(home(), 303)
    rows = ahead(db(), local(now()).date())
    days = [(day(on), list(ones)) for on, ones in groupby(rows, key=lambda row: row.held_on)]
    return render_template("portal/front.html", soon=days[:SOON], board="/board" in built())


@bp.get("/track")
@bp.get("/track/<number>")
@public
def track(number: str = "") -> ResponseReturnValue:
    """The door; the QR on the slip fills in the number."""
    return door(TrackForm(data={"number": number[:40]}))


@bp.post("/track")
@public
def enter() -> ResponseReturnValue:
    """On to the matter, so that going back never sends the code again; or a sentence that tells a guesser nothing."""
    form = TrackForm()
    claim, status = opened(form)
    if claim is None:
        return door(form, status)
    session[GRANT] = {"claim": claim, "until": (now() + KEPT).timestamp(), "mark": token_hex(8)}
    return redirect(url_for(".follow"), 303)


@bp.get("/follow")
@public
def follow() -> ResponseReturnValue:
    """The matter, while the grant lasts."""
    return followed.matter(*raised()) if granted() else redirect(url_for(".track"), 303)


@bp.post("/follow/leave")
@public
def leave() -> ResponseReturnValue:
    """The next person on this phone sees nothing, nor does who copied its cookie."""
    grant = session.pop(GRANT, None)
    release()
    if isinstance(grant, dict):
        tracking.close(office(), str(grant.get("mark")))
    flash(translate(N_("已关闭。要再看，请输入编号和查询码")))
    return redirect(url_for(".track"), 303)


@bp.get("/follow/act/<step>")
@public
def ask(step: str) -> ResponseReturnValue:
    """The first question of an act."""
    if not granted():
        return redirect(url_for(".track"), 303)
    _seen, verdict = before(step)
    return followed.question(verdict, form_for(verdict), 0)


@bp.post("/follow/act/<step>")
@public
@takes_photos
def act(step: str) -> ResponseReturnValue:
    """The next question, or, after the last, the act itself."""
    seen, verdict = before(step)
    form, place = form_for(verdict), asked_place()
    if "back" in request.form:
        return followed.question(verdict, form, max(place - 1, 0))
    if place + 1 < len(form.asked_names):
        refused = refuse_answer(form, verdict, place)
        return followed.question(verdict, form, place, 422) if refused else followed.question(verdict, form, place + 1)
    if attempt(form, lambda: take(seen, step, form)) is None:
        wrong = [i for i, name in enumerate(form.asked_names) if form[name].errors]
        return followed.question(verdict, form, wrong[0] if wrong else place, form.status)
    flash(translate(followed.DONE.get(step) or verdict.step.voice or N_("已收到")))
    return redirect(url_for(".follow"), 303)


# -- what the views stand on -----------------------------------------------------------------


def opened(form: TrackForm) -> tuple[int | None, int]:
    """The claim behind what was typed; else None, with the sentence in the form and the status to answer with."""
    number, code = str(form.number.data or ""), str(form.code.data or "")
    release()
    try:
        _issue, claim = tracking.open_with_code(office(), number, code, request.remote_addr or "")
    except (tracking.NoSuchCode, TooMany) as refusal:
        form.code.errors = [say(refusal.sentence)]
        return None, refusal.status
    return claim.id, 200


def granted() -> int | None:
    """The claim whose code was shown here within the last half hour."""
    grant = session.get(GRANT)
    if not isinstance(grant, dict) or grant.get("until", 0) < now().timestamp() or closed(str(grant.get("mark"))):
        session.pop(GRANT, None)
        return None
    return int(grant["claim"])


def closed(mark: str) -> bool:
    """Asked once a request, however often it matters."""
    if "closed" not in g:
        g.closed = tracking.is_closed(office(), db(), mark)
    return bool(g.closed)


def raised() -> tuple[Issue, Claim]:
    """The matter as it was raised here, and the claim.

    Raises: GrantOver.
    """
    claim = granted()
    if claim is None:
        raise GrantOver
    return outlook.claimed(db(), claim)


def before(step: str) -> tuple[tracking.Public, Verdict]:
    """The matter, and what this act asks.

    Raises: GrantOver, NotFound, or why the act is not allowed now.
    """
    seen = tracking.view(db(), *raised(), now(), staff=visiting() is not None)
    verdict = next((v for v in seen.steps if v.step.name == step), None)
    if verdict is None:
        raise NotFound(N_("现在不能进行这一步，请回到事项页面看看最新情况"))
    if verdict.refusal:
        raise verdict.refusal
    return seen, verdict


def take(seen: tracking.Public, step: str, form: StepForm) -> Issue:
    """Through the desk, as the reporter."""
    with desk(seen.actor) as open_desk:
        return open_desk.take(Issue, seen.issue.id, step, form.answers(), form.seen)


def asked_place() -> int:
    """Which question this form asked."""
    text = request.form.get("place", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0


def refuse_answer(form: StepForm, verdict: Verdict, place: int) -> bool:
    """Whether the answer to this one question cannot be used; the sentence then stands beside it."""
    name = form.asked_names[place]
    asked = verdict.step.asks[name]
    try:
        asked.clean(form.answers()[name], verdict.case.asking(verdict.step))
    except Refusal as refusal:
        form[name].errors = [say(refusal.sentence)]
        return True
    return False


def door(form: TrackForm, status: int = 200) -> ResponseReturnValue:
    for field in (form.number, form.code):
        field.label.text = translate(str(field.label.text))
    return render_template("portal/track.html", form=form), status
