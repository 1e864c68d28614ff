"""An issue and its assignments in every relation: own, sibling, foreign, above, sent, taken back, closed, recused."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from tests.matrix.statement import FORBIDDEN, ILLEGAL, TAKEN, Told
from tests.matters import STORIES, Matters
from workflow.issues import Issue
from workflow.issues.codes import code_for
from workflow.issues.model import Attachment
from workflow.issues.photos import Upload
from workflow.kernel.db import bare

A1, A2, B1 = ("a1", "a"), ("a2", "a"), ("b1", "b")
AT_BRANCH = {"remand": ILLEGAL}
ROUTINE = {"scheduled": {"escalate": ILLEGAL}}
FIRST = {"object_again": ILLEGAL}
RUNNING = {"unpause": ILLEGAL}
QUICK = {"look_into": TAKEN}
"""Judged minutes after the answer: somebody is asked to look."""
WITH_UNITS = {"escalate": ILLEGAL, "block": FORBIDDEN}

FROM_STORIES: dict[str, Told] = {
    "own": Told("own", "issue", "accepted", "a1", A1, barred=AT_BRANCH),
    "registered": Told("registered", "issue", "registered", "a1", A1, barred={"void": {"secretary": FORBIDDEN}}),
    "executing": Told("executing", "issue", "executing", "a1", A1, workers=("secretary",), barred=RUNNING),
    "transferred": Told(
        "transferred", "issue", "transferred", "a1", A1, ("u1", "u2"), workers=("secretary",),
        barred=RUNNING | WITH_UNITS,
    ),
    "handling": Told(
        "handling", "issue", "transferred", "a1", A1, ("u1", "u2"), workers=("secretary", "unit", "unit2"),
        barred=RUNNING | WITH_UNITS,
    ),
    "returned": Told(
        "returned", "issue", "transferred", "a1", A1, ("u1", "u2"), workers=("secretary", "unit", "unit2"),
        barred=RUNNING | {"block": FORBIDDEN},
    ),
    "disputed": Told(
        "disputed", "issue", "transferred", "a1", A1, ("u1", "u2"), workers=("secretary", "unit", "unit2"),
        barred=RUNNING | {"block": FORBIDDEN},
    ),
    "units_reported": Told(
        "units_reported", "issue", "verifying", "a1", A1, ("u1", "u2"), finished=("u2",),
        workers=("secretary", "unit", "unit2"), barred={"redo": ILLEGAL, "redo_decision": ILLEGAL},
    ),
    "blocked": Told(
        "blocked", "issue", "blocked", "a1", A1, workers=("secretary",), barred={"unblock_units": ILLEGAL}
    ),
    "suspended": Told("suspended", "issue", "suspended", "a1", A1),
    "escalated": Told("escalated", "issue", "escalated", "a", A1, workers=("secretary",)),
    "taken_up": Told("taken_up", "issue", "accepted", "a", A1, workers=("secretary",)),
    "verifying": Told(
        "verifying", "issue", "verifying", "a1", A1, workers=("secretary",),
        barred={"redo_units": ILLEGAL, "redo_decision": ILLEGAL},
    ),
    "concluded": Told(
        "concluded", "issue", "verifying", "a1", A1, workers=("secretary",),
        barred={"redo": ILLEGAL, "redo_units": ILLEGAL},
    ),
    "replied": Told("replied", "issue", "replied", "a1", A1, workers=("secretary",), barred=FIRST),
    "closed": Told("closed", "issue", "closed", "a1", A1, workers=("secretary",), barred=FIRST | QUICK),
    "under_review": Told(
        "under_review", "issue", "under_review", "a", A1, workers=("secretary", "member"), barred=QUICK
    ),
    "not_accepted": Told("not_accepted", "issue", "not_accepted", "a1", A1),
    "withdrawn": Told("withdrawn", "issue", "withdrawn", "a1", A1),
    "merged": Told("merged", "issue", "merged", "a1", A1, lead_org="a1"),
    "voided": Told("voided", "issue", "voided", "a1", A1),
    "archived": Told("archived", "issue", "archived", "a1", A1),
    "paused": Told(
        "paused", "issue", "executing", "a1", A1, workers=("secretary",),
        barred={"ask_pause": ILLEGAL, "ask_extension": ILLEGAL},
    ),
    "recused": Told(
        "recused", "issue", "executing", "a1", A1, workers=("secretary",), recused=("member",),
        barred=RUNNING,
    ),
    "summoned": Told("summoned", "issue", "accepted", "a1", A1, ("u3",), called=("u3",), barred=AT_BRANCH),
    "about_staff": Told(
        "about_staff", "issue", "registered", "a", ("", "a"),
        barred={"void": {"community_head": 403}, "reveal": ILLEGAL, "merge": ILLEGAL},
    ),
}  # fmt: skip
"""Those that a story of tests/matters.py brings about, each under the story's name (`own` is `accepted`)."""


