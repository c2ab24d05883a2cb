#!/usr/bin/env python3
"""Checks what this portal ever published. It needs Python 3.9 or newer, nothing else, and trusts nothing that it reads.

    python3 verify.py https://portal.example.org FOLDER     download everything into FOLDER, then check it
    python3 verify.py FOLDER                                check what was downloaded, without any network

  --head NUMBER:SHA256   an entry noted elsewhere: in a PDF, in the news feed, by a friend. May be given several times.
  --key HEX              the first public key, noted elsewhere.
  --partial              files that are not in FOLDER are no fault: you keep only some of them.

Checked: that every entry is signed, in its place and follows from the entry before; that every file of a report, and the content
of every item of the plan (data/items/), is, byte for byte, the one that its entry names; that no file is there without an entry;
that the entries which reports, feed and you remember are still there. The answer is 0 when all of it holds, else 1, and each
fault names its entry. Read this program before you trust it: it is short, and it is the same file at /data/verify.py and in the
portal's public source.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import urllib.request
from pathlib import Path
from typing import Any, Optional

Entry = dict[str, Any]
Point = tuple[int, int, int, int]

SCHEMA = "resilience-portal/log/1"
LOG, FEED = "data/log.jsonl", "feeds/all.atom"
HEX = re.compile(r"[0-9a-f]+\Z")
SAFE_PATH = re.compile(r"(?!.*\.\.)[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\Z")
IN_FEED = re.compile(r'term="([0-9]+):([0-9a-f]{64})"')
RELEASED = re.compile(r"data/[^/]+/v[0-9]+/[^/]+\Z|[a-z-]+/reports/[^/]+/v[0-9]+/[^/]+\.pdf\Z|data/items/.+\Z")
ITEM = re.compile(r"data/items/([^/]+/[^/]+)/v([0-9]+)\.json\Z")

# --- Ed25519 signatures, as RFC 8032 section 5.1 defines them ------------------------------------------------------------------
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _add(a: Point, b: Point) -> Point:
    """The sum of two points, in extended coordinates."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return i * j % P, k * m % P, j * k % P, i * m % P


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point, number = _add(point, point), number >> 1
    return found


