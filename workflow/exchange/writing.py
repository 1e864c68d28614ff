"""A ledger as a file: CSV in the encodings that spreadsheets here open, or a workbook with a sheet that explains it.

Rows are written as they come, so that memory stays flat however long the ledger is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from tempfile import TemporaryDirectory
from typing import IO, Any

import xlsxwriter

from workflow.exchange.closing import Seal
from workflow.exchange.defusing import all_defused, all_quoted
from workflow.exchange.filling import filled, plain
from workflow.exchange.reading import MARK
from workflow.exchange.tables import Ledger
from workflow.kernel.errors import Refusal
from workflow.kernel.i18n import N_, Sentence, Translate

FORMATS = {
    "xlsx": N_("Excel 工作簿（XLSX），附字段说明"),
    "csv": N_("CSV（UTF-8）"),
    "gb18030": N_("CSV（GB18030，旧版表格软件）"),
}
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "gb18030": "text/csv; charset=gb18030",
}
ENCODINGS = {"csv": "utf-8-sig", "gb18030": "gb18030"}
PLAIN = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""How a workbook is written: row by row, and every cell as the text it is."""
MOST_ROWS = 1_048_575
"""What a sheet holds below its heads."""
LONGEST = 32_767
"""Characters of a cell; a spreadsheet drops what is longer without a word."""
LONGEST_NAME = 31
"""Characters of the name of a sheet."""
CUT = N_("…（已截断）")


class TooManyRows(Refusal):
    """A sheet cannot hold it, and half a ledger is none."""

    status = 422
    code = "too_many_rows"
    message = N_("工作簿最多 %(most)s 行，请改用 CSV，或多加几个筛选条件")


@dataclass(frozen=True, slots=True)
class About:
    """What stands on the sheet that explains a ledger."""

    at: datetime
    by: str
    filters: list[Sentence]
    seal: Seal | None = None


def write(ledger: Ledger, rows: Iterable[Any], about: About, how: str, file: IO[bytes], translate: Translate) -> int:
    """Write the ledger; how many rows it has."""
    fills = [column.fill for column in ledger.columns]
    if how == "xlsx":
        return _workbook(ledger, filled(fills, rows, translate, all_quoted), about, file, translate)
    told = _opened(file, ENCODINGS[how])
    n = _csv(ledger, filled(fills, rows, translate, all_defused), told, translate)
    if about.seal:
        csv.writer(told, lineterminator="\r\n").writerow([about.seal.line(translate)])
    told.flush()
    told.detach()
    return n


def _opened(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """A text over the file. The mark of UTF-8 is written here: the codec that does it thinks of it with each line."""
    told = io.TextIOWrapper(file, encoding=encoding.removesuffix("-sig"), newline="")
    if encoding.endswith("-sig"):
        told.write("\ufeff")
    return told


def _csv(ledger: Ledger, lines: Iterator[list[Any]], told: IO[str], translate: Translate) -> int:
    writer, n = csv.writer(told, lineterminator="\r\n"), 0
    writer.writerow(translate(column.label) for column in ledger.columns)
    for some in lines:
        writer.writerows(some)
        n += len(some)
    return n


def _workbook(ledger: Ledger, lines: Iterator[list[Any]], about: About, file: IO[bytes], translate: Translate) -> int:
    """Its rows wait in files of a folder of their own, which goes however the writing ends."""
    with TemporaryDirectory(prefix="lianxi-ledger-") as folder:
        book = xlsxwriter.Workbook(file, {**PLAIN, "tmpdir": folder})
        n = _sheets(book, ledger, lines, about, translate)
        book.close()
    return n


def _sheets(book: Any, ledger: Ledger, lines: Iterator[list[Any]], about: About, translate: Translate) -> int:
    bold = book.add_format({"bold": True})
    sheet, n = book.add_worksheet(_called(translate(ledger.label))), 0
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(ledger.columns) - 1, 18)
    for place, column in enumerate(ledger.columns):
        sheet.write_string(0, place, translate(column.label), bold)
    for row in chain.from_iterable(lines):
        if n == MOST_ROWS:
            raise TooManyRows(most=MOST_ROWS)
        n += 1
        for place, cell in enumerate(row):
            if cell:
                sheet.write_string(n, place, _fitting(cell, translate))
    _explain(book.add_worksheet(translate(N_("说明"))), ledger, about, n, translate, bold)
    return n


def _called(label: str) -> str:
    """A name as sheets may have it."""
    return re.sub(r"[\[\]:*?/\\]", " ", label)[:LONGEST_NAME].strip()


def _fitting(cell: str, translate: Translate) -> str:
    return cell if len(cell) <= LONGEST else cell[: LONGEST - 20] + translate(CUT)


def _explain(sheet: Any, ledger: Ledger, about: About, n: int, translate: Translate, bold: Any) -> None:
    """When, by whom and how narrowed it was taken, and what each column means."""
    facts: list[tuple[str, str]] = [
        (translate(N_("导出时间（北京时间）")), str(plain(about.at))),
        (translate(N_("导出人")), about.by),
        (translate(N_("行数")), str(n)),
    ]
    filters = [one.render(translate) for one in about.filters] or [translate(N_("没有筛选：本人有权查看的全部"))]
    facts += [(translate(N_("筛选条件")), one) for one in filters]
    if about.seal:
        facts.append((translate(N_("存证检查点")), about.seal.line(translate).removeprefix(MARK)))
        sheet.insert_image(0, 3, "qr.png", {"image_data": about.seal.picture, "description": about.seal.address})
    sheet.set_column(0, 1, 30)
    lines = [*facts, ("", ""), (translate(N_("字段")), translate(N_("说明")))]
    lines += [(translate(column.label), translate(column.told)) for column in ledger.columns]
    for place, (name, told) in enumerate(lines):
        sheet.write_string(place, 0, name, bold)
        sheet.write_string(place, 1, told)
