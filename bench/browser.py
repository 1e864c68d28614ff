"""A browser over one kept-alive connection: it logs in, follows no redirect, and refuses what is no page."""

from __future__ import annotations

import re
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from bench.server import SPENT

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Browser:
    """Somebody at the pages, logged in or not."""

    def __init__(self, connection: HTTPConnection) -> None:
        self.connection, self.cookies = connection, dict[str, str]()

    def login(self, name: str, password: str) -> None:
        self.send("POST", "/login", {"csrf_token": self.token("/login"), "name": name, "password": password})

    def get(self, path: str) -> str:
        return self.send("GET", path)

    def spent(self) -> float:
        """Processor time of the server's process so far."""
        return float(self.get(SPENT))

    def send(self, method: str, path: str, answers: dict[str, Any] | None = None) -> str:
        """One request over the one connection; what it was answered.

        Raises: ValueError where that is no page, and after a form no other page to go to.
        """
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, **(FORM if answers else {})}
        self.connection.request(method, path, urlencode(answers) if answers else None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != (303 if answers else 200):
            raise ValueError(f"{method} {path} answered {answer.status}")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return text

    def token(self, path: str) -> str:
        """The CSRF token of a page."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path))
        assert found is not None
        return found[1]
