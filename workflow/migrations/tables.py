"""Every table there is: whoever has one is imported here, and known to `Record.metadata` from then on."""

from __future__ import annotations

from workflow import nouns
from workflow.jobs import model as jobs
from workflow.kernel import accesses, history, idempotency, outbox
from workflow.kernel.db import Record
from workflow.orgs import accounts, attempts, reaching, views
from workflow.reports import model as reports
from workflow.rules import model as rules
from workflow.sealing import model as sealing

ROOMS = (
    *nouns.ROOMS, accesses, history, idempotency, outbox, accounts, attempts, reaching, views, rules, reports, jobs,
    sealing,
)  # fmt: skip
"""Whoever has tables; to have been imported is all that matters here."""

TABLES = Record.metadata.tables
