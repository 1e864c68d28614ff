"""What the pages are told when they start; the command line fills it in, tests take the defaults."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request

from workflow.kernel.i18n import Sentence
from workflow.orgs.passwords import PROFILES, Profile


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One row of the table on the login page of a demo."""

    name: str
    who: Sentence | str
    """Person, post and organisation, such as `周明，荔枝网格党支部书记`."""
    password: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Safe unless told otherwise."""

    demo: bool = False
    demo_accounts: tuple[DemoAccount, ...] = ()
    secure_cookies: bool = True
    trusted_hosts: tuple[str, ...] = ()
    """Names this server answers to; empty: any."""
    proxies: int = 0
    """How many reverse proxies stand in front and may name the client's address."""
    staff_networks: tuple[str, ...] = ()
    """Networks of the offices: an evaluation from there is shown to people above."""
    passwords: str = "modern"
    """What a password must be: the name of a profile in workflow/orgs/passwords.py."""
    second_factor: str = "optional"
    """Who must show a one-time code after the password: `optional`, `administrators`, `everybody`."""
    site: str = ""
    """Where people open this service; empty: as the request says."""
    mails: bool = False
    """Whether this server sends mail at all."""
    testing: bool = False


def profile() -> Profile:
    """What a password must be here."""
    settings: Settings = current_app.extensions["lianxi.settings"]
    return PROFILES[settings.passwords]


def second_factor() -> str:
    """Who must show a one-time code here."""
    settings: Settings = current_app.extensions["lianxi.settings"]
    return settings.second_factor


def mails() -> bool:
    """Whether this server sends mail at all."""
    settings: Settings = current_app.extensions["lianxi.settings"]
    return settings.mails


def whole(path: str) -> str:
    """An address to print, to be scanned or handed on: it leads to this service, whatever the request called it."""
    settings: Settings = current_app.extensions["lianxi.settings"]
    return (settings.site or request.url_root.rstrip("/")) + path
