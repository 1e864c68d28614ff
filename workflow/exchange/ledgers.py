"""Every ledger there is, by its name."""

from __future__ import annotations

from workflow.exchange.lists import judged, matters, papers, public, sittings
from workflow.exchange.tables import Ledger

ALL: tuple[Ledger, ...] = (
    matters.ISSUES, matters.ASSIGNMENTS, papers.REQUESTS, papers.ORDERS, sittings.RECEPTIONS, sittings.MEETINGS,
    public.POSTINGS, public.CONSULTATIONS, public.PROMISES, judged.DOUBTS,
)  # fmt: skip
LEDGERS = {ledger.name: ledger for ledger in ALL}
