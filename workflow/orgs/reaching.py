"""How a person is told of things outside these pages: an e-mail address, how often, and the hours that stay quiet."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.clock import LOCAL, local
from workflow.kernel.db import Record, Word, bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Choice, Contact
from workflow.kernel.i18n import N_, Sentence
from workflow.orgs.accounts import Account
from workflow.orgs.flows import account_flow
from workflow.orgs.relations import account_holder

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

NOW, DAILY, NEVER = "now", "daily", "none"
MAIL = {NEVER: N_("不发邮件"), NOW: N_("随时发"), DAILY: N_("每天一次汇总")}
LANGUAGES = {"zh": N_("中文"), "en": N_("英文")}
OFF = "off"
QUIET_FROM = {OFF: N_("不设"), **{f"{hour}:00": f"{hour}:00" for hour in range(19, 24)}}
QUIET_UNTIL = {f"{hour:02}:{half}": f"{hour:02}:{half}" for hour in range(6, 10) for half in ("00", "30")}
USUAL = {"mail": NEVER, "quiet_from": "21:00", "quiet_until": "07:30", "language": "zh"}
DIGEST = time(8, 30)
"""When the digest of the day before goes out."""
ADDRESS = re.compile(r"[^@\s<>()\[\],;:\\\"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Reach(Record):
    """One person's choice. It goes with the account: nothing of it stays when that is removed."""

    __tablename__ = "reach"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    street_id: Mapped[int]
    email: Mapped[str | None] = mapped_column(String(120))
    mail: Mapped[str] = mapped_column(Word)
    quiet_from: Mapped[str | None] = mapped_column(String(5))
    quiet_until: Mapped[str] = mapped_column(String(5))
    language: Mapped[str] = mapped_column(Word)

    @property
    def mailed(self) -> bool:
        """Whether anything goes to this person by e-mail."""
        return bool(self.email) and self.mail != NEVER


REACH = bare(Reach)


@account_flow.step(
    N_("通知设置"), "active", by=account_holder,
    email=Contact(label=N_("邮箱"), longest=120, required=False),
    mail=Choice(label=N_("邮件"), of=MAIL),
    quiet_from=Choice(label=N_("免打扰从"), of=QUIET_FROM, help=N_("这段时间不发邮件，危险事项除外")),
    quiet_until=Choice(label=N_("免打扰到"), of=QUIET_UNTIL),
    language=Choice(label=N_("邮件用的语言"), of=LANGUAGES),
)  # fmt: skip
def set_reach(
    desk: Desk, account: Account, email: str | None, mail: str, quiet_from: str, quiet_until: str, language: str
) -> None:
    """The address is account data: history keeps that it was set, never what it is."""
    if email and not is_address(email):
        raise BadAnswers({"email": Sentence(N_("邮箱地址不完整，请写成 name@example.com 的样子"))})
    if mail != NEVER and not email:
        raise BadAnswers({"email": Sentence(N_("要收邮件，请填写邮箱"))})
    forget_reach(desk, account.person_id)
    desk.add(
        Reach(
            person_id=account.person_id, street_id=account.street_id, email=email, mail=mail, language=language,
            quiet_from=None if quiet_from == OFF else quiet_from, quiet_until=quiet_until,
        )
    )  # fmt: skip


def forget_reach(desk: Desk, person: int) -> None:
    """Nothing of it stays."""
    desk.db.execute(delete(REACH).where(REACH.c.person_id == person))


def is_address(text: str) -> bool:
    """Whether mail could go there; where it really does, only a mail can tell."""
    return text.isascii() and ADDRESS.fullmatch(text) is not None


def unquiet(reach: Reach, at: datetime) -> datetime:
    """The first moment from then on that is outside the quiet hours, which may run over midnight."""
    if reach.quiet_from is None:
        return at
    here = local(at)
    begins, ends = time.fromisoformat(padded(reach.quiet_from)), time.fromisoformat(reach.quiet_until)
    if begins <= here.time():
        return datetime.combine(here.date() + timedelta(days=1), ends, LOCAL)
    return datetime.combine(here.date(), ends, LOCAL) if here.time() < ends else at


def padded(hour: str) -> str:
    return hour.rjust(5, "0")


def next_digest(at: datetime) -> datetime:
    """When the next digest goes out."""
    here = local(at)
    today = datetime.combine(here.date(), DIGEST, LOCAL)
    return today if here < today else today + timedelta(days=1)