def make(m: Matters) -> tuple[dict[str, int], dict[str, Told]]:
    """Build them all; ids and what is to be known of each, by name."""
    ids: dict[str, int] = {}
    told: dict[str, Told] = {}
    for name, facts in FROM_STORIES.items():
        said = {"what": marked(name)} if name == "about_staff" else raised(name)
        made = m.again(STORIES["accepted" if name == "own" else name](m, **said))
        ids[name], told[name] = made.id, facts
    for name, issue, facts in others(m):
        ids[name], told[name] = m.again(issue).id, facts
    for name, facts in told.items():
        assert facts.state == m.again(Issue(id=ids[name])).state, name
    sheets(m, ids, told)
    return ids, told


def marked(name: str) -> str:
    """Words by which a leak is recognised on any page."""
    return f"【{name}】楼道堆满纸箱"


def raised(name: str) -> dict[str, str]:
    """A matter with marked words and a marked contact."""
    return {"what": marked(name), **contact(name)}


def contact(name: str) -> dict[str, str]:
    """Contact data by which a leak is recognised: nobody reads them who has not revealed them."""
    number = zlib.crc32(name.encode()) % 10**7
    return {
        "reporter_name": f"【contact】{name}",
        "reporter_phone": f"1999{number:07}",
        "reporter_email": f"{name}@marked.example",
    }


def alone(*who: str) -> dict[str, dict[str, int]]:
    """Whoever would leave the matter with nobody cannot step aside."""
    return {"declare_recusal": dict.fromkeys(who, ILLEGAL)}


def others(m: Matters) -> list[tuple[str, Issue, Told]]:
    """At other places of the street, and under other rules."""
    clutter = {"category": m.street.categories["clutter"], "urgency": "general"}
    sibling = m.register("secretary_a2", **raised("sibling"), place="圳美村口")
    m.take("secretary_a2", sibling, "accept", **clutter)
    with m.office.desk(m.actor("secretary")) as desk:
        told = {"outside": "17", "what": marked("past"), "place": "荔枝路12号", "heard": "2023-03-05"}
        past = desk.begin(Issue, "import_past", told)
    foreign = m.register("secretary_b1", **raised("foreign"), place="迳口广场")
    m.take("secretary_b1", foreign, "accept", **clutter)
    above = m.register("community", **raised("above"), place="东社区办事处")
    street = m.register("street", **raised("street"), place="荔枝街道办")
    m.take("street", street, "accept", **clutter)
    freed = m.reach("handling", **raised("freed"))
    m.take("secretary", m.sheets(freed)[0], "revoke", reason="派错单位")
    restricted = m.take(
        "secretary",
        m.reach("accepted", **raised("restricted")),
        "restrict",
        reason="涉及个人",
    )
    headless = m.reach("accepted", **raised("headless"))
    m.take("community", headless, "recuse", person=m.street.people["secretary"], reason="亲属")
    held = m.take("street_head", m.reach("archived", **raised("held")), "place_hold", reason="法院调取")
    lower = m.take("community", m.reach("taken_up", **raised("lower")), "transfer",
                   lead=m.street.orgs["a2"], request="就近办理", basis="routine")  # fmt: skip
    spoken, crowd = m.reach("replied", **raised("spoken")), several(m)
    for one in (spoken, crowd):
        m.take("member", one, "call_back", claim=m.reporter(one).capacities[0].behalf, reached=True)
    top = {"remand": ILLEGAL, "escalate": ILLEGAL}
    in_b = AT_BRANCH | alone("secretary_b1", "community_b")
    return [
        ("sibling", sibling, Told("sibling", "issue", "accepted", "a2", A2, barred=AT_BRANCH | alone("secretary_a2"))),
        ("foreign", foreign, Told("foreign", "issue", "accepted", "b1", B1, barred=in_b)),
        ("past", past, Told("past", "issue", "past", "a1", A1)),
        ("above", above, Told("above", "issue", "registered", "a", ("", "a"), barred={"void": {"community": 403}})),
        ("street", street, Told("street", "issue", "accepted", "street", seen_to=("street",), barred=top)),
        ("freed", freed, Told("freed", "issue", "accepted", "a1", A1, workers=("secretary",), barred=AT_BRANCH)),
        ("restricted", restricted,
         Told("restricted", "issue", "accepted", "a1", A1, restricted=True, barred=AT_BRANCH)),
        ("headless", headless,
         Told("headless", "issue", "accepted", "a1", A1, recused=("secretary",), barred=AT_BRANCH)),
        ("held", held,
         Told("held", "issue", "archived", "a1", A1, barred={"place_hold": ILLEGAL, "lift_hold": TAKEN})),
        ("spoken", spoken,
         Told("spoken", "issue", "replied", "a1", A1, workers=("secretary",),
              barred=FIRST | {"confirm": {"deputy": ILLEGAL}})),
        ("crowd", crowd,
         Told("crowd", "issue", "replied", "a1", A1, workers=("secretary",),
              barred=FIRST | {"rate": {"deputy": ILLEGAL}, "represent": TAKEN})),
        ("lower", lower,
         Told("lower", "issue", "transferred", "a", A1, ("a2",), workers=("secretary", "community"),
              barred=WITH_UNITS | RUNNING)),
    ]  # fmt: skip


