"""Meetings as a secretary's browser meets them: planned and opened by hand, then looked at."""

from __future__ import annotations

from tests.meetings.conftest import Meetings
from tests.site import Browser, Site
from workflow.issues import Issue
from workflow.meetings import Meeting


class Held:
    """The site, its secretary's browser, and hands for what happened before."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.meetings: Meetings = site.matters  # type: ignore[assignment]
        self.browser: Browser = site.browser("secretary")

    def session(self, *issues: Issue, **more: int | str) -> Meeting:
        meeting = self.meetings.plan(kind=str(more.pop("kind", "joint_meeting")))
        for issue in issues:
            self.meetings.add(meeting, issue)
        held = self.meetings.open(meeting, **more)
        self.browser = self.site.browser("secretary")  # the clock went on: log in on the day
        return held

    def page(self, meeting: Meeting, **more: object) -> str:
        query = "&".join(f"{name}={value}" for name, value in more.items())
        return self.browser.get(f"/meetings/{meeting.id}?{query}").text
