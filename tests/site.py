"""The real app on the small street, with programs (tokens) and browsers (forms) that visit it."""

from __future__ import annotations

import html
import os
import re
import weakref
from collections import defaultdict
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from tests.home import HOME
from tests.matters import Matters
from tests.street import PASSWORD
from web import Settings, create_app
from workflow.kernel.db import Database
from workflow.kernel.desk import Office
from workflow.orgs.entering import new_token

API = "/api/v1"


class Program:
    """Somebody at the API; without a name the public."""

    def __init__(self, site: Site, name: str | None) -> None:
        self.site, self.name = site, name
        self.client: FlaskClient = site.app.test_client(use_cookies=False)

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        headers = more.pop("headers", {})
        if self.name:
            headers = {"Authorization": f"Bearer {self.site.token(self.name)}", **headers}
        if body is not None:
            more["json"] = body
        return self.client.open(API + path, method=method, headers=headers, **more)

    def get(self, path: str, status: int = 200, **more: Any) -> Any:
        answer = self.ask("GET", path, **more)
        assert answer.status_code == status, answer.text
        return answer.json

    def post(self, path: str, body: Any, status: int = 200, key: str = "") -> Any:
        answer = self.ask("POST", path, body, headers={"Idempotency-Key": key} if key else {})
        assert answer.status_code == status, answer.text
        return answer.json

    def register(self, **more: Any) -> Any:
        return self.post("/issues", {"what": "三楼楼道堆满纸箱", "place": "荔枝路12号", **more}, 201)

    def step(self, id: int, name: str, status: int = 200, **answers: Any) -> Any:
        """A step with the version seen now; its answer, or the issue's problem."""
        seen = self.ask("GET", f"/issues/{id}")
        body = answers if seen.status_code != 200 else {"version": seen.json["version"], **answers}  # type: ignore[index]
        return self.post(f"/issues/{id}/steps/{name}", body, status)

    def sheet(self, issue: int, unit: int) -> Any:
        return next(one for one in self.get(f"/issues/{issue}/assignments")["items"] if one["unit"]["id"] == unit)

    def act(self, sheet: Any, name: str, status: int = 200, **answers: Any) -> Any:
        return self.post(f"/assignments/{sheet['id']}/steps/{name}", answers, status)


class Browser:
    """Somebody at the pages, with cookies and the forms of the page last seen."""

    def __init__(self, site: Site) -> None:
        self.client: FlaskClient = site.app.test_client()
        self.text = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        answer = self.client.get(path, **more)
        self.text = answer.text or self.text
        return answer

    def token(self) -> str:
        """The CSRF token of the page last seen."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.text)
        return html.unescape(found[1]) if found else ""

    def post(self, path: str, **fields: Any) -> TestResponse:
        answer = self.client.post(path, data={"csrf_token": self.token(), **fields})
        self.text = answer.text or self.text
        return answer

    def log_in(self, name: str, password: str = PASSWORD, **more: str) -> TestResponse:
        self.get("/login")
        return self.post("/login", name=name, password=password, **more)

    def come_in(self, name: str) -> TestResponse:
        """Log in from a login page that was drawn before: to draw it again for each takes as long as to log in."""
        key = self.client.application.secret_key
        if key not in _drawn:
            self.get("/login")
            cookie = self.client.get_cookie("lianxi")
            assert cookie
            _drawn[key] = cookie.value, self.token()
        cookie_then, token = _drawn[key]
        self.client.set_cookie("lianxi", cookie_then)
        return self.post("/login", csrf_token=token, name=name, password=PASSWORD)


_drawn: dict[Any, tuple[str, str]] = {}
"""By the key of an app: the cookie and the token of its login page."""


_free: defaultdict[Settings, list[Flask]] = defaultdict(list)
"""Apps that no test uses now: to build one and to compile its templates takes longer than most tests."""


def new_app(office: Office, settings: Settings) -> Flask:
    """An app that need not compile the templates which another one, of another process even, has compiled."""
    app = create_app(office, settings)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(os.environ[HOME])
    return app


def app_of(office: Office, settings: Settings) -> Flask:
    """An app that nobody else has, before this office; only its office is ever changed."""
    if not _free[settings]:
        return new_app(office, settings)
    app = _free[settings].pop()
    app.extensions["lianxi"] = office
    return app


class Site:
    """One app on one street. Whoever changes the app itself says `own`, so that no other test gets it."""

    def __init__(self, database: Database, *, own: bool = False, **said: Any) -> None:
        self.matters = Matters(database)
        self.office, self.street, self.watch = self.matters.office, self.matters.street, self.matters.watch
        settings = Settings(**{"testing": True, "secure_cookies": False, **said})
        self.app = new_app(self.office, settings) if own else app_of(self.office, settings)
        if not own:
            weakref.finalize(self, _free[settings].append, self.app)
        self._tokens: dict[str, str] = {}

    def token(self, name: str) -> str:
        if name not in self._tokens:
            self._tokens[name] = new_token(self.office, name)
        return self._tokens[name]

    def program(self, name: str | None = None) -> Program:
        return Program(self, name)

    def browser(self, name: str | None = None) -> Browser:
        browser = Browser(self)
        if name:
            assert browser.come_in(name).status_code == 303
        return browser
