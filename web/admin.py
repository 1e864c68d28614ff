"""The administrators' rooms: the way in, the log of accounts and grants, and who was locked out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from web import papers
from web.access import needs
from web.current import db, now, office, release, word
from web.dates import exact, minute
from web.language import say
from web.sessions import actor
from workflow.jobs import ledger
from workflow.kernel.clock import local
from workflow.kernel.db import fetch_one
from workflow.kernel.errors import NotFound
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.notices import dead
from workflow.orgs import grants, registers
from workflow.orgs.grants import Cursor, Entry
from workflow.orgs.model import Person
from workflow.orgs.registers import PEOPLE
from workflow.orgs.roles import ADMINISTRATORS, SYSTEM_ADMIN
from workflow.rules.papers import missing

bp = Blueprint("admin", __name__, url_prefix="/admin")
PAGE = 50


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the log with its texts ready."""

    when: str
    what: str
    about: str
    url: str | None
    who: str


def entries(found: list[Entry]) -> list[Told]:
    """The log as people read it."""
    return [
        Told(
            when=exact(one.at),
            what=say(one.step),
            about=say(one.about),
            url=url_for("people.show", id=one.person) if one.person else None,
            who=say(signed(one)),
        )
        for one in found
    ]


def signed(one: Entry) -> Sentence | str:
    """施安（安全管理员）; the server's operator has no name."""
    return Sentence(N_("%(name)s（%(role)s）"), {"name": one.actor, "role": Label(one.role)}) if one.actor else one.role


@bp.get("")
@needs(*sorted(ADMINISTRATORS))
def index() -> ResponseReturnValue:
    """Each to what is theirs."""
    return redirect(url_for("accounts.index" if SYSTEM_ADMIN in actor().roles else "people.index"), 303)


@bp.get("/log")
@needs(*sorted(ADMINISTRATORS))
def log() -> ResponseReturnValue:
    """Who made, granted, ended what, newest first; above it, who was locked out since yesterday."""
    before = cursor()
    found = grants.log(db(), actor().street, before, PAGE)
    words: dict[str, Any] = {"log": entries(found[:PAGE]), "lockouts": [] if before else lockouts()}
    last = "~".join(map(str, found[PAGE - 1].cursor)) if len(found) > PAGE else None
    words["next"] = url_for(".log", before=last) if last else None
    return render_template("admin/log.html", **words, first=url_for(".log") if before else None)


def cursor() -> Cursor | None:
    """Where the page before ended, as the address says."""
    at, _, rest = word("before").partition("~")
    noun, *numbers = rest.split("~")
    if len(numbers) != 2 or not all(n.isascii() and n.isdigit() and len(n) < 10 for n in numbers):
        return None
    return at[:27], noun[:40], int(numbers[0]), int(numbers[1])


def lockouts() -> list[tuple[str, str, str]]:
    """(url, who, since when and how often) of accounts locked in the last day."""
    told = Sentence
    return [
        (
            url_for("accounts.show", id=one.id),
            say(told(N_("%(person)s（账号 %(account)s）"), {"person": one.person, "account": one.name})),
            say(told(N_("%(at)s 起试错 %(n)s 次"), {"at": minute(one.since), "n": one.tries})),
        )
        for one in registers.lockouts(office(), db(), actor().street)
    ]


def person_named(id: int) -> Person:
    """Somebody of the own street.

    Raises: NotFound.
    """
    found = fetch_one(db(), Person, PEOPLE.c.id == id, PEOPLE.c.street_id == actor().street)
    if found is None:
        raise NotFound
    return found


# -- what an administrator finds at home -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Duty:
    """One list of the home page: what it is, its rows (url, what, small, note); what an empty one says, leads to."""

    title: str
    rows: list[tuple[str, str, str, str]]
    empty: str
    hint: str
    url: str = ""
    label: str = ""


def good_until(link_ends_at: datetime | None) -> str:
    """How long a one-time link is good."""
    if link_ends_at is None or link_ends_at <= now():
        return say(N_("链接已过期，请重发"))
    return say(Sentence(N_("链接至 %(at)s"), {"at": exact(link_ends_at)}))


