"""Who the page is drawn for: name, post, home, and the doors that lead somewhere for these roles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import current_app, request

from web.current import now
from web.dates import minute
from web.holding import book
from web.language import say, translate
from web.sessions import visiting
from workflow.emergency.sight import EMERGENCY
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Actor, Capacity
from workflow.orgs import roles

Door = tuple[str, str, str, bool]
PARTY = roles.OFFICERS | {roles.MEMBER}
BUSINESS = PARTY | {roles.HANDLER, roles.DISPATCHER}
ABOVE = {roles.COMMITTEE, roles.STREET_OFFICER, roles.DISPATCHER, roles.AUDITOR}
OVER_BRANCHES = "over branches"
"""No role: whoever sits in an organisation that has others below it."""
HOME = "/today"

DOORS: tuple[tuple[str, str, str, set[str]], ...] = (
    (HOME, N_("今日"), "today", set(roles.LABELS)),
    ("/overview", N_("总览"), "overview", {OVER_BRANCHES, roles.DISPATCHER, roles.AUDITOR}),
    ("/issues", N_("事项"), "issues", BUSINESS | {roles.AUDITOR}),
    ("/assignments", N_("移交单"), "assignments", {roles.HANDLER}),
    ("/dispatch", N_("统一分拨"), "dispatch", {roles.DISPATCHER}),
    ("/receptions", N_("接待日"), "receptions", PARTY | {roles.AUDITOR}),
    ("/meetings", N_("联席会议"), "meetings", PARTY | {roles.AUDITOR}),
    ("/requests", N_("申请"), "requests", BUSINESS | {roles.AUDITOR}),
    ("/orders", N_("督办"), "supervision", PARTY | {roles.HANDLER, roles.AUDITOR}),
    ("/emergencies", N_("平急转换"), "alert", roles.OFFICERS),
    ("/rules", N_("规则"), "rules", {roles.STREET_OFFICER, roles.SECRETARY}),
    ("/audit", N_("审计"), "audit", {roles.AUDITOR}),
    ("/admin", N_("管理"), "rules", set(roles.ADMINISTRATORS)),
)
"""Address, word, icon, roles. A door whose page is not built is not shown; those after the eighth are in the menu."""
MOST = 8

NEW, SEARCH = "/issues/new", "/issues"
DEPUTY = N_("%(post)s（代 %(behalf)s）")


@dataclass(frozen=True)
class Viewer:
    """What layout.html reads; nothing here asks the database more than once."""

    actor: Actor
    account: str
    unread: int = 0
    """Notices that wait to be read."""

    @property
    def id(self) -> int:
        return self.actor.id

    @property
    def name(self) -> str:
        return self.actor.name

    @cached_property
    def post_label(self) -> str:
        return say([post(hat) for hat in self.actor.capacities])

    @property
    def home(self) -> str:
        return home()

    @property
    def search(self) -> str | None:
        return SEARCH if self._may(SEARCH) else None

    @property
    def new(self) -> str | None:
        return NEW if NEW in built() and self.actor.roles & BUSINESS else None

    @property
    def lends(self) -> bool:
        """Whether written mandates are this person's business."""
        return bool(self.actor.roles & roles.OFFICERS)

    @cached_property
    def doors(self) -> list[Door]:
        """Every door that is open: (url, label, icon, active)."""
        here = request.path + "/"
        found = [door for door in DOORS if self._may(door[0])]
        return [(url, translate(label), icon, here.startswith(url + "/")) for url, label, icon, _roles in found]

    @property
    def nav(self) -> list[Door]:
        """Those beside the page: more are not found at a glance."""
        return self.doors[:MOST]

    @property
    def rest(self) -> list[Door]:
        """The others, in the menu beside the name."""
        return self.doors[MOST:]

    def bar(self, language: str, large: bool) -> tuple[Any, ...]:
        """All that the bar above a page says of this person, for parts/bar.html."""
        told = (self.search, self.new, self.unread, self.name, self.post_label, tuple(self.rest), self.lends)
        return (language, large, *told)

    @property
    def emergencies(self) -> list[tuple[int, str, str]]:
        """(id, title, until) of what is in force where one's organisations are: kept with the calendar."""
        mine = {hat.org for hat in self.actor.capacities if hat.role in EMERGENCY}
        at = now()
        held = [mode for mode in book().modes if mode.holds(at) and mine & mode.orgs]
        return [(mode.id, mode.title, minute(mode.ends_at)) for mode in held]

    def _may(self, url: str) -> bool:
        return url in self._open

    @cached_property
    def _open(self) -> frozenset[str]:
        """The addresses of the doors that lead somewhere for these roles."""
        standing, there = self._standing, built()
        return frozenset(url for url, _label, _icon, wanted in DOORS if url in there and standing & wanted)

    @property
    def _standing(self) -> frozenset[str]:
        """The roles held today, and whether one of them is above the branches."""
        above = any(hat.kind in ("street", "community") and hat.role in PARTY for hat in self.actor.capacities)
        return self.actor.roles | ({OVER_BRANCHES} if above else frozenset())


def post(hat: Capacity) -> Sentence:
    """A post in words: 东一网格党支部书记, and for whom it is held."""
    held = roles.post_of(hat.post, hat.role)
    return Sentence(DEPUTY, {"post": held, "behalf": hat.behalf_name}) if hat.behalf else held


def viewer() -> Viewer | None:
    """Whoever is logged in, for the officers' layout; None for the public."""
    visitor = visiting()
    return Viewer(visitor.actor, visitor.account, visitor.unread) if visitor else None


def home() -> str:
    """Where an officer lands after the login."""
    return HOME if HOME in built() else "/"


def built() -> frozenset[str]:
    """Addresses without holes that this app answers, worked out once."""
    found: frozenset[str] | None = current_app.extensions.get("lianxi.built")
    if found is None:
        found = frozenset(rule.rule for rule in current_app.url_map.iter_rules() if not rule.arguments)
        current_app.extensions["lianxi.built"] = found
    return found
