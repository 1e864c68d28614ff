"""The picture of a matter's way: everything on the paper, one segment for each hop, nothing but drawing."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.pictures.path import Dot, Hop, Lane, Path, draw

LANES = tuple(Lane(key, key) for key in ("resident", "unit", "branch", "community", "street"))
START = datetime(2026, 9, 28, 1, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"
names = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=30)
keys = st.sampled_from([lane.key for lane in LANES])


def spans(start, end):
    return st.sampled_from([(), ((start, end),), ((start, start), (end, end))])


@st.composite
def paths(draw_one):
    hops, dots, at = [], [], START
    for _ in range(draw_one(st.integers(0, 8))):
        end = at + timedelta(minutes=draw_one(st.integers(0, 200_000)))
        hops.append(Hop(draw_one(keys), draw_one(names), at, end, draw_one(st.booleans()), draw_one(spans(at, end))))
        dots.append(Dot(end, draw_one(keys), draw_one(names), draw_one(st.sampled_from(["step", "meeting"]))))
        at = end
    return Path(LANES, tuple(hops), tuple(dots), draw_one(keys), at)


def same(text):
    return text


def read(path, last=None):
    return ET.fromstring(draw(path, same, last))  # noqa: S314 - our own drawing


def of_class(svg, name):
    return [one for one in svg.iter() if name in (one.get("class") or "").split()]


@given(paths(), st.sampled_from([None, 3]))
def test_every_dot_lies_on_the_paper(path, last):
    svg = read(path, last)
    _, _, wide, high = map(float, svg.get("viewBox").split())
    for dot in of_class(svg, "way-dot"):
        assert 5 <= float(dot.get("cx")) <= wide - 5
        assert 5 <= float(dot.get("cy")) <= high - 5
    for square in of_class(svg, "way-meeting"):
        assert 0 <= float(square.get("x")) <= wide - 10
        assert 0 <= float(square.get("y")) <= high - 10


@given(paths())
def test_there_are_as_many_segments_as_hops_and_as_many_marks_as_dots(path):
    svg = read(path)
    assert len(of_class(svg, "way-hop")) == len(path.hops)
    assert len(of_class(svg, "way-dot")) + len(of_class(svg, "way-meeting")) == len(path.dots)
    assert len(of_class(svg, "way-late")) == sum(len(hop.late) for hop in path.hops)
    assert len(of_class(svg, "way-paused")) == sum(1 + len(hop.late) for hop in path.hops if hop.paused)


@given(paths(), st.sampled_from([None, 3]))
def test_words_start_on_the_paper_and_only_lanes_that_occur_are_drawn(path, last):
    svg = read(path, last)
    wide = float(svg.get("viewBox").split()[2])
    assert all(0 <= float(text.get("x")) <= wide for text in svg.iter(f"{SVG}text"))
    shown = path if last is None else path.tail(last)
    used = {path.owner, *(hop.lane for hop in shown.hops), *(dot.lane for dot in shown.dots)}
    assert len(of_class(svg, "way-lane")) == len(used)


@given(paths())
def test_nothing_in_it_needs_a_script_or_a_style(path):
    assert not [one.tag for one in read(path).iter() if {"style", "href", "onclick"} & set(one.keys())]
    assert {one.tag.removeprefix(SVG) for one in read(path).iter()} <= {
        "svg", "title", "desc", "path", "text", "rect", "circle",
    }  # fmt: skip


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"/><image href=x>', "]]>", "{0.__class__}", "&lt;"])
def test_a_hostile_label_is_only_a_text(hostile):
    hop = Hop("branch", hostile, START, None)
    path = Path(
        (Lane("branch", hostile),), (hop,), (Dot(START, "branch", hostile),), "branch", START + timedelta(days=3)
    )
    texts = [text.text for text in read(path).iter()]
    assert hostile in texts
    assert not read(path).findall(f".//{SVG}script")


def test_the_longer_stay_is_drawn_thicker():
    day = timedelta(days=1)
    hops = (Hop("branch", "甲", START, START + day), Hop("unit", "乙", START + day, START + 30 * day))
    short, long = of_class(read(Path(LANES, hops, (), "branch", START + 30 * day)), "way-hop")
    assert float(short.get("stroke-width")) < float(long.get("stroke-width"))


def test_a_late_stretch_says_so_in_words():
    now = START + timedelta(days=3)
    hops = (Hop("unit", "综合治理中队", START, None, late=((START + timedelta(days=2), now),)),)
    svg = read(Path(LANES, hops, (), "branch", now))
    assert "综合治理中队 · 逾期" in [text.text for text in svg.iter(f"{SVG}text")]


def test_a_phone_gets_the_last_hops_only():
    day = timedelta(days=1)
    hops = tuple(Hop("branch", str(n), START + n * day, START + (n + 1) * day) for n in range(6))
    assert len(of_class(read(Path(LANES, hops, (), "branch", START + 6 * day), last=3), "way-hop")) == 3


def test_only_the_late_part_of_a_stay_is_red():
    due, now = START + timedelta(days=2), START + timedelta(days=3)
    hops = (Hop("unit", "中队", START, None, late=((due, now),)),)
    svg = read(Path(LANES, hops, (), "unit", now))
    (whole,), (red,) = of_class(svg, "way-hop"), of_class(svg, "way-late")
    (start, _, end), (late, _, last) = (
        one.get("d").removeprefix("M").replace("H", " ").split() for one in (whole, red)
    )
    assert float(start) < float(late)
    assert end == last


def test_a_matter_that_is_over_ends_with_its_last_day_and_not_with_now():
    end = START + timedelta(days=9)
    svg = read(Path(LANES, (Hop("branch", "支部", START, end),), (), "branch", START + timedelta(days=99)))
    assert [text.text for text in of_class(svg, "way-date")] == ["10月7日", "9月28日"]


def words(svg):
    return [text.text for text in svg.iter(f"{SVG}text")]


def test_hands_that_change_within_a_day_are_told_apart_by_the_hour():
    noon, evening = START + timedelta(hours=3), START + timedelta(hours=9)
    stays = (("branch", START, noon), ("unit", noon, evening), ("branch", evening, None))
    hops = tuple(Hop(lane, lane, start, end) for lane, start, end in stays)
    said = words(read(Path(LANES, hops, (), "branch", evening + timedelta(days=2))))
    assert [one for one in said if ":" in one] == ["18:00", "12:00"]


def test_in_large_text_the_paper_is_smaller_and_so_all_on_it_larger():
    path = Path(LANES, (Hop("branch", "支部", START, None),), (), "branch", START + timedelta(days=1))
    plain, large = (ET.fromstring(draw(path, same, large=large)) for large in (False, True))  # noqa: S314 - our own
    assert [float(one.get("viewBox").split()[2]) for one in (plain, large)] == [880, 660]
