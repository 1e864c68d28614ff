"""Flask, with what is alike in every request done once: most of what a page costs is many such small things."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.templating import Environment
from itsdangerous import URLSafeTimedSerializer


class Pages(Environment):
    """All templates share the one mapping of what every template knows.

    Jinja gives each a view of it that a caller could add to; nobody here does, and looking through such a view was a
    tenth of a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return self.globals if d is None else super().make_globals(d)


class Sessions(SecureCookieSessionInterface):
    """The signed cookie, by a signer that is made once: its key never changes while the service runs."""

    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        self._signer = self._signer or super().get_signing_serializer(app)
        return self._signer


class House(Flask):
    """The application."""

    jinja_environment = Pages

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.session_interface = Sessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is: nothing here is asynchronous, and Flask would look into each function with each request."""
        return func
