"""Search finds exactly what stands in number, matter and place, letter by letter, and only what one may see."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests.matters import Matters
from workflow.issues import queries, search
from workflow.issues.model import Issue
from workflow.issues.queries import COUNTED, Filter, count, issues
from workflow.kernel.db import Database, bare
from workflow.kernel.grams import fold, grams
from workflow.kernel.initials import initials
from workflow.kernel.policy import Actor, scope

ISSUES = bare(Issue)


def found(matters: Matters, typed: str, who: str | Actor = "auditor", **more: object) -> list[int]:
    """The ids a search tells, which must be as many as it counts."""
    with matters.office.database.reading() as db:
        wanted = Filter(q=typed, **more)  # type: ignore[arg-type]
        actor, now = matters.actor(who), matters.watch.now
        rows = [row.id for row in issues(db, actor, wanted, now, COUNTED)]
        assert len(rows) == count(db, actor, wanted, now)
    return rows


def held(matters: Matters, typed: str, who: str = "auditor") -> list[int]:
    """The same by reading every matter: what LIKE tells of the folded text."""
    with matters.office.database.reading() as db:
        seen = select(ISSUES).where(scope(Issue, matters.actor(who).capacities)).order_by(ISSUES.c.id.desc())
        rows = db.execute(seen).all()
    wanted = fold(typed).strip()
    told = {row.id: [fold(part) for part in (row.number, row.what, row.place, initials(row.place))] for row in rows}
    return [id for id, parts in told.items() if any(wanted in part for part in parts)]


TOLD = (
    ("路灯不亮，晚上看不清路", "迳口村口"),
    ("圳美社区公园的灯坏了", "圳美路3号"),
    ("Lift OUT of order: 100% blocked_by boxes", "B栋"),
    ("电梯１２号停运", "Ａ座"),
    ("垃圾堆在路\n灯杆下面没人管", "荔枝路12号"),
    ("狗🐕叫👨‍👩‍👧吵，NEAR(路 灯) OR * \"引号\" 'x' | ! & :*", "c:\\place"),
    ("路径上的灯", "重庆路"),
)


@pytest.fixture
def told(matters: Matters) -> Matters:
    for what, place in TOLD:
        matters.register(what=what, place=place)
    return matters


TYPED = (
    "路灯", "迳口", "圳美", "路", "灯", "亮", "号", "12", "１２", "1", "lift", "LIFT out", "b栋", "100%", "%", "_",
    "d_b", "NEAR", "NEAR(路", "*", '"', "'", "| !", "& :*", "!", "，", "？", "🐕", "👨‍👩‍👧", "\\", "c:\\p",
    "灯不亮，晚", "的灯坏", "A1-26", "26-0001", "0003", "lzl", "lzl12", "zm", "cql", "zql", "a座", "路 灯", "路\n灯",
    "路\x00灯", " 路灯 ", "没有这样的事",
)  # fmt: skip


def test_it_finds_what_reading_every_matter_finds(told: Matters) -> None:
    for typed in TYPED:
        assert found(told, typed) == held(told, typed), repr(typed)


def test_what_should_be_found_is_not_nothing(told: Matters) -> None:
    ids = {typed: found(told, typed) for typed in TYPED}
    assert sorted(typed for typed, one in ids.items() if not one) == sorted(["cql", "？", "没有这样的事"])
    assert ids["路灯"] != ids["路 灯"]


def test_nothing_to_look_for_narrows_nothing(told: Matters) -> None:
    assert len(found(told, " \x00 ")) == len(TOLD)


SIGNS = "路灯坏了不亮楼道堆物荔枝圳美迳口号栋一二三12aB%_\\-，。 🐕"


def invented(seed: int, size: int) -> list[tuple[str, str]]:
    """Texts of few signs, so that searches find something and much stands almost there."""
    dice = random.Random(seed)
    return [
        ("".join(dice.choices(SIGNS, k=dice.randint(2, 25))), "".join(dice.choices(SIGNS, k=dice.randint(0, 8))))
        for _ in range(size)
    ]


def pour(matters: Matters, texts: list[tuple[str, str]], after: Sequence[int] = range(1, 1_000_000)) -> None:
    """Matters by the thousand: rows as the desk writes them, remembered as the desk remembers them.

    Their ids come so far `after` the first.
    """
    first = matters.register()
    with matters.office.database.writing() as db:
        row = dict(db.execute(select(ISSUES).where(ISSUES.c.id == first.id)).one()._mapping)
        rows = [
            {**row, "id": first.id + n, "number": f"A1-26-{n:06}", "what": what, "place": place}
            for n, (what, place) in zip(after, texts, strict=False)
        ]
        db.execute(ISSUES.insert(), rows)
        for one in rows:
            search.remember(db, Issue(**one))


MANY = pytest.param(100_000, 300, marks=pytest.mark.slow)


@pytest.mark.parametrize(("size", "searches"), [(700, 60), MANY])
def test_random_searches_tell_what_like_tells(matters: Matters, size: int, searches: int) -> None:
    pour(matters, invented(1, size))
    dice = random.Random(2)
    texts = [part for pair in invented(1, 200) for part in pair if part]
    with matters.office.database.reading() as db:
        for _ in range(searches):
            source, length = dice.choice(texts), dice.randint(1, 6)
            start = dice.randrange(len(source))
            typed = source[start : start + length] if dice.random() < 0.7 else "".join(dice.choices(SIGNS, k=length))
            if not fold(typed).strip():
                continue
            pattern = search.like(fold(typed).strip())
            plain = select(search.TEXTS.c.issue_id).where(search.TEXTS.c.text.like(pattern, escape="\\"))
            expected = list(db.execute(plain.order_by(search.TEXTS.c.issue_id.desc()).limit(COUNTED)).scalars())
            rows = issues(db, matters.actor("auditor"), Filter(q=typed), matters.watch.now, COUNTED)
            assert [row.id for row in rows[:COUNTED]] == expected, typed


def test_pages_go_on_where_the_one_before_ended(matters: Matters) -> None:
    for n in range(7):
        matters.register(what=f"路灯{n}")
    pages, before = [], None
    while True:
        with matters.office.database.reading() as db:
            wanted = Filter(q="路灯", before=before)
            rows = issues(db, matters.actor("auditor"), wanted, matters.watch.now, 3)
        pages += [row.id for row in rows[:3]]
        if len(rows) < 4:
            break
        before = rows[2].id
    assert pages == sorted(pages, reverse=True)
    assert len(pages) == 7


FAR = (1, 5, 2047, 2048, 4095, 4096, 2048 * 3, 2048 * 100 + 7, 2048 * 100 + 9, 2048 * 500)
"""Ids at the ends of stretches, and far apart."""


@pytest.fixture
def scattered(matters: Matters) -> Matters:
    """Matters with ids far apart, every other one with other words."""
    pour(matters, [("路灯不亮" if n % 3 else "别的事", "荔枝路") for n in range(len(FAR))], FAR)
    return matters


@pytest.mark.parametrize("typed", ["路灯", "灯", "路灯不亮", "别的", "没有"])
def test_old_matters_are_found_behind_the_newest(scattered: Matters, typed: str) -> None:
    assert found(scattered, typed) == held(scattered, typed)


@pytest.fixture
def asked_anew(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Questions are put together once: here with another measure of what is few."""
    monkeypatch.setattr(search, "FEW", request.param)
    for question in (queries._listed, queries._ids):
        question.cache_clear()
    yield
    for question in (queries._listed, queries._ids):
        question.cache_clear()


