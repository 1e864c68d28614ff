"""`python -m bench.weights`: what each page of the demo street weighs, and how many questions it asks the database."""

from __future__ import annotations

import gzip
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from web import Settings, create_app
from workflow.cli.serving import newest
from workflow.demo import SLICE, build
from workflow.demo.accounts import PASSWORD
from workflow.kernel.db import Database
from workflow.kernel.desk import Office

STATIC = Path(__file__).parents[1] / "web/static"
PARTS = re.compile(r'(?:href|src)="/static/(?:[0-9a-f]{8,}/)?([^"?#]+\.(?:css|js|svg))')
DOORS = re.compile(r'<li><a href="(/[^"]*)"')
FIRST = re.compile(r'class="what"><a href="(/[^"]+)"')
PUBLIC = ("/", "/raise", "/track", "/board", "/board/promises", "/days")
OFFICERS = ("secretary", "community", "street", "unit", "dispatcher", "auditor", "security", "system")


class Weighed:
    """A visitor who counts: statements of a page, and bytes as they travel."""

    def __init__(self, app: Flask, engine: Engine, name: str = "") -> None:
        self.client: FlaskClient = app.test_client()
        self.engine, self.questions = engine, 0
        if name:
            proof = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.client.get("/login").text)
            assert proof is not None
            self.client.post("/login", data={"csrf_token": proof[1], "name": name, "password": PASSWORD})

    def page(self, path: str) -> tuple[str, str]:
        """The page's line, and its text; it is drawn twice, for the first time compiles."""
        self.client.get(path)
        with self.counting():
            answer = self.client.get(path)
        parts = sum(packed((STATIC / part).read_bytes()) for part in sorted(set(PARTS.findall(answer.text))))
        own = packed(answer.data)
        return f"{self.questions:>9}  {own / 1024:>8.1f}  {(own + parts) / 1024:>10.1f}  {path}", answer.text

    @contextmanager
    def counting(self) -> Iterator[None]:
        self.questions = 0

        def one(*_: object) -> None:
            self.questions += 1

        event.listen(self.engine, "before_cursor_execute", one)
        yield
        event.remove(self.engine, "before_cursor_execute", one)


def packed(raw: bytes) -> int:
    return len(gzip.compress(raw, 6))


def lines(app: Flask, engine: Engine) -> Iterator[str]:
    """Each door of each role, and the first matter, paper or day behind it."""
    yield f"{'questions':>9}  {'page KiB':>8}  {'first load':>10}  page (packed; first load: with sheets and scripts)"
    public = Weighed(app, engine)
    yield from (public.page(path)[0] for path in PUBLIC)
    for name in OFFICERS:
        visitor, seen = Weighed(app, engine, name), set[str]()
        yield f"-- {name}"
        for door in DOORS.findall(visitor.page("/today")[1]):
            line, text = visitor.page(door)
            yield line
            for first in FIRST.findall(text)[:1]:
                if (kind := re.sub(r"\d+", "#", first)) not in seen:
                    seen.add(kind)
                    yield visitor.page(first)[0]


def main() -> None:
    with TemporaryDirectory(prefix="lianxi-weights-") as folder:
        newest(url := f"sqlite:///{folder}/lianxi.db")
        office = Office(Database(url), b"bench" * 8, lambda: datetime.now().astimezone())
        build(office, SLICE)
        app = create_app(office, Settings(testing=True, secure_cookies=False))
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        for line in lines(app, office.database.engine):
            sys.stdout.write(line + "\n")
        office.database.close()


if __name__ == "__main__":
    main()
