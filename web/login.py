"""Logging in and out."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeTimedSerializer
from wtforms import HiddenField, PasswordField, StringField

from web import sessions
from web.access import officer, public, safe_next
from web.current import db, office
from web.dates import full_day
from web.forms import IN_PLACE, attempt
from web.language import say
from web.viewer import home
from workflow.kernel.errors import NotPermitted
from workflow.kernel.i18n import N_, Sentence
from workflow.orgs import registers, roles
from workflow.orgs.accounts import CodeNeeded, Visitor
from workflow.orgs.second_factor import DIGITS, left

bp = Blueprint("login", __name__)
FRESH = "fresh"
"""Where the name of an account whose owner has just set a password waits for the login."""
OVER = N_("您任%(post)s到 %(day)s 为止，现在没有岗位，不能登录。未办完的事项由接任的人办；要再任职，请找安全管理员")
SPENT = N_("用掉了一个备用码，还剩 %(n)s 个")
HALF = 300
"""Seconds between the password and the code."""


class LoginForm(FlaskForm):
    """A name and a password; `next` is where to go on."""

    name = StringField()
    password = PasswordField()
    next = HiddenField()
    status, refused, in_place = 200, "", (403, *IN_PLACE)


class CodeForm(FlaskForm):
    """The one-time code; `half` says whose password was shown."""

    code = StringField()
    half = HiddenField()
    next = HiddenField()
    status, refused, in_place = 200, "", (403, *IN_PLACE)


@bp.get("/login")
@public
def show() -> ResponseReturnValue:
    """The form; whoever is logged in already goes on."""
    form = LoginForm(data={"next": request.args.get("next", ""), "name": session.pop(FRESH, "")})
    return redirect(onward(form), 303) if sessions.visiting() else page(form)


@bp.post("/login")
@public
def enter() -> ResponseReturnValue:
    """A fresh session, or the form again with the one sentence that tells a guesser nothing."""
    form = LoginForm()
    try:
        return goes_on(form) if attempt(form, lambda: log_in(form)) else page(form)
    except CodeNeeded as needed:
        half = halves().dumps([needed.account.id, needed.account.version])
        return code_page(CodeForm(formdata=None, data={"half": half, "next": form.next.data}))


@bp.post("/login/code")
@public
def second() -> ResponseReturnValue:
    """The one-time code of whoever has just shown a password in this browser."""
    form = CodeForm()
    half = read_half(form.half.data)
    if half is None:
        return redirect("/login", 303)
    if attempt(form, lambda: finish(form, half)) is None:
        return code_page(form)
    if len((form.code.data or "").strip()) > DIGITS:
        flash(say(Sentence(SPENT, {"n": left(office(), half[0])})), "heed")
    return goes_on(form)


def finish(form: CodeForm, half: tuple[int, int]) -> object:
    """Raises: WrongCode, TooMany, NotPermitted; WrongPassword where the account changed meanwhile."""
    return posted(sessions.start_with_code(*half, (form.code.data or "").replace("\0", "")[:40]))


def halves() -> URLSafeTimedSerializer:
    """What a right password is worth, signed: it names an account as it was, and is good for some minutes."""
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="half a login")


def read_half(text: str | None) -> tuple[int, int] | None:
    try:
        account, version = halves().loads((text or "")[:200], max_age=HALF)
    except (BadSignature, ValueError, TypeError):
        return None
    return int(account), int(version)


def code_page(form: CodeForm) -> ResponseReturnValue:
    return render_template("login_code.html", form=form), form.status


def goes_on(form: LoginForm | CodeForm) -> Response:
    """On, from a device that is known from now on."""
    return sessions.remember(make_response(redirect(onward(form), 303)))


def log_in(form: LoginForm) -> object:
    """Raises: WrongPassword, TooMany, NotPermitted for an account without a post."""
    name, password = (form.name.data or "").replace("\0", "").strip()[:60], (form.password.data or "")[:200]
    return posted(sessions.start(name, password), name)


def posted(visitor: Visitor | None, name: str = "") -> Visitor:
    """Raises: NotPermitted for an account without a post; whoever had one reads until when, and who has the work."""
    if visitor is None:
        if over := registers.last_held(db(), name):
            raise NotPermitted(OVER, post=roles.post_of(over.org, over.role), day=full_day(over.ends))
        raise NotPermitted(N_("该账号现在没有岗位，不能登录。岗位由安全管理员授予：授予以后，用同样的账号和密码登录"))
    return visitor


def onward(form: LoginForm | CodeForm) -> str:
    """Where the visitor wanted to go, else home."""
    wanted = safe_next(form.next.data)
    return home() if wanted == "/" else wanted


def page(form: LoginForm) -> ResponseReturnValue:
    settings = current_app.extensions["lianxi.settings"]
    accounts = settings.demo_accounts if settings.demo else ()
    return render_template("login.html", form=form, accounts=accounts), form.status


@bp.post("/logout")
@officer
def leave() -> ResponseReturnValue:
    """The session ends on the server."""
    sessions.end()
    return redirect("/login", 303)
