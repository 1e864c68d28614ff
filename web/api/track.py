"""A reporter's program: number and code open the public part, and the steps a reporter has."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from web.access import public
from web.api.counter import UNKNOWN, body, bp, key, refuse_unknown, seen_version
from web.current import db, desk, now, office, release
from web.language import say, translate
from web.sessions import visiting
from workflow.issues import tracking
from workflow.issues.model import Claim, Issue
from workflow.kernel.errors import BadAnswers
from workflow.kernel.i18n import N_, Sentence


def opened(given: dict[str, Any]) -> tuple[Issue, Claim]:
    """Raises: BadAnswers where number or code is no text, NoSuchCode, TooMany."""
    proof = {name: given.pop(name, None) for name in ("number", "code")}
    wrong = {name: Sentence(N_("请填写编号和查询码")) for name, value in proof.items() if not isinstance(value, str)}
    if wrong:
        raise BadAnswers(wrong)
    release()
    return tracking.open_with_code(office(), str(proof["number"]), str(proof["code"]), request.remote_addr or "")


def shown(issue: Issue, claim: Claim) -> dict[str, Any]:
    return tracking.as_data(
        tracking.view(db(), issue, claim, now(), staff=visiting() is not None),
        say,
        lambda verdict: verdict.asks(translate),
    )


@bp.post("/track")
@public
def track() -> ResponseReturnValue:
    """The public part of a matter."""
    given = body()
    issue, claim = opened(given)
    if given:
        raise BadAnswers({name[:40]: Sentence(UNKNOWN) for name in given})
    return shown(issue, claim)


@bp.post("/track/steps/<name>")
@public
def take_track_step(name: str) -> ResponseReturnValue:
    """One step of the reporter's; the public part as it is now."""
    given = body()
    issue, claim = opened(given)
    version = seen_version(given)
    lead = tracking.lead_of(db(), issue)
    reporter = tracking.reporter_of(lead, claim, staff=visiting() is not None)
    refuse_unknown(Issue, lead.id, Issue.flow.find(name), given, reporter)
    with desk(reporter, key()) as open_desk:
        open_desk.take(Issue, lead.id, name, given, version)
    return shown(*tracking.again(db(), claim))
