"""Posts and written mandates with their texts ready, wherever they are listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from web.current import now
from web.dates import full_day
from web.language import say
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Sentence
from workflow.orgs import roles
from workflow.orgs.flows import mandate_flow, post_flow
from workflow.orgs.lending import KINDS

SPAN, OPEN_SPAN = N_("%(first)s 至 %(last)s"), N_("%(first)s 起")
COMING, OVER = N_("尚未开始"), N_("已过最后一天")


@dataclass(frozen=True, slots=True)
class Paper:
    """One post or mandate as a row."""

    id: int
    title: str
    person: str
    person_id: int
    dates: str
    label: str
    phase: str
    more: str
    url: str
    running: bool


def dates(row: Any) -> str:
    """2026年11月1日 至 2026年12月31日."""
    if row.ends is None:
        return say(Sentence(OPEN_SPAN, {"first": full_day(row.starts)}))
    return say(Sentence(SPAN, {"first": full_day(row.starts), "last": full_day(row.ends)}))


def standing(row: Any, label: str, running: bool) -> str:
    """Its state, or that its days have not come or are over already."""
    today = local(now()).date()
    if running and row.starts > today:
        return say(COMING)
    return say(OVER if running and row.ends is not None and row.ends < today else label)


def post(row: Any) -> Paper:
    """A post: 荔香第一网格党支部书记."""
    state = post_flow.states[row.state]
    running = row.state == "granted"
    return Paper(
        row.id, say(roles.post_of(row.org, row.role)), row.person, row.person_id, dates(row),
        standing(row, state.label, running), "settled" if running else "end", "",
        url_for("posts.show", id=row.id), running,
    )  # fmt: skip


def mandate(row: Any) -> Paper:
    """A mandate: who acts for whom, how."""
    state = mandate_flow.states[row.state]
    running = row.state == "running"
    words = {"person": row.person, "head": row.head_name, "org": row.org}
    title = say(Sentence(N_("%(person)s代%(org)s书记%(head)s"), words))
    more = " · ".join(part for part in (say(KINDS[row.kind]), row.paper) if part)
    return Paper(
        row.id, title, row.person, row.person_id, dates(row), standing(row, state.label, running),
        "settled" if running else "end", more, url_for("mandates.show", id=row.id), running,
    )  # fmt: skip