@pytest.mark.parametrize("asked_anew", [10_000, 2], indirect=True)
@pytest.mark.parametrize("typed", ["路灯", "灯", "路灯不亮", "没有"])
@pytest.mark.usefixtures("asked_anew")
def test_what_is_late_is_found_whether_few_or_many_are(scattered: Matters, typed: str) -> None:
    assert found(scattered, typed, late=True) == []
    scattered.watch.now += timedelta(days=90)
    assert found(scattered, typed, late=True) == held(scattered, typed)


@pytest.mark.parametrize("before", [0, -1, 1, 2**62, 2**63 - 1])
def test_a_page_may_begin_anywhere(scattered: Matters, before: int) -> None:
    with scattered.office.database.reading() as db:
        wanted = Filter(q="路灯", before=before)
        rows = issues(db, scattered.actor("auditor"), wanted, scattered.watch.now, COUNTED)
    assert [row.id for row in rows] == [id for id in held(scattered, "路灯") if id < before]


@pytest.mark.parametrize("page", [1, 2, 3])
def test_pages_turn_from_one_stretch_to_the_next(scattered: Matters, page: int) -> None:
    pages: list[int] = []
    with scattered.office.database.reading() as db:
        rows = [None]
        while rows:
            before = pages[-1] if pages else None
            wanted = Filter(q="路灯", before=before)
            rows = issues(db, scattered.actor("auditor"), wanted, scattered.watch.now, page)
            pages += [row.id for row in rows[:page]]
    assert pages == held(scattered, "路灯")


