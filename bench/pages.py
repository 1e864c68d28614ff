"""Pages of the real app against an empty Flask route of the same server: what remains of its rate."""

from __future__ import annotations

import secrets
from http.client import HTTPConnection

from bench.browser import Browser
from bench.report import Figure
from bench.rounds import Act, Supply, Times, interleave
from bench.server import EMPTY, served
from bench.street import PASSWORD, Street

GOALS = {"sqlite": (0.20, 0.22), "postgresql": (0.16, 0.15)}  # DESIGN.md section 8
ROWS = 50


def compare(url: str, kind: str, *, rounds: int, size: int) -> list[Figure]:
    """The rates of three pages and of a step, as shares of the rate of an empty route."""
    street = Street(url)
    street.registered(ROWS)
    try:
        with served(url) as connection:
            visitor = Visitor(connection, street)
            times = interleave(visitor.ways(), rounds=max(rounds // 2, 1), size=size, spent=visitor.spent)
    finally:
        street.close()
    page, step = GOALS[kind]
    told = {
        "home": (f"the home page with {ROWS} tasks", page),
        "list": (f"a list of {ROWS} matters", page),
        "matter": ("the page of a matter", None),
        "step": ("a step by POST", step),
    }
    empty = times["empty"]
    return [
        Figure(
            f"an empty Flask route ÷ {what}, {kind}", empty.p50, times[name].p50, goal, share(empty, times[name]), True
        )
        for name, (what, goal) in told.items()
    ]


def share(empty: Times, page: Times) -> str:
    """The same by the server's processor time, which other work on the machine disturbs less."""
    return f"{empty.processor / page.processor:.2f} by processor time"


class Visitor(Browser):
    """A secretary with a browser, logged in."""

    def __init__(self, connection: HTTPConnection, street: Street) -> None:
        super().__init__(connection)
        self.street = street
        self.login("zhang", PASSWORD)
        self.proof = self.token("/issues/new")

    def ways(self) -> dict[str, tuple[Supply, Act]]:
        return {
            "empty": (lambda n: [EMPTY] * n, self.get),
            "home": (lambda n: ["/today"] * n, self.get),
            "list": (lambda n: ["/issues"] * n, self.get),
            "matter": (lambda n: [f"/issues/{id}" for id in range(1, n + 1)], self.get),
            "step": (self.street.registered, self.accept),
        }

    def accept(self, id: int) -> str:
        answers = {"csrf_token": self.proof, "version": "1", "key": secrets.token_hex(16)}
        answers |= {"category": "1", "urgency": "general"}
        before = dict(self.cookies)
        try:
            return self.send("POST", f"/issues/{id}/accept", answers)
        finally:  # a browser shows what it was told and goes on without; here one step's words would be carried on
            self.cookies = before  # through all the others, signed anew with each
