"""What the server is told by its environment, typed; what it does not know it refuses instead of ignoring it."""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "LIANXI_"
TESTS = "LIANXI_TEST_"  # the test suite's own
QUOTED = re.compile(r"'(.+?)'")


class BadSettings(Exception):
    """A setting is unknown or unusable; its text is one sentence for whoever runs the server."""


class Settings(BaseSettings):
    """Each is the variable of the same name after `LIANXI_`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    data: Path = Path("data")
    """Folder of the database and the secret; copied elsewhere, codes, sessions and tokens go on working."""
    database_url: str = ""
    """`sqlite:///…` or `postgresql://…`; a SQLite file in the data folder where it is not said."""
    secret_file: Path | None = None
    sealing_key_file: Path | None = None
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    workers: int = Field(default=2, ge=1, le=64)
    trusted_hosts: Annotated[tuple[str, ...], NoDecode] = ("localhost", "127.0.0.1", "[::1]")
    """Names this server answers to, with commas between them."""
    secure_cookies: bool = True
    """Cookies over HTTPS only; a demo, which runs without, is the exception."""
    passwords: Literal["modern", "mlps3"] = "modern"
    """What a password must be: long, or as the third level of the protection scheme wants it."""
    second_factor: Literal["optional", "administrators", "everybody"] = "administrators"
    """Who must show a one-time code after the password; in a demo nobody, where it is not said."""
    embedded_worker: bool = True
    """`serve` keeps a worker beside the pages; to be switched off where `lianxi worker` runs by itself."""
    proxies: int = Field(default=0, ge=0, le=5)
    """How many reverse proxies stand in front and may name the client's address."""

    staff_networks: Annotated[tuple[str, ...], NoDecode] = ()
    """Networks of the offices, such as `10.2.0.0/16`, with commas: an evaluation from there is looked at by people."""
    site_url: str = ""
    """Where people open this service, such as `https://lianxi.example.org`: links in mails begin with it."""
    smtp_url: SecretStr = SecretStr("")
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`; without it nothing is mailed."""
    mail_from: str = ""
    """The address mails come from."""

    @field_validator("trusted_hosts", "staff_networks", mode="before")
    @classmethod
    def split(cls, raw: object) -> object:
        return tuple(filter(None, map(str.strip, raw.split(",")))) if isinstance(raw, str) else raw

    @field_validator("trusted_hosts")
    @classmethod
    def some_host(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        if not hosts:
            raise ValueError("至少写一个人们访问时用的名称，否则任何名称都会被接受")
        return hosts

    @field_validator("staff_networks")
    @classmethod
    def known_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for one in networks:
            try:
                ip_network(one)
            except ValueError:
                raise ValueError(f"{one} 不是网段，应为 10.2.0.0/16 这样的写法") from None
        return networks

    @field_validator("database_url")
    @classmethod
    def known_database(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("应为 sqlite:///… 或 postgresql://…")
        return url

    @field_validator("site_url")
    @classmethod
    def known_site(cls, url: str) -> str:
        if url and not url.startswith(("https://", "http://")):
            raise ValueError("应为 https://… 或 http://…")
        return url.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def known_server(cls, url: SecretStr) -> SecretStr:
        told = url.get_secret_value()
        if told and (not told.startswith(("smtp://", "smtps://")) or not urlsplit(told).hostname):
            raise ValueError("应为 smtp://主机:端口 或 smtps://主机:端口")
        return url

    @model_validator(mode="after")
    def whole_mail(self) -> Self:
        if self.smtp_url.get_secret_value() and not (self.mail_from and self.site_url):
            raise ValueError("发邮件还要设 LIANXI_MAIL_FROM 和 LIANXI_SITE_URL")
        return self

    @model_validator(mode="after")
    def plain_demo(self) -> Self:
        for name, value in {"secure_cookies": False, "second_factor": "optional"}.items():
            if self.demo and name not in self.model_fields_set:
                object.__setattr__(self, name, value)
        return self

    @property
    def database(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{self.data.absolute() / 'lianxi.db'}"

    @property
    def secret(self) -> Path:
        """The file that keyed hashes and cookies depend on; whoever has it can forge them."""
        return self.secret_file or self.data / "secret"

    @property
    def sealing_key(self) -> Path:
        """The file of the key that signs checkpoints; whoever has it and the database can rewrite history."""
        return self.sealing_key_file or self.data / "sealing.key"


def read_settings(**said: object) -> Settings:
    """The environment's settings, with what the command line said instead (None: nothing).

    Raises: BadSettings.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and not name.startswith(TESTS) and name not in known:
            alike = get_close_matches(name, known, n=1)
            raise BadSettings(f"不认识环境变量 {name}" + (f"，是否指 {alike[0]}？" if alike else ""))
    given: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = PREFIX + str(first["loc"][0]).upper() if first["loc"] else PREFIX
        raise BadSettings(
            f"环境变量 {name} 的值不可用：{wanted(first['type'], first.get('ctx', {}), first['msg'])}"
        ) from None


def wanted(fault: str, bounds: dict[str, Any], told: str) -> str:
    """What to write instead; where a validator above refused the value, its own sentence."""
    match fault:
        case "int_parsing" | "int_parsing_size":
            return "应为整数"
        case "greater_than_equal":
            return f"应不小于 {bounds['ge']}"
        case "less_than_equal":
            return f"应不大于 {bounds['le']}"
        case "bool_parsing":
            return "应为 yes 或 no"
        case "literal_error":
            return f"应为 {'、'.join(QUOTED.findall(bounds['expected']))} 之一"
    return told.removeprefix("Value error, ")
