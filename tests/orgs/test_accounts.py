"""Accounts: made without a role, taken over by a link that works once, ended at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.orgs.hands import account, begin, by, owner, refused, take
from tests.street import PASSWORD
from workflow.kernel.db import bare
from workflow.kernel.errors import Barred, KeyReused, NotFound, NotLegal, NotPermitted, Refusal, TooMany
from workflow.kernel.history import BODIES, EVENTS
from workflow.orgs import accounts, entering
from workflow.orgs.accounts import Account, Login, WrongPassword
from workflow.orgs.links import LIFE, LinkOver, link_of
from workflow.orgs.model import Post
from workflow.orgs.passwords import PROFILES

GOOD = "three-lychees-on-a-tree"
MODERN = PROFILES["modern"]


@pytest.fixture
def invite(matters):
    """An account for somebody new, and its link."""

    def act(name="feng", who="system", key="", **said):
        with matters.office.desk(by(matters, who), key=key) as desk:
            made = desk.begin(Account, "create", {"name": name, "person_name": "冯远", **said})
        return made, link_of(matters.office, desk)

    return act


def open_link(matters, link, password=GOOD, again=None):
    with matters.office.database.reading() as db:
        found, who = entering.invited(matters.office, db, link)
    entering.accept(matters.office.desk(who), found, password, again or password, MODERN)


def visit(matters, proof, kind="session"):
    with matters.office.database.reading() as db:
        return accounts.visitor(matters.office, db, proof, kind)


def test_an_account_has_no_role_until_somebody_else_grants_one(matters, invite):
    made, link = invite()
    open_link(matters, link)
    proof = accounts.log_in(matters.office, "feng", GOOD)
    assert visit(matters, proof) is None
    post = {"person": made.person_id, "org": matters.street.orgs["a2"], "role": "member"}
    begin(matters, "security", Post, "grant", **post, starts=matters.watch.now.date())
    assert visit(matters, proof).actor.roles == {"member"}


@pytest.mark.parametrize("typed", ["Secretary", " secretary ", "SECRETARY"])
def test_a_name_is_read_however_it_is_typed(matters, typed):
    """It was given in small letters, whatever the administrator typed, and a wrong case locked its owner out."""
    assert visit(matters, accounts.log_in(matters.office, typed, PASSWORD)).account == "secretary"


@pytest.mark.parametrize("who", ["security", "auditor", "street_head"])
def test_only_the_system_administrator_makes_accounts(invite, who):
    with pytest.raises(NotPermitted):
        invite(who=who)


def test_a_link_works_once(matters, invite):
    _made, link = invite()
    open_link(matters, link)
    with pytest.raises(LinkOver):
        open_link(matters, link, "another-long-password")


def test_two_who_open_the_same_link_at_once_do_not_both_get_in(matters, invite):
    made, link = invite()
    with matters.office.database.reading() as db:
        found, who = entering.invited(matters.office, db, link)
    entering.accept(matters.office.desk(who), found, GOOD, GOOD, MODERN)
    with pytest.raises(Refusal) as caught:
        entering.accept(matters.office.desk(who), found, "another-long-password", "another-long-password", MODERN)
    assert caught.value.status == 409
    assert account(matters, made.name).version == 2


def test_a_link_is_over_after_three_days(matters, invite):
    _made, link = invite()
    matters.watch.now += LIFE
    with pytest.raises(LinkOver):
        open_link(matters, link)


@pytest.mark.parametrize(
    "bend", [lambda link: link[:-1], lambda link: link + "A", lambda link: link.swapcase(), lambda _: ""]
)
def test_a_link_that_was_tampered_with_is_none(matters, invite, bend):
    _made, link = invite()
    with pytest.raises(LinkOver):
        open_link(matters, bend(link))


def test_a_new_link_makes_the_one_before_worthless(matters, invite):
    made, link = invite()
    with matters.office.desk(by(matters, "system")) as desk:
        desk.take(Account, made.id, "invite_again", {})
    with pytest.raises(LinkOver):
        open_link(matters, link)
    open_link(matters, link_of(matters.office, desk))


def test_the_link_is_kept_nowhere(matters, invite):
    made, link = invite()
    row = account(matters, made.name)
    assert link not in str(vars(row))
    with matters.office.database.reading() as db:
        for table in (EVENTS, BODIES):
            assert all(link not in str(row) for row in db.execute(select(table)))


def test_a_repeated_form_shows_the_same_link(invite):
    first, again = invite(key="form"), invite(key="form")
    assert (first[0].id, first[1]) == (again[0].id, again[1])
    with pytest.raises(KeyReused):
        invite("other", key="form")


def test_a_password_never_enters_history(matters, invite):
    _made, link = invite()
    open_link(matters, link)
    with matters.office.database.reading() as db:
        written = str(list(db.execute(select(EVENTS)))) + str(list(db.execute(select(BODIES))))
    assert GOOD not in written
    assert "argon2" not in written


@pytest.mark.parametrize("name", ["A b", "x", "张三", "-feng", "f" * 41, "feng@x"])
def test_a_login_is_plain(invite, name):
    with refused("name"):
        invite(name)


def test_a_login_is_given_once(invite):
    with refused("name", "secretary"):
        invite("Secretary")


def test_a_person_has_one_account(matters, invite):
    with refused("person", "已有账号"):
        invite(person=matters.street.people["unit"], person_name=None)


def test_a_namesake_is_asked_about(invite):
    with refused("namesake", "周明"):
        invite(person_name="周明")
    assert invite(person_name="周明", namesake=True)[0].state == "invited"


def test_a_closed_account_is_out_at_once_and_may_come_back(matters):
    session = accounts.log_in(matters.office, "secretary", PASSWORD)
    token = entering.new_token(matters.office, "secretary")
    closed = take(matters, "system", account(matters, "secretary"), "close", reason="离职")
    assert visit(matters, session) is None
    assert visit(matters, token, "token") is None
    with pytest.raises(WrongPassword):
        accounts.log_in(matters.office, "secretary", PASSWORD)
    with matters.office.desk(by(matters, "system")) as desk:
        desk.take(Account, closed.id, "reopen", {})
    with pytest.raises(WrongPassword):
        accounts.log_in(matters.office, "secretary", PASSWORD)
    open_link(matters, link_of(matters.office, desk))
    assert visit(matters, accounts.log_in(matters.office, "secretary", GOOD))


def test_a_reset_voids_password_and_sessions(matters):
    session = accounts.log_in(matters.office, "secretary", PASSWORD)
    take(matters, "system", account(matters, "secretary"), "reset")
    assert visit(matters, session) is None
    with pytest.raises(WrongPassword):
        accounts.log_in(matters.office, "secretary", PASSWORD)


def test_a_new_password_lifts_the_lock(matters):
    for _ in range(5):
        with pytest.raises(WrongPassword):
            accounts.log_in(matters.office, "secretary", "wrong")
    with pytest.raises(TooMany):
        accounts.log_in(matters.office, "secretary", PASSWORD)
    with matters.office.desk(by(matters, "system")) as desk:
        desk.take(Account, account(matters, "secretary").id, "reset", {})
    open_link(matters, link_of(matters.office, desk))
    assert accounts.log_in(matters.office, "secretary", GOOD)


@pytest.mark.parametrize("step", ["close", "reset", "rename"])
def test_nobody_handles_the_own_account(matters, step):
    with pytest.raises(Barred, match="自己"):
        take(matters, "system", account(matters, "system"), step, name="other")


def test_a_session_ends_with_the_last_post(matters):
    session = accounts.log_in(matters.office, "unit", PASSWORD)
    assert visit(matters, session)
    with matters.office.database.reading() as db:
        post = db.execute(select(bare(Post).c.id).where(bare(Post).c.id == matters.street.posts["unit"])).scalar_one()
    with matters.office.desk(by(matters, "security")) as desk:
        desk.take(Post, post, "end", {})
    assert visit(matters, session) is None


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(matters):
    here, there = (accounts.log_in(matters.office, "secretary", PASSWORD) for _ in range(2))
    desk = matters.office.desk(owner(matters, "secretary"))
    entering.change(desk, visit(matters, here), PASSWORD, GOOD, GOOD, MODERN)
    assert visit(matters, here)
    assert visit(matters, there) is None
    assert accounts.log_in(matters.office, "secretary", GOOD)


def test_the_old_password_is_asked_for_and_guessed_at_five_times_only(matters):
    here = visit(matters, accounts.log_in(matters.office, "secretary", PASSWORD))
    for _ in range(5):
        with refused("old"):
            entering.change(matters.office.desk(owner(matters, "secretary")), here, "wrong", GOOD, GOOD, MODERN)
    with pytest.raises(TooMany):
        entering.change(matters.office.desk(owner(matters, "secretary")), here, PASSWORD, GOOD, GOOD, MODERN)


def test_a_new_password_that_is_too_short_is_no_guess_at_the_old_one(matters):
    here = visit(matters, accounts.log_in(matters.office, "secretary", PASSWORD))
    for _ in range(6):
        with refused("password"):
            entering.change(matters.office.desk(owner(matters, "secretary")), here, PASSWORD, "x", "x", MODERN)
    entering.change(matters.office.desk(owner(matters, "secretary")), here, PASSWORD, GOOD, GOOD, MODERN)


def test_one_login_is_ended_by_its_owner_and_nobody_else(matters):
    phone, here = (accounts.log_in(matters.office, "secretary", PASSWORD) for _ in range(2))
    mine = account(matters, "secretary")
    short = accounts.hash_of(phone)[:16]
    with pytest.raises(NotFound):
        take(matters, owner(matters, "unit"), mine, "sign_out", login=short)
    take(matters, owner(matters, "secretary"), mine, "sign_out", login=short)
    assert visit(matters, phone) is None
    assert visit(matters, here)


def test_all_other_logins_are_ended_tokens_too(matters):
    phone, here = (accounts.log_in(matters.office, "secretary", PASSWORD) for _ in range(2))
    token = entering.new_token(matters.office, "secretary")
    kept = accounts.hash_of(here)
    take(matters, owner(matters, "secretary"), account(matters, "secretary"), "sign_out_others", here=kept)
    assert visit(matters, here)
    assert visit(matters, phone) is None
    assert visit(matters, token, "token") is None


def test_a_removed_account_is_gone_for_good_and_its_name_too(matters, invite):
    closed = take(matters, "system", account(matters, "unit3"), "close")
    removed = take(matters, "system", closed, "remove")
    with pytest.raises(NotLegal):
        take(matters, "system", removed, "reopen")
    with refused("name"):
        invite("unit3")
    assert invite("unit3b", person=closed.person_id, person_name=None)[0].person_id == closed.person_id


def test_tokens_are_issued_on_the_server_and_history_says_so(matters):
    token = entering.new_token(matters.office, "secretary", days=3)
    assert visit(matters, token, "token").account == "secretary"
    with matters.office.database.reading() as db:
        events = [row for row in db.execute(select(EVENTS)) if row.step == "issue_token"]
        assert db.execute(select(bare(Login).c.hash)).scalar_one() == accounts.hash_of(token)
    assert '"role":"operator"' in events[0].payload
    matters.watch.now += timedelta(days=4)
    assert visit(matters, token, "token") is None


def test_an_unused_account_lets_nobody_in(matters, invite):
    invite()
    with pytest.raises(WrongPassword):
        accounts.log_in(matters.office, "feng", "")
