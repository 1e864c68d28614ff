"""Rooms an officer looks into now and then: eight doors stand in the navigation, these stand beside the day's work."""

from __future__ import annotations

from flask import url_for

from web.language import say
from web.sessions import actor
from workflow.issues.reads import READERS
from workflow.kernel.i18n import N_
from workflow.orgs import roles

OFFICERS = frozenset(roles.OFFICERS)
BESIDE: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("judging.calls", N_("待回访的诉求人"), OFFICERS),
    ("judging.doubts", N_("请人看一看的评价"), OFFICERS),
    ("postings.index", N_("公开文稿"), OFFICERS),
    ("consultations.index", N_("民意征集"), OFFICERS),
    ("inspections.index", N_("审计检查结论"), OFFICERS),
    ("reads.index", N_("查阅日志"), frozenset(READERS)),
)
"""Page, words, and for whom it opens."""


def beside() -> list[tuple[str, str]]:
    """(url, words) of those that open for the roles of today."""
    mine = actor().roles
    return [(url_for(page), say(words)) for page, words, opens in BESIDE if opens & mine]
