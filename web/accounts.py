"""Accounts as the system administrator handles them: made without a role, a link to hand over, closed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import forms, steps
from web.access import needs, officer
from web.admin import entries, good_until, person_named
from web.current import db, desk, now, office, word
from web.dates import exact, full_day
from web.forms import StepForm, form_for
from web.language import say
from web.sessions import actor
from web.settings import whole
from web.steps import Room
from workflow.kernel.desk import Desk
from workflow.kernel.explain import Verdict
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case
from workflow.orgs import grants, registers
from workflow.orgs.accounts import Account
from workflow.orgs.flows import account_flow
from workflow.orgs.links import link_of
from workflow.orgs.roles import ADMINISTRATORS

bp = Blueprint("accounts", __name__, url_prefix="/admin/accounts")
PAGE = 50
COMING = {
    "invited": N_("请把链接交给本人，由本人设置密码"),
    "active": N_("本人可以登录"),
    "closed": N_("本人不能再登录"),
    "removed": N_("账号名不再使用"),
}


ROOM = Room(Account, "accounts.show", lambda one: one.name, lambda db, one: (Sentence(COMING[one.state]), None))


@bp.get("")
@needs(*sorted(ADMINISTRATORS))
def index() -> ResponseReturnValue:
    """By name; narrowed by state or words."""
    args = request.args
    state = args.get("state", "") if args.get("state", "") in account_flow.states else ""
    q, after = word("q", 40), word("after", 60)
    rows = registers.accounts(db(), actor(), state, q, after, PAGE)
    chips: list[tuple[str, str, bool, None]] = [(say(N_("全部")), url_for(".index", q=q or None), not state, None)]
    for name, one in account_flow.states.items():
        chips.append((say(one.label), url_for(".index", state=name, q=q or None), state == name, None))
    kept: dict[str, Any] = {"state": state or None, "q": q or None}
    words: dict[str, Any] = {"rows": [row_of(one) for one in rows[:PAGE]], "chips": chips, "q": q, "state": state}
    words["next"] = url_for(".index", after=rows[PAGE - 1].name, **kept) if len(rows) > PAGE else None
    words["first"] = url_for(".index", **kept) if after else None
    return render_template("admin/accounts.html", **words, may_create=steps.may_begin(ROOM, "create"))


def row_of(one: Any) -> dict[str, Any]:
    """One line of the list."""
    state = account_flow.states[one.state]
    told = {"url": url_for(".show", id=one.id), "name": one.name, "person": one.person}
    return told | {"label": say(state.label), "phase": state.phase, "when": when(one)}


def when(one: Any) -> str:
    """What there is to say of its state: how long the link is good, since when it is closed."""
    if one.state == "invited":
        return good_until(one.link_ends_at)
    if one.closed_at:
        return say(Sentence(N_("%(day)s 停用"), {"day": full_day(one.closed_at)}))
    return say(Sentence(N_("密码设于 %(day)s"), {"day": full_day(one.password_at)})) if one.password_at else "–"


@bp.get("/new")
@officer
def new() -> ResponseReturnValue:
    """For somebody new, or (`?person=`) for somebody on the list."""
    return draw_new(form_for(steps.birth(ROOM, "create")))


@bp.post("/new")
@officer
def create() -> ResponseReturnValue:
    """The account and its link, shown this once."""
    form = form_for(steps.birth(ROOM, "create"))
    opened = desk()
    answers = form.answers()

    def act() -> Account:
        with opened as open_desk:
            return open_desk.begin(Account, "create", answers)

    made = forms.attempt(form, act)
    return draw_new(form) if made is None else (hand_over(made, opened), 201)


def draw_new(form: StepForm) -> ResponseReturnValue:
    asked = str(form["person"].data or request.args.get("person", ""))
    person = person_named(int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    form["person_name"].render_kw = {**form["person_name"].render_kw, "required": person is None}
    return render_template("admin/new_account.html", form=form, person=person), form.status


@bp.get("/<int:id>")
@officer
def show(id: int) -> ResponseReturnValue:
    """Whose it is, how it stands, what may be done, what happened."""
    account = ROOM.find(id)
    mine = grants.of_subject(db(), account)
    words = {"row": row_of(registers.account(db(), id)), "acts": steps.acts(ROOM, account)}
    person = url_for("people.show", id=account.person_id)
    return render_template("admin/account.html", **words, log=entries(mine), person_url=person)


@bp.get("/<int:id>/<step>")
@officer
def step(id: int, step: str) -> ResponseReturnValue:
    return steps.draw(ROOM, id, step)


@bp.post("/<int:id>/<step>")
@officer
def take(id: int, step: str) -> ResponseReturnValue:
    """Take it; where a link was drawn, show it this once."""
    account = ROOM.find(id)
    asked: Step = account_flow.find(step)
    form = form_for(Verdict(asked, Case(db(), actor(), account, now()), None))
    opened, answers = desk(), form.answers()

    def act() -> Account:
        with opened as open_desk:
            return open_desk.take(Account, id, step, answers, form.seen)

    taken = forms.attempt(form, act)
    if taken is None:
        return steps.page(ROOM, account, asked, form), form.status
    if "link" in opened.result:
        return hand_over(taken, opened), 201
    return steps.done(ROOM, taken, asked)


def hand_over(account: Account, opened: Desk) -> str:
    """The one-time link, to be copied and given to its owner by a way that only they read."""
    row = registers.account(db(), account.id)
    address = whole(f"/welcome/{link_of(office(), opened)}")
    until = exact(row.link_ends_at) if row.link_ends_at else ""
    return render_template("admin/link.html", row=row_of(row), address=address, until=until)
