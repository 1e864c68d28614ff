"""What came of it, with what is done about it; words go when somebody asks, or when their time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from workflow.consultations.flow import consultation_flow
from workflow.consultations.model import Answer, Consultation
from workflow.consultations.relations import consulter, consulter_above
from workflow.consultations.steps.asking import forget_words
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Text, Whole
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import clock

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ANSWERS = bare(Answer)


@consultation_flow.step(
    N_("公布结果"), "closed", to="told", by=consulter, primary=True,
    summary=Text(
        label=N_("听到了什么，怎么办"), longest=2000,
        help=N_("写采纳了什么、没采纳什么和理由；数字由系统附上。不照抄能认出人的意见"),
    ),
)  # fmt: skip
def tell_result(desk: Desk, consultation: Consultation, summary: str) -> None:
    """Whoever answered reads what became of it."""
    consultation.summary, consultation.told_at = summary, desk.now


@consultation_flow.step(
    N_("删除一条意见的文字"), "open closed told", by=(consulter, consulter_above),
    number=Whole(label=N_("意见编号"), least=1, most=2**40),
    reason=Text(label=N_("原因"), longest=200),
)  # fmt: skip
def strike_words(desk: Desk, consultation: Consultation, number: int, reason: str) -> None:
    """Somebody wrote what tells who they are, or asks that it goes. The choice stays counted."""
    mine = (ANSWERS.c.id == number) & (ANSWERS.c.consultation_id == consultation.id) & ANSWERS.c.words.is_not(None)
    if not desk.db.execute(update(ANSWERS).where(mine).values(words=None)).rowcount:
        raise BadAnswers({"number": Sentence(N_("没有这个编号的意见，或文字已删除"))})


@consultation_flow.step(N_("归档"), "told", to="archived", by=clock)
def archive(desk: Desk, consultation: Consultation) -> None:
    """Counts and what was done stay; words go."""
    forget_words(desk, consultation)
