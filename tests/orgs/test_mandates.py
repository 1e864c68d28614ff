"""Deputies and delegates: named in writing by the head or the level above, dated, never handed on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.orgs.hands import begin, refused, take, today
from workflow.issues.entitled import entitled
from workflow.kernel.db import bare, fetch
from workflow.kernel.errors import NotFound, NotPermitted
from workflow.kernel.i18n import spoken
from workflow.kernel.policy import Actor, Case
from workflow.kernel.verify import verify
from workflow.orgs import capacities
from workflow.orgs.lending import lendable_steps
from workflow.orgs.model import Mandate, Post

POSTS = bare(Post)


@pytest.fixture
def lend(matters):
    """The secretary of a1 lends the post to a member; anything may be said otherwise."""

    def act(who="secretary", to="member2", head="secretary", **said):
        span = {"starts": today(matters), "ends": today(matters) + timedelta(days=7)}
        known = {"post": matters.street.posts[head], "person": matters.street.people[to], "paper": "委托书〔2026〕2号"}
        return begin(matters, who, Mandate, "lend", **{"kind": "deputy", **span, **known, **said})

    return act


def hats(matters, name):
    return {(hat.role, hat.behalf_name) for hat in matters.actor(name).capacities}


def test_a_deputy_acts_for_the_secretary_and_history_says_so(matters, lend):
    lend()
    assert ("secretary", "周明") in hats(matters, "member2")
    issue = matters.register("member2")
    matters.take("member2", issue, "accept", category=matters.street.categories["clutter"], urgency="general")
    assert verify(matters.office, entitled).status == 0


def test_a_delegate_acts_in_the_named_steps_only(matters, lend):
    lend(kind="delegate", steps=["note"])
    issue = matters.register("secretary")
    matters.take("member2", issue, "note", text="已去看过")
    with pytest.raises(NotPermitted):
        matters.take("member2", issue, "accept", category=matters.street.categories["clutter"], urgency="general")


def test_a_delegate_must_be_told_what_for(lend):
    with refused("steps", "列明"):
        lend(kind="delegate")


def test_the_steps_offered_are_a_delegates_and_nobody_elses(matters):
    case = Case(None, matters.actor("secretary"), None, matters.watch.now)
    offered = {name for name, _label in lendable_steps(case)}
    assert {"accept", "verify", "receive", "note"} <= offered
    assert not {"lend", "grant", "create", "archive"} & offered


def test_a_step_that_several_kinds_of_papers_have_is_lent_in_all_its_words(matters):
    case = Case(None, matters.actor("secretary"), None, matters.watch.now)
    offered = {name: str(spoken(label, str)) for name, label in lendable_steps(case)}
    assert offered["note"] == "备注"
    assert set(offered["approve"].split("、")) == {"签发", "同意"}


def test_a_paper_runs_out_at_midnight(matters, lend):
    made = lend(ends=today(matters))
    assert ("secretary", "周明") in hats(matters, "member2")
    matters.watch.forward(days=1)
    assert ("secretary", "周明") not in hats(matters, "member2")
    assert take(matters, Actor.clock(1), made, "run_out").state == "ended"


def test_a_paper_is_taken_back_at_once(matters, lend):
    made = lend()
    take(matters, "secretary", made, "revoke", reason="提前返岗")
    assert ("secretary", "周明") not in hats(matters, "member2")


def test_the_level_above_names_a_deputy_for_a_head(matters, lend):
    lend("community")
    assert ("secretary", "周明") in hats(matters, "member2")


def test_the_level_above_takes_a_paper_back(matters, lend):
    assert take(matters, "community", lend(), "revoke").state == "revoked"


@pytest.mark.parametrize("who", ["community_b", "street", "secretary_a2", "unit"])
def test_nobody_else_lends_this_post(matters, lend, who):
    """The street is two levels above; another branch and a unit have nothing to do with it."""
    if who == "unit":
        with pytest.raises(NotPermitted):
            lend(who)
    else:
        with refused("post"):
            lend(who)


def test_a_stranger_does_not_see_the_paper(matters, lend):
    made = lend()
    with pytest.raises(NotFound):
        take(matters, "secretary_b1", made, "revoke")


def test_a_deputy_cannot_name_another(matters, lend):
    lend()
    with pytest.raises(NotPermitted, match="不能再委托"):
        lend("member2", to="member")


def test_a_delegate_cannot_delegate(matters, lend):
    """`member` holds a paper of the secretary's since a year ago."""
    with pytest.raises(NotPermitted):
        lend("member", kind="delegate", steps=["note"])


def test_a_paper_is_never_longer_than_the_post(matters, lend):
    with matters.office.database.reading() as db:
        post = fetch(db, Post, POSTS.c.id == matters.street.posts["secretary"])[0]
    take(matters, "security", post, "limit", ends=today(matters) + timedelta(days=5))
    with refused("ends", "任期"):
        lend()
    assert lend(ends=today(matters) + timedelta(days=5)).state == "running"


def test_a_last_day_set_later_cuts_the_rights_of_the_paper_as_well(matters, lend):
    lend()
    with matters.office.database.reading() as db:
        post = fetch(db, Post, POSTS.c.id == matters.street.posts["secretary"])[0]
    take(matters, "security", post, "limit", ends=today(matters))
    matters.watch.forward(days=1)
    assert ("secretary", "周明") not in hats(matters, "member2")


@pytest.mark.parametrize(("to", "words"), [("secretary", "本人"), ("member", "已受托")])
def test_who_cannot_be_named(matters, lend, to, words):
    with refused("person", words):
        lend(to=to)


@pytest.mark.parametrize("to", ["auditor", "secretary_b1", "unit"])
def test_only_people_of_the_organisation_or_the_one_above_are_offered(lend, to):
    with refused("person"):
        lend(to=to)


def test_the_level_above_may_name_somebody_of_a_neighbour(matters, lend):
    lend("community", to="secretary_a2")
    assert ("secretary", "周明") in hats(matters, "secretary_a2")


def test_the_head_at_the_top_names_somebody_of_the_level_below(matters, lend):
    """Nothing is above the street: where all its officers worked on a matter, one named in writing verifies it."""
    lend("street_head", head="street_head", to="community_b", kind="delegate", steps=["verify"])
    assert ("delegate", "朱峰") in hats(matters, "community_b")
    with refused("person"):
        lend("street_head", head="street_head", to="secretary_b1")


def test_somebody_who_has_to_do_with_it_from_afar_is_refused_though_offered(matters, lend):
    """The street may lend the post of a community's head, but not to somebody of another community's branch."""
    with refused("person", "同级相邻"):
        lend("operator", head="community_head", to="secretary_b1")


def test_dates_are_in_order_and_not_gone_by(matters, lend):
    with refused("starts", "今天"):
        lend(starts=today(matters) - timedelta(days=1))
    with refused("ends", "第一天"):
        lend(starts=today(matters) + timedelta(days=9))


def test_the_capacities_of_a_paper_that_has_not_begun_are_none(matters, lend):
    lend(starts=today(matters) + timedelta(days=2))
    with matters.office.database.reading() as db:
        found = capacities.capacities(db, matters.street.people["member2"], today(matters))
    assert {hat.role for hat in found} == {"member"}
