"""The lists that have an address of their own: where each is, and which words of its address narrow it.

A ledger is taken out and a view is kept of what these words say, and of nothing else that an address may hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request, url_for

from web.finding import PARAMETERS
from workflow.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class Listed:
    """One list: its page, its name, and the parameters that narrow it, in the order in which they are kept."""

    endpoint: str
    label: str
    parameters: tuple[str, ...] = ()

    def narrowed(self, given: Mapping[str, str]) -> dict[str, str]:
        """Of all that an address says, what narrows the list."""
        return {name: given[name] for name in self.parameters if given.get(name)}

    def query(self, given: Mapping[str, str]) -> str:
        """The same after the question mark."""
        return urlencode(self.narrowed(given))

    def address(self, query: str = "") -> str:
        return url_for(self.endpoint) + (f"?{query}" if query else "")


LISTS = {
    "issues": Listed("issues.index", N_("事项"), PARAMETERS),
    "assignments": Listed("assignments.index", N_("移交单"), ("state", "late")),
    "requests": Listed("requests.index", N_("申请"), ("state", "kind")),
    "orders": Listed("orders.index", N_("督办单"), ("state", "late", "org")),
    "receptions": Listed("receptions.index", N_("接待日"), ("when",)),
    "meetings": Listed("meetings.index", N_("联席会议"), ("state",)),
    "postings": Listed("postings.index", N_("公开文稿"), ("state",)),
    "consultations": Listed("consultations.index", N_("民意征集")),
    "promises": Listed("promises.index", N_("承诺兑现"), ("quarter",)),
    "doubts": Listed("judging.doubts", N_("请人看一看的评价"), ("looked",)),
    "audit": Listed("auditor.index", N_("审计"), ("state", "late", "q")),
}


def kept(name: str) -> dict[str, str]:
    """What the list at hand is narrowed to, as the address says it."""
    return LISTS[name].narrowed(request.args)
