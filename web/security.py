"""What every answer says to the browser, how large a question may be, and whether it was asked from our own pages."""

from __future__ import annotations

import hashlib
import hmac
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest, NotFound, RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from web.sessions import API, by_token, visiting
from web.settings import Settings
from workflow.exchange.reading import LARGEST
from workflow.issues.photos import MOST, MOST_BYTES
from workflow.kernel.errors import Refusal
from workflow.kernel.i18n import N_

View = TypeVar("View", bound=Callable[..., object])

SMALL = 256 * 2**10
WITH_PHOTOS = SMALL + MOST * MOST_BYTES
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
YEAR = 365 * 24 * 3600

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # `no-referrer` makes browsers send `Origin: null` with our own forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Forged(Refusal):
    """The form did not come from a page of ours, or from one of an earlier session."""

    status = 400
    code = "bad_csrf_token"
    message = N_("页面已失效，请重新打开后再提交")


class Id(IntegerConverter):
    """A number in a path: one that a database can count to, so that a flood of digits is only a 404."""

    regex = "[0-9]{1,19}"

    def __init__(self, url_map: Map, *given: Any, **bounds: Any) -> None:
        super().__init__(url_map, *given, **{"max": 2**63 - 1, **bounds})


def takes_photos(view: View) -> View:
    """This route may be sent photos; all others get a quarter of a megabyte."""
    view.body_limit = WITH_PHOTOS  # type: ignore[attr-defined]
    return view


def takes_a_ledger(view: View) -> View:
    """This route may be sent one table."""
    view.body_limit = SMALL + LARGEST  # type: ignore[attr-defined]
    return view


def limit_body() -> None:
    """A body too large is refused before anything reads it."""
    view = current_app.view_functions.get(request.endpoint or "")
    limit = getattr(view, "body_limit", SMALL)
    request.max_content_length = limit
    request.max_form_memory_size = SMALL
    if request.content_length is None and request.method in UNSAFE:
        measure_body()
    elif request.content_length is not None and request.content_length > limit:
        raise RequestEntityTooLarge


def refuse_zero() -> None:
    """No address of ours holds a zero byte, and PostgreSQL breaks on one.

    Raises: NotFound.
    """
    if "\0" in request.path:
        raise NotFound


def measure_body() -> None:
    """A body sent in chunks does not say how large it is, and what reads it would cut it at the limit in silence.

    Raises: RequestEntityTooLarge beyond what is given to those without photos; BadRequest where the chunks are none.
    """
    try:
        body = request.environ["wsgi.input"].read(SMALL + 1) if request.environ.get("wsgi.input_terminated") else b""
    except Exception:  # noqa: BLE001 - every server has its own words for a line that is broken or silent
        raise BadRequest from None
    if len(body) > SMALL:
        raise RequestEntityTooLarge
    request.environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}


def check_source() -> None:
    """An unsafe request must come from our own pages; a token, or a call without a session, has nothing to forge."""
    if request.method not in UNSAFE or by_token():
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in (None, "same-origin", "none"):
        raise Forged
    if origin is not None and parts_of(origin).netloc != request.host:
        raise Forged
    if not request.path.startswith(API) or visiting() is not None:
        if None in request.form:  # a part without a name: no form of ours has one
            raise BadRequest
        current_app.extensions["csrf"].protect()


def parts_of(address: str) -> SplitResult:
    """An address a browser says it comes from, in its parts; one that is none has none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def add_headers(answer: Response) -> Response:
    """Pages are never kept by caches; static files are, by the address that names their content."""
    said = {name for name, _value in answer.headers}
    answer.headers.extend((name, value) for name, value in HEADERS.items() if name not in said)
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
    if request.endpoint == "static":
        answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    elif "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-store"
    if "Vary" not in answer.headers and request.endpoint != "static":
        answer.headers["Vary"] = "Cookie, Accept-Language"
    return answer


def static_path() -> str:
    """Where static files are found: the address changes with them, so that a browser may keep them for ever."""
    folder = Path(__file__).parent / "static"
    tree = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        tree.update(f"{file.relative_to(folder)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return f"/static/{tree.hexdigest()[:12]}"


def init_app(app: Flask, settings: Settings, secret: bytes) -> None:
    """Cookies, limits, hosts and headers."""
    app.config.update(
        SECRET_KEY=hmac.new(secret, b"cookies", hashlib.sha256).digest(),
        SESSION_COOKIE_NAME="lianxi",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=SMALL,
        WTF_CSRF_CHECK_DEFAULT=False,  # `check_source` decides where it is needed
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session
        WTF_CSRF_SSL_STRICT=False,  # the origin is checked instead of the referrer
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    app.url_map.converters["int"] = Id
    CSRFProtect().init_app(app)
    app.after_request(add_headers)


def guard(app: Flask) -> None:
    """After access is known: was it asked from here?"""
    app.before_request(check_source)
