"""At the desk: visitors and their matters, what is done at once, joined, or noted and registered later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.receptions.at_the_desk import CLAIMS, ENTRIES, book, step, told
from tests.receptions.sittings import MATTER, Receptions
from tests.street import lend
from workflow.issues.codes import code_for
from workflow.issues.intake import OutsideChannel
from workflow.issues.queries import reporters
from workflow.issues.tracking import open_with_code
from workflow.kernel.errors import BadAnswers, NotFound
from workflow.kernel.explain import explain
from workflow.orgs.entering import operator

# -- visitors ------------------------------------------------------------------------------------


def test_one_visitor_may_come_with_many_matters(receptions: Receptions) -> None:
    reception = receptions.open()
    first = receptions.receive(reception)["visitor"]
    receptions.receive(reception, what="下水道堵塞", visitor=first)
    receptions.receive(reception, what="路灯不亮")
    assert book(receptions, reception) == [(2, "registered"), (1, "registered"), (1, "registered")]
    assert (receptions.again(reception).visitors, receptions.again(reception).received) == (2, 3)


def test_a_visitor_nobody_has_seen_is_refused(receptions: Receptions) -> None:
    reception = receptions.open()
    with pytest.raises(BadAnswers):
        receptions.receive(reception, visitor=2)
    assert receptions.again(reception).visitors == 0


def test_the_book_holds_numbers_and_no_words_of_a_visitor(receptions: Receptions) -> None:
    reception = receptions.open()
    receptions.receive(reception, reporter_phone="13800001234")
    with receptions.office.database.reading() as db:
        rows = str(db.execute(select(ENTRIES)).all())
    assert not any(word in rows for word in (*MATTER.values(), "13800001234"))


# -- at once -------------------------------------------------------------------------------------


def test_a_matter_may_be_accepted_as_it_is_registered(receptions: Receptions) -> None:
    issue = receptions.issue(receptions.receive(receptions.open(), then="accept", category="楼道堆物")["issue"])
    assert (issue.state, issue.category_id) == ("accepted", receptions.street.categories["clutter"])


def test_a_question_may_be_answered_as_it_is_asked(receptions: Receptions) -> None:
    reception = receptions.open()
    done = receptions.receive(reception, then="answer", category="路灯", answer="路灯由区里统一更换，下周施工")
    issue = receptions.issue(done["issue"])
    assert (issue.state, issue.outcome, issue.answer) == ("verifying", "explained", "路灯由区里统一更换，下周施工")
    assert book(receptions, reception) == [(1, "answered")]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"then": "accept"}, "category"),
        ({"then": "answer", "category": "路灯"}, "answer"),
        ({"answer": "已说明"}, "then"),
        ({"then": "accept", "category": "灯具"}, "category"),
        ({"then": "accept", "category": "路灯", "about_staff_of": 4}, "then"),
    ],
)
def test_what_is_missing_for_it_is_named_and_nothing_is_registered(
    receptions: Receptions, data: dict[str, Any], field: str
) -> None:
    reception = receptions.open()
    with pytest.raises(BadAnswers) as refused:
        receptions.receive(reception, **data)
    assert list(refused.value.fields) == [field]
    assert (book(receptions, reception), receptions.again(reception).received) == ([], 0)


def test_a_category_is_found_by_as_much_of_its_name_as_no_other_has(receptions: Receptions) -> None:
    issue = receptions.issue(receptions.receive(receptions.open(), category="管网")["issue"])
    assert issue.category_id == receptions.street.categories["drain"]


def test_only_the_host_answers_on_the_spot_and_only_officers_accept(receptions: Receptions) -> None:
    reception = receptions.open()

    def offered(who: str) -> list[str]:
        with receptions.office.database.reading() as db:
            verdicts = explain(db, receptions.actor(who), reception, receptions.watch())
            asks = next(v for v in verdicts if v.step.name == "receive").asks(str)
        return [choice["value"] for ask in asks if ask["name"] == "then" for choice in ask["choices"]]

    assert offered("secretary") == ["register", "accept", "answer"]
    assert offered("member") == ["register", "accept"]  # by the secretary's paper
    assert offered("member2") == ["register"]
    with pytest.raises(BadAnswers):
        receptions.receive(reception, "member2", then="accept", category="路灯")


# -- joined --------------------------------------------------------------------------------------


def test_a_visitor_joins_an_open_matter_with_a_code_of_ones_own(receptions: Receptions) -> None:
    reception, issue = receptions.open(), receptions.register()
    done = step(receptions, reception, "join", issue=issue.id, reporter_name="李老师", reporter_phone="13812345678")
    code = code_for(receptions.office, done["nonce"])
    opened, claim = open_with_code(receptions.office, issue.number, code, "here")
    assert opened.id == issue.id
    with receptions.office.database.reading() as db:
        seen = reporters(db, receptions.actor("secretary"), receptions.issue(issue.id), receptions.watch.now)
        ids = db.execute(select(CLAIMS.c.id).where(CLAIMS.c.issue_id == issue.id)).scalars().all()
    assert (len(ids), claim.id) == (2, ids[1])
    assert (seen[1].name, seen[1].phone) == ("李*", "138****5678")
    assert book(receptions, reception) == [(1, "joined")]
    assert (receptions.again(reception).received, receptions.again(reception).joined) == (1, 1)


def test_what_the_second_visitor_added_stands_in_the_matters_own_history_only(receptions: Receptions) -> None:
    reception, issue = receptions.open(), receptions.register()
    step(receptions, reception, "join", issue=issue.id, more="四楼也有", reporter_name="李老师")
    assert "四楼也有" in told(receptions, "issue")
    assert "四楼也有" not in told(receptions, "reception")
    assert "李老师" not in told(receptions, "issue") + told(receptions, "reception")


@pytest.mark.parametrize("state", ["closed", "withdrawn", "voided"])
def test_a_matter_that_is_over_cannot_be_joined(receptions: Receptions, state: str) -> None:
    reception, issue = receptions.open(), receptions.reach(state)
    with pytest.raises(BadAnswers):
        step(receptions, reception, "join", issue=issue.id)
    assert book(receptions, reception) == []


def test_a_matter_one_may_not_see_cannot_be_joined(receptions: Receptions) -> None:
    reception = receptions.open()
    for unseen in (receptions.register("secretary_b1", place="迳口广场"), receptions.reach("about_staff")):
        with pytest.raises(BadAnswers, match="1"):
            step(receptions, reception, "join", issue=unseen.id)


# -- who sits there ------------------------------------------------------------------------------


def test_a_matter_about_those_who_sit_here_is_not_in_their_book(receptions: Receptions) -> None:
    reception = receptions.open()
    done = receptions.receive(reception, "member2", about_staff_of=receptions.street.orgs["a1"])
    assert receptions.issue(done["issue"]).owner_id == receptions.street.orgs["a"]
    assert book(receptions, reception) == []
    assert (receptions.again(reception).received, receptions.again(reception).visitors) == (0, 0)
    assert '"about_staff_of"' not in told(receptions, "reception")
    with pytest.raises(OutsideChannel):
        receptions.receive(reception, about_staff_of=1)


def test_a_deputy_hosts_in_the_name_of_the_secretary(receptions: Receptions) -> None:
    """Somebody of another branch: what is received belongs to the branch that holds the day."""
    day = receptions.watch.now.date()
    with receptions.office.desk(operator()) as desk:
        lend(desk, receptions.street, "secretary", "secretary_a2", day, day + timedelta(days=1), kind="deputy")
    reception = receptions.plan("2026-11-23")
    receptions.take("secretary_a2", reception, "announce")
    receptions.take("secretary_a2", reception, "open")
    done = receptions.receive(reception, "secretary_a2", place="院内", then="answer", category="路灯", answer="已说明")
    issue = receptions.issue(done["issue"])
    assert (issue.owner_id, issue.state) == (receptions.street.orgs["a1"], "verifying")
    assert issue.host_id == receptions.street.people["secretary_a2"]
    receptions.watch.forward(days=2)
    with pytest.raises(NotFound):
        receptions.take("secretary_a2", reception, "close")
