"""A proof pack shows by itself, offline and without the product, that it is what was written then."""

from __future__ import annotations

import ast
import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from tests.kernel.forgery import disarm
from tests.matters import STORIES, Matters
from tests.sealing import checker
from tests.sealing.conftest import look, resigned, unpacked
from tests.sealing.large import large
from tests.sealing.streets import sealed
from workflow.exchange import verify
from workflow.exchange.pack import CHECKER, FORMAT, pack, zipped
from workflow.kernel.history import BODIES
from workflow.sealing import keys, notes
from workflow.sealing.sealer import rotate, seal


@pytest.fixture(scope="module")
def street(databases, tmp_path_factory) -> Iterator[Matters]:
    with sealed(databases, tmp_path_factory.mktemp("key"), Matters) as found:
        yield found


@pytest.fixture(scope="module")
def raw(street) -> bytes:
    """Of a matter that was transferred, with its sheets; the key was turned before."""
    street.reach("accepted")
    rotate(street.office)
    return pack(street.office, street.actor("auditor"), street.reach("handling"))


def test_it_is_checked_by_a_process_that_knows_nothing_of_us(raw, tmp_path):
    files = unpacked(raw, tmp_path)
    (tmp_path / "verify.py").write_bytes(files["verify.py"])
    words = [sys.executable, "-I", "verify.py", "unpacked.zip", "--json"]
    found = subprocess.run(words, cwd=tmp_path, capture_output=True, check=False)
    told = json.loads(found.stdout)
    assert (found.returncode, told["status"], found.stderr) == (0, 0, b"")
    assert told["entries"] == len(b"".join(files[name] for name in files if name.startswith("entries/")).splitlines())
    assert checker.judge(raw) is None


