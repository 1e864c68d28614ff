"""What the pages are told when they start; the command line fills it in, tests take the defaults."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.kernel.i18n import Sentence


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
    testing: bool = False
