"""One matter as whoever raised it sees it: the way as a picture, promises made and kept, acts, one question."""

from __future__ import annotations

import json
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from web import erasing, reveals
from web.current import db, now
from web.dates import full_day, short_day, until
from web.forms import StepForm
from web.language import say
from web.matter import hops, picture
from web.sessions import visiting
from workflow.issues import outlook, tracking
from workflow.issues.judged import own
from workflow.issues.keeping import under_hold
from workflow.issues.model import Claim, Issue
from workflow.issues.promises import Promise, promises
from workflow.issues.voices import voice
from workflow.issues.way import way
from workflow.kernel.explain import Verdict
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.rules.book import book_of

HINTS = {
    "confirm": N_("告诉我们解决了，事项就办结"),
    "still_unsolved": N_("已不能再要求重办；您的评价会如实登记，事项按现有答复办结"),
    "rate": N_("留下您的评价；其他诉求人都评价后办结"),
    "revise": N_("评价后 72 小时内可以改，以后一次为准"),
    "be_told": N_("有进展时发邮件，或者不发；邮件里只有编号和链接"),
    "stand": N_("代表大家与工作人员联系，最多五位"),
    "stand_down": N_("您仍是诉求人，只是不再代表大家"),
    "object": N_("说说还有什么没解决，事项会重新办理"),
    "object_again": N_("由上一级组织换人办理"),
    "supplement": N_("想起什么、有了新情况，写在这里"),
    "withdraw": N_("不想再反映了；您的联系方式会删除"),
    "leave": N_("只退出您的一份，事项继续办理"),
    "contest": N_("由上一级重新看是否应当受理，只有一次"),
    "seek_review": N_("对办结的结果不服，由上一级复查，只有一次"),
    "seek_final_review": N_("对复查结果不服，由再上一级复核，只有一次"),
}
DONE = {
    "supplement": N_("收到了您补充的情况，办理人员会看到"),
    "still_unsolved": N_("已如实登记没有解决；不服的，还可以走的渠道写在下面"),
    "rate": N_("收到了您的评价，谢谢"),
    "revise": N_("已按您改的评价记录"),
    "be_told": N_("已按您选的方式通知"),
    "stand": N_("您已是本事项的诉求人代表"),
    "stand_down": N_("您已不再是代表"),
    "leave": N_("您已退出；用原来的编号和查询码仍可查看进展"),
}
KEPT = {"withdraw": N_("不想再反映了；本事项依法保留，您的联系方式在解除保留后才会删除")}
"""What is said instead under a legal hold: nothing goes before it is lifted."""
RISKY = ("withdraw", "leave")
OBJECTING = ("object", "object_again", "seek_review", "seek_final_review", "contest")
FEW = 3


def matter(issue: Issue, claim: Claim) -> ResponseReturnValue:
    """Where it stands, what comes next and by when, what happened, what was promised, what one may do."""
    seen = tracking.view(db(), issue, claim, now(), staff=visiting() is not None)
    stands = outlook.outlook(db(), seen)
    allowed = sorted((choice(v) for v in seen.steps if v.allowed), key=lambda act: act["name"] in RISKY)
    barred = [] if objecting(allowed) or not seen.answer else refused(seen.steps)
    words: dict[str, Any] = {"matter": seen, "ahead": stands, "acts": allowed, "barred": barred}
    words["gone"] = full_day(issue.erased_at) if issue.erased_at else ""
    mine = claim.at == issue.registered_at  # who joined later reads nothing that somebody else wrote
    words |= {"what": issue.what if mine else "", "place": issue.place if mine else "", "short_day": short_day}
    book = book_of(db(), issue.street_id)
    words["due"] = until(stands.due_at, now(), book.calendar()) if stands.due_at else None
    words["promises"] = told(promises(db(), book, issue, seen.issue, claim.id, now()))
    words["asked"] = erasing.latest(issue, claim)
    words["reveals"] = reveals.of_claim(issue, seen.issue, claim)
    words |= pictured(seen, stands, claim)
    words["own"] = own(db(), seen.issue, claim)
    return render_template("portal/matter.html", **words)


def pictured(seen: tracking.Public, stands: outlook.Outlook, claim: Claim) -> dict[str, Any]:
    """The way as a drawing in the reporter's words, and the same as a table."""

    def speak(event: Any) -> str:
        return voice(event.step, json.loads(event.payload), claim.id, short=True)

    went = way(db(), seen.issue, now(), speak)
    drawn = picture(seen.issue, went, stands.owner_kind)
    return {"picture": drawn, "hops": hops(seen.issue, went), "sentence": say(stands.stands)}


CAME = {
    "kept": N_("答应 %(due)s，%(at)s 做到"),
    "late": N_("答应 %(due)s，%(at)s 才做到，晚了"),
    "ahead": N_("答应 %(due)s，还没有到期"),
    "overdue": N_("答应 %(due)s，已经过期，还没有做到"),
    "missed": N_("答应 %(due)s，没有做到；%(at)s：%(instead)s"),
    "turned": N_("答应 %(due)s；情况有变，%(at)s：%(instead)s"),
}
NOTHING = Label(N_("转入下一步"))
MOVED = N_("原定 %(first)s，后来改期")


def told(found: list[Promise]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What runs or was broken, first; behind it what was kept, folded up where several rounds made it long."""
    settled = [one for one in found if one.came in ("kept", "turned")]
    folded = settled if len(settled) > FEW else []
    shown = [one for one in found if one not in settled] + ([] if folded else settled)
    return [promised(one) for one in shown], [promised(one) for one in folded]


def promised(one: Promise) -> dict[str, Any]:
    """One promise in words; what was not kept is said as plainly as what was."""
    days = {"due": short_day(one.due), "at": short_day(one.at) if one.at else "", "instead": one.instead or NOTHING}
    moved = say(Sentence(MOVED, {"first": short_day(one.first)})) if one.first else ""
    late = one.came in ("late", "overdue", "missed")
    return {"what": one.what, "told": say(Sentence(CAME[one.came], days)), "moved": moved, "late": late}


def choice(verdict: Verdict) -> dict[str, Any]:
    """One act as a link, in the reporter's words."""
    name = verdict.step.name
    look = "btn-primary" if verdict.step.primary else "btn-plain"
    return {"name": name, "label": verdict.step.label, "hint": hint(verdict), "look": look}


def hint(verdict: Verdict) -> str:
    """What an act comes to, in the reporter's words."""
    name = verdict.step.name
    return KEPT[name] if name in KEPT and under_hold(verdict.case) else HINTS.get(name, "")


def objecting(acts: list[dict[str, Any]]) -> bool:
    """Whether there is a way on for somebody who does not agree."""
    return any(act["name"] in OBJECTING for act in acts)


def refused(steps: list[Verdict]) -> list[Verdict]:
    """Ways of not agreeing that are closed, each reason once."""
    closed = [v for v in steps if v.here and not v.allowed and v.step.name in OBJECTING]
    return list({say(v.why): v for v in reversed(closed)}.values())[::-1]


def question(verdict: Verdict, form: StepForm, place: int, status: int = 200) -> ResponseReturnValue:
    """One question on a page; earlier answers go along unseen."""
    words: dict[str, Any] = {"step": verdict.step, "form": form, "place": place}
    words |= {"hint": hint(verdict), "risky": verdict.step.name in RISKY}
    return render_template("portal/question.html", **words), status
