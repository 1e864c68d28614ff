"""Who may begin each kind of subject: role and kind of organisation (WORKFLOWS.md section 6)."""

from __future__ import annotations

from tests.matrix.people import KIND, Somebody

ALL_OFFICERS = {"secretary", "delegate", "committee", "street_officer"}
BIRTHS: dict[str, set[tuple[str, str]]] = {
    "issue": {(role, kind) for role in ALL_OFFICERS | {"member"} for kind in ("branch", "community", "street")}
    | {("dispatcher", "street"), ("handler", "unit")},
    "meeting": {(role, kind) for role in ALL_OFFICERS | {"member"} for kind in ("branch", "community", "street")},
    "reception": {(role, kind) for role in ALL_OFFICERS for kind in ("branch", "community", "street")},
    "supervision_order": {(role, kind) for role in ALL_OFFICERS for kind in ("community", "street")},
    "consultation": {(role, kind) for role in ALL_OFFICERS for kind in ("branch", "community", "street")},
    "emergency": {(role, kind) for role in ALL_OFFICERS for kind in ("community", "street")},
    "account": {("system_admin", "street")},
    "inspection": {("auditor", "street")},
    "post": {("security_admin", "street")},
    "holiday_notice": {("system_admin", "street")},
    "webhook": {("system_admin", "street")},
    "stop_days": {(role, "street") for role in ALL_OFFICERS},
    "rule": {(role, kind) for role in ALL_OFFICERS - {"delegate"} for kind in ("branch", "community", "street")},
    "mandate": {("secretary", kind) for kind in ("branch", "community", "street")}
    | {("committee", "community"), ("street_officer", "street")},
}
"""(role, kind of organisation) that may register a matter, plan a meeting, make an account, and so on."""


def may_begin(who: Somebody, noun: str) -> bool:
    """Nobody hands on what was lent to them."""
    hats = [hat for hat in who.hats if hat.only is None and not (noun == "mandate" and hat.lent)]
    return any((hat.role, KIND[hat.org]) in BIRTHS.get(noun, ()) for hat in hats)
