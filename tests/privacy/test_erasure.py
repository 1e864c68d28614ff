"""A reporter's data are theirs: what goes at once, what two people decide, what waits, and what is left."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.issues.answers import photo
from tests.privacy.stories import (
    ALL,
    ANSWER,
    MAIL,
    MARKS,
    PHONE,
    answered,
    asked,
    claims,
    closed,
    granted,
    holder,
    joined,
    left,
    raised,
)  # fmt: skip
from workflow.issues.entitled import entitled
from workflow.issues.model import Attachment, Contact
from workflow.issues.tracking import timeline
from workflow.kernel.db import bare, fetch
from workflow.kernel.errors import Barred, NotLegal, NotPermitted
from workflow.kernel.verify import verify
from workflow.privacy.own import own
from workflow.supervision import Order


def said(refusal) -> str:
    return str(refusal.value.sentence)


def test_before_erasure_every_mark_is_found(matters):
    closed(matters)
    unused = {MARKS[name] for name in ("cause", "measures", "demand")}
    assert {word for _table, word in left(matters)} == set(ALL) - unused


def test_after_two_people_agreed_no_mark_is_left_in_any_table(matters):
    issue = closed(matters)
    granted(matters, asked(matters, issue))
    assert left(matters) == set()
    now = matters.again(issue)
    assert (now.state, now.answer, now.place) == ("closed", ANSWER, "")
    assert now.what == "（内容已于 2026年11月23日 删除）"


def test_history_still_verifies_and_counts_what_was_erased(matters):
    issue = closed(matters)
    granted(matters, asked(matters, issue))
    report = verify(matters.office, entitled)
    assert (report.status, report.first_bad) == (4, None)
    assert report.erased >= 15


def test_the_contact_goes_with_the_request_and_nobody_is_asked(matters):
    issue = answered(matters)
    asked(matters, issue)
    assert left(matters, PHONE, MAIL, MARKS["name"]) == set()
    assert left(matters, MARKS["what"]) != set()


def test_the_contact_alone_can_go_at_once_while_the_matter_is_open(matters):
    issue = raised(matters)
    matters.take(matters.reporter(issue), issue, "erase_contact")
    assert left(matters, PHONE, MAIL, MARKS["name"]) == set()
    assert claims(matters, issue)[0].contact_erased_at is not None
    assert matters.again(issue).state == "registered"


@pytest.mark.parametrize(("step", "answers"), [("withdraw", {}), ("correct_contact", {})])
def test_however_a_contact_went_its_owner_reads_when_and_nobody_finds_one_to_reveal(matters, step, answers):
    issue = raised(matters)
    matters.take(matters.reporter(issue), issue, step, **answers)
    assert left(matters, PHONE, MAIL, MARKS["name"]) == set()
    (claim,) = claims(matters, issue)
    assert (claim.contact_id, claim.contact_erased_at is None) == (None, False)


def test_an_address_taken_back_leaves_nothing_to_reveal_where_it_was_all(matters):
    issue = matters.register(reporter_email=MAIL)
    matters.take(matters.reporter(issue), issue, "be_told")
    assert left(matters, MAIL) == set()
    with pytest.raises(Barred, match="没有留联系方式"):
        matters.take("secretary", issue, "reveal", claim=1, purpose="learn", words="了解情况")


def test_a_merged_matter_goes_on_telling_its_leads_answer_once_its_own_words_are_gone(matters):
    lead, mine = matters.reach("accepted"), matters.register()
    matters.take("secretary", mine, "merge", lead=lead.id)
    matters.take("secretary", lead, "execute", basis="routine")
    matters.take("secretary", lead, "report_done", result="已清理")
    matters.take("member", lead, "verify", outcome="solved", answer="已清理干净")
    lead = matters.take(matters.clock(), lead, "lapse")
    matters.take(matters.clock(), mine, "erase")
    with matters.office.database.reading() as db:
        told = [line.voice.message for line in timeline(db, mine, lead, 2)]
    assert told[-3:] == ["已核实并答复，请您评价", "评价期已满，事项办结（未评价）", "您反映的内容已按规定删除"]


def test_a_correction_is_recorded_without_what_was_corrected(matters):
    issue = raised(matters)
    matters.take(matters.reporter(issue), issue, "correct_contact", name="王老师", phone="13600000000")
    assert {table for table, _word in left(matters, "王老师", "13600000000")} == {"contacts"}
    assert left(matters, PHONE, MAIL) == set()
    assert matters.again(issue).counts["correct_contact"] == 1


def test_an_address_can_be_left_again_after_it_was_erased(matters):
    issue = raised(matters)
    for step in ("erase_contact", "correct_contact"):
        matters.take(matters.reporter(issue), issue, step, email=MAIL)
    assert {table for table, _word in left(matters, MAIL)} == {"contacts"}
    with matters.office.database.reading() as db:
        assert len(fetch(db, Contact)) == 1


# -- two people ----------------------------------------------------------------------------------


def test_one_person_alone_cannot_erase(matters):
    request = asked(matters, closed(matters))
    with pytest.raises(Barred) as refusal:
        matters.take("secretary", request, "approve")
    assert said(refusal) == "须先由一人拟办，再由另一人复核"
    matters.take("secretary", request, "propose", result="approve", opinion="同意")
    with pytest.raises(NotPermitted) as refusal:
        matters.take("secretary", request, "approve")
    assert said(refusal) == "拟办人不能复核自己的意见，须由他人进行"
    assert left(matters, MARKS["what"]) != set()


def test_the_database_knows_the_two_people_too(matters):
    request = asked(matters, closed(matters))
    done = granted(matters, request)
    table = bare(type(done))
    with pytest.raises(IntegrityError), matters.office.database.writing() as db:
        db.execute(table.update().where(table.c.id == done.id).values(decided_by_id=done.prepared_by_id))


def test_the_second_does_not_do_otherwise_than_was_proposed_but_may_send_it_back(matters):
    request = asked(matters, closed(matters))
    matters.take("secretary", request, "propose", result="refuse", opinion="仍需保留")
    with pytest.raises(Barred):
        matters.take("community", request, "approve")
    matters.take("community", request, "send_back", why="没有保留的理由")
    assert matters.again(request).prepared_by_id is None
    granted(matters, request)
    assert left(matters) == set()


def test_a_refusal_keeps_the_words_for_whoever_asked(matters):
    request = asked(matters, closed(matters))
    matters.take("secretary", request, "propose", result="refuse", opinion="依法须保存至案件审结")
    done = matters.take("community", request, "refuse")
    assert (done.state, done.opinion) == ("refused", "依法须保存至案件审结")
    assert left(matters, MARKS["what"]) != set()


def test_other_requests_are_still_one_persons_to_decide(matters):
    issue = matters.take("secretary", matters.reach("executing"), "ask_extension", days=5, reason="配件未到")
    with pytest.raises(Barred):
        matters.take("community", matters.asked(issue), "propose", result="approve", opinion="同意")
    matters.take("community", matters.asked(issue), "approve")


def test_an_answer_with_personal_data_in_it_goes_as_well_where_the_two_say_so(matters):
    issue = closed(matters)
    granted(matters, asked(matters, issue), with_answer=True)
    assert matters.again(issue).answer.startswith("（内容已于")


# -- what waits ----------------------------------------------------------------------------------


def test_erasure_of_an_open_matter_is_held_and_goes_on_once_it_is_settled(matters):
    issue = answered(matters)
    request = asked(matters, issue)
    assert request.state == "held"
    matters.take(matters.reporter(issue), issue, "confirm", contacted=True, solved=True)
    assert matters.again(request).state == "pending"
    granted(matters, request)
    assert left(matters) == set()


def test_a_matter_opened_again_holds_what_was_asked(matters):
    issue = closed(matters)
    request = asked(matters, issue)
    matters.take("secretary", request, "propose", result="approve", opinion="同意")
    matters.take("community", issue, "reopen", reason="抽查发现不实")
    now = matters.again(request)
    assert (now.state, now.proposed) == ("held", None)


def test_a_matter_in_review_is_held(matters):
    issue = closed(matters)
    matters.take(matters.reporter(issue), issue, "seek_review", why="不符")
    assert asked(matters, issue).state == "held"


def supervised(m):
    """Declined late, with an order about it still open."""
    issue = raised(m)
    m.watch.forward(days=8)
    with m.office.desk(m.actor("community")) as desk:
        order = desk.begin(Order, "issue", {"about": "issue", "subject": issue.id, "demand": MARKS["demand"]})
    m.take("secretary", issue, "decline", reason="statutory", channel="法院", answer=ANSWER)
    return issue, order


def test_a_matter_under_supervision_is_held_until_the_order_is_closed(matters):
    issue, order = supervised(matters)
    request = asked(matters, issue)
    assert request.state == "held"
    reply = {"cause": MARKS["cause"], "measures": MARKS["measures"], "by_when": "2026-12-20"}
    matters.take("secretary", order, "reply", **reply)
    matters.take("community_head", order, "close")
    assert matters.again(request).state == "pending"
    granted(matters, request)
    assert left(matters) == set()


def test_what_is_held_is_looked_at_again_by_itself(matters):
    request = asked(matters, answered(matters))
    assert (request.due_at - matters.watch.now).days in (29, 30, 31, 32)
    matters.take(matters.clock(), request, "resume")
    assert matters.again(request).state == "held"


def test_nobody_answering_in_time_is_reminded_and_it_does_not_lapse(matters):
    request = asked(matters, closed(matters))
    matters.watch.now = request.due_at
    matters.watch.forward(days=14)
    matters.take(matters.clock(), request, "supervise", kind="erasure")
    assert matters.again(request).state == "pending"
    with matters.office.database.reading() as db:
        about = [(one.about_noun, one.clock) for one in fetch(db, Order)]
    assert about == [("request", "erasure")]


# -- several reporters ---------------------------------------------------------------------------


def test_of_several_reporters_only_that_ones_data_go(matters):
    issue = raised(matters)
    joined(matters, issue)
    matters.take("secretary", issue, "decline", reason="statutory", channel="法院", answer=ANSWER)
    granted(matters, asked(matters, issue, 1))
    assert left(matters, "赵先生", "13711112222", "第二位补充") == set()
    assert {word for _table, word in left(matters)} == {MARKS["what"], MARKS["place"], MARKS["name"], PHONE, MAIL}
    assert matters.again(issue).erased_at is None
    granted(matters, asked(matters, issue, 0))
    assert left(matters) == set()
    assert matters.again(issue).erased_at is not None


def test_the_first_ones_words_go_and_the_second_ones_stay(matters):
    issue = raised(matters)
    joined(matters, issue)
    matters.take("secretary", issue, "decline", reason="statutory", channel="法院", answer=ANSWER)
    granted(matters, asked(matters, issue, 0))
    assert left(matters) == set()
    assert left(matters, "第二位补充") != set()


def test_who_joined_what_an_officer_found_wrote_nothing_of_it_and_erases_nothing_of_it(matters):
    issue = matters.register(what=MARKS["what"], place=MARKS["place"], kind="proactive", photos=[photo()])
    for _ in range(2):
        joined(matters, issue)
    matters.take("secretary", issue, "decline", reason="statutory", channel="法院", answer=ANSWER)
    with matters.office.database.reading() as db:
        kept = own(db, matters.again(issue), claims(matters, issue)[0], matters.watch.now)
    assert (len(kept.written), kept.photos) == (1, [])
    granted(matters, asked(matters, issue, 0))
    assert {word for _table, word in left(matters)} == {MARKS["what"], MARKS["place"]}


def test_an_answer_that_holds_personal_data_goes_from_every_version_of_it(matters):
    issue = raised(matters)
    joined(matters, issue)
    matters.take("secretary", issue, "decline", reason="statutory", channel="法院", answer=ANSWER)
    granted(matters, asked(matters, issue, 1), with_answer=True)
    assert left(matters, ANSWER) == set()
    assert left(matters, MARKS["what"]) != set()


def test_each_reporter_counts_who_looked_at_the_own_contact(matters):
    issue = raised(matters)
    joined(matters, issue)
    first, second = claims(matters, issue)
    matters.take("secretary", issue, "reveal", claim=second.id, purpose="learn", words="了解情况")
    with matters.office.database.reading() as db:
        looks = [len(own(db, issue, one, matters.watch.now).looks) for one in (first, second)]
    assert looks == [0, 1]


def test_of_a_merged_matter_what_its_reporter_said_in_the_lead_goes_too(matters):
    lead = matters.reach("accepted", what="另一位反映的堆物")
    issue = raised(matters)
    matters.take("secretary", issue, "merge", lead=lead.id)
    mine = holder(lead, claims(matters, issue)[0].id)
    matters.take(mine, lead, "supplement", more=MARKS["more"])
    request = asked(matters, issue)
    assert request.state == "held"
    matters.take("secretary", lead, "conclude", outcome="explained", answer="已说明", basis="routine")
    matters.take("member", lead, "verify", outcome="explained", answer=ANSWER)
    matters.take(matters.clock(), lead, "lapse")
    matters.take(matters.clock(), lead, "archive")
    assert matters.again(request).state == "pending"
    granted(matters, request)
    assert left(matters) == set()
    assert matters.again(lead).what == "另一位反映的堆物"


# -- what is refused -----------------------------------------------------------------------------


def test_erasure_twice_is_refused_in_words(matters):
    issue = closed(matters)
    request = asked(matters, issue)
    with pytest.raises(Barred) as refusal:
        asked(matters, issue)
    assert said(refusal) == "您已申请删除，正在等待答复"
    granted(matters, request)
    with pytest.raises(Barred) as refusal:
        asked(matters, issue)
    assert said(refusal) == "您反映的内容已经删除"


@pytest.mark.parametrize("step", ["ask_erasure", "erase_contact", "correct_contact"])
def test_of_somebody_elses_claim_nothing_goes(matters, step):
    issue, other = closed(matters), matters.register()
    stranger = claims(matters, other)[0].id
    with pytest.raises(NotPermitted):
        matters.take(holder(issue, stranger), issue, step, name="假的")
    for who in ("secretary", "street_head", "auditor"):
        with pytest.raises(NotPermitted):
            matters.take(who, issue, step, name="假的")
    assert left(matters, PHONE) != set()


def test_nobody_erases_without_a_request(matters):
    issue = closed(matters)
    for who in ("secretary", "street_head", "member"):
        with pytest.raises(NotPermitted):
            matters.take(who, issue, "erase")
    with pytest.raises((NotLegal, NotPermitted)):
        matters.take("secretary", raised(matters), "erase")


def test_photos_go_with_the_words(matters):
    issue = closed(matters)
    granted(matters, asked(matters, issue))
    with matters.office.database.reading() as db:
        assert db.execute(select(bare(Attachment).c.id)).all() == []


def test_who_has_left_may_still_have_the_words_erased_but_needs_no_contact(matters):
    issue = raised(matters)
    joined(matters, issue)
    first = matters.reporter(issue)
    matters.take(first, issue, "leave", reason=MARKS["why"])
    with pytest.raises(Barred) as refusal:
        matters.take(first, issue, "correct_contact", email=MAIL)
    assert "不再需要联系方式" in said(refusal)
    matters.take("secretary", issue, "decline", reason="statutory", channel="法院", answer=ANSWER)
    matters.take(first, issue, "ask_erasure")
    granted(matters, matters.asked(issue))
    assert left(matters) == set()
