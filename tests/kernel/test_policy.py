"""Closed by default: who sees what is one rule in SQL, whether one asks for one subject or for a list."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen

from tests.matters import STORIES, Matters
from workflow.issues import Assignment, Issue
from workflow.kernel import policy
from workflow.kernel.db import bare
from workflow.kernel.errors import NotFound
from workflow.kernel.explain import explain
from workflow.kernel.policy import Actor, Capacity, relation
from workflow.orgs.roles import LABELS

SEES = {  # who sees the matters of branch a1
    "secretary": True, "member": True, "member2": True, "secretary_a2": False, "secretary_b1": False,
    "secretary_b2": False, "community": True, "community_head": True, "community_b": False, "street": True,
    "street2": True, "street_head": True, "dispatcher": True, "unit": False, "unit2": False, "unit3": False,
    "auditor": True, "security": False, "system": False,
}  # fmt: skip


def seen(m: Matters, who: str | Actor, issue: Issue) -> bool:
    with m.office.database.reading() as db:
        try:
            return policy.find(db, m.actor(who), Issue, issue.id).id == issue.id
        except NotFound:
            return False


def listed(m: Matters, who: str | Actor, model: Any = Issue) -> set[int]:
    with m.office.database.reading() as db:
        return set(db.execute(select(bare(model).c.id).where(policy.scope(model, m.actor(who).capacities))).scalars())


def as_given(values: Any) -> Any:
    """The values of a statement as SQLAlchemy hands them on: by name, or by place as a tuple."""
    return tuple(values) if isinstance(values, list) else values


def test_everybody_of_the_street_is_asked(matters):
    assert set(SEES) == set(matters.street.people)


def test_a_branchs_matter_is_seen_by_its_own_line_and_by_those_who_oversee(matters):
    issue = matters.reach("accepted")
    assert {who: seen(matters, who, issue) for who in SEES} == SEES


def test_one_and_list_are_one_rule(matters):
    issues = [matters.reach(story) for story in STORIES]
    for who in SEES:
        assert listed(matters, who) >= {i.id for i in issues if seen(matters, who, i)}
        assert not listed(matters, who) & {i.id for i in issues if not seen(matters, who, i)}


def test_one_is_found_by_its_key_whatever_else_the_scope_asks(matters):
    issue, asked = matters.reach("accepted"), []
    with matters.office.database.reading() as db:
        listen(db, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
        policy.find(db, matters.actor("secretary"), Issue, issue.id)
        words = "EXPLAIN QUERY PLAN " if db.dialect.name == "sqlite" else "EXPLAIN "
        plan = " ".join(str(row) for row in db.exec_driver_sql(words + asked[0][0], as_given(asked[0][1])))
    assert "SEARCH issues USING INTEGER PRIMARY KEY" in plan or "using pk_issues on issues" in plan


def test_a_unit_sees_what_is_sent_to_it_as_long_as_it_is_not_taken_back(matters):
    issue = matters.reach("transferred")
    assert [seen(matters, who, issue) for who in ("unit", "unit2", "unit3")] == [True, True, False]
    matters.take("secretary", matters.sheets(issue)[1], "revoke", reason="改派")
    assert [seen(matters, who, issue) for who in ("unit", "unit2", "unit3")] == [True, False, False]


def test_the_accused_side_does_not_know_that_the_matter_exists(matters):
    issue = matters.reach("about_staff")
    blind = {"secretary", "member", "member2"}
    assert {who for who in SEES if SEES[who] and not seen(matters, who, issue)} == blind


def test_a_restricted_matter_is_hidden_from_members_without_a_task(matters):
    issue = matters.take("secretary", matters.reach("accepted"), "restrict", reason="涉及个人")
    assert seen(matters, "secretary", issue)
    assert not seen(matters, "member2", issue)


def test_a_code_opens_one_matter_and_no_assignment(matters):
    first, second = matters.reach("transferred"), matters.reach("accepted")
    holder = matters.reporter(first)
    assert listed(matters, holder) == {first.id}
    assert not seen(matters, holder, second)
    assert listed(matters, holder, Assignment) == set()


@pytest.mark.parametrize("role", [*LABELS, "reporter", "", "admin", "CLOCK", "clock "])
def test_a_role_without_an_entry_sees_nothing(matters, role):
    matters.reach("transferred")
    hat = Capacity(role, 999, 1, "branch", (999,))
    overseers = {"dispatcher", "auditor"}
    assert bool(listed(matters, Actor(1, "", (hat,)))) == (role in overseers)


def test_a_capacity_of_another_street_sees_nothing(matters):
    matters.reach("transferred")
    for role in LABELS:
        assert listed(matters, Actor(1, "", (Capacity(role, 1, 2, "street", (1,)),))) == set()


def test_a_post_that_has_ended_and_a_paper_that_ran_out_count_no_more(matters):
    issue = matters.reach("verifying")
    matters.watch.forward(days=366)
    assert "delegate" not in matters.actor("member").roles
    assert seen(matters, "member", issue)  # still a member, no longer a delegate


def test_two_relations_cannot_share_a_name():
    with pytest.raises(ValueError, match="owner"):
        relation("owner", "主责", set())(lambda case, capacity: True)


def test_who_could_is_always_said(matters):
    issue = matters.reach("accepted")
    with matters.office.database.reading() as db:
        verdicts = explain(db, matters.actor("auditor"), issue, matters.watch.now)
    assert verdicts
    for verdict in verdicts:
        assert not verdict.allowed
        assert str(verdict.who), verdict.step.name


def test_who_could_names_people_before_what_happens_by_itself(matters):
    by_itself = {policy.follows.label, policy.clock.label}
    issue = matters.reach("accepted")
    with matters.office.database.reading() as db:
        verdicts = explain(db, matters.actor("auditor"), issue, matters.watch.now)
    both = [verdict for verdict in verdicts if {policy.follows, policy.clock} & set(verdict.step.by)]
    assert both
    for verdict in both:
        assert not any(label in str(verdict.who) for label in by_itself), verdict.step.name