def _point(code: bytes) -> Optional[Point]:  # noqa: UP045 - also for Python 3.9
    """The point of its 32 bytes; None when they are no point."""
    y = int.from_bytes(code, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or (0, 0, 0, 0)


def signature_fits(key: str, message: bytes, signature: str) -> bool:
    """Whether the owner of the public key (hexadecimal) signed the message."""
    if not HEX.match(key) or not HEX.match(signature) or (len(key), len(signature)) != (64, 128):
        return False
    raw = bytes.fromhex(signature)
    a, r, s = _point(bytes.fromhex(key)), _point(raw[:32]), int.from_bytes(raw[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(raw[:32] + bytes.fromhex(key) + message).digest(), "little") % L
    left, right = _times(s, BASE), _add(r, _times(h, a))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- The log --------------------------------------------------------------------------------------------------------------------
class Fault(Exception):
    """Something does not hold. `entry` is the number of the entry that says so."""

    def __init__(self, entry: int, why: str) -> None:
        super().__init__(f"entry {entry}: {why}")
        self.entry = entry


def sha256(body: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def canonical(content: object) -> bytes:
    """The one way in which an entry, and a report's content, is written before it is hashed or signed."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def read_log(log: bytes) -> list[Entry]:
    """The entries in order, each proved. Raises Fault at the first that does not hold."""
    lines = log.split(b"\n")
    if lines.pop() != b"" or not lines:
        raise Fault(len(lines) + 1, "the log does not end with a whole entry")
    entries: list[Entry] = []
    before, key, day = "0" * 64, "", ""
    for number, line in enumerate(lines, 1):
        entry = _entry(number, line)
        if entry["before"] != before:
            raise Fault(number, "does not follow from the entry before it: one of the two was changed, dropped or moved")
        if number == 1:
            key = str(entry["details"].get("public_key")) if entry["kind"] == "key" else ""
        if entry["key"] != key:
            raise Fault(number, "is not signed with the log's key")
        if entry["day"] < day:
            raise Fault(number, "is older than the entry before it")
        unsigned = {name: value for name, value in entry.items() if name != "signature"}
        if not signature_fits(key, canonical(unsigned), entry["signature"]):
            raise Fault(number, "its signature does not fit: it was changed")
        if entry["kind"] == "key_rotation":
            new, proof = (str(entry["details"].get(name)) for name in ("public_key", "proof"))
            if not signature_fits(new, f"{SCHEMA} {before} {new}".encode(), proof):
                raise Fault(number, "the new key did not agree to it")
            key = new
        before, day = sha256(line), entry["day"]
        entries.append({**entry, "sha256": before})
    return entries


FIELDS = {"before": str, "day": str, "details": dict, "files": list, "key": str, "kind": str, "signature": str, "what": str}


def _entry(number: int, line: bytes) -> Entry:
    try:
        entry = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Fault(number, "can't be read: it was changed") from None
    if not isinstance(entry, dict) or any(not isinstance(entry.get(name), kind) for name, kind in FIELDS.items()):
        raise Fault(number, "is no entry of this log")
    if entry.get("schema") != SCHEMA or canonical(entry) != line:
        raise Fault(number, "is not written as entries are: it was changed")
    if entry.get("number") != number:
        raise Fault(number, f"says that it is number {entry.get('number')}: an entry was dropped, added or moved")
    return entry


# --- The files ------------------------------------------------------------------------------------------------------------------
def named_files(entries: list[Entry]) -> dict[str, tuple[int, str]]:
    """Path -> (entry that speaks last of the version it belongs to, SHA-256). A later entry replaces a version's files."""
    found: dict[tuple[str, str], dict[str, tuple[int, str]]] = {}
    for entry in entries:
        if entry["what"]:
            found[entry["what"], str(entry.get("version"))] = _rows(entry)
    return {path: row for rows in found.values() for path, row in rows.items()}


def _rows(entry: Entry) -> dict[str, tuple[int, str]]:
    rows = {}
    for row in entry["files"]:
        if not isinstance(row, dict) or not SAFE_PATH.match(str(row.get("path"))):
            raise Fault(entry["number"], "names a file by a path that can't be")
        rows[row["path"]] = (entry["number"], str(row.get("sha256")))
    return rows


def file_faults(folder: Path, entries: list[Entry], partial: bool = False) -> list[Fault]:
    """Every file that is missing, changed, or named by no entry, and every report that remembers another log."""
    named, faults = named_files(entries), []
    for path, (number, wanted) in sorted(named.items()):
        file = folder / path
        if not file.is_file():
            faults += [] if partial else [Fault(number, f"{path} is missing")]
        elif sha256(file.read_bytes()) != wanted:
            faults.append(Fault(number, f"{path} is not the file that was published"))
        elif path.endswith("/report.json"):
            faults += _content_faults(file.read_bytes(), entries, number)
        elif ITEM.match(path):
            faults += _item_faults(path, file.read_bytes(), entries[number - 1])
    here = (str(file.relative_to(folder)).replace("\\", "/") for file in sorted(folder.rglob("*")) if file.is_file())
    more = [path for path in here if RELEASED.match(path) and path not in named]
    return faults + [Fault(len(entries) + 1, f"is missing, or never was: no entry names {path}") for path in more]


def _content_faults(body: bytes, entries: list[Entry], number: int) -> list[Fault]:
    """A report's content against its entry, and the head of the log that it carries against the log."""
    content = json.loads(body.decode("utf-8"))
    faults = []
    if sha256(canonical(content)) != entries[number - 1].get("payload_sha256"):
        faults.append(Fault(number, "the report's content is not the one that was released"))
    head = content.get("log_head")
    return faults + (head_faults(entries, [(head["number"], head["sha256"])]) if head else [])


def _item_faults(path: str, body: bytes, entry: Entry) -> list[Fault]:
    """An item of the plan against its entry: the content that was released, of the item and the version that the entry names."""
    content, place = json.loads(body.decode("utf-8")), ITEM.match(path)
    if isinstance(content, dict) and place:
        told = f"{content.get('kind')}/{content.get('slug')}", content.get("version")
        named = entry["what"], entry.get("version")
        if told == named == (place[1], int(place[2])) and sha256(canonical(content)) == entry.get("payload_sha256"):
            return []
    return [Fault(entry["number"], f"{path} is not the content of the item that the entry names")]


def head_faults(entries: list[Entry], heads: list[tuple[int, str]]) -> list[Fault]:
    """Entries that somebody remembers and that are not in the log any more, or not as they were."""
    faults = []
    for number, remembered in heads:
        if not 1 <= number <= len(entries):
            faults.append(Fault(number, "is remembered elsewhere and missing here: the end of the log was cut off"))
        elif entries[number - 1]["sha256"] != remembered:
            faults.append(Fault(number, "is remembered elsewhere with another content: the log was written anew"))
    return faults


def check(folder: Path, heads: list[tuple[int, str]], key: str = "", partial: bool = False) -> tuple[list[Entry], list[Fault]]:
    """Entries, and everything that does not hold."""
    try:
        entries = read_log((folder / LOG).read_bytes())
        if key and entries[0]["key"] != key:
            raise Fault(1, f"names the key {entries[0]['key']}, not the one that you noted")
        feed = folder / FEED
        told = IN_FEED.findall(feed.read_text(encoding="utf-8")) if feed.is_file() else []
        heads = heads + [(int(number), digest) for number, digest in told]
        return entries, head_faults(entries, heads) + file_faults(folder, entries, partial)
    except Fault as fault:
        return [], [fault]


def download(site: str, folder: Path) -> None:
    """The log, the feed and every file that the log names. What does not come is found missing by the check."""
    if not site.startswith(("https://", "http://")):
        raise OSError(f"{site} is no address")

    def get(path: str) -> bytes:
        with urllib.request.urlopen(f"{site.rstrip('/')}/{path}", timeout=60) as answer:  # noqa: S310 - http(s) only, see above
            return bytes(answer.read())

    def keep(path: str) -> None:
        try:
            body = get(path)
        except OSError as error:
            print(f"not downloaded: {path} ({error})")
            return
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body)

    keep(LOG)
    keep(FEED)
    for path in named_files(read_log((folder / LOG).read_bytes())):
        keep(path)


def main(words: list[str]) -> int:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+", metavar="[SITE] FOLDER")
    parser.add_argument("--head", action="append", default=[], metavar="NUMBER:SHA256")
    parser.add_argument("--key", default="")
    parser.add_argument("--partial", action="store_true")
    asked = parser.parse_args(words)
    folder = Path(asked.places[-1])
    heads = [(int(number), digest) for number, _colon, digest in (head.partition(":") for head in asked.head)]
    try:
        if len(asked.places) > 1:
            download(asked.places[0], folder)
        entries, faults = check(folder, heads, asked.key, asked.partial)
    except (Fault, OSError) as error:
        entries, faults = [], [error]  # type: ignore[list-item]
    for fault in faults:
        print(f"FAULT  {fault}")
    if faults:
        print("This is not what was published.")
        return 1
    print(f"WHOLE  {len(entries)} entries, {len(named_files(entries))} files.")
    print(f"The newest entry is {len(entries)}:{entries[-1]['sha256']}")
    print(f"The first key is {entries[0]['key']}: compare it, and the newest entry, with a copy that you have from elsewhere.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
