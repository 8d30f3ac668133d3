"""A second verifier, written from docs/format.md with the standard library alone.

    python tests/verifier/second.py FOLDER KEY

It shares no code with the first one, and is slow.
"""

import base64
import binascii
import json
import re
import struct
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

try:
    from tests.verifier import ed25519
except ModuleNotFoundError:  # run as a script: its own folder comes first
    import ed25519  # type: ignore[import-not-found,no-redef]

WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
FIELDS = ["author", "body", "claimed", "log", "prev", "received"]
FIELDS += ["refs", "sealed", "seen", "seq", "type", "v"]


class Bad(Exception):
    """Something does not have the one form that it must have."""


class Key(NamedTuple):
    name: str
    id: bytes
    public: bytes


def must(holds: object, what: str) -> None:
    if not holds:
        raise Bad(what)


def from_base64(text: str) -> bytes:
    try:
        decoded = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise Bad from error
    must(base64.b64encode(decoded).decode() == text, "base64 has one form")
    return decoded


# Section 1: notes


def parse_key(line: str) -> Key:
    name, id_, blob = line.split("+", 2)
    decoded = from_base64(blob)
    must(decoded[:1] == b"\x01" and len(decoded) == 33, "an Ed25519 key")
    derived = sha256(name.encode() + b"\n\x01" + decoded[1:]).digest()[:4]
    must(derived.hex() == id_, "the id of the key")
    return Key(name, derived, decoded[1:])


def open_note(note: bytes, key: Key) -> bytes:
    must(len(note) <= 163_840, "size")
    must(all(byte >= 0x20 or byte == 0x0A for byte in note), "control characters")
    try:
        whole = note.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Bad from error
    gap = whole.rfind("\n\n")
    must(gap >= 0 and whole.endswith("\n"), "an empty line")
    text, lines = whole[: gap + 1].encode(), whole[gap + 2 : -1].split("\n")
    must(len(text) <= 65_536 and 1 <= len(lines) <= 16, "size")
    signatures = [parse_signature(line) for line in lines]
    ours = [sig for name, id_, sig in signatures if (name, id_) == (key.name, key.id)]
    must(ours, "a signature by the key")
    for signature in ours:
        must(ed25519.verify(key.public, text, signature), "the signature")
    return text


def parse_signature(line: str) -> tuple[str, bytes, bytes]:
    parts = line.split(" ")
    must(len(parts) == 3 and parts[0] == "\u2014", "form of a signature line")
    name, blob = parts[1], from_base64(parts[2])
    must(name and not any(c in WHITE_SPACE or c == "+" for c in name), "name of a key")
    must(len(blob) >= 5, "a signature")
    return name, blob[:4], blob[4:]


# Sections 3 and 4: entries


def write(value: Any, level: int = 1) -> str:
    """Return canonical JSON, or refuse what the profile leaves out."""
    if isinstance(value, dict):
        must(level <= 8, "depth")
        must(all(re.fullmatch("[ -~]*", key) for key in value), "keys")
        items = (f"{write(key)}:{write(value[key], level + 1)}" for key in sorted(value))
        return "{" + ",".join(items) + "}"
    if isinstance(value, list):
        must(level <= 8, "depth")
        return "[" + ",".join(write(item, level + 1) for item in value) + "]"
    if isinstance(value, str):
        must(not any(is_forbidden(ord(c)) for c in value), "characters")
        must(unicodedata.normalize("NFC", value) == value, "NFC")
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    must(isinstance(value, int) and abs(value) < 2**53, "numbers")
    return str(value)


def is_forbidden(code: int) -> bool:
    return (
        code < 0x20
        or 0x7F <= code <= 0x9F
        or 0xD800 <= code <= 0xDFFF
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
    )


def read_entry(note: bytes, key: Key) -> tuple[dict[str, Any], str]:
    """Return the fields of an entry and its id."""
    must(len(note) <= 65_535, "size of an entry")
    text = open_note(note, key)
    must(len(text) <= 61_440, "size of a text")
    header, _, line = text.partition(b"\n")
    must(header == b"truceline/entry/v1", "header")
    try:
        fields = json.loads(line.decode())
        written = write(fields).encode() + b"\n"
    except (ValueError, RecursionError) as error:
        raise Bad from error
    must(written == line, "canonical form")
    must(isinstance(fields, dict) and sorted(fields) == FIELDS, "fields")
    check_fields(fields)
    must(fields["log"] == key.name, "log")
    return fields, sha256(text).hexdigest()


