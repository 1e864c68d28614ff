"""People in office and their posts: granted, ended, handed to a successor by the security administrator."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from web import forms, papers, steps
from web.access import needs, officer
from web.admin import entries, person_named
from web.current import db, now, number, word
from web.dates import full_day
from web.forms import StepForm, form_for
from web.language import say
from web.sessions import actor
from web.steps import Room
from workflow.kernel.clock import local
from workflow.kernel.db import fetch
from workflow.kernel.i18n import N_, Sentence
from workflow.orgs import grants, registers, roles
from workflow.orgs.flows import account_flow
from workflow.orgs.model import Post
from workflow.orgs.overlaps import meets
from workflow.orgs.registers import ENDING, POSTS, WITHOUT

bp = Blueprint("people", __name__, url_prefix="/admin/people")
posts = Blueprint("posts", __name__, url_prefix="/admin/posts")
PAGE = 50
ONLY = {"": N_("全部"), WITHOUT: N_("没有岗位"), ENDING: N_("30 天内到期")}
COMING = {"granted": N_("权限从第一天起生效"), "ended": N_("原权限已立即收回，未办完的事项仍在原组织")}

TAKEN_OVER = N_("%(name)s从今天起任%(post)s，原权限已立即收回，未办完的事项留在原组织；书面委托须重新出具")


def title(post: Post) -> str:
    return say(papers.post(registers.posts(db(), POSTS.c.id == post.id)[0]).title)


ROOM = Room(Post, "posts.show", title, lambda db, post: (Sentence(COMING[post.state]), None))


@bp.get("")
@needs(*sorted(roles.ADMINISTRATORS))
def index() -> ResponseReturnValue:
    """Everybody with the posts of today; narrowed by words or by what wants doing."""
    args = request.args
    only, q = args.get("only", "") if args.get("only", "") in ONLY else "", word("q", 40)
    rows = registers.people(db(), actor().street, today(), q, only, number("after") or 0, PAGE)
    some = [row.id for row in rows[:PAGE]]
    held, named = registers.held(db(), some, today()), registers.accounts_of(db(), some)
    kept: dict[str, Any] = {"only": only or None, "q": q or None}
    words: dict[str, Any] = {"rows": [line(row, held[row.id], named.get(row.id)) for row in rows[:PAGE]], "q": q}
    words["chips"] = [
        (say(told), url_for(".index", only=name or None, q=q or None), name == only) for name, told in ONLY.items()
    ]
    words["next"] = url_for(".index", after=some[-1], **kept) if len(rows) > PAGE else None
    words["first"] = url_for(".index", **kept) if args.get("after") else None
    return render_template("admin/people.html", **words, only=only)


def today() -> Any:
    return local(now()).date()


def line(row: Any, held: list[Any], account: Any) -> dict[str, Any]:
    """One person of the list."""
    told = {"url": url_for(".show", id=row.id), "name": row.name, "account": account.name if account else None}
    told["posts"] = [papers.post(post) for post in held]
    return told | {"state": say(account_flow.states[account.state].label) if account else say(N_("没有账号"))}


@bp.get("/<int:id>")
@needs(*sorted(roles.ADMINISTRATORS))
def show(id: int) -> ResponseReturnValue:
    """One person: account, posts with what may be done with each, papers, and what happened."""
    person = person_named(id)
    subjects = {post.id: post for post in fetch(db(), Post, POSTS.c.person_id == id)}
    held = [(papers.post(row), steps.acts(ROOM, subjects[row.id]).others) for row in registers.held_by(db(), id)]
    account = registers.accounts_of(db(), [id]).get(id)
    words: dict[str, Any] = {"person": person, "held": held, "account": account}
    words["state"] = account_flow.states[account.state] if account else None
    words["papers"] = [papers.mandate(row) for row in registers.papers_of(db(), id)]
    words["log"] = entries(grants.of_person(db(), actor().street, id))
    words["may_grant"] = steps.may_begin(ROOM, "grant")
    return render_template("admin/person.html", **words, may_create=roles.SYSTEM_ADMIN in actor().roles and not account)


@bp.get("/<int:id>/grant")
@officer
def grant(id: int) -> ResponseReturnValue:
    """The form of a grant, from today unless said otherwise."""
    form = form_for(steps.birth(ROOM, "grant"), starts=today())
    return render_template("admin/grant.html", form=form, person=person_named(id))


@bp.post("/<int:id>/grant")
@officer
def give(id: int) -> ResponseReturnValue:
    form = form_for(steps.birth(ROOM, "grant"))
    person = person_named(id)
    made = steps.begin(ROOM, "grant", form, {"person": id})
    if made is None:
        return render_template("admin/grant.html", form=form, person=person), form.status
    return steps.done(ROOM, made, Post.flow.steps["grant"])


@posts.get("/<int:id>", endpoint="show")
@officer
def show_post(id: int) -> ResponseReturnValue:
    """A post is shown where its holder is."""
    return redirect(url_for("people.show", id=ROOM.find(id).person_id), 303)


@posts.get("/<int:id>/replace")
@officer
def successor(id: int) -> ResponseReturnValue:
    """Who takes over: people of the organisation, those without a post, and whoever is looked for."""
    post = ROOM.find(id)
    verdict = forms.verdict_on(post, "replace")
    return draw_successor(post, form_for(verdict))


@posts.post("/<int:id>/replace")
@officer
def replace(id: int) -> ResponseReturnValue:
    """The old rights end and the new ones begin, in one act."""
    post = ROOM.find(id)
    form = form_for(forms.verdict_on(post, "replace"))
    taken = forms.take_step(form, Post, id, "replace")
    if taken is None:
        return draw_successor(ROOM.find(id), form)
    heir = person_named(int(form["person"].data))
    flash(say(Sentence(TAKEN_OVER, {"name": heir.name, "post": title(taken)})))
    return redirect(ROOM.url(id), 303)


def draw_successor(post: Post, form: StepForm) -> ResponseReturnValue:
    q = word("q", 40)
    form["person"].choices = candidates(post, q, str(form["person"].data or ""))
    words = {"title": title(post), "back": ROOM.url(post.id), "q": q, "form": form, "url": request.path}
    words["holder"] = person_named(post.person_id).name
    return render_template("admin/replace.html", **words, since=full_day(today())), form.status


def candidates(post: Post, q: str, chosen: str) -> list[SelectChoice]:
    """A short list, so that nobody scrolls through everybody."""
    street = actor().street
    if q:
        found = {row.id: row.name for row in registers.people(db(), street, today(), q, limit=40)}
    else:
        near = registers.posts(db(), POSTS.c.org_id == post.org_id, meets(POSTS, today(), None))
        found = {row.person_id: row.person for row in near}
        found |= {row.id: row.name for row in registers.people(db(), street, today(), only=WITHOUT, limit=20)}
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
        found[int(chosen)] = person_named(int(chosen)).name
    found.pop(post.person_id, None)
    held = registers.held(db(), list(found), today())
    fit = [id for id in found if not {row.role for row in held[id]} & roles.ADMINISTRATORS]
    return [SelectChoice("", say(N_("请选择"))), *(SelectChoice(str(id), described(found[id], held[id])) for id in fit)]


def described(name: str, held: list[Any]) -> str:
    """周明（荔香第一网格党支部支委）."""
    if not held:
        return say(Sentence(N_("%(name)s（没有岗位）"), {"name": name}))
    words = {"name": name, "post": roles.post_of(held[0].org, held[0].role)}
    return say(Sentence(N_("%(name)s（%(post)s）"), words))


steps.open_steps(posts, ROOM)
