"""Checks a proof pack of Lianxi without Lianxi: plain Python 3.11 and nothing else. Copy this one file anywhere.

    python -I verify.py PACK.zip [--key KEY] [--checkpoint FILE] [--json]

Exit status: 0 sound, 1 altered (the first bad entry is named), 2 an end is missing, 3 signed by another key than
expected, 4 sound, with erased texts. KEY is the log's public key as you wrote it down earlier, FILE a checkpoint you
kept; without them the pack can only be held against itself. Take this file from where you trust, not from the pack.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import mmap
import re
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

FORMAT = "lianxi-pack/2"
ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
SOUND, ALTERED, MISSING, WRONG_KEY, ERASED = range(5)
NAME = re.compile(r"(MANIFEST\.txt|checkpoint\.txt|(attachments|minutes)\.json|index\.html|verify\.py|keys/[0-9]+\.txt"
                  r"|(entries|proofs|bodies)/[a-z_]+-[0-9]+\.jsonl|flows/[0-9a-f]{64}\.json)")  # fmt: skip
SIGNED = ("meeting.approve", "meeting.correct_minutes")


class Bad(Exception):
    """The exit status, where it is, and what is wrong there."""


def canonical(value: Any) -> bytes:
    return ENCODER.encode(value).encode()


def altered(where: str, says: str) -> NoReturn:
    raise Bad(ALTERED, where, says)


P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def add(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return i * j % P, k * m % P, j * k % P, i * m % P


def times(n: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while n:
        if n & 1:
            found = add(found, point)
        point, n = add(point, point), n >> 1
    return found


def point_of(raw: bytes) -> Point | None:
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    return (x := P - x if x & 1 != sign else x), y, 1, x * y % P


BASE = point_of(bytes([0x58]) + b"\x66" * 31)


def signed(key: bytes, text: bytes, signature: bytes) -> bool:
    """Whether the key made this signature."""
    a, r, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or not (a and r and BASE) or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    left, right = times(s, BASE), add(r, times(h, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


class Pack:
    """The files of a pack, read where they lie."""

    def __init__(self, raw: mmap.mmap | bytes) -> None:
        self.raw = raw
        self.places: dict[str, tuple[int, int]] = {}
        if len(raw) < 22 or raw[-22:-18] != b"PK\x05\x06":
            raise Bad(MISSING, "zip", "压缩包被截断，末尾缺失 / the zip is cut off: its end is missing")
        _, _, _, count, length, start, _ = struct.unpack("<4H2LH", raw[-18:])
        self.central, at = raw[start : start + length], 0
        for _ in range(count):
            at = self._file(at)

    def _file(self, at: int) -> int:
        size, name_length = struct.unpack("<LH", self.central[at + 24 : at + 30])
        start = struct.unpack("<L", self.central[at + 42 : at + 46])[0]
        name = self.central[at + 46 : at + 46 + name_length].decode("ascii", "replace")
        if not NAME.fullmatch(name) or name in self.places:
            altered(name[:60], "压缩包里有不该有的文件 / a file that does not belong into a pack")
        if start != sum(next(reversed(self.places.values()), (0, 0))):  # overlapping files would take hours to read
            altered(name, "压缩包里的文件没有依次排列 / the files of the zip do not follow each other")
        self.places[name] = (start + 30 + name_length, size)
        return int(at + 46 + name_length)

    def place(self, name: str) -> tuple[int, int]:
        if name not in self.places:
            altered(name, "文件缺失 / the file is not there")
        return self.places[name][0], min(sum(self.places[name]), len(self.raw))

    def read(self, name: str) -> bytes:
        return self.raw[slice(*self.place(name))]

    def lines(self, name: str) -> Iterator[bytes]:
        """Line by line, so that a long history needs no memory."""
        start, end = self.place(name)
        while start < end:
            stop = self.raw.find(b"\n", start, end)
            if stop < 0:
                where = f"{name.split('/')[1][:-6]} · {self.raw[self.places[name][0] : start].count(10) + 1}"
                altered(where, "最后一行不完整 / its last line is not whole")
            yield self.raw[start:stop]
            start = stop + 1

    def check_container(self) -> None:
        """Every byte that is no file's content must be the one a pack is written with."""
        at, central = 0, b""
        for name, (_, size) in self.places.items():
            code, word = zlib.crc32(memoryview(self.raw)[slice(*self.place(name))]), name.encode()
            sizes = struct.pack("<3L2H", code, size, size, len(word), 0)
            head = b"PK\x03\x04" + struct.pack("<5H", 20, 0, 0, 0, 0x21) + sizes + word
            if self.raw[at : at + len(head)] != head or self.places[name][0] != at + len(head):
                altered(name, "压缩包的文件头被改动 / its header in the zip was altered")
            row = b"PK\x01\x02" + struct.pack("<2B5H", 20, 3, 20, 0, 0, 0, 0x21) + sizes
            central += row + struct.pack("<HHHLL", 0, 0, 0, 0o100644 << 16, at) + word
            at += len(head) + size
        end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, *[len(self.places)] * 2, len(central), at, 0)
        if self.raw[at:] != central + end:
            altered("zip", "压缩包的目录被改动 / the directory of the zip was altered")


