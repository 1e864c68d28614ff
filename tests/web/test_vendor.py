"""What others wrote is exactly what was vendored, and no page asks another house for anything."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDORED = [ROOT / "web/static/vendor", ROOT / "tests/browser/vendor"]
OURS = [
    *(ROOT / "web/templates").rglob("*.html"),
    *(ROOT / "web/static").glob("*.*"),
    *(ROOT / "web/static/style").glob("*.css"),
]
ASKS = re.compile(r"""(?:url\(\s*["']?|@import\s+["']?|\b(?:src|href|action|srcset)\s*=\s*["'])\s*(?:https?:)?//""")
NAMESPACE = re.compile(r"http://www\.w3\.org/(?:2000/svg|1999/xlink)")


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.parts[-3])
def test_every_vendored_file_has_its_checksum(folder):
    written = dict(reversed(line.split(maxsplit=1)) for line in (folder / "CHECKSUMS").read_text().splitlines())
    found = {
        file.relative_to(folder).as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and file.name != "CHECKSUMS"
    }
    assert found == written


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.parts[-3])
def test_every_vendored_work_brings_its_licence(folder):
    works = {file.parent for file in folder.rglob("*.min.*")}
    assert works
    assert all(list(work.glob("LICENSE*")) for work in works)


def test_no_file_of_ours_names_an_outside_address():
    for file in OURS:
        text = NAMESPACE.sub("", file.read_text())
        assert not re.findall(r"https?://\S{0,40}", text), file.name
        assert not ASKS.search(text), file.name


def test_vendored_css_fetches_nothing_and_has_no_map():
    for file in (ROOT / "web/static/vendor").rglob("*.css"):
        text = file.read_text()
        assert not ASKS.search(text), file.name
        assert "@import" not in text
        assert "sourceMappingURL" not in text


def test_no_template_carries_inline_script_or_style():
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:")
    templates = [file for file in OURS if file.suffix == ".html"]
    assert [file.name for file in templates if inline.search(file.read_text())] == []
    assert len(templates) > 100


def test_every_icon_a_template_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="(\w+)"', (ROOT / "web/static/icons.svg").read_text()))
    named = {n for file in OURS if file.suffix == ".html" for n in re.findall(r'\bicon\("(\w+)"\)', file.read_text())}
    assert named <= drawn
