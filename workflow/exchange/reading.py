"""A file from outside as rows of text: looked at first, then opened in a process that may not grow.

The child (`main`) writes JSON to its standard output: a line of notes, then one for each row.
"""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, overload

from defusedxml.ElementTree import iterparse

from workflow.kernel.errors import Refusal
from workflow.kernel.i18n import N_

LARGEST = 20 * 2**20
"""Bytes of a file."""
MEMBERS, UNPACKED, RATIO = 200, 300 * 2**20, 200
"""Of a workbook: parts, bytes when unpacked, and how often larger than packed."""
COLUMNS, ROWS, LONGEST, WHOLE = 100, 200_000, 20_000, 32 * 2**20
"""Of a table: columns, rows, characters of a cell and of all cells; a workbook may say one text a million times."""
BOOK = b"PK\x03\x04"
"""How a workbook begins; a table of text may begin with the letters."""
CHILD = "import runpy, sys; sys.exit(runpy.run_path(sys.argv[1])['main'](sys.argv[2]))"
"""By this file's path: to be imported by name it would bring the whole house along, a second before each table."""
MEMORY, SECONDS = 768 * 2**20, 60
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a character that its XML may not hold."""
UNKEPT = "\x1a"
"""What stands for such a character that nobody could keep (SUBSTITUTE)."""
MARK, PAGE = "# ", "/log/check/"
"""What the line under a ledger begins with, and the page it names (closing.py): it is no row of the ledger."""
FORMULA = "\x00formula"
"""Stands in a cell that holds a formula: nobody here calculates."""


class BadFile(Refusal):
    """It cannot be read; the sentence says why."""

    status = 422
    code = "bad_file"
    message = N_("这个文件读不出来，请另存为 XLSX 或 CSV 后再试")


TOO_LARGE = N_("文件过大：最多 %(most)s MB，请分成几份")
TOO_WIDE = N_("列数过多：最多 %(most)s 列，请删去无关的列")
TOO_LONG = N_("行数过多：最多 %(most)s 行，请分成几份")
LONG_CELL = N_("第 %(line)s 行有一格过长：最多 %(most)s 字")
ZERO = N_("文件中有空字符（NUL），不是表格文件，请另存为 XLSX 或 CSV 后再试")
BOMB = N_("工作簿展开后过大，不予打开，请另存为 CSV 后再试")
ENCODING = N_("文件的编码既不是 UTF-8 也不是 GB18030，请另存后再试")
EMPTY = N_("文件里没有内容")
BUSY = N_("文件太复杂，在限定的时间和内存内读不完，请另存为 CSV 后再试")
SENTENCES = {name: text for name, text in globals().items() if name.isupper() and isinstance(text, str)}


class Rows(Sequence[list[str]]):
    """The rows as the child told them, each opened when it is looked at: a long ledger is never held as lists."""

    def __init__(self, lines: list[bytes]) -> None:
        self.lines = lines

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, place: int) -> list[str]: ...

    @overload
    def __getitem__(self, place: slice) -> list[list[str]]: ...

    def __getitem__(self, place: int | slice) -> Any:
        found = self.lines[place]
        return [json.loads(line) for line in found] if isinstance(found, list) else json.loads(found)


def read(data: bytes) -> tuple[list[Any], Rows]:
    """What is to be said of the file as a whole, and its rows.

    Raises: BadFile.
    """
    look_at(data)
    with NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(data)
        file.flush()
        try:
            told = subprocess.run(  # noqa: S603 - our own module, no word of the file's
                [sys.executable, "-c", CHILD, __file__, file.name],
                capture_output=True, timeout=SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise BadFile(BUSY) from None
    if told.returncode == 3:
        name, values = json.loads(told.stdout.splitlines()[-1])
        raise BadFile(SENTENCES.get(name), **values)
    if told.returncode:
        raise BadFile(BUSY)
    first, *rest = told.stdout.split(b"\n")
    return json.loads(first), Rows([line for line in rest if line])


def look_at(data: bytes) -> None:
    """Raises: BadFile for what need not even be opened."""
    if len(data) > LARGEST:
        raise BadFile(TOO_LARGE, most=LARGEST // 2**20)
    if not data.strip():
        raise BadFile(EMPTY)
    if not data.startswith(BOOK):
        if b"\0" in data:
            raise BadFile(ZERO)
        return
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError):
        raise BadFile from None
    unpacked = sum(part.file_size for part in parts)
    steep = any(part.file_size > 2**20 and part.file_size > RATIO * max(part.compress_size, 1) for part in parts)
    if len(parts) > MEMBERS or unpacked > UNPACKED or steep:
        raise BadFile(BOMB)


# -- in the child ------------------------------------------------------------------------------------


class Stop(Exception):
    """The name of a sentence and what stands in its holes."""


def is_closing(row: Sequence[str]) -> bool:
    """Whether a row is the line under a ledger, in whatever language it was written."""
    first, *rest = row or [""]
    return first.startswith(MARK) and PAGE in first and not any(rest)


def rows_of_text(data: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Stop("ENCODING", {})
    csv.field_size_limit(LONGEST * 4)
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        yield from (row for row in rows if not is_closing(row))
    except csv.Error:
        raise Stop("LONG_CELL", {"line": max(rows.line_num, 1), "most": LONGEST}) from None


def unescaped(found: re.Match[str]) -> str:
    """The character meant; for half of one, or none, which can be neither kept nor shown, what no answer may hold."""
    code = int(found[1], 16)
    return UNKEPT if code == 0 or 0xD800 <= code < 0xE000 else chr(code)


def cell(value: Any, kind: str) -> str:
    """A cell as text, a day as ISO 8601 has it."""
    if kind == "f":
        return FORMULA
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M" if value.hour or value.minute else "%Y-%m-%d")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else ESCAPED.sub(unescaped, str(value))


def rows_of_book(path: str, notes: list[Any]) -> Iterator[list[str]]:
    """Of the first sheet that is shown and not empty."""
    import openpyxl  # an eighth of the start of everything that never opens a workbook

    book = openpyxl.load_workbook(path, read_only=True)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        notes.append((N_("隐藏的工作表没有读：%(names)s"), {"names": "、".join(hidden)[:200]}))
    if len(shown) > 1:
        rest = {"name": shown[0].title, "n": len(shown) - 1}
        notes.append((N_("只读了第一张工作表“%(name)s”，其余 %(n)s 张没有读"), rest))
    if not shown:
        raise Stop("EMPTY", {})
    if merged := merges(path):
        notes.append((N_("有 %(n)s 处合并单元格：只有左上角一格有内容"), {"n": merged}))
    for row in shown[0].iter_rows():
        yield [cell(one.value, one.data_type if one.value is not None else "n") for one in row]


def merges(path: str) -> int:
    """Merged cells of the first sheet, which the reader of rows does not tell."""
    with zipfile.ZipFile(path) as book:
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        if not names:
            return 0
        with book.open(names[0]) as sheet:
            return sum(1 for _event, element in iterparse(sheet) if element.tag.endswith("}mergeCell"))


def bounded(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Raises: Stop where the table is larger than anybody's ledger."""
    whole = 0
    for line, row in enumerate(rows, 1):
        while row and not row[-1]:
            row.pop()
        if line > ROWS:
            raise Stop("TOO_LONG", {"most": ROWS})
        if len(row) > COLUMNS:
            raise Stop("TOO_WIDE", {"most": COLUMNS})
        if any(len(one) > LONGEST for one in row):
            raise Stop("LONG_CELL", {"line": line, "most": LONGEST})
        whole += sum(map(len, row))
        if whole > WHOLE:
            raise Stop("BOMB", {})
        yield row


def main(path: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    data, notes = Path(path).read_bytes(), list[Any]()
    try:
        rows = rows_of_book(path, notes) if data.startswith(BOOK) else rows_of_text(data)
        lines = [json.dumps(row) for row in bounded(rows)]
    except Stop as stop:
        sys.stdout.write(json.dumps(stop.args))
        return 3
    except MemoryError:
        return 4
    except Exception:  # noqa: BLE001 - whatever a hostile workbook breaks, it is one that cannot be read
        sys.stdout.write(json.dumps(["", {}]))
        return 3
    sys.stdout.write("\n".join([json.dumps(notes), *lines]))
    return 0
