"""The inbox of notices: what was told to whoever is logged in, the newest first, each leading to its subject."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.access import officer
from web.current import db, now, number, numbers, office, release, word
from web.dates import exact, iso, minute
from web.finding import Chips
from web.language import say, translate
from web.links import links
from web.sessions import actor
from workflow.kernel.i18n import N_, Sentence
from workflow.notices import inbox
from workflow.notices.letters import letters
from workflow.notices.subjects import path_of

bp = Blueprint("notices", __name__, url_prefix="/notices")
PAGE = 50
Chip = tuple[str, str, bool, int | None]
NOUNS = {
    "issue": N_("事项"),
    "assignment": N_("移交单"),
    "request": N_("申请"),
    "supervision_order": N_("督办单"),
    "meeting": N_("联席会议"),
    "reception": N_("接待日"),
    "inspection": N_("审计检查"),
}


class Line(NamedTuple):
    """One notice with its texts ready."""

    id: int
    url: str
    subject: str
    body: str
    at: str
    iso: str
    exact: str
    unread: bool
    urgent: bool


def line(row: Any, url: str) -> Line:
    """The notice in the reader's language. A letter that is no longer written is told by its subject's number."""
    letter = letters().get(row.letter)
    subject, body = letter.render(row.words, translate) if letter else (row.words.get("number", "–"), "")
    told = (minute(row.at), iso(row.at), exact(row.at))
    return Line(row.id, url, subject, body, *told, row.read_at is None, row.urgent)


def asked() -> tuple[bool, str]:
    """Whether only unread ones are wanted (they are, unless said otherwise), and about what."""
    noun = word("about")
    return request.args.get("show") != "all", noun if noun in NOUNS else ""


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """Unread ones first asked for; all of them a press away."""
    unread, noun = asked()
    before = number("before")
    rows = inbox.listed(db(), actor(), unread=unread, noun=noun, before=before, limit=PAGE)
    url = links(".open_one")
    words: dict[str, Any] = {"rows": [line(row, url(row.id)) for row in rows[:PAGE]], "unread": unread}
    words["next"] = address(before=rows[PAGE - 1].id) if len(rows) > PAGE else None
    words["first"] = address() if before else None
    return render_template("notices/index.html", **words, chips=chips(unread, noun))


def address(**changed: Any) -> str:
    """This list with something changed; None takes a filter away. Paging starts anew."""
    kept = {name: request.args[name] for name in ("show", "about") if request.args.get(name)}
    return url_for(".index", **{name: value for name, value in {**kept, **changed}.items() if value is not None})


def chips(unread: bool, noun: str) -> list[Chips]:
    """Unread or all; about what."""
    fresh: list[Chip] = [
        (say(N_("未读")), address(show=None), unread, None),
        (say(N_("全部")), address(show="all"), not unread, None),
    ]
    about: list[Chip] = [
        (say(label), address(about=None if name == noun else name), name == noun, None) for name, label in NOUNS.items()
    ]
    return [Chips(say(N_("状态")), fresh), Chips(say(N_("关于")), about)]


@bp.get("/<int:id>")
@officer
def open_one(id: int) -> ResponseReturnValue:
    """Read from now on, and on to what it is about."""
    release()
    found = inbox.open_one(office(), actor(), id)
    return redirect(path_of(found.noun, found.subject_id), 303)


@bp.post("/read")
@officer
def read() -> ResponseReturnValue:
    """Those of the page that were ticked off, or all there are."""
    ids = numbers("id") if "id" in request.form else None
    release()
    count = inbox.read(office(), actor(), ids, now())
    flash(say(Sentence(N_("已将 %(n)s 条通知标为已读"), {"n": count})))
    return redirect(url_for(".index"), 303)
