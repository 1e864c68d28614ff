"""A wrong code on a number that is there against one on a number that is not: the time tells nobody which is which."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from itertools import count

from bench.report import Figure
from bench.rounds import interleave
from bench.street import Street
from workflow.issues import Issue, tracking
from workflow.issues.codes import ALPHABET, LENGTH, code_for
from workflow.kernel.errors import Refusal

MISSING = "B01-26-9999"


def compare(url: str, kind: str, *, rounds: int, size: int) -> list[Figure]:
    """Random codes and codes with one sign off, each from an address of its own; the ratio should be about one."""
    street = Street(url)
    with street.office.desk(street.secretary) as desk:
        issue = desk.begin(Issue, "register", {"what": "楼道堆物，通行不便", "place": "荔枝路12号"})
    right, clients = code_for(street.office, desk.result["nonce"]), count()

    def tries(number: str) -> Callable[[str], None]:
        def act(code: str) -> None:
            with suppress(Refusal):
                tracking.open_with_code(street.office, number, code, f"client {next(clients)}")

        return act

    def off(n: int) -> list[str]:
        return [right[:-1] + secrets.choice([sign for sign in ALPHABET if sign != right[-1]]) for _ in range(n)]

    def anything(n: int) -> list[str]:
        return ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(n)]

    ways = {"missing": (anything, tries(MISSING)), "there": (anything, tries(issue.number))}
    ways |= {"missing, off": (off, tries(MISSING)), "there, off": (off, tries(issue.number))}
    try:
        times = interleave(ways, rounds=rounds, size=size)
    finally:
        street.close()
    return [
        Figure(f"{what} ÷ the same on a missing number, {kind}", times[there].p50, times[missing].p50)
        for what, there, missing in (
            ("a random code", "there", "missing"),
            ("a code with one sign off", "there, off", "missing, off"),
        )
    ]
