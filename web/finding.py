"""The list of matters as its address asks for it: filters, chips, rows with their texts ready, the next page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import request, url_for

from web.current import db, now, number, sought
from web.dates import Until, counted
from web.language import say
from web.links import links
from web.sessions import actor
from workflow.issues.flow import OPEN, SETTLED, issue_flow
from workflow.issues.masking import headline, readable
from workflow.issues.queries import COUNTED, Filter, count, issues, narrowing
from workflow.issues.today import my_orgs
from workflow.kernel.i18n import C_, N_, Sentence
from workflow.kernel.policy import Actor

PAGE = 50
STAGES = {
    "open": N_("未办结"),
    "intake": N_("待受理"),
    "deliberation": N_("研究中"),
    "execution": N_("办理中"),
    "held": N_("受阻或挂账"),
    "escalation": N_("已上报"),
    "answer": C_("stage", "核实答复"),
    "review": N_("复查复核"),
    "settled": N_("已办结"),
    "all": N_("全部"),
}
PARAMETERS = ("state", "late", "mine", "owner", "holder", "q", "category", "grid")


class Line(NamedTuple):
    """One row of a list of matters (parts/table.html)."""

    url: str
    number: str
    title: str
    where: str
    state: str
    label: str
    phase: str
    holder: str
    left: str
    short: str
    exact: str
    late: bool


@dataclass(frozen=True, slots=True)
class Chips:
    """A named row of chips: (label, url, active, count)."""

    label: str
    chips: list[tuple[str, str, bool, int | None]]

    @property
    def row(self) -> tuple[Any, ...]:
        """As it is drawn."""
        return self.label, tuple(self.chips)


Select = tuple[str, str, str, tuple[tuple[str, str], ...]]
"""A name, its label, the value chosen or nothing, and (value, words) of those to choose from."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list."""

    rows: list[Line]
    chips: list[Chips]
    selects: list[Select]
    kept: list[tuple[str, str]]
    next: str | None
    first: str | None
    narrowed: bool
    told: str
    query: str
    """What a saved view of this list keeps."""
    page: str = "issues"


def states_of(asked: str) -> tuple[str, ...]:
    """The states behind a word in the address: a stage, one state, or all that are open."""
    if asked in issue_flow.states:
        return (asked,)
    if asked == "all":
        return ()
    if asked == "settled":
        return (*SETTLED.split(), "archived", "past")
    if asked in STAGES and asked != "open":
        return tuple(name for name, state in issue_flow.states.items() if state.phase == asked)
    return tuple(OPEN.split())


def label_of(asked: str) -> str:
    """One state in words; what is none means the usual, all that are open."""
    return issue_flow.states[asked].label if asked in issue_flow.states else STAGES["open"]


def asked() -> Filter:
    """What the address asks for; with words to look for, in every state."""
    args = request.args
    mine = my_orgs(actor()) if args.get("mine") else []
    q = sought()
    return Filter(
        states=states_of(args.get("state", "all" if q else "open")),
        owner=number("owner"),
        holder=mine[0] if mine else number("holder"),
        late=bool(args.get("late")),
        q=q,
        category=number("category"),
        grid=number("grid"),
        before=number("before"),
    )


def find() -> Found:
    """The page that the address asks for."""
    wanted = asked()
    rows = issues(db(), actor(), wanted, now(), PAGE)
    more, to = len(rows) > PAGE, addresses()
    whole = not more and wanted.before is None
    if worst := wanted.late and whole:  # over several pages the newest stay first: they are found in that order
        rows.sort(key=lambda row: row.due_at)
    state = request.args.get("state", "all" if wanted.q else "open")
    options = narrowing(db(), actor()) if actor().capacities else {}
    views = options.pop("view", [])
    kept = [
        (name, request.args[name]) for name in PARAMETERS if name not in ("category", "grid") and request.args.get(name)
    ]
    return Found(
        rows=lines(rows[:PAGE]),
        chips=[*_views(views), _stages(state, to), _scopes(to)],
        selects=_selects(options),
        kept=kept,
        next=to(before=rows[PAGE - 1].id) if more else None,
        first=to(before=None) if wanted.before else None,
        narrowed=any(request.args.get(name) for name in PARAMETERS),
        told=total(len(rows) if whole else count(db(), actor(), wanted, now()), worst),
        query=question(request.args),
    )


