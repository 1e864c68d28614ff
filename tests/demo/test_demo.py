"""The demo street is made by real steps: its history verifies, every state is shown, and there is work today."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from workflow.demo import SLICE, Scale, accounts, build, is_empty
from workflow.issues import Assignment, Issue, today
from workflow.issues.entitled import entitled
from workflow.kernel.clock import local
from workflow.kernel.db import Database, bare
from workflow.kernel.desk import Office
from workflow.kernel.flow import Flow
from workflow.kernel.verify import verify
from workflow.meetings import Meeting
from workflow.meetings.papers import Publication
from workflow.orgs import capacities
from workflow.orgs.accounts import Account, log_in, visitor
from workflow.orgs.entering import new_token
from workflow.orgs.model import Grid, Org
from workflow.receptions import Reception
from workflow.supervision import Order

SECRET = b"a key of tests, 32 bytes long..!"
AFTERNOON = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
pytestmark = pytest.mark.slow  # to build it takes ten seconds; `make test` walks through it in a browser
WORKERS = ("secretary", "member", "secretary2", "community", "community2", "street", "street2", "unit", "unit2")


@pytest.fixture(scope="module")
def town(databases):
    """The street of `make run`, built once for all that look at it."""
    with databases.fresh() as url:
        office = Office(Database(url), SECRET, lambda: AFTERNOON)
        assert is_empty(office)
        yield build(office, SLICE), office
        office.database.close()


def ask(office, statement):
    with office.database.reading() as db:
        return list(db.execute(statement))


def states(office, model):
    return {row.state for row in ask(office, select(bare(model).c.state).distinct())}


def test_no_story_was_refused_a_step(town):
    assert [str(refusal) for refusal in town[0].play.refused] == []


@pytest.mark.parametrize("model", [Issue, Assignment, Order])
def test_every_state_is_there(town, model):
    flow: Flow = model.flow
    assert states(town[1], model) == set(flow.states)


def test_meetings_and_receptions_are_there(town):
    assert {"convened", "minuting", "circulated", "signed"} <= states(town[1], Meeting)
    assert {"announced", "open", "closed", "missed"} <= states(town[1], Reception)


def test_the_secretary_has_a_meeting_today_and_decisions_are_published(town):
    here = bare(Meeting).c
    mine = here.org_id == town[0].ground.orgs["B01"]
    today = ask(town[1], select(here.state).where(mine, here.planned_on == town[0].today))
    assert {row.state for row in today} <= {"convened", "in_session"}
    assert today
    assert {"minuting", "circulated"} <= {row.state for row in ask(town[1], select(here.state).where(mine))}
    out = bare(Publication).c
    assert {row.kind for row in ask(town[1], select(out.kind).where(out.published_at.is_not(None)))} >= {"decision"}


def test_its_history_is_sound_and_everybody_was_entitled(town):
    report = verify(town[1], entitled)
    assert (report.status, report.first_bad) == (0, None)
    assert report.events > 3000


def test_it_is_a_street_of_one_six_and_forty_eight(town):
    kinds = [row.kind for row in ask(town[1], select(bare(Org).c.kind))]
    assert [kinds.count(kind) for kind in ("street", "community", "branch", "unit")] == [1, 6, 48, 40]
    assert len(ask(town[1], select(bare(Grid).c.id))) == 150


def test_matters_are_varied(town):
    texts = {row.what for row in ask(town[1], select(bare(Issue).c.what))}
    assert len(texts) > 40


@pytest.mark.parametrize("name", WORKERS)
def test_there_is_work_today(town, name):
    office = town[1]
    with office.database.reading() as db:
        person = db.execute(select(bare(Account).c.person_id).where(bare(Account).c.name == name)).scalar_one()
        actor = capacities.actor(db, person, local(AFTERNOON).date())
        lists = today.inbox(db, actor, AFTERNOON)
    assert len(lists.sheets if name.startswith("unit") else lists.mine) >= 5


def test_the_secretary_has_some_of_everything(town):
    office, actor = town[1], town[0].actor("B01/secretary/0")
    with office.database.reading() as db:
        tasks = today.inbox(db, actor, AFTERNOON).mine
    assert 12 <= len(tasks) <= 25
    assert any(task.late for task in tasks)
    assert {"诉求人表示未解决", "单位退回，待决定"} <= {task.back.message for task in tasks if task.back}


def test_every_account_can_log_in(town):
    office = town[1]
    account = accounts()[0]
    assert log_in(office, account.name, account.password)
    for account in accounts():
        with office.database.reading() as db:
            proof = db.execute(select(bare(Account).c.name).where(bare(Account).c.name == account.name)).scalar_one()
        assert proof == account.name


def test_a_token_works(town):
    office = town[1]
    token = new_token(office, "unit2")
    with office.database.reading() as db:
        assert visitor(office, db, token, "token").account == "unit2"


@pytest.mark.parametrize("now", ["2026-02-18T02:00", "2026-10-03T16:30", "2027-01-01T00:05", "2027-05-08T09:00"])
def test_it_can_be_built_on_any_day(databases, now):
    """In the spring festival, on a golden week's night, in the first minutes of a year, on a make-up Saturday."""
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    with databases.fresh() as url:
        office = Office(Database(url), SECRET, lambda: moment)
        assert build(office).play.refused == []
        assert states(office, Issue) == set(Issue.flow.states)
        office.database.close()


def test_the_same_seed_gives_the_same_street(databases):
    told = []
    for _ in range(2):
        with databases.fresh() as url:
            office = Office(Database(url), SECRET, lambda: AFTERNOON)
            build(office, Scale(20, 5))
            columns = (bare(Issue).c[name] for name in ("number", "what", "place", "state", "version", "due_at"))
            told.append(ask(office, select(*columns).order_by(bare(Issue).c.id)))
            office.database.close()
    assert told[0] == told[1]
