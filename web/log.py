"""One line per request: what kind, how it ended, how long it took. No query, no name, no address."""

from __future__ import annotations

import secrets
import time
import traceback
from typing import Any

import structlog
from flask import Flask, Response, g, request

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

log: Any = structlog.get_logger("lianxi.web")


def begin() -> None:
    g.request_id, g.begun = secrets.token_hex(8), time.perf_counter()


def finish(answer: Response) -> Response:
    """The path as its template: `/issues/<int:id>` names no matter and no code."""
    rule = request.url_rule.rule if request.url_rule else "-"
    spent = round((time.perf_counter() - g.begun) * 1000, 1) if "begun" in g else None
    if request.endpoint not in ("static", "health.alive"):
        log.info("request", method=method(), path=rule, status=answer.status_code, ms=spent, id=g.get("request_id"))
    answer.headers["X-Request-Id"] = g.get("request_id", "-")
    return answer


def method() -> str:
    """One we know: whoever asks may send any word as one."""
    return request.method if request.method in METHODS else "-"


def broke(error: BaseException) -> None:
    """Where it broke, without the message: messages of database errors hold what people wrote."""
    frames = [
        f"{f.filename.rsplit('/', 2)[-2:]}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)[-8:]
    ]
    log.error("broke", kind=type(error).__name__, at=frames, id=g.get("request_id"))


def init_app(app: Flask) -> None:
    app.before_request(begin)
    app.after_request(finish)
