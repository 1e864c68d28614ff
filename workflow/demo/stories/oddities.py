"""What happens now and then: merged, split, voided, routed, recused, about somebody's staff."""

from __future__ import annotations

from workflow.demo.clockwork import Story
from workflow.demo.stories.plain import answered, enter, own_work
from workflow.demo.tale import Tale


def twin(t: Tale) -> Tale:
    """The same matter, reported once more."""
    again = Tale(t.town, t.branch, t.lots, brisk=t.brisk)
    again.matter, again.grid, again.place = t.matter, t.grid, t.place
    again.register(kind="complaint", channel="phone")
    return again


def merged(t: Tale) -> Story:
    """A second report of the same is merged into the first and archived with it."""
    lead = Tale(t.town, t.branch, t.lots, brisk=t.brisk)
    yield from enter(lead)
    t.matter, t.grid, t.place = lead.matter, lead.grid, lead.place
    t.register(kind="complaint", channel="phone")
    yield t.wait(0)
    t.act(t.head, "merge", lead=lead.id)
    yield t.wait(1)
    yield from own_work(lead)
    lead.act(lead.other, "verify", outcome="solved", answer=lead.matter["answer"])


def split(t: Tale) -> Story:
    """Merged by mistake, split off again."""
    yield from enter(t)
    other = twin(t)
    yield t.wait(0)
    other.act(other.head, "merge", lead=t.id)
    yield t.wait(2)
    other.act(other.head, "split", reason="核实后不是同一处问题，需单独办理")
    yield t.wait(1)
    yield from own_work(other)
    yield from answered(other)


def voided(t: Tale) -> Story:
    """Registered twice by mistake; somebody else strikes it out."""
    t.register(t.town.third(t.branch))
    yield t.wait(0)
    t.act(t.head, "void", reason="与前一件重复登记")


def routed(t: Tale) -> Story:
    """Entered for the wrong branch, put right by the dispatcher."""
    t.register(t.town.actor("S/dispatcher/0"), channel="online", kind="complaint")
    yield t.wait(0)
    number = int(t.branch[1:])
    near = f"B{number % 48 + 1:02d}"
    t.act(t.town.actor("S/dispatcher/0"), "route", org=t.town.ground.orgs[near], reason="地点属于相邻网格")
    t.branch = near
    yield t.wait(1)
    t.accept()
    yield t.wait(1)
    yield from own_work(t)
    yield from answered(t)


def recused(t: Tale) -> Story:
    """A member is related to the one complained about and stays out of it."""
    yield from enter(t)
    t.act(t.town.third(t.branch), "declare_recusal", reason="与被反映的商户有亲属关系")
    yield t.wait(0)
    yield from own_work(t)
    yield from answered(t)


def about_staff(t: Tale) -> Story:
    """About the branch's staff: the community owns it, the branch does not know that it exists."""
    org = t.town.ground.orgs[t.branch]
    community = t.town.ground.above[t.branch]
    t.matter = t.matter | {"what": "多次到支部反映问题，工作人员态度生硬，推说不归他管", "category": "property"}
    t.matter |= {
        "result": "已约谈当事人并书面检查，社区建立首问负责登记",
        "answer": "经核实已约谈批评，今后实行首问负责",
    }
    t.register(t.town.second(community), about_staff_of=org, kind="complaint")
    yield t.wait(1)
    t.accept()
    yield t.wait(1)
    yield from own_work(t)
    yield from answered(t)