def imported(path: Path) -> set[str]:
    """Every module a file names in an import, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def test_no_checker_shares_code_with_the_product_or_with_the_other():
    assert {name.split(".")[0] for name in imported(CHECKER)} <= set(sys.stdlib_module_names)
    independent = {name.split(".")[0] for name in imported(Path(str(checker.__file__)))}
    assert independent <= {*sys.stdlib_module_names, "cryptography"}
    product = [path for room in ("workflow", "web") for path in (CHECKER.parents[2] / room).rglob("*.py")]
    named = [path for path in product if "verify" in path.read_text(encoding="utf-8")]  # to parse all takes a second
    users = [path.name for path in named if "workflow.exchange.verify" in imported(path)]
    assert users == ["verifying.py"], "the command hands a pack on to it; nothing else leans on it"


def entry_at(raw: bytes, n: int) -> tuple[str, int] | None:
    """Which entry a byte of the file belongs to, if any."""
    for found in re.finditer(rb"PK\x03\x04.{26}(entries/([a-z_]+-\d+)\.jsonl)", raw, re.DOTALL):
        size = int.from_bytes(raw[found.start() + 22 : found.start() + 26], "little")
        start = found.end()
        if start <= n < start + size:
            return found[2].decode(), raw[start:n].count(b"\n") + 1
    return None


def inside(raw: bytes, n: int) -> bool:
    """Whether a byte lies inside a file that only its hash protects: there every byte is like every other."""
    start = raw.rfind(b"PK\x03\x04", 0, n)
    name = raw[start + 30 : start + 30 + raw[start + 26]] if start >= 0 else b""
    return (n > start + 130 and name in (b"verify.py", b"index.html")) or (
        name.startswith(b"flows/") and n > start + 130
    )


def spoil(raw: bytes, street: Matters, tmp_path: Path, places: list[int]) -> None:
    lots = random.Random(7)
    for n in places:
        told = look(raw[:n] + bytes([raw[n] ^ (1 << lots.randrange(8))]) + raw[n + 1 :], tmp_path)
        assert told["status"] not in (0, 4), n
        if place := entry_at(raw, n):
            assert told["where"] == f"{place[0]} · {place[1]}", n


def test_a_changed_byte_is_found_and_its_entry_named(raw, street, tmp_path):
    spoil(raw, street, tmp_path, list(range(3, len(raw), len(raw) // 60)))


@pytest.mark.slow
def test_any_changed_byte_is_found_and_its_entry_named(raw, street, tmp_path):
    alike = [n for n in range(len(raw)) if inside(raw, n)]
    spoil(raw, street, tmp_path, sorted({*range(len(raw))} - {*alike} | {*alike[::16]}))


@pytest.mark.parametrize("how", ["deleted", "inserted", "doubled", "swapped"])
def test_entries_that_are_gone_doubled_or_changed_places_are_named(raw, street, tmp_path, how):
    files = unpacked(raw, tmp_path)
    name = next(name for name in files if name.startswith("entries/issue"))
    for n in range(2):
        lines = files[name].splitlines(keepends=True)
        if how == "deleted":
            del lines[n]
        elif how == "inserted":
            lines.insert(n, b'{"a":1}\n')
        elif how == "doubled":
            lines.insert(n, lines[n])
        else:
            lines[n], lines[n + 1] = lines[n + 1], lines[n]
        told = look(zipped(files | {name: b"".join(lines)}), tmp_path)
        first = n + 2 if how == "doubled" else n + 1
        assert (told["status"], told["where"]) == (1, f"{name[8:-6]} · {first}"), how


def test_a_cut_tail_is_missing_and_a_cut_file_too(raw, street, tmp_path):
    files = unpacked(raw, tmp_path)
    name = next(name for name in files if name.startswith("entries/issue"))
    lines = files[name].splitlines(keepends=True)
    told = look(zipped(files | {name: b"".join(lines[:-1])}), tmp_path)
    assert (told["status"], told["where"]) == (2, f"{name[8:-6]} · {len(lines)}")
    for n in range(0, len(raw), len(raw) // 12):
        assert look(raw[:n], tmp_path)["status"] == 2


def test_bad_packs_are_refused_in_a_sentence(raw, street, tmp_path):
    files = unpacked(raw, tmp_path)
    assert "版本" in look(resigned(files, street, format="lianxi-pack/0"), tmp_path)["says"]
    assert FORMAT == verify.FORMAT
    outside = look(zipped(files | {"../outside": b"x"}), tmp_path)
    assert (outside["status"], outside["where"]) == (1, "../outside")
    other = resigned(files, street, origin="lianxi-other/1")
    assert "另一个街道" in look(other, tmp_path)["says"]
    assert look(b"", tmp_path)["status"] == 2
    assert look(zipped({name: data for name, data in files.items() if name != "keys/0.txt"}), tmp_path)["status"] == 1
    del files["index.html"]
    assert look(zipped(files), tmp_path)["where"] == "index.html"


def test_an_unknown_key_is_the_wrong_key(raw, street, tmp_path):
    ours = keys.load(street.office.sealing_key)
    forger = notes.Signer(ours.signer(1).name, b"f" * 32)
    assert look(raw, tmp_path, str(ours.all(1)[0]))["status"] == 0
    assert look(raw, tmp_path, str(forger.public))["status"] == 3
    files = unpacked(raw, tmp_path)
    text = notes.read(files["checkpoint.txt"].decode()).text
    assert look(zipped(files | {"checkpoint.txt": notes.sign(text, forger).encode()}), tmp_path)["status"] == 3


def test_a_checkpoint_kept_elsewhere_is_held_against_it(raw, street, tmp_path):
    kept = unpacked(raw, tmp_path)["checkpoint.txt"].decode()
    assert look(raw, tmp_path, None, kept)["status"] == 0
    street.reach("accepted")
    seal(street.office, 1)
    newer = keys.last(street.office.sealing_key, 1)
    assert look(raw, tmp_path, None, newer)["status"] == 2
    signer = keys.load(street.office.sealing_key).signer(1)
    point = notes.Checkpoint.read(notes.read(kept).text)
    other = notes.sign(notes.Checkpoint(point.origin, point.size, b"x" * 32).text, signer)
    assert look(raw, tmp_path, None, other)["status"] == 1


def test_what_a_reader_may_not_read_is_withheld_and_what_was_erased_is_counted(street, tmp_path):
    issue = street.reach("handling")
    unit = pack(street.office, street.actor("unit"), issue)
    told = look(unit, tmp_path)
    assert told["status"] == 0
    assert told["withheld"] > 0
    disarm(street.office.database)
    with street.office.database.writing() as db:
        db.execute(delete(BODIES).where(BODIES.c.noun == "issue", BODIES.c.subject_id == issue.id, BODIES.c.seq == 1))
    told = look(pack(street.office, street.actor("auditor"), issue), tmp_path)
    assert (told["status"], told["erased"]) == (4, 1)


def test_the_readable_page_runs_nothing_that_was_written(street, tmp_path):
    issue = street.register(what="<script>alert(1)</script> & <b>")
    page = unpacked(pack(street.office, street.actor("auditor"), issue), tmp_path)["index.html"].decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page.replace('http-equiv="', "")


def test_the_readable_page_speaks_the_readers_language(street, tmp_path):
    issue = street.reach("handling")
    for code, words, lang in (("zh", "怎样核对", 'lang="zh-CN"'), ("en", "How to check it", 'lang="en"')):
        found = unpacked(pack(street.office, street.actor("auditor"), issue, code), tmp_path)["index.html"].decode()
        assert words in found
        assert lang in found
    said = re.sub(r"<style>.*</style>|<dd>.*?</dd>|<time>.*?</p>", "", found)
    assert not re.search("[一-鿿]", said), "all that is ours is English"


def bend(raw: bytes, lots: random.Random) -> bytes:
    n = lots.randrange(len(raw))
    return raw[:n] + bytes([raw[n] ^ (1 << lots.randrange(8))]) + raw[n + 1 :]


def agree(street: Matters, tmp_path: Path, count: int) -> None:
    """Two checkers that share nothing say the same of packs that are whole, and of packs that are not."""
    lots = random.Random(11)
    stories = sorted(STORIES)
    for n in range(count):
        if n % 50 == 0:
            whole = pack(street.office, street.actor("auditor"), street.reach(lots.choice(stories)))
            files = unpacked(whole, tmp_path)
        assert (look(whole, tmp_path)["status"], checker.judge(whole)) == (0, None)
        name = lots.choice(
            [name for name in files if name.startswith(("entries/", "proofs/", "bodies/")) and files[name]]
        )
        spoilt = zipped(files | {name: bend(files[name], lots)})
        told, said = look(spoilt, tmp_path), checker.judge(spoilt)
        assert told["status"] not in (0, 4), name
        assert said is not None, name
        if said != checker.EVERYWHERE and name.startswith("entries/"):
            assert told["where"] == f"{said[0]} · {said[1]}"


def test_two_checkers_agree_on_random_histories(street, tmp_path):
    agree(street, tmp_path, 6)


@pytest.mark.slow
def test_two_checkers_agree_on_ten_thousand_random_histories(street, tmp_path):
    agree(street, tmp_path, 10_000)


BOUND = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_DATA, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
runpy.run_path(sys.argv.pop(1), run_name="__main__")
"""


