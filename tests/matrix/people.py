"""Everybody who walks the matrix: each role of WORKFLOWS.md section 6 at each place of the small street."""

from __future__ import annotations

from dataclasses import dataclass

from tests.street import ORGS, PEOPLE

PARENT = {name: parent for name, _kind, _code, _title, parent in ORGS} | {"elsewhere": None}
KIND = {name: kind for name, kind, *_ in ORGS} | {"elsewhere": "street"}
DELEGATED = frozenset({"accept", "verify", "redo", "contact", "confirm", "call_back", "rate", "note"})
"""What the secretary of `a1` delegated to `member` in writing (tests/street.py)."""


@dataclass(frozen=True)
class Hat:
    """A role in an organisation; `only` names the steps a written delegation is for; a deputy's is `lent` whole."""

    role: str
    org: str
    only: frozenset[str] | None = None
    lent: bool = False


@dataclass(frozen=True)
class Somebody:
    """A person by account, with the hats of today. Without a hat: nobody the office knows."""

    name: str
    hats: tuple[Hat, ...] = ()

    @property
    def roles(self) -> set[str]:
        return {hat.role for hat in self.hats}


def line(org: str) -> list[str]:
    """The organisation and all above it, from itself upwards."""
    above = PARENT[org]
    return [org, *(line(above) if above else [])]


RAISED = "replied"
STRANGER, REPORTER, FORMER = Somebody("stranger"), Somebody("reporter"), Somebody("former")
"""Nobody at all; whoever raised the matter RAISED and showed its code; whose post ended yesterday."""

OFFICERS = {account: Somebody(account, (Hat(role, org),)) for account, _person, role, org in PEOPLE}
OFFICERS["member"] = Somebody("member", (Hat("member", "a1"), Hat("delegate", "a1", DELEGATED)))
OFFICERS["deputy"] = Somebody("deputy", (Hat("member", "a1"), Hat("secretary", "a1", lent=True)))
OFFICERS["elsewhere"] = Somebody("elsewhere", (Hat("street_officer", "elsewhere"),))
OFFICERS["elsewhere_auditor"] = Somebody("elsewhere_auditor", (Hat("auditor", "elsewhere"),))
OUTSIDE = [STRANGER, REPORTER, FORMER]
EVERYBODY = [*OUTSIDE, *OFFICERS.values()]
