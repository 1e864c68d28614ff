"""Raising a matter without an account: danger first, then one question a page, read over, sent, and a receipt.

What was written waits sealed on the server (issues/drafts.py): going back is an ordinary address, a change of language
or of the size of letters loses nothing, and no page, address or cookie carries what somebody wrote.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from web import drafting, raised
from web.access import public
from web.current import db, desk, office, release
from web.forms import tried
from web.language import language, say, translate
from web.raised import PAGES, Page
from web.security import takes_photos
from workflow.issues import consent, raising, registration
from workflow.kernel.errors import BadAnswers, Refusal
from workflow.kernel.i18n import N_, Sentence
from workflow.orgs import attempts
from workflow.orgs.model import Grid

bp = Blueprint("raising", __name__, url_prefix="/raise")

SENT = 20
"""How many matters one address may send in as many minutes as drafts are counted in."""
AGAIN = {"Retry-After": str(60 * drafting.MINUTES)}
FIRST, LAST = PAGES[0], "send"
LOST = N_("您写的内容已过期或已删除，请重新填写；本机草稿里有的会自动填上")


class Empty(FlaskForm):
    """A form that asks nothing but to be sent from here."""


# -- danger first ------------------------------------------------------------------------------


@bp.get("")
@public
def danger() -> ResponseReturnValue:
    """Is anybody in danger now? The numbers to call, and the way on."""
    return first_page(None)


@bp.get("/at/<code>")
@public
def at(code: str) -> ResponseReturnValue:
    """The same from a poster at a door, which names the grid; an unreadable one still leads on."""
    return first_page(raised.grid_at(code))


def first_page(place: Grid | None, slowed: Refusal | None = None) -> str:
    """The numbers to call are on it whatever else is said."""
    words = {"place": None, "grid": place, "slowed": say(slowed.sentence) if slowed else ""}
    return render_template("raising/danger.html", form=Empty(), **words)


@bp.post("")
@public
def begin() -> ResponseReturnValue:
    """A new draft. "In danger" is counted as a number, and whoever goes on writes under the numbers to call."""
    begun = {"key": secrets.token_hex(16), "danger": request.form.get("danger") == "yes"}
    if place := raised.grid_at(request.form.get("code", "")):
        begun["grid"] = str(place.id)
    handle = secrets.token_hex(8)
    slowed = tried(lambda: drafting.keep_new(handle, begun))
    if isinstance(slowed, Refusal):
        return first_page(place, slowed), slowed.status, AGAIN
    if begun["danger"]:
        here = raising.street(db())
        release()
        raising.count_danger(office(), here)
    return redirect(url_for(".ask", handle=handle, page=FIRST), 303)


# -- one question a page -----------------------------------------------------------------------


@bp.get("/<handle>/<page>")
@public
def ask(handle: str, page: str) -> ResponseReturnValue:
    """One question with what was answered before; whoever skipped one is led back to it."""
    written = drafting.load(handle)
    if written is None:
        flash(translate(LOST))
        return redirect(url_for(".danger"), 303)
    if "sent" in written:
        return render_template("raising/over.html")
    if page == LAST:
        missing = raised.missing(written)
        return redirect(url_for(".ask", handle=handle, page=missing), 303) if missing else read_over(handle, written)
    return question(handle, raised.page_of(page, written), written)


@bp.post("/<handle>/<page>")
@public
def register(handle: str, page: str) -> ResponseReturnValue:
    """Keep the answers and go on; or say beside each what cannot be used, with everything still there.

    Named after the step it asks for: a page whose session is over gives what was typed back under its questions.
    """
    written = drafting.load(handle) or {"key": secrets.token_hex(16), "danger": False, "new": True}
    if "sent" in written:
        return render_template("raising/over.html")
    asked = raised.page_of(page, written, request.form)
    if asked.refuse():
        return question(handle, asked, written, 422)
    if asked.about_the_street:
        return outside(handle, asked, written)
    if written.pop("new", None):
        drafting.keep_new(handle, written | asked.answers)
    else:
        drafting.keep(handle, written | asked.answers)
    after = LAST if "over" in request.form else asked.next
    return redirect(url_for(".ask", handle=handle, page=after), 303)


@bp.post("/<handle>/drop")
@public
def drop(handle: str) -> ResponseReturnValue:
    """Not to be raised after all: nothing is left of it."""
    drafting.drop(handle)
    flash(translate(N_("已删除您写的内容，什么都没有留下")))
    return redirect(url_for(".danger", dropped=1), 303)


def question(handle: str, asked: Page, written: dict[str, Any], status: int = 200) -> ResponseReturnValue:
    words = {"handle": handle, "asked": asked, "danger": written.get("danger"), "form": asked.form}
    words |= {"place": PAGES.index(asked.name) + 1, "pages": len(PAGES) + 1, "notice": consent.current()}
    return render_template(f"raising/{asked.name}.html", **words), status


def outside(handle: str, asked: Page, written: dict[str, Any]) -> ResponseReturnValue:
    """About the street's own staff: where to go instead. Nothing is kept but that somebody was told so."""
    refusal = registration.refer(desk(raising.resident(raising.street(db()))))
    asked.form["about_staff_of"].errors = [say(refusal.sentence)]
    return question(handle, asked, written, refusal.status)


