"""Every page that links lead to, for everybody, in both languages: usable, quiet, and never wider than a phone."""

from __future__ import annotations

import pytest

from tests.browser.walk import faults

PEOPLE = ("secretary", "member", "community", "street", "unit", "unit2", "dispatcher", "auditor", "security", "system")
HURRIED, PATIENT = 6, 40
"""Pages: what `make test` looks at in the source language, what `make check` does in both."""


@pytest.mark.parametrize("name", [*PEOPLE, ""], ids=[*PEOPLE, "public"])
def test_a_page_of_each_kind_is_in_order(visit, street, name):
    assert faults(visit(name), f"{street}/today" if name else f"{street}/", HURRIED) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [*PEOPLE, ""], ids=[*PEOPLE, "public"])
def test_every_kind_of_page_is_in_order(visit, street, name, language):
    assert faults(visit(name, language), f"{street}/today" if name else f"{street}/", PATIENT) == []
