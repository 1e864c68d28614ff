"""A posting is written by one person, let out by another, and leaves the board by hand or when its time is over."""

from __future__ import annotations

from workflow.kernel.flow import Flow
from workflow.kernel.i18n import N_

posting_flow = Flow("posting", "drafted")
posting_flow.state("drafted", N_("待审核公开"), "intake", holder="owner", clock="posting_review")
posting_flow.state("published", N_("已公开"), "answer", holder="owner", clock="posting")
posting_flow.final("retired", N_("到期撤下"), "settled")
posting_flow.final("withdrawn", N_("已撤下"), "settled")

ON_BOARD = "published"
ANSWERED = ("replied", "closed", "archived", "under_review", "final_review")
"""States of a matter in which something was done that can be told."""