def decoded(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError
    return raw


def key_of(text: str) -> tuple[str, bytes, bytes]:
    """Name, id and bytes of a public key as it is handed on."""
    name, id, coded = text.split("+", 2)
    raw = decoded(coded)
    if len(raw) != 33 or raw[0] != 1 or hashlib.sha256(f"{name}\n".encode() + raw).hexdigest()[:8] != id:
        raise ValueError
    return name, bytes.fromhex(id), raw[1:]


def parts(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text of a signed note, and who signed it how."""
    text, apart, below = note.rpartition("\n\n")
    lines = [line.removeprefix("\u2014 ").split(" ") for line in below[:-1].split("\n") if line.startswith("\u2014 ")]
    if not apart or not below.endswith("\n") or len(lines) != below.count("\n"):
        raise ValueError
    return text + "\n", [(name, decoded(coded)) for name, coded in lines]


def by(note: str, key: str) -> bool:
    (text, lines), (name, id, raw) = parts(note), key_of(key)
    return any(signed(raw, text.encode(), line[4:]) for signer, line in lines if (signer, line[:4]) == (name, id))


def keys_of(pack: Pack) -> list[str]:
    """Every key of the log, the oldest first; each is signed for by the one before."""
    found: list[str] = []
    pack.place("keys/0.txt")
    while (name := f"keys/{len(found)}.txt") in pack.places:
        try:
            note = pack.read(name).decode()
            first, origin, number, since, key, end = parts(note)[0].split("\n")
            wanted = ("lianxi key/1", key_of(key)[0], str(len(found)), str(int(since)), "")
        except ValueError:
            altered(name, "公钥无法读取 / the key cannot be read")
        if (first, origin, number, since, end) != wanted:
            altered(name, "公钥的登记有误 / the key is entered wrongly")
        if len(parts(note)[1]) != 1 + bool(found) or not (by(note, key) and by(note, [key, *found][-1])):
            raise Bad(WRONG_KEY, name, "换用的公钥没有前一把密钥的签字 / the key before it did not sign for it")
        found.append(key)
    return found


def checkpoint_of(note: str) -> tuple[str, int, bytes]:
    origin, size, coded, *_ = parts(note)[0].split("\n")
    return origin, int(size), decoded(coded)


def includes(leaf: bytes, place: int, size: int, path: list[bytes], root: bytes) -> bool:
    fn, sn, found = place, size - 1, leaf
    for part in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = hashlib.sha256(b"\x01" + part + found).digest()
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + part).digest()
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and found == root and 0 <= place < size


class Checker:
    def __init__(self, pack: Pack) -> None:
        self.pack, self.entries, self.erased, self.withheld = pack, 0, 0, 0
        self.flows: dict[str, Any] = {}
        self.ties: list[tuple[str, str, str, dict[str, Any]]] = []
        self.by_meeting: set[tuple[str, str]] = set()

    def run(self, pinned: str | None, kept: str | None) -> dict[str, Any]:
        manifest = self.manifest()
        keys = keys_of(self.pack)
        self.signatures(keys, pinned, kept)
        for name in [name for name in self.pack.places if name.startswith("flows/")]:
            if hashlib.sha256(text := self.pack.read(name)).hexdigest() == name[6:-5]:
                found = json.loads(text)
                self.flows[name[6:-5]] = found | {"steps": {step["name"]: step for step in found["steps"]}}
        for name, length in manifest["lengths"].items():
            self.chain(name, length, manifest)
        self.belonging("{noun}-{id}".format(**manifest["subject"]), json.loads(self.pack.read("minutes.json")))
        for name in sorted({*manifest["files"], *self.pack.places} - {"MANIFEST.txt"}):
            raw = memoryview(self.pack.raw)[slice(*self.pack.place(name))]
            if manifest["files"].get(name) != hashlib.sha256(raw).hexdigest():
                altered(name, "文件与清单不符 / the file is not the one in the manifest")
        if not by(self.pack.read("MANIFEST.txt").decode(), keys[-1]):
            raise Bad(WRONG_KEY, "MANIFEST.txt", "清单不是这本日志的密钥签的 / it was not signed by the log's key")
        self.pack.check_container()
        told = {"entries": self.entries, "erased": self.erased, "withheld": self.withheld, "key": keys[-1]}
        return told | {"subject": manifest["subject"], "size": self.size, "root": self.root.hex()}

    def manifest(self) -> dict[str, Any]:
        try:
            text, signers = parts(self.pack.read("MANIFEST.txt").decode())
            found: dict[str, Any] = json.loads(raw := text[:-1])
            if found["format"] != FORMAT:
                altered(
                    "MANIFEST.txt", f"格式版本是 {found['format']}，本程序只核对 / this checker only knows {FORMAT}"
                )
            wanted = {"lengths": dict, "files": dict, "origin": str, "erased": list, "withheld": list, "subject": dict}
            kinds = {name: type(found[name]) for name in wanted}
            if canonical(found).decode() != raw or kinds != wanted or signers[1:]:
                raise ValueError
        except (ValueError, KeyError, TypeError):
            altered("MANIFEST.txt", "清单无法读取 / the manifest cannot be read")
        self.origin = found["origin"]
        return found | {why: set(found[why]) for why in ("erased", "withheld")}

    def signatures(self, keys: list[str], pinned: str | None, kept: str | None) -> None:
        """The checkpoint is of this log and signed by its newest key, and is no less than what was kept."""
        try:
            note = self.pack.read("checkpoint.txt").decode()
            origin, self.size, self.root = checkpoint_of(note)
            held = checkpoint_of(kept) if kept else None
        except ValueError:
            altered("checkpoint.txt", "检查点无法读取 / the checkpoint cannot be read")
        if {origin, *(key_of(key)[0] for key in keys), *(held[:1] if held else ())} != {self.origin}:
            altered("checkpoint.txt", "检查点属于另一个街道 / it belongs to another street's log")
        if not by(note, keys[-1]) or (kept and not any(by(kept, key) for key in keys)):
            raise Bad(WRONG_KEY, "checkpoint.txt", "检查点的签名不符 / its signature is not the key's")
        if pinned and pinned.strip() not in keys:
            raise Bad(WRONG_KEY, "keys", "不是您抄存的那把公钥 / not the key you wrote down")
        if held and held[1] > self.size:
            raise Bad(MISSING, "checkpoint.txt", "比您保存的检查点旧 / it is older than the one you kept")
        if held and held[1] == self.size and held[2] != self.root:
            altered("checkpoint.txt", "与您保存的检查点不符 / it contradicts the one you kept")

    def chain(self, name: str, length: int, manifest: dict[str, Any]) -> None:
        """One subject's entries from the first to the last, each beside its proof and what was written."""
        before: dict[str, Any] = {"seq": 0, "hash": "", "to": None}
        bodies, proofs = self.bodies(name), self.pack.lines(f"proofs/{name}.jsonl")
        for raw in self.pack.lines(f"entries/{name}.jsonl"):
            where = f"{name} · {before['seq'] + 1}"
            try:
                before = self.entry(where, name, raw, before, next(proofs, b"null"))
                event = f"{before['noun']}.{before['step']}"
                if before["seq"] == 1 or event.startswith(("agenda_item.decide_", *SIGNED)):
                    self.ties.append((where, name, event, before))
                if before["answers"].get("basis") == "meeting":
                    self.by_meeting.add((name, before["request"]))
                self.body(where, before, bodies, manifest)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                altered(where, "记录无法读取 / the entry cannot be read")
            self.entries += 1
        if before["seq"] < length:
            where = f"{name} · {before['seq'] + 1}"
            raise Bad(MISSING, where, f"末尾缺少记录：应有 {length} 条 / the end is missing: there were {length}")
        if before["seq"] > length or next(proofs, None) is not None or bodies:
            altered(f"{name} · {length + 1}", "有多余的记录、证明或正文 / an entry, proof or text too many")

    def entry(self, where: str, name: str, raw: bytes, before: dict[str, Any], proof: bytes) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(raw)
        leaf = hashlib.sha256(b"\x00" + raw).digest()
        if canonical(found) != raw or f"{found['noun']}-{found['id']}" != name:
            altered(where, "记录不是规范格式，或不属于这里 / the entry is not canonical, or does not belong here")
        if found["seq"] != before["seq"] + 1 or found["prev"] != before["hash"] or found["from"] != before["to"]:
            altered(where, "与前一条记录不衔接 / it does not follow on the entry before")
        flow, source = self.flows.get(found["flow"], {}), found["from"]
        step = flow["steps"].get(found["step"]) if flow.get("flow") == found["noun"] else {}
        fits = step and (not step["from"] if source is None else source in step["from"])
        fits = fits and (source or found["to"] in (flow["initial"], *flow.get("births", ())))
        if not fits or found["to"] != (step["to"] or source or flow["initial"]):
            altered(where, "所依据的流程没有留存，或不允许这一步 / its flow is not here, or does not allow this step")
        shown = json.loads(proof)
        path = [bytes.fromhex(part) for part in shown["path"]]
        if canonical(shown) != proof or not includes(leaf, shown["place"], self.size, path, self.root):
            altered(where, "不在检查点所封存的存证树里 / it is not in the tree under the checkpoint")
        return found | {"hash": leaf.hex()}

    def bodies(self, name: str) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = {}
        for raw in self.pack.lines(f"bodies/{name}.jsonl"):
            try:
                body = json.loads(raw)
                if canonical(body) != raw or set(body) != {"salt", "seq", "text"} or body["seq"] in found:
                    raise ValueError
            except (ValueError, TypeError):
                altered(f"bodies/{name} · {len(found) + 1}", "正文无法读取 / the text cannot be read")
            found[body["seq"]] = body
        return found

    def body(self, where: str, entry: dict[str, Any], bodies: dict[int, Any], manifest: dict[str, Any]) -> None:
        body, place = bodies.pop(entry["seq"], None), f"{entry['noun']}-{entry['id']}/{entry['seq']}"
        if body is not None:
            if hashlib.sha256(bytes.fromhex(body["salt"]) + body["text"].encode()).hexdigest() != entry["body"]:
                altered(where, "正文与摘要不符 / its text is not the one that was written")
        elif entry["body"] is not None:
            erased, withheld = place in manifest["erased"], place in manifest["withheld"]
            self.erased, self.withheld = self.erased + erased, self.withheld + withheld
            if erased == withheld:
                altered(where, "正文不见了，清单没有说明原因 / its text is gone, and the manifest does not say why")

    def belonging(self, matter: str, minutes: list[list[Any]]) -> None:
        """Every subject is the matter, or began about it or about something of it; what was resolved stands in both."""
        tied, version = {matter}, 0
        for where, name, event, entry in self.ties:
            told = entry["answers"]
            about = f"{told['about']}-{told['subject']}" if "about" in told else f"issue-{told.get('issue')}"
            if not {name, about} & tied:
                altered(where, "属于别的事项 / it is about another matter")
            tied |= {name, f"meeting-{told.get('meeting')}"}
            if event.startswith("agenda_item.decide_") and (matter, entry["request"]) not in self.by_meeting:
                altered(where, "事项里没有这项会议决定 / the matter has no entry of this resolution")
            if event in SIGNED:
                version = 1 if event == SIGNED[0] else version + 1
                stands = entry.get("stands", {}) if version == 1 else {}
                found = minutes.pop(0) if minutes else [0]
                if found != [entry["id"], version, entry["at"], stands.get("content_hash", found[-1])]:
                    altered(where, "与签发的纪要不是同一份 / not the minutes that were signed")
        if minutes:
            altered("minutes.json", "有没人签发的纪要 / minutes nobody signed")


def check(path: Path, pinned: str | None = None, kept: str | None = None) -> dict[str, Any]:
    """What a pack comes to; never an exception."""
    try:
        with path.open("rb") as file:
            raw = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""
        found = Checker(Pack(raw)).run(pinned, kept)
    except Bad as bad:
        return dict(zip(("status", "where", "says"), bad.args, strict=True))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, struct.error) as error:
        return {"status": ALTERED, "where": "zip", "says": f"无法读取 / unreadable ({type(error).__name__})"}
    says = "完好：{entries} 条都在 {size} 条的存证树里，正文已清除 {erased}，未提供 {withheld} / all entries are sound"
    return {"status": ERASED if found["erased"] else SOUND, "says": says.format(**found), **found}


def main() -> None:
    parser = argparse.ArgumentParser(description="Checks a proof pack: see the top of this file.")
    parser.add_argument("pack", type=Path)
    parser.add_argument("--key")
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    told = check(asked.pack, asked.key, asked.checkpoint.read_text(encoding="utf-8") if asked.checkpoint else None)
    where = told.get("where", told.get("key"))
    line = json.dumps(told, ensure_ascii=False) if asked.json else f"{where}: {told['says']}"
    sys.stdout.buffer.write(f"{line}\n".encode())
    raise SystemExit(told["status"])


if __name__ == "__main__":
    main()
