"""An answer, from anybody: history says that one came, never which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import delete

from workflow.consultations.flow import consultation_flow
from workflow.consultations.model import Answer, Consultation
from workflow.consultations.relations import respondent, within_period
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswer
from workflow.kernel.fields import Choice, Field, Option, Text
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ANSWERS = bare(Answer)
HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, kw_only=True)
class Chosen(Choice):
    """A choice that history never sees."""

    personal: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class OwnWords(Text):
    """Words that history never sees."""

    personal: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class Device(Field):
    """The keyed hash of a device's random mark, which no form asks for."""

    kind: ClassVar[str] = "line"
    personal: ClassVar[bool] = True

    def parse(self, raw: Any, case: Case) -> str:
        if not isinstance(raw, str) or len(raw) != 64 or not HEX.issuperset(raw):
            raise BadAnswer(N_("请重新打开页面再提交意见"))
        return raw


def choices(case: Case) -> list[Option]:
    return list(enumerate(case.subject.choices))


@consultation_flow.step(
    N_("提交意见"), "announced open", by=respondent, guards=[within_period],
    choice=Chosen(label=N_("您的选择"), among=choices, required_if=lambda case: bool(case.subject.choices)),
    words=OwnWords(
        label=N_("您的意见"), longest=500, required_if=lambda case: not case.subject.choices,
        help=N_("不要写姓名、电话、住址"),
    ),
    device=Device(label=N_("设备")),
)  # fmt: skip
def answer(desk: Desk, consultation: Consultation, choice: int | None, words: str | None, device: str) -> None:
    """The same device answers once: what it says later takes the place of what it said before."""
    desk.db.execute(delete(ANSWERS).where(ANSWERS.c.consultation_id == consultation.id, ANSWERS.c.device == device))
    said = words if consultation.words else None
    row = {"street_id": consultation.street_id, "consultation_id": consultation.id, "device": device}
    desk.add(Answer(**row, choice=choice, words=said, at=desk.now))