def several(m: Matters) -> Issue:
    """Answered, and raised by two: one of them in a matter merged into it."""
    lead, other = m.reach("accepted", **raised("crowd")), m.reach("registered", **raised("crowd"))
    m.take("secretary", other, "merge", lead=lead.id)
    m.take("secretary", lead, "execute", basis="routine")
    m.take("secretary", lead, "report_done", result="已清理")
    return m.take("member", lead, "verify", outcome="solved", answer="已清理干净")


NOT_LEAD, NOT_CO = dict.fromkeys(("report", "resist", "ask_extension", "ask_pause"), FORBIDDEN), {"finish": FORBIDDEN}
SHEETS = (  # name, of which issue, which of its assignments, state, unit, barred
    ("sheet_pending", "transferred", 0, "pending", "u1", {}),
    ("sheet_lead", "handling", 0, "handling", "u1", NOT_CO | {"report": ILLEGAL}),
    ("sheet_co", "handling", 1, "handling", "u2", NOT_LEAD | {"unveil": ILLEGAL}),
    ("sheet_returned", "returned", 0, "returned", "u1", {}),
    ("sheet_disputed", "disputed", 0, "disputed", "u1", {}),
    ("sheet_reported", "units_reported", 0, "reported", "u1", {}),
    ("sheet_revoked", "freed", 0, "revoked", "u1", {}),
    ("sheet_lower", "lower", 0, "pending", "a2", {}),
)


def sheets(m: Matters, ids: dict[str, int], told: dict[str, Told]) -> None:
    """Assignments are seen with their issue."""
    for name, of, which, state, unit, barred in SHEETS:
        sheet = m.sheets(Issue(id=ids[of]))[which]
        assert sheet.state == state, name
        ids[name] = sheet.id
        told[name] = replace(told[of], name=name, noun="assignment", state=state, unit=unit, barred=dict(barred))


def codes(m: Matters, ids: dict[str, int]) -> dict[str, tuple[str, str]]:
    """Number and code of the matters a reporter asks about; the code is given once, so these get a fresh claim."""
    return {name: _code(m, ids[name]) for name in ("own", "replied", "closed", "not_accepted")}


def _code(m: Matters, id: int) -> tuple[str, str]:
    from workflow.issues.codes import hash_of
    from workflow.issues.model import Claim

    claims, nonce = bare(Claim), f"{id:032d}"
    code = code_for(m.office, nonce)
    with m.office.database.writing() as db:
        db.execute(claims.update().where(claims.c.issue_id == id).values(code_hash=hash_of(m.office, code)))
    return m.again(Issue(id=id)).number, code


def attach(m: Matters, id: int, picture: bytes) -> str:
    """A photo of this issue; its name in the address."""
    m.take("secretary", Issue(id=id), "attach", photos=[Upload("现场.png", picture)])
    table: Any = bare(Attachment)
    with m.office.database.reading() as db:
        return str(db.execute(select(table.c.id).where(table.c.issue_id == id)).scalar_one())