# -- read over and send ------------------------------------------------------------------------


@bp.post("/<handle>/send")
@public
@takes_photos
def send(handle: str) -> ResponseReturnValue:
    """Once, however often it is pressed: a new matter, or one more claim in one that is open already."""
    written = drafting.load(handle)
    if written is None:
        flash(translate(LOST))
        return redirect(url_for(".danger"), 303)
    if "sent" in written:
        return receipt(written["sent"])
    if raised.missing(written):
        return redirect(url_for(".ask", handle=handle, page=raised.missing(written)), 303)
    came = tried(lambda: sending(written))
    if isinstance(came, Refusal):
        return refused(handle, written, came)
    drafting.sent(handle, came)
    return receipt(came), 201


def sending(written: dict[str, Any]) -> dict[str, str]:
    """The code and the version agreed to, of what the desk took.

    Raises: TooMany, BadAnswers, NotFound, NotLegal.
    """
    version = raised.agreed()
    release()
    attempts.count(office(), "raise-send", drafting.client(), limit=SENT, minutes=drafting.MINUTES)
    asked = raised.for_the_desk(written) | {"notice": version, "photos": raised.photos()}
    here, lead = raising.street(db()), request.form.get("join", "")
    if lead:
        neighbour = next((one for one in raised.neighbours(written) if str(one.id) == lead), None)
        if neighbour is None:
            raise BadAnswers({"join": Sentence(raised.GONE)})
        open_desk = desk(raising.resident(here, neighbour.id), written["key"])
        raising.join(open_desk, neighbour.id, raised.as_one_more(asked))
    else:
        open_desk = desk(raising.resident(here), written["key"])
        registration.register(open_desk, asked)
    return {"code": registration.code_of(office(), open_desk) or "", "notice": version}


def refused(handle: str, written: dict[str, Any], refusal: Refusal) -> ResponseReturnValue:
    """The page again with the sentence; everything but the chosen photos is still there."""
    fields = refusal.fields if isinstance(refusal, BadAnswers) else {}
    errors = {name: say(sentence) for name, sentence in fields.items()} or {"": say(refusal.sentence)}
    answer = read_over(handle, written, errors, refusal.status)
    if refusal.status != 429:
        return answer
    return (*answer, AGAIN)


def read_over(
    handle: str, written: dict[str, Any], errors: dict[str, str] | None = None, status: int = 200
) -> tuple[str, int]:
    """Everything once more, open matters nearby, a photo, the notice, and the button."""
    words: dict[str, Any] = {"handle": handle, "form": Empty(), "errors": errors or {}, "danger": written.get("danger")}
    words |= {
        "read": raised.read_over(written),
        "neighbours": [raised.shown(one) for one in raised.neighbours(written)],
    }
    words |= {"notice": consent.current(), "place": len(PAGES) + 1, "pages": len(PAGES) + 1}
    return render_template("raising/send.html", **words), status


def receipt(sent: dict[str, str]) -> str:
    """Number, code and QR; what happens next and by when; the version of the notice agreed to."""
    return render_template("raising/receipt.html", **raised.receipt(sent["code"], sent["notice"]))


# -- the notice ----------------------------------------------------------------------------------


@bp.get("/notice")
@bp.get("/notice/<version>")
@public
def notice(version: str = "") -> ResponseReturnValue:
    """The privacy notice that holds now, or any that ever did."""
    shown = consent.edition(version) if version else consent.current()
    words = {"edition": shown, "blocks": raised.paragraphs(shown.texts[language()])}
    return render_template(
        "raising/notice.html", **words, editions=consent.editions()[::-1], now_holds=consent.current()
    )
