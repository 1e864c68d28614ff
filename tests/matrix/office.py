"""Accounts, posts and papers of the world, in every state; those of others beside those of one's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.matrix.statement import ILLEGAL, Told
from tests.matters import Matters
from tests.street import lend
from workflow.calendar.days import seed, year_of
from workflow.calendar.reading import written
from workflow.kernel.clock import local
from workflow.kernel.policy import Actor, Capacity
from workflow.orgs.accounts import Account
from workflow.orgs.entering import operator
from workflow.orgs.model import Mandate, Post
from workflow.rules.model import HolidayNotice, Rule, StopDays
from workflow.webhooks import Webhook


def make(m: Matters, ids: dict[str, int], told: dict[str, Told]) -> None:
    """Add them to the world."""
    with m.office.desk(m.actor("system")) as desk:
        for name, subject, it in webhooks(desk):
            ids[name], told[name] = subject.id, it
    with m.office.desk(operator()) as desk:
        for name, subject, it in [*accounts(desk), *posts(m, desk), *mandates(m, desk), *notices(desk)]:
            ids[name], told[name] = subject.id, it
    with m.office.desk(m.actor("street")) as desk:
        for name, subject, it in [*stops(m, desk), *rules(m, desk)]:
            ids[name], told[name] = subject.id, it


def accounts(desk: Any) -> list[tuple[str, Any, Told]]:
    """Nobody's but newcomers'."""
    found = {}
    for state in ("invited", "active", "closed", "removed"):
        name = f"account_{state}"
        found[name] = desk.begin(Account, "create", {"name": f"new-{state}", "person_name": f"新人{state}"})
    for step, states in (("close", ("closed", "removed")), ("remove", ("removed",))):
        for state in states:
            desk.take(Account, found[f"account_{state}"].id, step, {})
    activate(desk, found["account_active"])
    barred = {"account_active": {"sign_out": ILLEGAL}}
    return [
        (name, one, Told(name, "account", name.removeprefix("account_"), "street", barred=barred.get(name, {})))
        for name, one in found.items()
    ]


def activate(desk: Any, account: Account) -> None:
    """By its owner, at the same desk."""
    desk.actor = Actor(account.person_id, "新人", (Capacity("holder", account.id, 1),))
    desk.take(Account, account.id, "accept", {"password": "x"})
    desk.actor = operator()


def posts(m: Matters, desk: Any) -> list[tuple[str, Any, Told]]:
    """One of a branch, one of whoever grants, one that has ended."""
    person = desk.begin(Account, "create", {"name": "leaver", "person_name": "离任人"}).person_id
    begun = local(m.watch.now).date() - timedelta(days=9)
    ended = desk.begin(Post, "grant", {"person": person, "org": m.street.orgs["b2"], "role": "member", "starts": begun})
    desk.take(Post, ended.id, "end", {})
    own = {step: {"security": ILLEGAL} for step in ("limit", "end", "replace")}
    return [
        ("post_of_branch", Post(id=m.street.posts["secretary_b2"]), Told("post_of_branch", "post", "granted", "b2")),
        ("post_own", Post(id=m.street.posts["security"]), Told("post_own", "post", "granted", "street", barred=own)),
        ("post_ended", ended, Told("post_ended", "post", "ended", "b2")),
    ]


def mandates(m: Matters, desk: Any) -> list[tuple[str, Any, Told]]:
    """For the secretary of a branch, of a foreign one, and of the community; none gives anybody a hat today."""
    today = local(m.watch.now).date()

    def paper(head: str, to: str, begins: int = 100) -> Mandate:
        first = today + timedelta(days=begins)
        return lend(desk, m.street, head, to, first, first + timedelta(days=9), kind="deputy")

    revoked, ended = paper("secretary_a2", "community"), paper("secretary_b1", "community_b", -20)
    desk.take(Mandate, revoked.id, "revoke", {})
    run_out(desk, ended)
    told = {
        "mandate_branch": (paper("secretary_a2", "secretary"), "running", "a2"),
        "mandate_foreign": (paper("secretary_b2", "secretary_b1"), "running", "b2"),
        "mandate_community": (paper("community_head", "street2"), "running", "a"),
        "mandate_revoked": (revoked, "revoked", "a2"),
        "mandate_ended": (ended, "ended", "b1"),
    }
    return [(name, one, Told(name, "mandate", state, org)) for name, (one, state, org) in told.items()]


def notices(desk: Any) -> list[tuple[str, Any, Told]]:
    """Of years long over, so that no limit moves; one was imported once more."""

    def bring(year: int, *left_out: str) -> HolidayNotice:
        days = [day for day in seed() if year_of(day) == year and day.day.isoformat() not in left_out]
        return desk.begin(HolidayNotice, "publish", {"year": year, "paper": "通知", "days": written(days)})

    told = {
        "notice_replaced": (bring(2008, "2008-12-31"), "replaced"),
        "notice_2008": (bring(2008, "2008-05-04"), "in_force"),
        "notice_2009": (bring(2009), "in_force"),
    }
    return [(name, one, Told(name, "holiday_notice", state, "street")) for name, (one, state) in told.items()]


def stops(m: Matters, desk: Any) -> list[tuple[str, Any, Told]]:
    """For a community, for a branch, and one that was taken back."""
    day = local(m.watch.now).date() + timedelta(days=40)

    def stop(org: str) -> StopDays:
        answers = {"org": m.street.orgs[org], "first": day, "last": day, "reason": "台风"}
        return desk.begin(StopDays, "declare", answers)

    revoked = stop("b")
    desk.take(StopDays, revoked.id, "revoke", {})
    told = {"stop_a": (stop("b1"), "declared"), "stop_b": (stop("b2"), "declared"), "stop_over": (revoked, "revoked")}
    return [(name, one, Told(name, "stop_days", state, "street")) for name, (one, state) in told.items()]


def rules(m: Matters, desk: Any) -> list[tuple[str, Any, Told]]:
    """For a branch, for a community, and one that was taken back; none holds yet."""
    starts = local(m.watch.now).date() + timedelta(days=300)

    def rule(org: str) -> Rule:
        answers = {"org": m.street.orgs[org], "clock": "verify", "amount": 1, "starts": starts}
        return desk.begin(Rule, "set_limit", answers)

    withdrawn = rule("b2")
    desk.take(Rule, withdrawn.id, "withdraw", {})
    told = {"rule_a1": (rule("a1"), "set", "a1"), "rule_b": (rule("b"), "set", "b")}
    told["rule_over"] = (withdrawn, "withdrawn", "b2")
    return [(name, one, Told(name, "rule", state, org)) for name, (one, state, org) in told.items()]


def webhooks(desk: Any) -> list[tuple[str, Any, Told]]:
    """One of meetings, one of matters, and one that was stopped; nobody is ever called here."""

    def webhook(noun: str) -> Webhook:
        answers = {"name": "区平台", "address": "https://hooks.example.org/in", "nouns": [noun]}
        return desk.begin(Webhook, "register", answers)

    stopped = webhook("issue")
    desk.take(Webhook, stopped.id, "stop", {})
    told = {"webhook_a": (webhook("meeting"), "listening"), "webhook_b": (webhook("issue"), "listening")}
    told["webhook_over"] = (stopped, "stopped")
    return [(name, one, Told(name, "webhook", state, "street")) for name, (one, state) in told.items()]


def run_out(desk: Any, mandate: Mandate) -> None:
    """By the clock, at the same desk."""
    desk.actor = Actor.clock(1)
    desk.take(Mandate, mandate.id, "run_out", {})
    desk.actor = operator()
