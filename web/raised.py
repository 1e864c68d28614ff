"""What the pages of raising a matter ask, read over and hand out: from a draft to the desk's answers, and a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from web import sealed
from web.current import db, now, office
from web.dates import full_day, until
from web.forms import StepForm, form_for, upload
from web.language import say
from web.pictures.qr import qr
from web.settings import whole
from workflow.issues import consent, outlook, raising, tracking
from workflow.issues.codes import spaced
from workflow.issues.intake import grid_named, staff_of
from workflow.issues.model import Issue
from workflow.issues.photos import Upload
from workflow.issues.raising import Neighbour
from workflow.issues.similar import Told
from workflow.issues.voices import STANDS
from workflow.kernel.db import bare, fetch_one
from workflow.kernel.errors import BadAnswer, BadAnswers, NotFound
from workflow.kernel.explain import Verdict
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case
from workflow.orgs.model import Grid, Org
from workflow.rules.book import book_of

GRIDS, ORGS = bare(Grid), bare(Org)
ASKED = {
    "what": ("what", "about_staff_of"),
    "where": ("place", "grid"),
    "contact": ("reporter_name", "reporter_phone", "reporter_email"),
}
PAGES = tuple(ASKED)
LONGEST = 12_000
"""More than any answer may have; what is longer is refused by its field, and need not be read to its end."""
NOWHERE = N_("请写明地点，或选择所在的网格，二者至少填一项")
DISAGREED = N_("请先看一下个人信息告知书，同意后再送出")
ALIKE = N_("相近的事项")
GONE = N_("这件事刚刚有了变化，不能再加入；请看下面的最新情况，或另外反映")


class Page:
    """One question: its form, what was answered, and where it leads."""

    def __init__(self, name: str, written: Mapping[str, Any], sent: Mapping[str, str] | None) -> None:
        self.name, self.names = name, ASKED[name]
        source = written if sent is None else sent
        self.answers = {one: str(source.get(one) or "").strip()[:LONGEST] for one in self.names}
        self.verdict = registering()
        self.form: StepForm = form_for(self.verdict, only=self.names, **self.answers)
        if name == "where":
            self.form["grid"].choices = by_community(self.form["grid"].choices)

    @property
    def next(self) -> str:
        return (*PAGES, "send")[PAGES.index(self.name) + 1]

    @property
    def before(self) -> str:
        """The page before this one; empty on the first."""
        place = PAGES.index(self.name)
        return PAGES[place - 1] if place else ""

    @property
    def about_the_street(self) -> bool:
        return self.answers.get("about_staff_of") == str(self.verdict.case.subject.street_id)

    def refuse(self) -> bool:
        """Whether something cannot be used; the sentences then stand beside the fields."""
        asks = self.verdict.step.asks | {"reporter_email": raising.ADDRESS}
        for name in self.names:
            try:
                clean = asks[name].clean(self.answers[name], self.verdict.case.asking(self.verdict.step))
                if name == "reporter_email":  # as it can be written to, however it was typed
                    self.answers[name] = clean or ""
            except BadAnswer as refusal:
                self.form[name].errors = [say(refusal.sentence)]
        if self.name == "where" and not any(self.answers.values()):
            self.form["place"].errors = [say(NOWHERE)]
        return any(self.form[name].errors for name in self.names)


def registering() -> Verdict:
    """The birth step of a matter, as a resident before the one street of this office takes it."""
    actor = raising.resident(raising.street(db()))
    draft = Issue(street_id=actor.street, state=Issue.flow.initial, version=0, head="")
    return Verdict(Issue.flow.find("register"), Case(db(), actor, draft, now()), None)


def page_of(name: str, written: Mapping[str, Any], sent: Mapping[str, str] | None = None) -> Page:
    """The page of that name, with what was written before or what was sent just now.

    Raises: NotFound.
    """
    if name not in ASKED:
        raise NotFound
    return Page(name, written, sent)


def missing(written: Mapping[str, Any]) -> str:
    """The first page that must be answered before anything can be sent; empty where all is there."""
    if not written.get("what"):
        return "what"
    return "" if written.get("place") or written.get("grid") else "where"


def by_community(choices: list[Any]) -> dict[str, list[Any]]:
    """Grids under the names of their communities; the empty choice stands before them."""
    community, branch = ORGS.alias("community"), ORGS.alias("branch")
    joined = GRIDS.join(branch, branch.c.id == GRIDS.c.branch_id).join(community, community.c.id == branch.c.parent_id)
    found = joined.select().with_only_columns(GRIDS.c.id, community.c.name, community.c.code)
    rows = {str(row.id): (row.code, row.name) for row in db().execute(found.order_by(community.c.code))}
    groups: dict[str, list[Any]] = {"": [one for one in choices if not one.value]}
    for _code, name in sorted(set(rows.values())):
        groups[name] = [one for one in choices if rows.get(one.value, ("", ""))[1] == name]
    return groups


def grid_at(code: str) -> Grid | None:
    """The grid a poster names."""
    text = code.strip()[:16]
    return (
        fetch_one(db(), Grid, GRIDS.c.code.in_((text, text.upper())), GRIDS.c.street_id == raising.street(db()))
        if text
        else None
    )


def grid_of(written: Mapping[str, Any]) -> Any:
    """The grid that was chosen, else the one whose known place was named."""
    chosen = str(written.get("grid") or "")
    if chosen.isascii() and chosen.isdigit():
        return fetch_one(db(), Grid, GRIDS.c.id == int(chosen))
    return grid_named(registering().case, str(written.get("place") or ""))


def neighbours(written: Mapping[str, Any]) -> list[Neighbour]:
    """Open matters this may be; none for what is about staff, which nobody else is told of."""
    if written.get("about_staff_of"):
        return []
    grid = grid_of(written)
    told = Told(str(written["what"]), str(written.get("place") or ""), grid.id if grid else None)
    return raising.nearby(db(), raising.street(db()), grid.branch_id if grid else None, told)


def shown(one: Neighbour) -> dict[str, Any]:
    """A neighbouring matter with its texts ready."""
    title = " · ".join(part for part in (one.known_place or one.grid, one.category) if part)
    on = say(Sentence(N_("%(day)s登记"), {"day": full_day(one.on)}))
    return {"id": one.id, "title": title or say(ALIKE), "under": f"{on} · {say(STANDS[one.state])}"}


def read_over(written: Mapping[str, Any]) -> dict[str, Any]:
    """What was written, and who will handle it."""
    grid, about = grid_of(written), str(written.get("about_staff_of") or "")
    accused = {str(value): name for value, name in staff_of(registering().case)}.get(about)
    return {
        "what": written["what"],
        "place": written.get("place") or "",
        "grid": grid.name if grid else "",
        "accused": accused,
        "contact": [str(written[name]) for name in ASKED["contact"] if written.get(name)],
        "owner": owner_of(grid, about),
    }


def owner_of(grid: Grid | None, about: str) -> str:
    """The organisation that will answer for it: the grid's branch, the street, or the one above the accused."""
    mine = ORGS.c.id == (grid.branch_id if grid else raising.street(db()))
    if about.isdigit():
        mine = ORGS.c.id.in_(ORGS.select().with_only_columns(ORGS.c.parent_id).where(ORGS.c.id == int(about)))
    return str(db().execute(ORGS.select().with_only_columns(ORGS.c.name).where(mine)).scalar_one())


