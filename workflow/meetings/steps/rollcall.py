"""Who is in the room: signed in by hand or by the code on the wall, gone again, recused in one item."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from workflow.kernel.db import bare
from workflow.kernel.desk import Office
from workflow.kernel.errors import BadAnswers, Barred
from workflow.kernel.fields import Choice, Choices, Flag, Line, Option, Text, Whole
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case
from workflow.meetings.attendance import Attendee, SteppedAside
from workflow.meetings.facts import ItemFacts
from workflow.meetings.flow import item_flow, meeting_flow
from workflow.meetings.guards import in_session, listed_or_counted, on_its_day
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.relations import invited, recorder
from workflow.meetings.steps.invitations import MOST, called, own
from workflow.orgs import attempts

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ASKED = bare(Attendee)
AT_THE_DOOR = "convened in_session"
GUESSES, WINDOW = 5, 15
"""So often in so many minutes one person may be wrong about a meeting's code: six digits are soon guessed."""
NUMBER = Whole(label=N_("人数（未列名单的会议）"), required=False, least=1, most=2000)


def code_of(office: Office, meeting: int) -> str:
    """Six digits on the wall of the room: whoever types them is there."""
    proof = hmac.new(office.secret, f"meeting\0{meeting}".encode(), hashlib.sha256).hexdigest()
    return f"{int(proof[:12], 16) % 1_000_000:06d}"


def away(case: Case) -> list[Option]:
    return [(one.id, called(one)) for one in case.facts.attendees if not one.here]


def there(case: Case) -> list[Option]:
    return [(one.id, called(one)) for one in case.facts.attendees if one.here]


@meeting_flow.step(
    N_("签到"), AT_THE_DOOR, by=recorder, guards=[on_its_day, listed_or_counted],
    who=Choices(label=N_("谁到了"), among=away, required=False, most=MOST),
    number=NUMBER,
)  # fmt: skip
def check_in(desk: Desk, meeting: Meeting, who: list[int] | None, number: int | None) -> None:
    """By hand: the frozen roll stays, who comes later counts from the next vote on."""
    arrive(desk, meeting, who, number)


@meeting_flow.step(
    N_("凭码签到"), AT_THE_DOOR, by=invited, guards=[on_its_day],
    code=Line(label=N_("会场签到码"), longest=12),
)  # fmt: skip
def sign_in(desk: Desk, meeting: Meeting, code: str) -> None:
    """By oneself, with the code shown in the room; the recorder lets in by hand whoever guessed too often."""
    guess = ("sign-in", f"{meeting.id} {desk.actor.id}")
    if too_many := attempts.reached(desk.office, desk.db, *guess, limit=GUESSES, minutes=WINDOW):
        raise too_many
    if not hmac.compare_digest(code.strip().encode(), code_of(desk.office, meeting.id).encode()):
        desk.if_refused(lambda office: attempts.counted(office, *guess, limit=GUESSES, minutes=WINDOW))
        raise BadAnswers({"code": Sentence(N_("签到码不正确，请看会场屏幕"))})
    arrive(desk, meeting, [one.id for one in own(Case(desk.db, desk.actor, meeting, desk.now))], None)


def arrive(desk: Desk, meeting: Meeting, who: list[int] | None, number: int | None) -> None:
    if who:
        now_there = update(ASKED).where(ASKED.c.meeting_id == meeting.id, ASKED.c.id.in_(who))
        desk.db.execute(now_there.values(here=True, came_at=desk.now, left_at=None))
        desk.attest(came=who)
    recount(desk, meeting, who, number or 0)


@meeting_flow.step(
    N_("离席"), "in_session", by=recorder,
    who=Choices(label=N_("谁离席"), among=there, required=False, most=MOST),
    number=NUMBER,
)  # fmt: skip
def step_out(desk: Desk, meeting: Meeting, who: list[int] | None, number: int | None) -> None:
    """Gone from now on: votes taken before stay as they were counted."""
    if who:
        gone = update(ASKED).where(ASKED.c.meeting_id == meeting.id, ASKED.c.id.in_(who))
        desk.db.execute(gone.values(here=False, left_at=desk.now))
    recount(desk, meeting, who, -(number or 0))


def recount(desk: Desk, meeting: Meeting, who: list[int] | None, change: int) -> None:
    """How many voters are in the room now: counted where there is a list, else told.

    Raises: BadAnswers where neither fits.
    """
    mine = (ASKED.c.meeting_id == meeting.id) & ASKED.c.votes
    total, here = desk.db.execute(
        select(func.count(), func.count().filter(ASKED.c.here)).select_from(ASKED).where(mine)
    ).one()
    if total and not who:
        raise BadAnswers({"who": Sentence(N_("本次会议有名单，请在名单中勾选"))})
    if not total and not change:
        raise BadAnswers({"number": Sentence(N_("请填写人数"))})
    meeting.here = here if total else (meeting.here or 0) + change
    if meeting.here < 0 or (meeting.expected is not None and meeting.here > meeting.expected):
        told = {"here": meeting.here, "expected": meeting.expected}
        raise BadAnswers({"number": Sentence(N_("在场人数会变成 %(here)s，应在 0 到应到 %(expected)s 之间"), told)})


def may_step_aside(case: Case) -> list[Option]:
    return [(one.id, called(one)) for one in case.facts.attendees if one.id not in case.facts.aside]


def others(case: Case) -> list[Option]:
    return list(case.facts.people.items())


@item_flow.step(
    N_("登记回避"), "open", by=recorder, guards=[in_session],
    who=Choices(label=N_("谁回避"), among=may_step_aside, required=False, most=MOST),
    number=NUMBER,
    chair=Flag(label=N_("主持人在其中"), required=False, help=N_("有名单的会议不用填")),
    acting=Choice(label=N_("代行主持的人"), among=others, required=False, help=N_("主持人回避时必填")),
    reason=Text(label=N_("回避理由"), longest=500),
)  # fmt: skip
def recuse_item(
    desk: Desk,
    item: AgendaItem,
    who: list[int] | None,
    number: int | None,
    chair: bool | None,
    acting: int | None,
    reason: str,
) -> None:
    """Out of the quorum and the base of this item only; when the chair steps aside somebody else presides over it."""
    facts = ItemFacts(desk.db, item)
    by_name = any(one.votes for one in facts.attendees)
    if by_name != bool(who) or by_name == bool(number):
        field = "who" if by_name else "number"
        raise BadAnswers({field: Sentence(N_("请写明谁回避（没有名单的会议写人数）"))})
    persons = {one.person_id for one in facts.attendees if one.id in (who or ())}
    if facts.heads & persons or chair:
        item.acting_chair_id = presiding(facts, persons, acting)
    for one in who or ():
        desk.add(SteppedAside(item_id=item.id, attendee_id=one))
    item.recused += number or sum(one.votes for one in facts.attendees if one.id in (who or ()))
    if ItemFacts(desk.db, item).count.expected < 1:  # a guest who steps aside was not counted anyway
        raise Barred(N_("全体回避则无人可议，请改期或提请上级研究"))


def presiding(facts: ItemFacts, aside: set[Any], acting: int | None) -> int:
    """Who presides instead.

    Raises: BadAnswers where nobody, or somebody recused as well, is named.
    """
    gone = facts.heads | aside | facts.recused
    if acting is None or acting in gone:
        raise BadAnswers({"acting": Sentence(N_("主持人回避，请指定未回避的人代行主持"))})
    return acting
