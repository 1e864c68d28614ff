"""The year of reception days by program: looked at, planned once, refused with a sentence."""

from __future__ import annotations

import pytest

from tests.site import Site

YEAR = {"year": 2027, "day": 15}


def test_a_program_looks_and_then_plans_once(site: Site) -> None:
    street = site.program("street")
    looked = street.get("/receptions/schedule?year=2027&day=15")["items"]
    assert [len(row["new"]) for row in looked] == [12] * 4
    assert street.post("/receptions/schedule", YEAR)["made"] == 48
    assert street.post("/receptions/schedule", YEAR)["made"] == 0
    assert len(street.get("/receptions?limit=100")["items"]) == 48


def test_a_branch_plans_its_own(site: Site) -> None:
    made = site.program("secretary").post(
        "/receptions/schedule", {**YEAR, "hours": "9:00–11:00", "place": "支部会议室"}
    )
    assert [row["branch"]["name"] for row in made["items"]] == ["东一网格党支部"]


@pytest.mark.parametrize(
    ("who", "asked", "status"),
    [
        ("secretary", {**YEAR, "branches": [5]}, 403),
        ("unit", YEAR, 403),
        ("street", {**YEAR, "year": 1999}, 422),
        ("street", {**YEAR, "day": "15"}, 422),
        ("street", {**YEAR, "branches": "all"}, 422),
        ("street", {**YEAR, "shift": "later"}, 422),
        ("street", {**YEAR, "shift": 3}, 422),
        ("street", {**YEAR, "weekday": 2}, 422),
    ],
)
def test_what_cannot_be_planned_is_refused(site: Site, who: str, asked: dict[str, object], status: int) -> None:
    site.program(who).post("/receptions/schedule", asked, status)
    assert site.program("street").get("/receptions")["items"] == []
