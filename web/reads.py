"""The second log on a page: all for auditor and security administrator; for officers what the auditor looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from web.access import needs
from web.current import db, number, office, release, request_id, word
from web.dates import exact
from web.language import say
from web.links import links
from web.sessions import actor
from workflow.calendar import wording
from workflow.issues import reads
from workflow.issues.model import Issue
from workflow.issues.reads import Cursor, Read, Wanted
from workflow.kernel.accesses import KINDS, note_alone
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.orgs.roles import AUDITOR, SECURITY_ADMIN

bp = Blueprint("reads", __name__, url_prefix="/reads")
PAGE, FEW = 50, 20


class Line(NamedTuple):
    """One entry with its texts ready."""

    when: str
    kind: str
    who: str
    post: str
    theirs: str
    number: str
    url: str
    detail: str
    words: str


def lines(found: list[Read]) -> list[Line]:
    url, by = links("issues.show"), actor().roles & {AUDITOR, SECURITY_ADMIN}
    return [_line(one, url, bool(by)) for one in found]


def _line(one: Read, url: Callable[[int], str], narrows: bool) -> Line:
    return Line(
        when=exact(one.at),
        kind=say(one.kind),
        who=one.name,
        post=one.post,
        theirs=url_for("reads.index", person=one.person) if one.person and narrows else "",
        number=one.number,
        url=url(one.issue) if one.issue else "",
        detail=" · ".join(say(told) for told in one.detail),
        words=one.words,
    )


def of_matter(issue: Issue) -> list[Line]:
    """The newest entries about one matter that this person may read."""
    return lines(reads.listed(db(), actor(), Wanted(number=issue.number), FEW)[:FEW])


@bp.app_template_global("reads_log")
def reads_log() -> bool:
    """Whether this administrator has a door to the log."""
    return bool(actor().roles & {AUDITOR, SECURITY_ADMIN})


def seen_by_auditor(page: str, noun: str = "", id: int = 0, words: str = "") -> None:
    """Keep that an auditor looked: who watches is watched. Nothing is kept of anybody else's look.

    `words` say what was looked for, as far as somebody typed it.
    """
    if AUDITOR in actor().roles:
        who = actor()
        release()
        note_alone(office(), who, "audit", noun=noun, id=id, request=request_id(), words=words, page=page)


@bp.get("")
@needs(*reads.READERS)
def index() -> ResponseReturnValue:
    """The newest first, narrowed by kind, person, matter and day."""
    wanted = asked()
    seen_by_auditor("reads", words="；".join(map(str, narrowed(wanted))))
    found = reads.listed(db(), actor(), wanted, PAGE)
    told: dict[str, Any] = {"kind": wanted.kind or None, "person": wanted.person, "number": wanted.number or None}
    told["day"] = wanted.day.isoformat() if wanted.day else None
    last = "~".join(map(str, found[PAGE - 1].cursor)) if len(found) > PAGE else None
    kinds = [("", N_("全部")), *KINDS.items()] if actor().roles & {AUDITOR, SECURITY_ADMIN} else []
    chips = [
        (say(label), url_for(".index", **{**told, "kind": name or None}), name == wanted.kind) for name, label in kinds
    ]
    first, following = url_for(".index", **told), url_for(".index", **told, before=last) if last else None
    words = {"chips": chips, "told": told, "next": following, "first": first if wanted.before else None}
    return render_template("reads/index.html", rows=lines(found[:PAGE]), **words, officer=not kinds)


def asked() -> Wanted:
    """What the address narrows the log to."""
    return Wanted(word("kind"), number("person"), word("number", 24).upper(), day(), cursor())


def narrowed(wanted: Wanted) -> list[Sentence]:
    """The same in words, for a file's head and for the log itself."""
    told = [Sentence(N_("类型：%(kind)s"), {"kind": Label(KINDS[wanted.kind])})] if wanted.kind in KINDS else []
    told += [Sentence(N_("只含一个人的"))] if wanted.person is not None else []
    told += [Sentence(N_("事项编号：%(number)s"), {"number": wanted.number})] if wanted.number else []
    told += [Sentence(N_("日期：%(day)s"), {"day": wording.full_day(wanted.day)})] if wanted.day else []
    return told


def day() -> date | None:
    """The day in the address, None where it is none, or one that no log has."""
    try:
        asked = date.fromisoformat(word("day", 10))
    except ValueError:
        return None
    return asked if 2000 <= asked.year <= 2200 else None


def cursor() -> Cursor | None:
    """Where the page before ended, as the address says."""
    at, chain, seq = ([*word("before").split("~"), "", "", ""])[:3]
    if not seq.isascii() or not seq.isdigit() or len(seq) > 9:
        return None
    return at[:27], chain[:60], int(seq)
