"""The question: drafted, changed, looked at by somebody else, announced, called off."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from workflow.consultations.flow import consultation_flow
from workflow.consultations.model import Answer, Consultation
from workflow.consultations.relations import asker, consultation_reviewer, consulter, consulter_above
from workflow.kernel.clock import LOCAL
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Day, Flag, Line, Text
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import clock

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ANSWERS = bare(Answer)
FEWEST, MOST, LONGEST = 2, 10, 60
ASKED: dict[str, Any] = {
    "title": Line(label=N_("题目"), longest=80),
    "question": Text(label=N_("想问大家什么"), longest=2000, help=N_("写清背景、要定的事和谁来定；不写任何个人的信息")),
    "choices": Text(
        label=N_("供选择的答案"), required=False, longest=800, help=N_("每行一个，2 到 10 个；只请大家写意见就不填")
    ),
    "words": Flag(label=N_("请大家写意见吗")),
    "opens": Day(label=N_("开始日期")),
    "closes": Day(label=N_("截止日期"), help=N_("当天 24 点截止")),
}


def write(
    consultation: Consultation, title: str, question: str, choices: str | None, words: bool, opens: date, closes: date
) -> None:
    """Put down what is asked.

    Raises: BadAnswers where the choices are none, or the period is.
    """
    offered = [one.strip() for one in (choices or "").split("\n") if one.strip()]
    if offered and not FEWEST <= len(offered) <= MOST:
        raise BadAnswers({"choices": Sentence(N_("供选择的答案须有 2 到 10 个，每行一个"))})
    if len(set(offered)) < len(offered) or any(len(one) > LONGEST for one in offered):
        raise BadAnswers({"choices": Sentence(N_("供选择的答案不能重复，每个最多 60 字"))})
    if not offered and not words:
        raise BadAnswers({"choices": Sentence(N_("请给出供选择的答案，或请大家写意见"))})
    if closes < opens:
        raise BadAnswers({"closes": Sentence(N_("截止日期不能早于开始日期"))})
    consultation.title, consultation.question = title, question
    consultation.choices, consultation.words = offered, words
    consultation.opens_at = datetime.combine(opens, time(), LOCAL)
    consultation.closes_at = datetime.combine(closes + timedelta(days=1), time(), LOCAL)


@consultation_flow.step(N_("起草民意征集"), (), to="draft", by=asker, **ASKED)
def draft(desk: Desk, consultation: Consultation, **asked: Any) -> None:
    """Nobody outside reads it yet."""
    assert desk.capacity is not None
    consultation.org_id = desk.capacity.org
    write(consultation, **asked)


@consultation_flow.step(N_("修改"), "draft", by=consulter, **ASKED)
def rewrite(desk: Desk, consultation: Consultation, **asked: Any) -> None:
    """Until it is announced."""
    write(consultation, **asked)


@consultation_flow.step(N_("审核公布"), "draft", to="announced", by=consultation_reviewer, primary=True)
def publish(desk: Desk, consultation: Consultation) -> None:
    """On the board from now on; what is asked does not change any more."""
    if consultation.closes_at <= desk.now:
        raise BadAnswers({"closes": Sentence(N_("截止日期已过，请先修改"))})
    consultation.published_at = desk.now


@consultation_flow.step(
    N_("取消征集"), "draft announced open closed", to="withdrawn", by=(consulter, consulter_above),
    reason=Text(label=N_("为什么取消（会公开）"), longest=500),
)  # fmt: skip
def withdraw(desk: Desk, consultation: Consultation, reason: str) -> None:
    """The reason is read by everybody; nobody's words are kept."""
    consultation.summary = reason
    forget_words(desk, consultation)


def forget_words(desk: Desk, consultation: Consultation) -> None:
    mine = ANSWERS.c.consultation_id == consultation.id
    desk.db.execute(update(ANSWERS).where(mine).values(words=None))


@consultation_flow.step(N_("开始征集"), "announced", to="open", by=clock)
def begin_answers(desk: Desk, consultation: Consultation) -> None:
    """On its first day."""


@consultation_flow.step(N_("征集截止"), "open", to="closed", by=clock)
def end_answers(desk: Desk, consultation: Consultation) -> None:
    """After its last day."""
