"""One's own one-time codes: set up with a phone, the spare codes on paper, and given up again."""

from __future__ import annotations

import re
import secrets

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField

from web.access import officer
from web.current import office, release, request_id
from web.forms import IN_PLACE, attempt
from web.language import say
from web.me import me, take
from web.pictures.qr import qr
from web.sessions import actor
from web.settings import second_factor as required
from workflow.kernel.i18n import N_
from workflow.orgs import entering, second_factor
from workflow.orgs.links import hash_of
from workflow.orgs.second_factor import WrongCode

bp = Blueprint("codes", __name__, url_prefix="/me/codes")
NONCE = re.compile(r"[0-9a-f]{32}")


class CodeForm(FlaskForm):
    """A code, and while setting up the nonce behind the picture it was read from."""

    code = StringField()
    nonce = HiddenField()
    status, refused, in_place = 200, "", (403, *IN_PLACE)


@bp.get("")
@officer
def show() -> ResponseReturnValue:
    """The picture for the phone, or where it is set up already what can be done with it."""
    if me().has_codes:
        return render_template("me/codes.html", form=CodeForm(formdata=None), left=left(), due=due())
    return picture(CodeForm(formdata=None, data={"nonce": secrets.token_hex(16)}))


def picture(form: CodeForm) -> ResponseReturnValue:
    nonce = str(form.nonce.data)
    address = second_factor.address_of(office(), nonce, me().account)
    typed = re.findall(".{4}", address.partition("secret=")[2].partition("&")[0])
    return render_template("me/codes_new.html", form=form, picture=qr(address), typed=typed, due=due()), form.status


def due() -> bool:
    """Whether this person must have codes here."""
    return second_factor.is_due(required(), actor().roles)


def left() -> int:
    release()
    return second_factor.left(office(), me().account_id)


@bp.post("")
@officer
def begin() -> ResponseReturnValue:
    """The first code shows that the phone has read the picture; then the spare codes, once."""
    form = CodeForm()
    if me().has_codes or not NONCE.fullmatch(form.nonce.data or ""):
        return redirect(url_for(".show"), 303)
    if attempt(form, lambda: set_up(form)) is None:
        return picture(form)
    told = second_factor.spares(office(), str(form.nonce.data))
    return render_template("me/codes_spare.html", spares=told), 201


def set_up(form: CodeForm) -> bool:
    """Raises: WrongCode."""
    nonce = str(form.nonce.data)
    if not second_factor.fits(office(), nonce, (form.code.data or "")[:40]):
        raise WrongCode(N_("动态码不正确。请扫描上面的图，再输入手机上显示的 6 位数字；手机的时间须准确"))
    take("set_codes", nonce=nonce, here=hash_of(me().proof))
    return True


@bp.post("/drop")
@officer
def drop() -> ResponseReturnValue:
    """Given up by whoever can show one: somebody at an unlocked screen cannot."""
    form = CodeForm()
    if not me().has_codes:
        return redirect(url_for(".show"), 303)
    if attempt(form, lambda: give_up(form)) is None:
        return render_template("me/codes.html", form=form, left=left(), due=due()), form.status
    flash(say(N_("动态码已停用，登录只用密码")))
    return redirect(url_for("me.show"), 303)


def give_up(form: CodeForm) -> bool:
    """Raises: WrongCode, TooMany."""
    visitor = me()
    release()
    entering.show_code(office(), visitor, (form.code.data or "")[:40], request_id())
    take("drop_codes")
    return True
