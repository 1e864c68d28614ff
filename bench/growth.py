"""What a page costs in a street with very many matters, against the same page where there are few."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle
from statistics import quantiles

from sqlalchemy import func, select, update

from bench.browser import Browser
from bench.report import Figure
from bench.rounds import Act, Supply, Times, interleave
from bench.server import served
from bench.street import SECRET
from workflow.demo import accounts
from workflow.issues.codes import code_for, hash_of
from workflow.issues.model import Claim, Issue
from workflow.kernel.db import Database, bare
from workflow.kernel.desk import Office

FEW, MILLION = 10_000, 1_000_000
NEAR, FAR = 2.0, 4.0  # DESIGN.md section 8
PASSWORDS = {one.name: one.password for one in accounts()}
CLAIMS, ISSUES = bare(Claim), bare(Issue)
TRACKED = 20
TRACKING = "tracking by number and code"


@dataclass(frozen=True, slots=True)
class Page:
    """What is looked at, by whom, and how many times longer it may take."""

    name: str
    who: str
    path: str
    goal: float
    rounds: int | None = None
    """How often it is looked at, where it takes so long that a few looks must do."""


PAGES = (
    Page("inbox of a branch", "secretary", "/today", NEAR),
    Page("inbox of a unit", "unit", "/today", NEAR),
    Page("list, open", "secretary", "/issues", NEAR),
    Page("list, late", "secretary", "/issues?late=1", NEAR),
    Page("list, one's own", "secretary", "/issues?mine=1", NEAR),
    Page("list, settled", "secretary", "/issues?state=settled", NEAR),
    Page("list, all of the street", "auditor", "/issues?state=all", NEAR),
    Page("list, late of the street", "street2", "/issues?late=1", NEAR),
    Page("list of a community", "community2", "/issues", NEAR),
    Page("list of a unit", "unit", "/issues?state=all", NEAR),
    Page("list of a category", "street2", "/issues?state=all&category=1", NEAR),
    Page("list in the middle", "auditor", "/issues?state=all&before={middle}", NEAR),
    Page("assignments of a unit", "unit", "/assignments", NEAR),
    Page("public board", "", "/board", NEAR),
    Page("kept promises", "", "/board/promises", NEAR, 1),
    Page("search of the street", "street2", "/issues?q=%E8%B7%AF%E7%81%AF", NEAR),
    Page("dashboard of the street", "street2", "/today", FAR),
    Page("dashboard of a community", "community2", "/today", FAR),
    Page("dashboard of the auditor", "auditor", "/audit", FAR, 1),
)


def compare(few: str, many: str, kind: str, *, size: int, rounds: int) -> list[Figure]:
    """p95 of each page where there are `size` matters, against the same where there are few."""
    with ExitStack() as stack:
        streets = {name: Crowded(stack.enter_context(served(url)), url) for name, url in (("few", few), ("many", many))}
        times = interleave(
            {(TRACKING, name): street.tracking() for name, street in streets.items()}, rounds=rounds, size=4
        )
        for page in PAGES:
            ways = {(page.name, name): street.way(page) for name, street in streets.items()}
            times |= interleave(ways, rounds=page.rounds or rounds, size=page.rounds or 4)
    goals = {page.name: page.goal for page in PAGES} | {TRACKING: NEAR}
    return [figure(name, goal, times[name, "many"], times[name, "few"], kind, size) for name, goal in goals.items()]


def figure(name: str, goal: float, many: Times, few: Times, kind: str, size: int) -> Figure:
    what = f"{name}, {size:,} matters ÷ {FEW:,}, p95, {kind}"
    note = f"p50 {many.p50 / few.p50:.2f}"
    return Figure(what, p95(many.wall), p95(few.wall), goal if size >= MILLION else None, note)


def p95(seconds: list[float]) -> float:
    """Of a few looks the slowest."""
    return quantiles(seconds, n=20)[-1] if len(seconds) >= 20 else max(seconds)


class Crowded:
    """One street behind its server, and the people who look at it."""

    def __init__(self, connection: HTTPConnection, url: str) -> None:
        self.connection, self.url = connection, url
        self.browsers = {"": Browser(connection)}
        self.codes = cycle(codes(url))
        for name in {page.who for page in PAGES} - {""}:
            self.browsers[name] = Browser(connection)
            self.browsers[name].login(name, PASSWORDS[name])

    def way(self, page: Page) -> tuple[Supply, Act]:
        path = page.path.format(middle=middle(self.url))
        return lambda n: [path] * n, self.browsers[page.who].get

    def tracking(self) -> tuple[Supply, Act]:
        """From the door on: somebody who shows a code and sees the matter."""

        def ready(n: int) -> list[tuple[Browser, dict[str, str]]]:
            visitors = [Browser(self.connection) for _ in range(n)]
            return [(one, {"csrf_token": one.token("/track"), **next(self.codes)}) for one in visitors]

        return ready, track


def track(visit: tuple[Browser, dict[str, str]]) -> str:
    browser, shown = visit
    browser.send("POST", "/track", shown)
    return browser.get("/follow")


def codes(url: str) -> list[dict[str, str]]:
    """Numbers with codes that open them: matters from the oldest to the newest."""
    office = Office(Database(url), SECRET)
    found = []
    with office.database.writing() as db:
        last = db.execute(select(func.max(CLAIMS.c.id))).scalar_one()
        for n in range(1, TRACKED + 1):
            near = select(CLAIMS.c.id, ISSUES.c.number).join(ISSUES, ISSUES.c.id == CLAIMS.c.issue_id)
            id, number = db.execute(near.where(CLAIMS.c.id >= last * n // TRACKED - 50).limit(1)).one()
            code = code_for(office, f"{id}")
            db.execute(update(CLAIMS).where(CLAIMS.c.id == id).values(code_hash=hash_of(office, code)))
            found.append({"number": number, "code": code})
    office.database.close()
    return found


def middle(url: str) -> int:
    """The id half way."""
    database = Database(url)
    with database.reading() as db:
        last: int = db.execute(select(func.max(ISSUES.c.id))).scalar_one()
    database.close()
    return last // 2
