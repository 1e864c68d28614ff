"""A mail as it goes out: one or more letters, each with its link, and nothing that anybody wrote."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from workflow.issues.facts import IssueFacts
from workflow.issues.model import Claim, Contact, Issue
from workflow.issues.tracking import lead_of
from workflow.kernel.clock import local
from workflow.kernel.db import bare, fetch_one
from workflow.kernel.desk import Office
from workflow.kernel.i18n import N_, Sentence, Translate
from workflow.kernel.languages import speaking
from workflow.notices.audiences import Round
from workflow.notices.leaving import ENDING
from workflow.notices.letters import letters
from workflow.notices.model import Notice
from workflow.notices.sending import Transport
from workflow.notices.subjects import KINDS, path_of
from workflow.orgs.reaching import REACH, Reach

NOTICES, CLAIMS, CONTACTS, ISSUES = bare(Notice), bare(Claim), bare(Contact), bare(Issue)
DIGEST = N_("%(n)s 条未读通知")
TO_OFFICERS = N_("本邮件由系统发出，只写编号和去向，请勿回复。登录后可以在“我的账号”里改变通知方式。")
TO_REPORTERS = N_(
    "本邮件由系统发出，只写编号，请勿回复。打开链接后，凭登记时给您的查询码查看；在那里也可以换邮箱，或者不再收邮件。"
)


def letter(office: Office, db: Connection, row: Any, way: Transport, now: datetime) -> Callable[[], None] | None:
    """The sending of a delivery's mail; None where there is no way to send it, or nobody wants it any more."""
    message = compose(db, row, way, now) if way.mail else None
    return partial(way.mail, message) if way.mail and message else None


def compose(db: Connection, row: Any, way: Transport, now: datetime) -> EmailMessage | None:
    """The mail of a delivery; None where nobody wants it, or may have it, any more."""
    return to_reporter(db, row, way, now) if row.claim_id else to_person(db, row, way, now)


def to_person(db: Connection, row: Any, way: Transport, now: datetime) -> EmailMessage | None:
    """What this person may still see; of a digest, what they have not read meanwhile."""
    reach = fetch_one(db, Reach, REACH.c.person_id == row.person_id)
    if reach is None or not reach.mailed or reach.email is None:
        return None
    mine = (NOTICES.c.delivery_key == row.key) & (NOTICES.c.person_id == row.person_id)
    if not row.letter:
        mine &= NOTICES.c.read_at.is_(None)
    here = Round(db, local(now).date())
    found = [one for one in db.execute(select(NOTICES).where(mine).order_by(NOTICES.c.id)) if visible(here, one)]
    if not found:
        return None
    speak = speaking(reach.language)
    parts = [
        (*letters()[one.letter].render(one.words, speak), way.site + path_of(one.noun, one.subject_id)) for one in found
    ]
    return mail(row, way, now, reach.email, parts, [(speak, TO_OFFICERS)])


def visible(here: Round, notice: Any) -> bool:
    """Whether its person may still see what a notice is about."""
    model = KINDS[notice.noun].model
    subject = fetch_one(here.db, model, bare(model).c.id == notice.subject_id)
    return notice.letter in letters() and subject is not None and here.sees(notice.person_id, subject)


def to_reporter(db: Connection, row: Any, way: Transport, now: datetime) -> EmailMessage | None:
    """In the language that was chosen, else in both; to the address of now, if there still is one."""
    asked = select(CONTACTS.c.email, CLAIMS.c.language).join(CLAIMS, CLAIMS.c.contact_id == CONTACTS.c.id)
    one = db.execute(asked.where(CLAIMS.c.id == row.claim_id, CLAIMS.c.ended_at.is_(None))).one_or_none()
    if one is None or not one.email or row.letter not in letters() or over(db, row):
        return None
    link = f"{way.site}/track/{row.words['number']}"
    spoken = [speaking(code) for code in ((one.language,) if one.language else ("zh", "en"))]
    parts = [(*letters()[row.letter].render(row.words, speak), link) for speak in spoken]
    return mail(row, way, now, one.email, parts, [(speak, TO_REPORTERS) for speak in spoken])


def over(db: Connection, row: Any) -> bool:
    """Whether a reminder to judge an answer comes too late: it was judged, or there is another answer, or none."""
    if row.letter != ENDING:
        return False
    claim = fetch_one(db, Claim, CLAIMS.c.id == row.claim_id)
    issue = fetch_one(db, Issue, ISSUES.c.id == claim.issue_id) if claim else None
    if claim is None or issue is None:
        return True
    lead = lead_of(db, issue)
    due = lead.due_at.isoformat() if lead.due_at else ""
    return lead.state != "replied" or due != row.words["due"] or claim.id in IssueFacts(db, lead).answered


Part = tuple[str, str, str]
"""Subject, body and link of one letter."""


def mail(
    row: Any, way: Transport, now: datetime, to: str, parts: list[Part], foot: list[tuple[Translate, str]]
) -> EmailMessage:
    """Subject, letters with their links, and who sends this. Sent twice, it carries the same id."""
    message = EmailMessage()
    message["From"], message["To"] = way.sender, to
    message["Subject"] = parts[0][0] if row.letter else Sentence(DIGEST, {"n": len(parts)}).render(foot[0][0])
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{row.key}@{way.sender.rpartition('@')[2] or 'lianxi'}>"
    message["Auto-Submitted"] = "auto-generated"
    told = ["\n".join(part) for part in parts] + [translate(words) for translate, words in foot]
    message.set_content("\n\n".join(told) + "\n")
    return message
