"""Who authorised a decision (WORKFLOWS.md section 1, "Basis of a decision")."""

from __future__ import annotations

from typing import Any

from workflow.kernel.fields import Choice, Option
from workflow.kernel.i18n import N_, Label
from workflow.kernel.policy import Case

BASES = {
    "meeting": N_("会议决议"),
    "prior": N_("原决议继续有效"),
    "ruling": N_("权属裁定"),
    "on_the_spot": N_("接待日当场处理"),
    "routine": N_("常规事项"),
    "emergency": N_("紧急处置（会后追认）"),
    "upper": N_("上级书面批示"),
}

AFTER = ("redispatch", "reactivate", "block")


def bases(case: Case) -> list[str]:
    """The bases at hand for a decision on this issue, by this person, now."""
    if case.within.startswith("agenda_item."):
        return ["meeting"]
    return [name for name, holds in _TESTS.items() if holds(case)]


def _on_the_spot(case: Case) -> bool:
    return bool(case.subject.received_on == case.today and case.subject.host_id == case.actor.id)


def _routine(case: Case) -> bool:
    return case.facts.category is not None and bool(case.facts.category.routine)


def _emergency(case: Case) -> bool:
    """Danger, or emergency mode in the grid it lies in: act first, a meeting ratifies it afterwards."""
    return str(case.subject.urgency) == "danger" or case.facts.emergency_at(case.now) is not None


def _upper(case: Case) -> bool:
    return case.subject.instructed_by_id not in (None, case.subject.owner_id)


def _ruling(case: Case) -> bool:
    """A ruling says who must do it; it authorises nothing but the transfer to that unit."""
    return case.subject.ruled_unit_id is not None and case.step is not None and case.step.name == "transfer"


def _prior(case: Case) -> bool:
    """A resolution of this owner still stands after redispatch, reactivation or resistance."""
    if not any(case.subject.counts.get(step) for step in AFTER):
        return False
    mine: list[Any] = [d for d in case.facts.decisions if d.org_id == case.subject.owner_id]
    return any(d.basis == "meeting" or (d.basis == "emergency" and d.ratified) for d in mine)


_TESTS = {
    "prior": _prior,
    "ruling": _ruling,
    "on_the_spot": _on_the_spot,
    "routine": _routine,
    "emergency": _emergency,
    "upper": _upper,
}


def _among(case: Case) -> list[Option]:
    return [(name, Label(BASES[name])) for name in bases(case)]


BASIS = Choice(label=N_("依据"), among=_among, help=N_("谁授权了这项决定；重要事项须经会议研究"))
