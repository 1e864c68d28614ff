"""What the demo street tells and asks everybody: texts about answered matters, and two consultations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from sqlalchemy import exists, select

from workflow.board import Posting
from workflow.board.flow import ANSWERED
from workflow.consultations import Consultation
from workflow.demo.clockwork import Story, after, working
from workflow.demo.town import Town
from workflow.issues.model import Attachment, Issue
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.policy import Actor, Capacity
from workflow.orgs.roles import ANYBODY

ISSUES, POSTINGS, PHOTOS = bare(Issue), bare(Posting), bare(Attachment)
UNSEEN = 9
"""One of so many texts still waits for somebody to look at it."""


def publicity(town: Town, lots: Random) -> Story:
    """Every few days: what was answered with a text for everybody is written up, and looked at by somebody else."""
    while True:
        yield working(2)
        written = [write(town, id, owner, text) for id, owner, text in untold(town)]
        yield working(1)
        for posting, owner in written:
            if posting % UNSEEN and can_go_out(town, posting):
                town.take(another(town, owner), Posting, posting, "publish")


def another(town: Town, code: str) -> Actor:
    """Somebody whose hand is not in it: of a branch, the community above."""
    return town.second(town.ground.above[code] if code[0] == "B" else code)


def untold(town: Town) -> list[tuple[int, int, str]]:
    """(matter, owner, text) of what was answered for everybody and stands on no board yet."""
    standing = exists().where(POSTINGS.c.issue_id == ISSUES.c.id)
    found = (
        select(ISSUES.c.id, ISSUES.c.owner_id, ISSUES.c.public_text)
        .where(ISSUES.c.state.in_(ANSWERED[:3]), ISSUES.c.public_text.is_not(None), ~standing)
        .where(ISSUES.c.about_org_id.is_(None), ISSUES.c.restricted.is_(False))
    )
    with town.office.database.reading() as db:
        return [(row.id, row.owner_id, row.public_text) for row in db.execute(found.order_by(ISSUES.c.id).limit(12))]


def write(town: Town, issue: int, owner_id: int, text: str) -> tuple[int, str]:
    """The posting and the code of its organisation; with a photo where the matter has one, its upper part blurred."""
    owner = town.codes[owner_id]
    town.take(town.head(owner), Issue, issue, "draft_public", text=text)
    with town.office.database.reading() as db:
        posting = db.execute(select(POSTINGS.c.id).where(POSTINGS.c.issue_id == issue)).scalars().one()
        photo = (
            db.execute(select(PHOTOS.c.id).where(PHOTOS.c.issue_id == issue).order_by(PHOTOS.c.seq)).scalars().first()
        )
    if photo:
        town.take(town.head(owner), Posting, posting, "publish_photo", photo=photo, marks="70,20,22,65")
    return posting, owner


def can_go_out(town: Town, posting: int) -> bool:
    """Whether nobody has let it out yet, and its matter is not worked on again."""
    found = select(POSTINGS.c.state, ISSUES.c.state).join(ISSUES, ISSUES.c.id == POSTINGS.c.issue_id)
    with town.office.database.reading() as db:
        posted, matter = db.execute(found.where(POSTINGS.c.id == posting)).one()
    return posted == "drafted" and matter in ANSWERED


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, for how many days, how many answer, and what becomes of it."""

    title: str
    question: str
    choices: str
    days: int
    answers: int
    words: tuple[str, ...]
    summary: str


PARKING = Question(
    "小区门前路要不要划停车位",
    "门前路晚上停车多，消防车进不来。是划出停车位并留出通道，还是禁止停放？由社区党委研究决定。",
    "划停车位，留出消防通道\n全线禁止停放\n维持现状", 10, 46,
    ("留出消防通道最要紧", "晚上八点以后可以停就好", "请先把僵尸车清走"),
    "多数人赞成划停车位并留出消防通道。社区已请交警部门现场勘查，两周内划线；僵尸车先行清理。全线禁停没有采纳，因为周边没有替代车位。",
)  # fmt: skip
RUBBISH = Question(
    "垃圾定时投放放在什么时候", "网格准备实行垃圾定时投放，想先听听大家什么时候方便。由支部联席会议研究决定。",
    "早上 7 点到 9 点\n傍晚 6 点到 8 点\n早晚各一次", 12, 17, ("上班族早上来不及", "老人家起得早，早上最好"), "",
)  # fmt: skip


def consulted(town: Town, code: str, asked: Question, lots: Random) -> Story:
    """Drafted by one, announced by another, answered over the days; told once it is over."""
    today = town.now_local.date()
    data = {"title": asked.title, "question": asked.question, "choices": asked.choices, "words": True}
    data |= {"opens": today, "closes": today + timedelta(days=asked.days)}
    one, _ = town.begin(town.head(code), Consultation, "draft", **data)
    yield after(minutes=40)
    town.take(another(town, code), Consultation, one.id, "publish")
    weights = (6, 3, 2)[: asked.choices.count("\n") + 1]
    anybody = Actor(0, "", (Capacity(ANYBODY, one.id, 1),))
    for n in range(asked.answers):
        yield after(minutes=lots.randint(20, 280))
        said = {"choice": str(lots.choices(range(len(weights)), weights)[0]), "device": f"{lots.getrandbits(256):064x}"}
        said |= {"words": asked.words[n // 7]} if n % 7 == 3 and n // 7 < len(asked.words) else {}
        town.take(anybody, Consultation, one.id, "answer", **said)
    while asked.summary and local(town.play.watch.now).date() <= today + timedelta(days=asked.days + 1):
        yield working(1)
    if asked.summary:
        town.take(town.head(code), Consultation, one.id, "tell_result", summary=asked.summary)
