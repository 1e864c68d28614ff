"""A contact is seen for a purpose, by whom the table names, for five minutes, so often a day; everybody is told."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from tests.issues.test_voices import led
from tests.matters import Matters
from tests.site import Site
from workflow.issues import Issue
from workflow.issues.disclosing import looks
from workflow.issues.entitled import entitled
from workflow.issues.masking import covered
from workflow.issues.queries import reporters
from workflow.kernel.accesses import ACCESSES
from workflow.kernel.clock import local
from workflow.kernel.db import Database
from workflow.kernel.errors import BadAnswers, Barred, NotFound, NotPermitted
from workflow.kernel.history import EVENTS
from workflow.kernel.verify import verify
from workflow.rules.limits import REVEALS_A_DAY
from workflow.rules.model import Rule


@pytest.fixture
def site(database: Database, peopled: None) -> Site:
    return Site(database)


CONTACT = {"reporter_name": "李老师", "reporter_phone": "13812345678", "reporter_email": "li@example.org"}
WHY = {"purpose": "call_back", "words": "核实是否清走"}


@pytest.fixture
def issue(matters: Matters) -> Issue:
    return matters.reach("accepted", **CONTACT)


def reveal(matters: Matters, issue: Issue, who: str, claim: int = 1) -> None:
    matters.take(who, issue, "reveal", claim=claim, **WHY)


def shown(matters: Matters, issue: Issue, who: str) -> list[str | None]:
    with matters.office.database.reading() as db:
        return [one.phone for one in reporters(db, matters.actor(who), matters.again(issue), matters.watch.now)]


def test_whoever_revealed_it_reads_it_and_nobody_else_does(matters, issue):
    assert shown(matters, issue, "secretary") == ["138****5678"]
    reveal(matters, issue, "secretary")
    assert shown(matters, issue, "secretary") == ["13812345678"]
    assert shown(matters, issue, "community") == ["138****5678"]
    assert shown(matters, issue, "auditor") == ["138****5678"]
    assert shown(matters, issue, "unit") == []


def test_after_five_minutes_it_is_covered_again(matters, issue):
    reveal(matters, issue, "secretary")
    matters.watch.forward(minutes=4)
    assert shown(matters, issue, "secretary") == ["13812345678"]
    matters.watch.forward(minutes=1)
    assert shown(matters, issue, "secretary") == ["138****5678"]


def test_it_is_covered_at_once_where_the_matter_has_moved_on(matters, issue):
    matters.take("secretary", issue, "escalate", reason="too_major", facts="两栋楼", basis="routine")
    matters.take("community", issue, "take_up")
    reveal(matters, issue, "community")
    matters.take("community", issue, "remand", reason="支部可办", guidance="先清理")
    assert shown(matters, issue, "community") == ["138****5678"]


@pytest.mark.parametrize(
    ("who", "story", "may"),
    [
        ("secretary", "accepted", True),
        ("secretary", "escalated", True),  # of the own branch, whoever answers for it
        ("member", "accepted", False),  # a delegate, but not for this
        ("community", "accepted", False),
        ("community", "taken_up", True),
        ("street", "taken_up", False),
        ("street", "at_the_street", True),
        ("dispatcher", "accepted", False),
        ("auditor", "accepted", False),
        ("unit", "handling", False),
    ],
)
def test_who_may(matters, who, story, may):
    issue = matters.reach(story, **CONTACT)
    if may:
        reveal(matters, issue, who)
        return
    with pytest.raises(NotPermitted):
        reveal(matters, issue, who)


@pytest.mark.parametrize("who", ["secretary_a2", "secretary_b1", "community_b", "security", "system"])
def test_who_does_not_see_the_matter_learns_nothing(matters, issue, who):
    with pytest.raises(NotFound):
        reveal(matters, issue, who)


def test_a_unit_sees_it_once_the_owner_let_it_and_until_its_share_ends(matters):
    issue = matters.reach("handling", **CONTACT)
    lead = matters.sheets(issue)[0]
    matters.take("secretary", lead, "unveil", reason="须约住户开门")
    assert shown(matters, issue, "unit") == ["138****5678"]
    assert shown(matters, issue, "unit2") == []
    reveal(matters, issue, "unit")
    assert shown(matters, issue, "unit") == ["13812345678"]
    with pytest.raises(NotPermitted):
        reveal(matters, issue, "unit2")
    matters.take("secretary", lead, "revoke", reason="派错单位")
    with pytest.raises(NotFound):
        reveal(matters, issue, "unit")


def test_one_of_several_reporters_is_revealed_and_the_others_stay_covered(matters):
    issue, _actors = led(matters)
    with pytest.raises(Barred, match="没有留联系方式"):
        reveal(matters, issue, "secretary")
    lead = matters.reach("accepted", **CONTACT)
    other = matters.register(**CONTACT | {"reporter_phone": "13700001111"})
    matters.take("secretary", other, "merge", lead=lead.id)
    reveal(matters, lead, "secretary", 4)
    assert shown(matters, lead, "secretary") == ["138****5678", "13700001111"]


def test_a_claim_of_another_matter_is_no_answer(matters, issue):
    matters.register(**CONTACT)
    with pytest.raises(BadAnswers) as refused:
        reveal(matters, issue, "secretary", 2)
    assert set(refused.value.fields) == {"claim"}


def test_a_purpose_is_named_in_a_word_and_in_words(matters, issue):
    with pytest.raises(BadAnswers) as refused:
        matters.take("secretary", issue, "reveal", claim=1)
    assert set(refused.value.fields) == {"purpose", "words"}


def test_each_day_has_its_cap(matters, issue):
    for _ in range(REVEALS_A_DAY):
        reveal(matters, issue, "secretary")
    with pytest.raises(Barred, match="每日上限"):
        reveal(matters, issue, "secretary")
    matters.watch.forward(days=1)
    reveal(matters, issue, "secretary")


def test_the_cap_is_a_rule_that_levels_below_only_lower(matters, issue):
    said = {"org": matters.street.orgs["a1"], "clock": "reveals", "starts": str(local(matters.watch.now).date())}
    with matters.office.desk(matters.actor("secretary")) as desk:
        desk.begin(Rule, "set_limit", said | {"amount": 1})
    reveal(matters, issue, "secretary")
    with pytest.raises(Barred, match="已查看 1 次"):
        reveal(matters, issue, "secretary")
    with pytest.raises(BadAnswers) as refused, matters.office.desk(matters.actor("secretary")) as desk:
        desk.begin(Rule, "set_limit", said | {"amount": 30})
    assert set(refused.value.fields) == {"amount"}


def test_history_and_log_tell_of_it_without_any_of_the_contact(matters, issue):
    reveal(matters, issue, "secretary")
    with matters.office.database.reading() as db:
        event = db.execute(select(EVENTS.c.payload).where(EVENTS.c.step == "reveal")).scalar_one()
        entry = db.execute(select(ACCESSES.c.payload).where(ACCESSES.c.kind == "reveal")).scalar_one()
        (look,) = looks(db, (issue.id,), 1)
        assert looks(db, (issue.id,), 2) == []
    assert json.loads(event)["answers"] == {"claim": 1, "purpose": "call_back"}
    for word in ("李", "12345678", "li@", "核实是否清走"):  # eight digits: a digest hits upon four
        assert word not in event + entry
    assert (look.name, look.words) == ("周明", "核实是否清走")
    assert verify(matters.office, entitled).status == 0


# -- numbers that somebody wrote into the matter ---------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("请打13812345678找王姨", "请打138****5678找王姨"),
        ("138 1234 5678 或 138-1234-5678", "138****5678 或 138****5678"),
        ("+8613812345678", "138****5678"),
        ("１３８１２３４５６７８", "１３８****５６７８"),
        ("座机0755-12345678", "座机755****5678"),
        ("邮箱 wang.yi@example.org。", "邮箱 w***@***。"),
        ("荔枝路12号3栋1306，2026年11月23日", "荔枝路12号3栋1306，2026年11月23日"),
        ("编号A1-26-0001，身份证后四位不写", "编号A1-26-0001，身份证后四位不写"),
    ],
)
def test_a_number_in_a_text_is_covered_and_nothing_else_is(written, read):
    assert covered(written) == read


def test_a_unit_reads_no_number_that_was_written_into_the_matter(site):
    site.matters.reach("handling", what="请打13812345678找王姨", place="荔枝路12号 13812345678")
    unit, secretary = site.browser("unit"), site.browser("secretary")
    for path in ("/today", "/issues", "/issues/1", "/assignments", "/assignments/1", "/issues/1/sign"):
        assert "13812345678" not in unit.get(path).text, path
    assert "138****5678" in unit.get("/assignments/1").text
    assert "13812345678" in secretary.get("/issues/1").text
    for path in ("/issues/1", "/issues"):
        assert "13812345678" not in str(site.program("unit").get(path))
    assert site.matters.again(Issue(id=1)).what == "请打13812345678找王姨"