def for_the_desk(written: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of `register`; a danger somebody named comes first until officers say otherwise."""
    answers: dict[str, Any] = {name: written.get(name) or None for names in ASKED.values() for name in names}
    if written.get("danger"):
        answers["urgency"] = "danger"
    if answers["about_staff_of"]:
        answers["kind"] = "complaint"
    return answers


def as_one_more(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The same as the answers of `join`."""
    kept = {name: answers[name] for name in (*ASKED["contact"], "notice", "photos")}
    more = "\n".join(part for part in (answers["what"], answers["place"]) if part)
    return kept | {"more": more[:5000]}


def agreed() -> str:
    """The version of the notice that was agreed to.

    Raises: BadAnswers where none was.
    """
    if request.form.get("agree") != "yes":
        raise BadAnswers({"agree": Sentence(DISAGREED)})
    return request.form.get("notice", "")[:64]


def photos() -> list[Upload]:
    """The photos that came along."""
    return [upload(file) for file in request.files.getlist("photos") if file.filename]


def receipt(code: str, version: str) -> dict[str, Any]:
    """What the resident takes home. The address behind the QR names the matter, never the code."""
    issue, claim = tracking.claimed_with(office(), db(), code)
    ahead = outlook.outlook(db(), tracking.view(db(), issue, claim, now()))
    calendar = book_of(db(), issue.street_id).calendar()
    first = claim.at == issue.registered_at
    address = whole(f"/track/{issue.number}")
    return {
        "number": issue.number,
        "code": spaced(code),
        "first": first,
        "what": issue.what if first else "",
        "ahead": ahead,
        "due": until(ahead.due_at, now(), calendar) if ahead.due_at else None,
        "picture": qr(address),
        "address": address,
        "on": full_day(now()),
        "edition": consent.edition(version),
        "seal": sealed.stamp(issue.street_id),
    }


def paragraphs(text: str) -> list[tuple[str, list[str]]]:
    """(heading, lines) of each part of a notice."""
    parts = [part.split("\n") for part in text.strip().split("\n\n")]
    return [(lines[0], lines[1:]) for lines in parts]
