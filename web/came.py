"""Why a matter lies where it lies: what whoever sent it here said, read before anything is done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import render_template
from markupsafe import Markup

from web import dates, matter
from workflow.issues.flow import OPEN, issue_flow
from workflow.issues.model import Issue
from workflow.issues.timeline import Entry
from workflow.kernel.subject import SUBJECTS

PASSING = {"units_done", "take_up", "schedule", "unschedule", "agree", "redispatch"}
"""Steps after which the reason is still the newest word."""


class Word(NamedTuple):
    """Who sent it, how, when, and in which words."""

    did: str
    who: str
    iso: str
    when: str
    words: str


def word(issue: Issue, entries: Sequence[Entry]) -> Word | None:
    """The newest reason, while it waits to be acted upon."""
    if issue.state not in OPEN.split():
        return None
    moves = (one for one in reversed(entries) if one.moved_to and not one.quiet and one.step not in PASSING)
    newest = next(moves, None)
    if newest is None or not _explains(newest):
        return None
    told = matter.line(newest, {})
    return Word(told.did, told.who, told.iso, dates.minute(newest.at), told.words)


def _explains(entry: Entry) -> bool:
    """As its step says; a step of a flow of earlier days may be gone."""
    step = SUBJECTS[entry.noun].flow.steps.get(entry.step)
    return step is not None and step.explains


def brief(issue: Issue, came: Word | None = None, asked: str | None = None, due: str = "") -> Markup:
    """What one reads of a matter beside the form of a step."""
    drawn = render_template("issues/brief.html", issue=issue, came=came, asked=asked, due=due)
    return Markup(drawn)  # noqa: S704 - a template of ours, which escaped what it was given


def resistance(entries: Sequence[Entry]) -> dict[str, Any]:
    """What the paper to the level above already knows of a blocked matter: who resists, how, and what was tried."""
    newest = next((one for one in reversed(entries) if one.step == "block"), None)
    said = {label.message: value for label, value in newest.told} if newest else {}
    who, reason, tried = (said.get(issue_flow.steps["block"].asks[name].label) for name in ("who", "reason", "tried"))
    facts = "\n".join(str(one) for one in (who, reason) if one)
    return {"reason": "resistance", "facts": facts or None, "tried": tried}