def total(n: int, worst: bool = False) -> str:
    """How many the list has in all, which is what one comes to who turns its pages, and in which order."""
    if worst:
        return say(Sentence(N_("共 %(n)s 件，逾期最久的在前"), {"n": n}))
    if n > COUNTED:
        return say(Sentence(N_("共 %(n)s 件以上，最新登记的在前"), {"n": COUNTED}))
    return say(Sentence(N_("共 %(n)s 件，最新登记的在前"), {"n": n}))


def question(given: Mapping[str, str]) -> str:
    """The address of the list after the question mark, as a saved view keeps it: filters only, in one order."""
    return urlencode([(name, given[name]) for name in PARAMETERS if given.get(name)])


def _views(views: Sequence[tuple[str, str]]) -> list[Chips]:
    """One's own views; the one that is open leads back to the plain list."""
    if not views:
        return []
    plain, here = url_for("issues.index"), question(request.args)
    chips: list[tuple[str, str, bool, int | None]] = [
        (name, plain if query == here else f"{plain}?{query}", query == here, None) for query, name in views
    ]
    return [Chips(say(N_("常用")), chips)]


def lines(rows: Sequence[Any]) -> list[Line]:
    """Rows of the list with their texts ready."""
    url, due, reader = links("issues.show"), counted(now()), actor()
    return [line(row, url(row.id), due(row.due_at if row.holder_id else None), reader) for row in rows]


def line(row: Any, url: str, due: Until, reader: Actor) -> Line:
    """A row of the list with its texts ready."""
    state = issue_flow.states[row.state]
    return Line(
        url=url,
        number=row.number,
        title=headline(reader, row.what),
        where=readable(reader, row.place),
        state=row.state,
        label=say(state.label),
        phase=state.phase,
        holder=row.holder_name or "–",
        left=due.left,
        short=due.short,
        exact=due.exact,
        late=due.late,
    )


Address = Callable[..., str]
"""This list with something changed; None takes a filter away. Paging starts anew."""


def addresses() -> Address:
    """What gives the addresses around this list: it reads this one's once for all of them."""
    plain, kept = url_for("issues.index"), {name: request.args[name] for name in PARAMETERS if request.args.get(name)}

    def address(**changed: Any) -> str:
        wanted = {name: value for name, value in {**kept, **changed}.items() if value is not None}
        return f"{plain}?{urlencode(wanted)}" if wanted else plain

    return address


def _stages(state: str, to: Address) -> Chips:
    chips: list[tuple[str, str, bool, int | None]] = [
        (say(label), to(state=None if name == "open" and not request.args.get("q") else name), state == name, None)
        for name, label in STAGES.items()
    ]
    if state in issue_flow.states:
        chips.append((say(issue_flow.states[state].label), to(state=None), True, None))
    return Chips(say(N_("状态")), chips)


def _scopes(to: Address) -> Chips:
    args, chips = request.args, []
    if my_orgs(actor()):
        chips.append(_switch("mine", N_("现由本组织办"), to))
    chips.append(_switch("late", N_("逾期"), to))
    if args.get("q"):
        chips.append((f"“{args['q'][:20]}”", to(q=None), True, None))
    chips += [(say(N_("限定组织")), to(**{name: None}), True, None) for name in ("owner", "holder") if args.get(name)]
    return Chips(say(N_("范围")), chips)


def _switch(name: str, label: str, to: Address) -> tuple[str, str, bool, int | None]:
    is_on = bool(request.args.get(name))
    return say(label), to(**{name: None if is_on else "1"}), is_on, None


def _selects(found: Mapping[str, list[tuple[Any, str]]]) -> list[Select]:
    """What the list may be narrowed to."""
    labels = {"category": N_("类别"), "grid": N_("网格")}
    return [
        (name, say(labels[name]), request.args.get(name, ""), tuple((str(one), words) for one, words in options))
        for name, options in found.items()
    ]