def check_fields(f: dict[str, Any]) -> None:
    must(all(is_text(f[key]) for key in ("author", "type")), "texts")
    must(all(is_moment(f[key]) for key in ("claimed", "received")), "moments")
    must(is_log(f["log"]) and is_hash(f["prev"]), "log and prev")
    must(is_number(f["seq"], 0) and is_number(f["v"], 1), "numbers")
    must(isinstance(f["body"], dict) and is_text(f["body"].get("about")), "body")
    blobs = f["body"].get("blobs", [])
    must(isinstance(blobs, list) and all(is_hash(blob) for blob in blobs), "blobs")
    must(isinstance(f["refs"], list), "refs")
    for ref in f["refs"]:
        must(isinstance(ref, list) and len(ref) == 3, "ref")
        must(is_log(ref[0]) and is_number(ref[1], 0) and is_hash(ref[2]), "ref")
    must(isinstance(f["seen"], dict), "seen")
    for log, head in f["seen"].items():
        must(is_log(log) and isinstance(head, list) and len(head) == 2, "seen")
        must(is_number(head[0], 0) and is_hash(head[1]), "seen")
    must(isinstance(f["sealed"], list), "sealed")
    for part in f["sealed"]:
        must(isinstance(part, dict), "sealed")
        must(sorted(part) == ["alg", "commit", "ct", "name", "size", "to"], "sealed")
        must(all(is_text(part[k]) for k in ("alg", "name", "to")), "sealed")
        must(is_hash(part["commit"]) and is_hash(part["ct"]), "sealed")
        must(is_number(part["size"], 0), "sealed")


