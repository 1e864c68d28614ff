"""Every way the desk says no: a sentence for a person, a status and a code for a machine."""

from __future__ import annotations

from typing import Any, ClassVar

from workflow.kernel.i18n import N_, Label, Sentence


class Refusal(Exception):
    """The request was understood and not granted; nothing was changed."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    message: ClassVar[str] = N_("请求未被接受，未作任何更改")

    def __init__(self, message: str | None = None, /, who: Sentence | None = None, **values: Any) -> None:
        """`message` and its named holes replace the class's sentence; `who` says who could."""
        self.sentence = Sentence(message or self.message, values)
        self.who = who
        super().__init__(str(self.sentence))


class NotFound(Refusal):
    """It does not exist, or this person may not know that it does: the same answer for both."""

    status = 404
    code = "not_found"
    message = N_("没有找到，或您无权查看")


class NotPermitted(Refusal):
    """This person may see the subject but not take the step."""

    status = 403
    code = "not_permitted"
    message = N_("您不能进行这一步")


class NotLegal(Refusal):
    """The step does not start from the state the subject is in."""

    status = 409
    code = "not_legal"
    message = N_("当前状态为“%(state)s”，不能进行“%(step)s”")

    @classmethod
    def here(cls, state: str, step: str) -> NotLegal:
        return cls(state=Label(state), step=Label(step))


class Barred(Refusal):
    """A rule of the field forbids the step now."""

    status = 409
    code = "barred"


class Stale(Refusal):
    """Somebody else changed the subject after this page was drawn."""

    status = 409
    code = "stale"
    message = N_("已由 %(name)s 于 %(time)s 处理（%(step)s），请查看最新情况后再办")


class KeyReused(Refusal):
    """An idempotency key came back with other content."""

    status = 422
    code = "key_reused"
    message = N_("同一幂等键不能用于不同的内容")


class BadAnswer(Refusal):
    """One answer of a form is not usable."""

    status = 422
    code = "bad_answer"
    message = N_("填写有误")


class BadAnswers(Refusal):
    """One or more answers of a form are not usable; `fields` says which and why."""

    status = 422
    code = "bad_answers"
    message = N_("有 %(n)s 处需要修改，已填内容均已保留")

    def __init__(self, fields: dict[str, Sentence]) -> None:
        self.fields = fields
        super().__init__(n=len(fields))


class TooMany(Refusal):
    """Too many tries in a short time."""

    status = 429
    code = "too_many"
    message = N_("尝试次数过多，请 %(minutes)s 分钟后再试")
