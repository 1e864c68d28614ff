"""Posts: granted by somebody else, one secretary at a time, administrators apart, ended at once or by a date."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text

from tests.orgs.hands import begin, refused, take, today
from workflow.issues.entitled import entitled
from workflow.kernel.db import bare, fetch
from workflow.kernel.errors import Barred, NotFound, NotLegal, NotPermitted
from workflow.kernel.policy import Actor
from workflow.kernel.verify import verify
from workflow.orgs import capacities
from workflow.orgs.model import Mandate, Person, Post

POSTS, MANDATES = bare(Post), bare(Mandate)


@pytest.fixture
def newcomer(matters) -> int:
    """Somebody without any post."""
    with matters.office.database.writing() as db:
        return int(db.execute(insert(bare(Person)).values(street_id=1, name="冯远")).inserted_primary_key[0])


@pytest.fixture
def grant(matters, newcomer):
    """The security administrator gives the newcomer a post; anything may be said otherwise."""

    def act(who="security", **said):
        known = {"person": newcomer, "org": matters.street.orgs["a2"], "role": "member", "starts": today(matters)}
        return begin(matters, who, Post, "grant", **{**known, **said})

    return act


def post(matters, name) -> Post:
    with matters.office.database.reading() as db:
        return fetch(db, Post, POSTS.c.id == matters.street.posts[name])[0]


def roles(matters, person) -> set[str]:
    with matters.office.database.reading() as db:
        return {hat.role for hat in capacities.capacities(db, person, today(matters))}


def test_a_grant_gives_the_rights_on_its_first_day(matters, grant, newcomer):
    grant(starts=today(matters) + timedelta(days=1))
    assert roles(matters, newcomer) == set()
    matters.watch.forward(days=1)
    assert roles(matters, newcomer) == {"member"}


def test_nobody_grants_to_themselves(matters, grant):
    with refused("person", "自己"):
        grant(person=matters.street.people["security"], role="auditor", org=1)


@pytest.mark.parametrize("who", ["system", "auditor", "street_head", "secretary"])
def test_only_the_security_administrator_grants(matters, grant, who):
    with pytest.raises(NotPermitted):
        grant(who)


@pytest.mark.parametrize(("held", "wanted"), [("system", "auditor"), ("auditor", "security_admin")])
def test_the_administrators_exclude_one_another(matters, grant, held, wanted):
    with refused("role", "互相排斥"):
        grant(person=matters.street.people[held], org=1, role=wanted)


def test_an_administrator_holds_no_business_post_and_the_other_way_round(matters, grant):
    with refused("role", "互相排斥"):
        grant(person=matters.street.people["system"])
    with refused("role", "互相排斥"):
        grant(person=matters.street.people["street2"], org=1, role="system_admin")


def test_somebody_who_acts_by_paper_is_no_administrator_either(matters, grant, newcomer):
    grant(org=matters.street.orgs["a1"])
    span = {"starts": today(matters), "ends": today(matters) + timedelta(days=9), "paper": "委托书"}
    paper = {"post": matters.street.posts["secretary"], "kind": "deputy", "person": newcomer}
    begin(matters, "secretary", Mandate, "lend", **span, **paper)
    with refused("role", "互相排斥"):
        grant(org=1, role="auditor")


@pytest.mark.parametrize(
    ("org", "role"), [("a1", "dispatcher"), ("u1", "secretary"), ("a", "member"), ("a1", "auditor")]
)
def test_an_organisation_has_only_its_own_kinds_of_posts(matters, grant, org, role):
    with refused("role", "没有这个岗位"):
        grant(org=matters.street.orgs[org], role=role)


def test_dates_are_in_order_and_not_gone_by(matters, grant):
    with refused("starts", "今天"):
        grant(starts=today(matters) - timedelta(days=1))
    with refused("ends", "第一天"):
        grant(ends=today(matters) - timedelta(days=1))
    assert grant("operator", starts=today(matters) - timedelta(days=400)).state == "granted"


def test_an_organisation_has_one_secretary(matters, grant):
    with refused("role", "王丽"):
        grant(role="secretary")
    take(matters, "security", post(matters, "secretary_a2"), "limit", ends=today(matters) + timedelta(days=3))
    assert grant(role="secretary", starts=today(matters) + timedelta(days=4)).role == "secretary"


def test_a_last_day_put_off_reaches_into_nobody_elses_term(matters, grant):
    """Two secretaries for those days, both with every right."""
    going = post(matters, "secretary_a2")
    take(matters, "security", going, "limit", ends=today(matters) + timedelta(days=3))
    grant(role="secretary", starts=today(matters) + timedelta(days=4))
    with refused("ends", "冯远"):
        take(matters, "security", going, "limit", ends=today(matters) + timedelta(days=9))
    assert take(matters, "security", going, "limit", ends=today(matters) + timedelta(days=1)).ends


def test_a_last_day_put_off_makes_nobody_an_administrator_with_other_posts(matters, grant):
    going, person = post(matters, "member2"), matters.street.people["member2"]
    take(matters, "security", going, "limit", ends=today(matters) + timedelta(days=3))
    grant(person=person, org=1, role="auditor", starts=today(matters) + timedelta(days=4))
    with refused("ends", "审计监督员"):
        take(matters, "security", going, "limit", ends=today(matters) + timedelta(days=9))
    assert take(matters, "security", going, "limit", ends=today(matters) + timedelta(days=3)).ends


def test_nobody_holds_the_same_post_twice(matters, grant):
    grant()
    with refused("person", "已任"):
        grant()


def test_an_ended_post_gives_no_rights_any_more_and_what_was_done_stays_rightly_done(matters):
    issue = matters.register("secretary")
    take(matters, "security", post(matters, "secretary"), "end", reason="调离")
    assert roles(matters, matters.street.people["secretary"]) == set()
    with pytest.raises(NotFound):
        matters.take("secretary", issue, "note", text="还在")
    report = verify(matters.office, entitled)
    assert (report.status, report.first_bad) == (0, None)


def test_papers_end_with_the_post_they_were_for(matters):
    assert roles(matters, matters.street.people["member"]) == {"member", "delegate"}
    take(matters, "security", post(matters, "secretary"), "end")
    assert roles(matters, matters.street.people["member"]) == {"member"}
    with matters.office.database.reading() as db:
        assert set(db.execute(select(MANDATES.c.state)).scalars()) == {"ended"}


def test_whoever_leaves_office_acts_for_nobody_any_more(matters):
    take(matters, "security", post(matters, "member"), "end")
    assert roles(matters, matters.street.people["member"]) == set()


def test_a_post_that_never_began_never_entitled(matters, grant, newcomer):
    made = grant(starts=today(matters) + timedelta(days=30))
    ended = take(matters, "security", made, "end")
    assert (ended.starts, ended.ends) == (made.starts, made.starts)
    matters.watch.forward(days=30)
    assert roles(matters, newcomer) == set()


def test_a_last_day_ends_the_rights_at_midnight(matters):
    mine = post(matters, "secretary_a2")
    take(matters, "security", mine, "limit", ends=today(matters))
    person = matters.street.people["secretary_a2"]
    assert roles(matters, person) == {"secretary"}
    with pytest.raises(Barred):
        take(matters, Actor.clock(1), mine, "expire")
    matters.watch.forward(days=1)
    assert roles(matters, person) == set()
    assert take(matters, Actor.clock(1), mine, "expire").state == "ended"
    assert verify(matters.office, entitled).status == 0


def test_a_secretary_is_replaced_in_one_act(matters, newcomer):
    issue = matters.register("secretary")
    old = take(matters, "security", post(matters, "secretary"), "replace", person=newcomer, paper="荔委〔2026〕9号")
    assert (old.state, old.ends) == ("ended", today(matters))
    assert roles(matters, matters.street.people["secretary"]) == set()
    assert roles(matters, newcomer) == {"secretary"}
    matters.street.people["new"] = newcomer
    assert matters.again(issue).owner_id == matters.street.orgs["a1"]
    category = matters.street.categories["clutter"]
    assert matters.take("new", issue, "accept", category=category, urgency="general").state == "accepted"
    assert verify(matters.office, entitled).status == 0


def test_a_replacement_that_is_refused_leaves_the_old_one_in_office(matters):
    with refused("role", "互相排斥"):
        take(matters, "security", post(matters, "secretary"), "replace", person=matters.street.people["auditor"])
    assert roles(matters, matters.street.people["secretary"]) == {"secretary"}


def test_nobody_ends_the_own_post(matters):
    with pytest.raises(Barred, match="自己"):
        take(matters, "security", post(matters, "security"), "end")
    assert take(matters, "operator", post(matters, "security"), "end").state == "ended"


def test_an_ended_post_stays_ended(matters):
    ended = take(matters, "security", post(matters, "unit"), "end")
    with pytest.raises(NotLegal):
        take(matters, "security", ended, "end")


@pytest.mark.parametrize(
    "change", ["role = 'street_officer'", "org_id = 1", "starts = '2020-01-01'", "person_id = 1 + person_id % 2"]
)
def test_a_post_changed_by_sql_is_found(matters, change):
    with matters.office.database.writing() as db:
        db.execute(text(f"UPDATE posts SET {change} WHERE id = {matters.street.posts['member2']}"))
    report = verify(matters.office, entitled)
    assert report.status == 1
    assert (report.first_bad.noun, report.first_bad.id) == ("post", matters.street.posts["member2"])


def test_a_post_given_by_sql_is_found(matters, newcomer):
    row = {"street_id": 1, "person_id": newcomer, "org_id": 1, "role": "secretary", "starts": today(matters)}
    with matters.office.database.writing() as db:
        db.execute(insert(POSTS).values(**row, state="granted"))
    report = verify(matters.office, entitled)
    assert report.status == 1
    assert report.first_bad.noun == "post"
