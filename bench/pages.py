"""Pages of the real app against an empty Flask route of the same server: what remains of its rate."""

from __future__ import annotations

import re
import secrets
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from bench.report import Figure
from bench.rounds import Act, Supply, Times, interleave
from bench.server import EMPTY, SPENT, served
from bench.street import PASSWORD, Street

GOALS = {"sqlite": (0.20, 0.22), "postgresql": (0.16, 0.15)}  # DESIGN.md section 8
ROWS = 50
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


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


class Visitor:
    """A secretary with a browser, logged in."""

    def __init__(self, connection: HTTPConnection, street: Street) -> None:
        self.connection, self.street = connection, street
        self.cookie = ""
        self.send("POST", "/login", {"csrf_token": self.token("/login"), "name": "zhang", "password": PASSWORD})
        self.proof = self.token("/issues/new")

    def ways(self) -> dict[str, tuple[Supply, Act]]:
        return {
            "empty": (lambda n: [EMPTY] * n, self.get),
            "home": (lambda n: ["/today"] * n, self.get),
            "list": (lambda n: ["/issues"] * n, self.get),
            "matter": (lambda n: [f"/issues/{id}" for id in range(1, n + 1)], self.get),
            "step": (self.street.registered, self.accept),
        }

    def get(self, path: str) -> str:
        return self.send("GET", path)

    def accept(self, id: int) -> str:
        answers = {"csrf_token": self.proof, "version": "1", "key": secrets.token_hex(16)}
        answers |= {"category": "1", "urgency": "general"}
        return self.send("POST", f"/issues/{id}/accept", answers)

    def spent(self) -> float:
        """Processor time of the server's process so far."""
        return float(self.get(SPENT))

    def send(self, method: str, path: str, answers: dict[str, Any] | None = None) -> str:
        """One request over the one connection; what it was answered.

        Raises: ValueError where that is no page, and after a form no other page to go to.
        """
        headers = {"Cookie": self.cookie, **(FORM if answers else {})}
        self.connection.request(method, path, urlencode(answers) if answers else None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != (303 if answers else 200):
            raise ValueError(f"{method} {path} answered {answer.status}")
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        return text

    def token(self, path: str) -> str:
        """The CSRF token of a page."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path))
        assert found is not None
        return found[1]