def is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def is_number(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")


def is_log(value: object) -> bool:
    if not isinstance(value, str) or value.count("/") != 2:
        return False
    zone, node, epoch = value.split("/")
    plain = not any(c in WHITE_SPACE or c == "+" for c in zone + node)
    return bool(zone and node) and plain and is_hash(epoch * 2) and len(epoch) == 32


def is_moment(value: object) -> bool:
    form = r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.\d{3}Z"
    found = re.fullmatch(form, value, re.ASCII) if isinstance(value, str) else None
    if not found:
        return False
    year, month, day, hour, minute, second = map(int, found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return hour <= 23 and minute <= 59 and second <= 59


# Sections 5 and 6: order, root, checkpoint


def leaf(note: bytes) -> bytes:
    return sha256(b"\x00" + note).digest()


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha256(b"").digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + root(leaves[:k]) + root(leaves[k:])).digest()


def follow(notes: list[bytes], key: Key, size: int | None) -> int | None:
    """Return the number of the first entry that does not hold."""
    ids: list[str] = []
    prev = "0" * 64
    for number, note in enumerate(notes):
        try:
            fields, id_ = read_entry(note, key)
            must(fields["seq"] == number and fields["prev"] == prev, "order")
            must(key.name not in fields["seen"], "own log")
            for log, seq, named in fields["refs"]:
                must(log != key.name or (seq < number and ids[seq] == named), "refs")
        except Bad:
            return number
        ids.append(id_)
        prev = leaf(note).hex()
    return None if size in {None, len(notes)} else min(size or 0, len(notes))


def read_checkpoint(note: bytes, key: Key) -> tuple[int, bytes]:
    lines = open_note(note, key).decode().split("\n")
    must(len(lines) == 4 and lines[0] == key.name, "a checkpoint of the log")
    must(re.fullmatch("0|[1-9][0-9]*", lines[1], re.ASCII), "size")
    must(len(lines[1]) < 20 and int(lines[1]) < 2**63, "size")
    stated = from_base64(lines[2])
    must(len(stated) == 32, "root")
    return int(lines[1]), stated


# Section 7: an exported record


def split(bundle: bytes) -> tuple[list[bytes], bool]:
    """Return the notes in a bundle, and whether it broke off after them."""
    notes: list[bytes] = []
    while bundle:
        (length,) = struct.unpack(">H", bundle[:2].ljust(2, b"\xff"))
        if len(bundle) < 2 + length:
            return notes, True
        notes.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return notes, False


def tile_name(index: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03}")
    return "/".join(groups)


def tiles(level: str, items: list[bytes]) -> Iterator[tuple[str, list[bytes]]]:
    for at in range(0, len(items), 256):
        some = items[at : at + 256]
        width = "" if len(some) == 256 else f".p/{len(some)}"
        yield f"tile/{level}/{tile_name(at // 256)}{width}", some


def read_notes(folder: Path) -> tuple[list[bytes], bool]:
    """Return the notes, and whether a bundle broke off after them."""
    notes: list[bytes] = []
    index = 0
    while True:
        full = folder / "tile" / "entries" / tile_name(index)
        parts = sorted(full.with_name(full.name + ".p").glob("*"))
        file = full if full.is_file() else parts[0] if parts else None
        if file is None:
            return notes, False
        some, broken = split(file.read_bytes())
        notes += some
        if broken or file != full:
            return notes, broken
        index += 1


def verify(folder: Path, key: Key) -> str | None:
    """Return what does not hold in an exported record: an entry, the checkpoint, a file."""
    notes, broken = read_notes(folder)
    checkpoint = (folder / "checkpoint").read_bytes()
    try:
        size, stated = read_checkpoint(checkpoint, key)
    except Bad:
        bad = follow(notes, key, len(notes) + 1 if broken else None)
        return "checkpoint" if bad is None else f"entry {bad}"
    bad = follow(notes, key, len(notes) + 1 if broken else size)
    if bad is not None:
        return f"entry {bad}"
    leaves = [leaf(note) for note in notes]
    if root(leaves) != stated:
        return "checkpoint"
    level, hashes = 0, leaves
    expected = {"log.vkey": f"{key.name}+{key.id.hex()}+".encode() + vkey_end(key)}
    for name, some in tiles("entries", notes):
        expected[name] = b"".join(struct.pack(">H", len(note)) + note for note in some)
    while hashes:
        cut = list(tiles(str(level), hashes))
        expected |= {name: b"".join(some) for name, some in cut}
        level, hashes = level + 1, [root(some) for _, some in cut if len(some) == 256]
    for name, content in expected.items():
        if not (folder / name).is_file() or (folder / name).read_bytes() != content:
            return f"file {name}"
    return None


def vkey_end(key: Key) -> bytes:
    return base64.b64encode(b"\x01" + key.public) + b"\n"


# Section 8: receipts


def check_receipt(receipt: bytes, key: Key) -> dict[str, Any]:
    """Return the fields of the entry that a receipt proves, or raise Bad."""
    head, gap, checkpoint = receipt.partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    must(gap and len(lines) >= 3 and lines[0] == "c2sp.org/tlog-proof@v1", "form")
    must(lines[1].startswith("extra ") and lines[2].startswith("index "), "form")
    note, index = from_base64(lines[1][6:]), lines[2][6:]
    must(re.fullmatch("0|[1-9][0-9]{0,18}", index, re.ASCII), "index")
    proof = [from_base64(line) for line in lines[3:]]
    must(all(len(one) == 32 for one in proof), "hashes")
    size, stated = read_checkpoint(checkpoint, key)
    must(int(index) < size, "index")
    must(climb(leaf(note), int(index), size, proof) == stated, "root")
    fields, _ = read_entry(note, key)
    must(fields["seq"] == int(index), "place")
    return fields


def climb(start: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """Return the root that a leaf and a proof lead to, by the walk down of section 8."""
    if size == 1:
        must(not proof, "length of the proof")
        return start
    must(proof, "length of the proof")
    k = 1
    while k * 2 < size:
        k *= 2
    if index < k:
        return sha256(b"\x01" + climb(start, index, k, proof[:-1]) + proof[-1]).digest()
    inner = climb(start, index - k, size - k, proof[:-1])
    return sha256(b"\x01" + proof[-1] + inner).digest()


if __name__ == "__main__":
    found = verify(Path(sys.argv[1]), parse_key(sys.argv[2]))
    sys.exit(f"{found} does not hold" if found else 0)
