"""Every room that has subjects, imported: a clock, a checker and a reader of history must know all nouns there are."""

from __future__ import annotations

from workflow import (
    audit,
    board,
    consultations,
    emergency,
    exchange,
    issues,
    meetings,
    notices,
    orgs,
    privacy,
    receptions,
    requests,
    rules,
    supervision,
    webhooks,
)
from workflow.kernel.subject import SUBJECTS

__all__ = ["ROOMS", "SUBJECTS"]

ROOMS = (
    orgs, rules, emergency, issues, receptions, meetings, requests, supervision, webhooks, consultations, privacy,
    board, notices, audit, exchange,
)  # fmt: skip
"""To have been imported is all that matters here; a new room stands here and nowhere else."""
