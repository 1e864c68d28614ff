"""The app on the small street."""

from __future__ import annotations

import pytest

from tests.meetings.conftest import Meetings
from tests.site import Site
from tests.supervision.papers import Papers
from tests.web.held import Held
from tests.web.raisers import Raising
from workflow.kernel.db import Database


@pytest.fixture
def site(database: Database, peopled: None) -> Site:
    return Site(database)


@pytest.fixture
def held(site: Site) -> Held:
    site.matters.__class__ = Meetings
    return Held(site)


@pytest.fixture
def resident(site: Site) -> Raising:
    """Somebody who has begun to raise a matter."""
    return Raising(site).begin()


@pytest.fixture
def papers(site: Site) -> Papers:
    """The hands of tests/supervision, on the street of this site."""
    hands = Papers.__new__(Papers)
    hands.__dict__ = site.matters.__dict__
    return hands