def bounded(raw: bytes, tmp_path: Path, memory: int) -> tuple[int, str]:
    """Status and words of a check that may take so many bytes of its own; the mapped file is not counted."""
    (tmp_path / "large.zip").write_bytes(raw)
    words = [sys.executable, "-I", "-c", BOUND, str(memory), str(CHECKER), str(tmp_path / "large.zip")]
    found = subprocess.run(words, capture_output=True, check=False)
    return found.returncode, found.stdout.decode() + found.stderr.decode()[-300:]


def test_a_birth_elsewhere_is_sound_only_where_the_flow_of_the_time_declares_it(tmp_path):
    told = []
    for births in (["past"], [], ["other"]):
        raw = large(1, "past", births=births)
        (tmp_path / "pack.zip").write_bytes(raw)
        told.append((verify.check(tmp_path / "pack.zip")["status"], checker.judge(raw)))
    assert told == [(0, None), (1, ("issue-1", 1)), (1, ("issue-1", 1))]


def test_a_pack_with_many_entries_needs_no_more_memory(tmp_path):
    """The same bound holds for a hundred times the file; it is one that the file itself would break."""
    raw = large(10)
    assert bounded(raw, tmp_path, 32 * 2**20)[0] == 0
    assert bounded(raw, tmp_path, 2**20)[0] != 0, "the bound is felt"


@pytest.mark.slow
def test_more_than_a_hundred_thousand_entries_need_no_more_memory(tmp_path):
    raw = large(17)
    assert len(raw) > 4 * 32 * 2**20
    status, words = bounded(raw, tmp_path, 32 * 2**20)
    assert (status, "131072" in words) == (0, True), words
