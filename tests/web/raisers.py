"""Somebody on a phone who raises a matter, answering one page after the other."""

from __future__ import annotations

import re

from sqlalchemy import select

from tests.site import Browser, Site
from workflow.issues import consent
from workflow.kernel.db import bare

WHAT, PHONE, ID = "三楼楼道堆满纸箱，晚上看不见路", "13812345678", "11010519491231002X"


class Raising:
    """Somebody on a phone, answering one page after the other."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.browser: Browser = site.browser()
        self.at = ""

    def begin(self, danger: str = "no", code: str = "") -> Raising:
        self.browser.get(f"/raise/at/{code}" if code else "/raise")
        answer = self.browser.post("/raise", danger=danger, code=code)
        assert answer.status_code == 303, answer.text
        self.at = answer.headers["Location"].rpartition("/")[0]
        return self

    def says(self, page: str, status: int = 303, **answers: str) -> str:
        if "csrf_token" not in answers:
            self.browser.get(f"{self.at}/{page}")
        answer = self.browser.post(f"{self.at}/{page}", **answers)
        assert answer.status_code == status, answer.text
        return answer.text

    def told(self, what: str = WHAT, place: str = "荔枝路12号三楼", **contact: str) -> Raising:
        self.says("what", what=what)
        self.says("where", place=place)
        self.says("contact", **contact)
        return self

    def send(self, status: int = 201, **more: object) -> str:
        self.browser.get(f"{self.at}/send")
        fields = {"agree": "yes", "notice": consent.current().version, **more}
        answer = self.browser.post(f"{self.at}/send", **fields)
        assert answer.status_code == status, answer.text
        return answer.text

    def rows(self, model: type) -> list:
        with self.site.office.database.reading() as db:
            return list(db.execute(select(bare(model))))


def slip(page: str) -> tuple[str, str]:
    """The number and the code on a receipt."""
    number = re.search(r'slip-number">([^<]+)<', page)
    code = re.search(r'slip-code">([^<]+)<', page)
    assert number
    assert code
    return number[1], code[1]
