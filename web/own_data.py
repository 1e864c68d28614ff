"""A person's own data, behind the code of the slip: seen, corrected, taken along, erased."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from web import erasing
from web.access import public
from web.current import db, desk, now
from web.dates import exact, full_day
from web.forms import attempt, form_for
from web.language import say, translate
from web.portal import granted, raised
from workflow.issues.keeping import under_hold
from workflow.issues.model import Issue
from workflow.issues.words import CHANNELS
from workflow.kernel.clock import local
from workflow.kernel.errors import NotFound
from workflow.kernel.explain import Verdict, explain
from workflow.kernel.i18n import N_
from workflow.privacy import own

bp = Blueprint("own_data", __name__, url_prefix="/follow/data")

ACTS = {"correct": "correct_contact", "contact": "erase_contact", "erase": "ask_erasure"}
"""The word of the address for each step."""
HINTS = {
    "correct": N_("填什么就改成什么；留空的会删掉。历史只记改过一次，不记内容。"),
    "contact": N_("马上删除称呼、电话和邮箱，不用谁批准，不能恢复。以后不再发通知，凭编号和查询码仍可查看进展。"),
    "erase": N_("称呼、电话和邮箱马上删除；您写的内容和照片由一人拟办、另一人复核，两个工作日内答复。答复在这里看。"),
}
KEPT = {
    "correct": N_("本事项依法保留：原来没有填的可以补上，已经填的在解除保留前不能改动或删除。"),
    "erase": N_(
        "申请会记下来。本事项依法保留，解除保留前什么都不会删除；解除以后由一人拟办、另一人复核，两个工作日内答复。"
    ),
}
"""What they come to under a legal hold: nothing goes at once."""
DONE = {
    "correct": N_("已更正"),
    "contact": N_("联系方式已删除"),
    "erase": N_("申请已收到，进展和答复请在这里看"),
}
FIELDS = {"name": N_("称呼"), "phone": N_("电话"), "email": N_("邮箱")}
LETTERS = {
    "reporter_accepted": N_("已受理的通知"),
    "reporter_answered": N_("已答复的通知"),
    "reporter_declined": N_("不予受理的通知"),
    "reporter_redated": N_("期限变化的通知"),
    "reporter_suspended": N_("挂账的通知"),
}
FATES = {
    "waiting": N_("还没有发出"),
    "sent": N_("已发出"),
    "dead": N_("没有发到"),
    "dropped": N_("没有发"),
}


@bp.get("")
@public
def show() -> ResponseReturnValue:
    """Everything that is kept on the claim, and what one may do about it."""
    return drawn(paper=False)


@bp.get("/print")
@public
def paper() -> ResponseReturnValue:
    """The same without buttons, for paper."""
    return drawn(paper=True)


@bp.get("/copy")
@public
def copy() -> ResponseReturnValue:
    """The same as a file a program can read."""
    if not granted():
        return redirect(url_for("portal.track"), 303)
    kept = mine()
    text = json.dumps(own.copy(db(), kept, say), ensure_ascii=False, indent=2)
    named = {"Content-Disposition": f'attachment; filename="{kept.issue.number}.json"'}
    return Response(text, content_type="application/json; charset=utf-8", headers=named)


@bp.get("/photos/<photo>")
@public
def photo(photo: str) -> ResponseReturnValue:
    """One of the photos that came with what this person wrote."""
    if not granted():
        return redirect(url_for("portal.track"), 303)
    found = own.photo(db(), mine(), photo)
    if found is None:
        raise NotFound
    return Response(found, content_type="image/jpeg")


@bp.get("/act/<act>")
@public
def ask(act: str) -> ResponseReturnValue:
    """The form of one act."""
    if not granted():
        return redirect(url_for("portal.track"), 303)
    verdict, kept = verdict_on(act)
    return question(act, verdict, form_for(verdict, **(kept.contact if act == "correct" else {})))


@bp.post("/act/<act>")
@public
def take(act: str) -> ResponseReturnValue:
    """Through the desk, as whoever holds the code."""
    verdict, kept = verdict_on(act)
    form = form_for(verdict)
    if attempt(form, lambda: done(kept, verdict, form)) is None:
        return question(act, verdict, form, form.status)
    flash(translate(DONE[act]))
    return redirect(url_for(".show"), 303)


# -- what the views stand on -----------------------------------------------------------------


def mine() -> own.Own:
    """Raises: GrantOver."""
    return own.own(db(), *raised(), now())


def verdict_on(act: str) -> tuple[Verdict, own.Own]:
    """The step behind an act, and the data it is about.

    Raises: GrantOver, NotFound, or why the act is not allowed now.
    """
    kept = mine()
    verdict = next((v for v in verdicts(kept) if v.step.name == ACTS.get(act)), None)
    if verdict is None:
        raise NotFound
    if verdict.refusal:
        raise verdict.refusal
    return verdict, kept


def verdicts(kept: own.Own) -> list[Verdict]:
    return explain(db(), own.bearer(kept.issue, kept.claim), kept.issue, now())


def done(kept: own.Own, verdict: Verdict, form: Any) -> Issue:
    with desk(own.bearer(kept.issue, kept.claim)) as open_desk:
        return open_desk.take(Issue, kept.issue.id, verdict.step.name, form.answers())


# -- how it is drawn -------------------------------------------------------------------------


def drawn(*, paper: bool) -> ResponseReturnValue:
    if not granted():
        return redirect(url_for("portal.track"), 303)
    kept = mine()
    words: dict[str, Any] = {"kept": kept, "paper": paper, "exact": exact}
    words["contact"] = [(say(label), kept.contact.get(name, "")) for name, label in FIELDS.items()]
    words["channel"] = say(CHANNELS.get(kept.claim.channel, ""))
    words["contact_erased"] = on(kept.claim.contact_erased_at)
    words["erased"] = on(kept.claim.erased_at or kept.issue.erased_at)
    words["sent"] = [
        (exact(one.at), say(LETTERS.get(one.letter, N_("通知"))), say(FATES[one.state])) for one in kept.sent
    ]
    words["asked"] = [erasing.asked(row, kept.kept) for row in kept.asked]
    by_step = {v.step.name: v for v in verdicts(kept)}
    words["acts"] = {act: by_step[name] for act, name in ACTS.items() if name in by_step}
    words["hints"] = {act: hint(act, held=kept.held) for act in HINTS}
    return render_template("own_data/show.html", **words)


def on(at: Any) -> str:
    return full_day(local(at).date()) if at else ""


def hint(act: str, *, held: bool) -> str:
    return KEPT.get(act, HINTS[act]) if held else HINTS[act]


def question(act: str, verdict: Verdict, form: Any, status: int = 200) -> ResponseReturnValue:
    words: dict[str, Any] = {
        "act": act,
        "step": verdict.step,
        "form": form,
        "hint": hint(act, held=under_hold(verdict.case)),
    }
    return render_template("own_data/step.html", **words, risky=act != "correct"), status
