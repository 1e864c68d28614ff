"""Requests in every relation: of a unit, of the owner's own work, for the level above, and answered."""

from __future__ import annotations

from tests.matrix.issues import A1, raised
from tests.matrix.statement import FORBIDDEN, ILLEGAL, TAKEN, Told
from tests.matters import Matters

MORE = {"days": 5, "reason": "配件未到"}
Barred = dict[str, int | dict[str, int]]
SHELVE = {"explanation": "须待管网改造", "review_on": "2026-12-15", "reason": "要一年"}


def make(m: Matters, ids: dict[str, int], told: dict[str, Told]) -> None:
    """Each in a matter of its own, so that what is asked bars nothing elsewhere."""
    handling = m.reach("handling", **raised("asked_by_unit"))
    m.take("unit", m.sheets(handling)[0], "ask_extension", **MORE)
    executing = m.take("secretary", m.reach("executing", **raised("asked_by_owner")), "ask_extension", **MORE)
    shelving = m.take("secretary", m.reach("accepted", **raised("asked_above")), "ask_suspension", **SHELVE)
    refused = m.take("secretary", m.reach("executing", **raised("asked_in_vain")), "ask_extension", **MORE)
    m.take("community", m.asked(refused), "refuse", opinion="期限足够")
    granted = m.take("secretary", m.reach("executing", **raised("asked_and_granted")), "ask_extension", **MORE)
    m.take("community", m.asked(granted), "approve")
    silent = m.take("secretary", m.reach("executing", **raised("asked_into_silence")), "ask_extension", **MORE)
    m.take(m.clock(), m.asked(silent), "lapse")
    wanted, half = (m.reach("closed", **raised(name)) for name in ("erasure_asked", "erasure_half_way"))
    early = m.reach("registered", **raised("erasure_early"))
    for issue in (wanted, half, early):
        m.take(m.reporter(issue), issue, "ask_erasure")
    m.take("secretary", m.asked(half), "propose", result="approve", opinion="拟同意")
    by_two: Barred = {"propose": TAKEN, "approve": ILLEGAL, "refuse": ILLEGAL}
    second: Barred = {step: {"secretary": FORBIDDEN} for step in ("approve", "send_back")}
    second["refuse"] = dict.fromkeys(("deputy", "community", "community_head"), ILLEGAL) | {"secretary": FORBIDDEN}
    own_work: Barred = {step: {"secretary": FORBIDDEN} for step in ("approve", "refuse")}
    own_work["propose"] = dict.fromkeys(("deputy", "community", "community_head"), ILLEGAL) | {"secretary": FORBIDDEN}
    made = (
        ("of_unit", handling, "pending", ("u1",), ("a1", "a"), {}),
        ("of_owner", executing, "pending", (), ("a1", "a"), own_work),
        ("of_level", shelving, "pending", (), ("a",), {}),
        ("refused", refused, "refused", (), ("a1", "a"), {}),
        ("granted", granted, "approved", (), ("a1", "a"), {}),
        ("erasure", wanted, "pending", (), ("a1", "a"), by_two),
        ("erasure_prepared", half, "prepared", (), ("a1", "a"), second),
        ("erasure_held", early, "held", (), ("a1", "a"), {}),
        ("lapsed", silent, "lapsed", (), ("a1", "a"), {}),
    )
    for name, issue, state, units, deciders, barred in made:
        asked = m.asked(issue)
        assert asked.state == state, name
        ids[f"request_{name}"] = asked.id
        told[f"request_{name}"] = Told(
            f"request_{name}", "request", state, "a1", A1, units, deciders=deciders, barred=dict(barred)
        )
