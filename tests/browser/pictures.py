"""The READMEs' pictures, taken of the demo street by `make pictures`: a home, a way, a meeting, a phone."""

from __future__ import annotations

import io
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.served import LIANXI, served, surroundings
from workflow.demo.accounts import PASSWORD

PICTURES = Path(__file__).parents[2] / "docs/pictures"
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
COLOURS = 224  # text stays sharp, and each file stays below 200 kB
STORIED = """SELECT issues.id FROM issues JOIN events ON noun = 'issue' AND subject_id = issues.id
    JOIN orgs ON orgs.id = owner_id WHERE orgs.name = '荔香社区党委' AND issues.state = 'escalated'
    GROUP BY issues.id ORDER BY count(*) DESC"""


class Street:
    """The served street, its programs and its visitors."""

    def __init__(self, browser: Browser, address: str, data: Path) -> None:
        self.browser, self.address, self.data = browser, address, data
        self.tokens: dict[str, str] = {}

    def visitor(self, name: str = "", **look: Any) -> Page:
        page = self.browser.new_context(locale="zh-CN", base_url=self.address, **look).new_page()
        if name:
            page.goto("/login")
            page.fill("#name", name)
            page.fill("#password", PASSWORD)
            page.press("#password", "Enter")
            page.wait_for_url("**/today")
        return page

    def post(self, name: str, path: str, **answers: Any) -> Any:
        """A step through the API."""
        if name not in self.tokens:
            told = subprocess.run([LIANXI, "token", name], env=surroundings(self.data), capture_output=True, check=True)
            self.tokens[name] = told.stdout.decode().strip()
        asking = self.browser.new_context(extra_http_headers={"Authorization": f"Bearer {self.tokens[name]}"})
        answer = asking.request.post(f"{self.address}/api/v1{path}", data=answers)
        assert answer.ok, answer.text()
        return answer.json()


def keep(page: Page, name: str) -> None:
    """The picture, in few colours."""
    page.evaluate("document.activeElement.blur()")
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    seen.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def home(street: Street) -> None:
    keep(street.visitor("community", viewport=DESK), "today")


def way(street: Street) -> None:
    """What came up to the community after the most had happened, as the community sees it."""
    with closing(sqlite3.connect(street.data / "lianxi.db")) as db:
        (id,) = db.execute(STORIED).fetchone()
    page = street.visitor("community", viewport=DESK)
    page.goto(f"/issues/{id}")
    keep(page, "issue")


def meeting(street: Street) -> None:
    """In session, with the first item on the table."""
    here = {"place": "荔枝路党群服务站"}
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
    id = street.post("secretary", "/meetings", kind="joint_meeting", on=today, **here)["id"]
    street.post("secretary", f"/meetings/{id}/steps/fill_agenda")
    street.post("secretary", f"/meetings/{id}/steps/convene", starts="15:00", **here)
    street.post("secretary", f"/meetings/{id}/steps/open", expected=14, present=13, excused=1)
    page = street.visitor("secretary", viewport=DESK)
    page.goto(f"/meetings/{id}")
    keep(page, "meeting")


def phone(street: Street) -> None:
    """What a resident sees when the answer is there."""
    new = street.post("secretary", "/issues", what="三楼楼道堆满纸箱，轮椅过不去", place="荔枝路12号")
    step = f"/issues/{new['id']}/steps"
    asked = next(one for one in new["steps"] if one["name"] == "accept")["asks"]
    categories = next(one for one in asked if one["name"] == "category")["choices"]
    clutter = next(one["value"] for one in categories if "楼道" in one["label"])
    street.post("secretary", f"{step}/accept", category=clutter, urgency="general")
    street.post("secretary", f"{step}/execute", basis="routine", plan="两天内上门劝导清理")
    street.post("secretary", f"{step}/report_done", result="纸箱已清走，楼道可以通行")
    street.post("member", f"{step}/verify", outcome="solved", answer="纸箱已于今天清走，物业每周检查一次楼道")
    page = street.visitor(viewport=PHONE, device_scale_factor=2)
    page.goto(f"/track/{new['number']}")
    page.fill("#code", new["code"])
    page.press("#code", "Enter")
    page.wait_for_url("**/follow")
    keep(page, "resident")


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), "pictures") as address,
        sync_playwright() as tool,
    ):
        browser = tool.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        street = Street(browser, address, Path(folder) / "served-pictures")
        for take in (home, way, meeting, phone):
            take(street)
        browser.close()


if __name__ == "__main__":
    main()