@pytest.mark.parametrize("typed", ["路灯", "灯", "路灯不亮"])
@pytest.mark.parametrize("who", ["secretary", "unit", "auditor", "community_b"])
def test_what_one_may_not_see_is_neither_found_nor_counted(matters: Matters, typed: str, who: str) -> None:
    matters.register(what="路灯不亮")
    matters.register("street", what="路灯不亮", grid=matters.street.grids["b1g1"])
    assert found(matters, typed, who) == held(matters, typed, who)
    assert len(found(matters, typed, "auditor")) == 2


def test_contact_data_are_not_in_it(matters: Matters) -> None:
    matters.register(reporter_name="张晓华", reporter_phone="13812345678", reporter_email="zhang@example.org")
    assert [found(matters, typed) for typed in ("张晓华", "13812345678", "5678", "zhang@")] == [[], [], [], []]


def test_a_corrected_place_is_found_by_its_new_name_only(matters: Matters) -> None:
    issue = matters.register(place="荔枝路12号")
    matters.take("secretary", issue, "correct", place="圳美路3号", reason="登记时写错")
    assert [found(matters, "圳美路"), found(matters, "荔枝路"), found(matters, "lzl")] == [[issue.id], [], []]


def test_after_every_story_the_index_is_what_the_rows_say(matters: Matters) -> None:
    for state in ("replied", "closed", "merged", "handling", "archived"):
        matters.reach(state)
    with matters.office.database.reading() as db:
        rows = db.execute(select(ISSUES)).all()
        kept = {row.issue_id: row.text for row in db.execute(select(search.TEXTS))}
    assert kept == {row.id: search.words_of(row.number, row.what, row.place) for row in rows}


def pairs_in(database: Database) -> set[str]:
    """Every pair the index holds, as its own tables tell."""
    with database.writing() as db:
        if not database.is_sqlite:
            told = "SELECT DISTINCT substr(word, strpos(word, 'y') + 1) FROM ts_stat('SELECT grams FROM issue_grams')"
            return set(db.execute(text(told)).scalars())
        db.execute(text("CREATE VIRTUAL TABLE temp.pairs USING fts5vocab('main', 'issue_grams', 'row')"))
        return set(db.execute(text("SELECT term FROM temp.pairs")).scalars())


def test_what_is_forgotten_stands_nowhere_in_the_index(matters: Matters) -> None:
    kept = matters.register(what="路灯不亮")
    gone = matters.register(what="隐秘的事")
    with matters.office.database.writing() as db:
        search.forget(db, gone.id)
        search.forget(db, gone.id)  # a second time there is nothing to do
    assert found(matters, "隐秘") == []
    assert found(matters, "路灯") == [kept.id]
    with matters.office.database.reading() as db:
        rest = db.execute(select(search.TEXTS.c.text)).scalar_one()
    assert pairs_in(matters.office.database) == set(grams(rest))


class Stop(Exception):
    """The power goes."""


def half_way(matters: Matters) -> None:
    with matters.office.desk(matters.actor("secretary")) as desk:
        desk.begin(Issue, "register", {"what": "半途而废", "place": "荔枝路12号"})
        raise Stop


def test_a_step_that_fails_leaves_the_index_as_it_was(matters: Matters) -> None:
    matters.register(what="路灯不亮")
    before = pairs_in(matters.office.database)
    with pytest.raises(Stop):
        half_way(matters)
    assert found(matters, "半途") == []
    assert pairs_in(matters.office.database) == before
