"""A ruling is final and names who does it; nobody is asked twice for the same matter."""

from __future__ import annotations

import pytest

from workflow.kernel.errors import BadAnswers
from workflow.kernel.explain import explain


def choices(matters, who, subject, step, field):
    with matters.office.database.reading() as db:
        told = explain(db, matters.actor(who), matters.again(subject), matters.watch.now)
        asks = next(verdict for verdict in told if verdict.step.name == step).asks(str)
    return {choice["value"] for ask in asks if ask["name"] == field for choice in ask["choices"]}


@pytest.fixture
def ruled(matters):
    """The lead's dispute was decided: the third unit does it."""
    issue = matters.reach("disputed")
    matters.take("street", matters.sheets(issue)[0], "rule_move", unit=matters.street.orgs["u3"], reason="管网归其管理")
    return matters.again(issue)


def test_a_disputed_helper_is_replaced_by_a_unit_that_holds_nothing_yet(matters):
    lead, helper = matters.sheets(matters.reach("disputed"))
    orgs = matters.street.orgs
    offered = choices(matters, "street", helper, "rule_move", "unit")
    assert orgs["u3"] in offered
    assert not {orgs["u1"], orgs["u2"]} & offered
    assert orgs["u2"] in choices(matters, "street", lead, "rule_move", "unit"), "a helper may become the lead"


def test_a_ruling_authorises_the_transfer_to_the_unit_it_names_and_no_other(matters, ruled):
    with pytest.raises(BadAnswers) as refused:
        matters.take("secretary", ruled, "transfer", lead=matters.street.orgs["u2"], request="办理", basis="ruling")
    assert set(refused.value.fields) == {"lead"}
    sent = matters.take("secretary", ruled, "transfer", lead=matters.street.orgs["u3"], request="办理", basis="ruling")
    assert matters.sheets(sent)[-1].ruled


def test_a_ruling_authorises_nothing_but_a_transfer(matters, ruled):
    assert "ruling" in choices(matters, "secretary", ruled, "transfer", "basis")
    assert "ruling" not in choices(matters, "secretary", ruled, "execute", "basis")


def test_work_sent_back_to_the_lead_may_ask_one_more_helper(matters):
    issue = matters.reach("units_reported")
    third = matters.street.orgs["u3"]
    matters.take("community", issue, "redo_units", missing="管网未疏通", co=[third])
    lead, _done, added = matters.sheets(issue)
    assert (lead.state, added.unit_id, added.role, added.state) == ("handling", third, "co", "pending")