def for_system() -> list[Duty]:
    """Links nobody has used yet, and who cannot get in."""
    invited = registers.accounts(db(), actor(), "invited", limit=30)
    rows = [
        (url_for("accounts.show", id=one.id), one.person, one.name, good_until(one.link_ends_at)) for one in invited
    ]
    hint = say(N_("建立账号后，把一次性链接交给本人；还没有设好密码的人会列在这里。"))
    create = url_for("accounts.new"), say(N_("建立账号"))
    invitations = Duty(say(N_("还没有启用的账号")), rows, say(N_("没有等待启用的账号")), hint, *create)
    return [*bare_ground(), *given_up(), *uncertain(), invitations, locked()]


def bare_ground() -> list[Duty]:
    """On the first morning nobody can be given a post, and nothing registered: first the ground must be laid."""
    if registers.has_branches(db(), actor().street):
        return []
    told = say(N_("在服务器上运行 lianxi ground --sample 得到样表，填好后运行 lianxi ground 文件名，然后授予岗位"))
    row = (url_for("people.index"), say(N_("社区、支部、单位、网格和事项类别")), say(N_("还没有建立")), told)
    return [Duty(say(N_("先建立组织")), [row], "", "")]


def given_up() -> list[Duty]:
    """What failed for good and waits for a person: first of all, for others wait without knowing."""
    letters = dead.many(db(), actor().street)
    release()  # the engine reads by connections of its own
    jobs = len(ledger.tasks(office().database, ledger.DEAD))
    told = (
        (jobs, url_for("jobs.index"), N_("后台任务"), N_("多次失败，已放弃"), N_("%(n)s 个，看原因并重试")),
        (letters, url_for("deliveries.index"), N_("邮件与推送"), N_("未送达"), N_("%(n)s 份，看原因并重发")),
    )
    rows = [(url, say(what), say(small), say(Sentence(note, {"n": n}))) for n, url, what, small, note in told if n]
    return [Duty(say(N_("没有办成的")), rows, "", "")] if rows else []


def uncertain() -> list[Duty]:
    """From November on, a next year without its holiday notice."""
    year = missing(db(), actor().street, local(now()).date())
    if year is None:
        return []
    note = say(N_("跨年的期限是暂定的，通知公布后请导入"))
    row = (url_for("calendar.index"), say(Sentence(N_("%(year)s 年放假通知"), {"year": year})), say(N_("暂定")), note)
    return [Duty(say(N_("工作日历")), [row], "", "")]


def for_security() -> list[Duty]:
    """Who has no post yet, and whose ends soon."""
    today = local(now()).date()
    without = registers.people(db(), actor().street, today, only=registers.WITHOUT, limit=30)
    named = registers.accounts_of(db(), [one.id for one in without])
    rows = [
        (url_for("people.show", id=one.id), one.name, named[one.id].name, say(N_("可授予岗位")))
        for one in without
        if one.id in named and named[one.id].state in ("invited", "active")
    ]
    soon = [papers.post(row) for row in registers.ending(db(), actor().street, today)]
    ending = [(url_for("people.show", id=one.person_id), one.person, one.title, one.dates) for one in soon]
    return [
        Duty(
            say(N_("有账号、没有岗位的人")), rows, say(N_("有账号的人都有岗位")),
            say(N_("没有岗位就不能登录。系统管理员建立账号后，请在这里授予岗位。")),
        ),
        Duty(
            say(N_("30 天内到期的岗位")), ending, say(N_("30 天内没有岗位到期")),
            say(N_("到期前请办理接任，或改定最后一天；过了最后一天，岗位在午夜自行结束。")),
        ),
        locked(),
    ]  # fmt: skip


def locked() -> Duty:
    rows = [(url, who, since, say(N_("本人可稍后再试，或重设密码"))) for url, who, since in lockouts()]
    hint = say(N_("连续 5 次输错密码会锁定 15 分钟；一天内锁定过的账号会列在这里。"))
    return Duty(say(N_("一天内锁定的账号")), rows, say(N_("一天内没有账号被锁定")), hint)
