"""Where a call may go: an https address whose host is, by every address it has, on the public network.

A host is looked up when it is registered and again at each call, for names change what they mean.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from workflow.kernel.errors import BadAnswers
from workflow.kernel.i18n import N_, Sentence

LookUp = Callable[[str, int], list[str]]
"""The addresses of a host; raises OSError where there are none."""

PATIENCE = 5.0
"""Seconds for a look-up: the system's own patience may be minutes."""
LONGEST = 300
NOT_PUBLIC = N_("主机须在公网上，不能是内网、本机或保留地址")
NOT_HTTPS = N_("请填写 https:// 开头的完整网址，不带用户名、密码和 #")
UNKNOWN = N_("查不到这个主机名，请核对网址")
TUNNELS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10")))
"""IPv6 that leads to an IPv4 address of anybody's choice, or into a site of old."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart: whom to connect to, and what to ask for there."""

    host: str
    port: int
    path: str


def place(address: str) -> Place | None:
    """None where it is no plain https address."""
    try:
        told = urlsplit(address)
        port = 443 if told.port is None else told.port
    except ValueError:
        return None
    host = told.hostname or ""
    plain = address.isascii() and address.isprintable() and " " not in address and "\\" not in address
    if told.scheme != "https" or not host or not plain or "@" in told.netloc or "#" in address or not port:
        return None
    return Place(host, port, (told.path or "/") + (f"?{told.query}" if told.query else ""))


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the network could reach."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or any(ip in net for net in TUNNELS)):
        return False
    return ip.is_global and not (ip.is_private or ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def looks_inner(host: str) -> bool:
    """Whether the text alone says that a host is not on the public network: an inner address, a name without a dot."""
    bare = host.rstrip(".").casefold()
    if is_number(bare):
        return not is_public(bare)
    return "." not in bare or bare.endswith((".localhost", ".local", ".internal", ".home.arpa"))


def is_number(host: str) -> bool:
    """Whether it is an IP address, in any of the spellings a system takes for one, such as 127.1 or 0x7f000001."""
    last = host.rpartition(".")[2]
    return ":" in host or last.isdigit() or last.startswith("0x")


def look_up(
    host: str, port: int, patience: float = PATIENCE, asked: Callable[..., list[Any]] = socket.getaddrinfo
) -> list[str]:
    """What the system says the host's addresses are.

    Raises: OSError where it has none, or nothing is heard in time.
    """
    found: list[str] = []

    def ask() -> None:
        try:
            rows = asked(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(dict.fromkeys(str(row[4][0]) for row in rows))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(patience)
    if not found:
        raise OSError("no address")
    return list(found)


def vet(address: str, looked: LookUp = look_up) -> None:
    """Look an address up before it is registered; the step itself asks no network, for it holds a transaction.

    Raises: BadAnswers. What is no address at all is left to the step to say.
    """
    there = place(address.strip())
    if there is None or looks_inner(there.host):
        return
    try:
        found = looked(there.host, there.port)
    except OSError:
        raise BadAnswers({"address": Sentence(UNKNOWN)}) from None
    if not all(map(is_public, found)):
        raise BadAnswers({"address": Sentence(NOT_PUBLIC)})
