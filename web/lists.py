"""What a list is to the pages: where it is, which words of its address narrow it, and how a ledger reads them.

A ledger is taken out and a view is kept of what these words say, and of nothing else that an address may hold.
Every list is declared in web/asked.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for

from workflow.kernel.errors import NotFound
from workflow.kernel.i18n import Sentence

Question = tuple[Any, list[Sentence]]
"""What is asked of a ledger, and the same in words."""
Read = Callable[[], Question]


@dataclass(frozen=True, slots=True)
class Listed:
    """One list: its page, its name, and the parameters that narrow it, in the order in which they are kept.

    `read` is how the address at hand is read for its ledger, where it has one; `within` names the parameters that
    stand in the path of its page, and `without` the page for when they are not known.
    """

    endpoint: str
    label: str
    parameters: tuple[str, ...] = ()
    read: Read | None = None
    within: tuple[str, ...] = ()
    without: str = ""

    def question(self) -> Question:
        """Raises: NotFound where the list has no ledger."""
        if self.read is None:
            raise NotFound
        return self.read()

    def narrowed(self, given: Mapping[str, str]) -> dict[str, str]:
        """Of all that an address says, what narrows the list."""
        return {name: given[name] for name in self.parameters if given.get(name)}

    def query(self, given: Mapping[str, str]) -> str:
        """The same after the question mark."""
        return urlencode(self.narrowed(given))

    def address(self, query: str = "") -> str:
        if not self.within:
            return url_for(self.endpoint) + (f"?{query}" if query else "")
        given = dict(parse_qsl(query))
        path: dict[str, Any] = {name: given.pop(name) for name in self.within if name in given}
        if len(path) < len(self.within):
            return url_for(self.without)
        return url_for(self.endpoint, **path) + (f"?{urlencode(given)}" if given else "")


LISTS: dict[str, Listed] = {}


def listed(
    name: str, endpoint: str, label: str, parameters: tuple[str, ...] = (), **more: Any
) -> Callable[[Read], Read]:
    """Declare a list by how its address is read for its ledger."""

    def declare(read: Read) -> Read:
        LISTS[name] = Listed(endpoint, label, parameters, read, **more)
        return read

    return declare


def kept(name: str) -> dict[str, str]:
    """What the list at hand is narrowed to, as the address says it."""
    return LISTS[name].narrowed({**request.args.to_dict(), **(request.view_args or {})})
