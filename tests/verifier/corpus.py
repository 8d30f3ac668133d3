"""Logs with one fault each, everything around it sound: signatures, order, root and files."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from truceline.journal.checkpoints import signed
from truceline.journal.entries import encode, entry_id
from truceline.journal.notes import Signer
from truceline.journal.tree import leaf_hash, root_of

SIGNER = Signer(f"zone/node/{1:032x}", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = Signer(f"zone/node/{2:032x}", Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
SAME_NAME = Signer(SIGNER.name, OTHER.key)
AUTHOR = Signer("zone/user/ann", Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34))))
HASH = "ab" * 32
ORDER = 2**252 + 27742317777372353535851937790883648493


@dataclass
class Log:
    """A log in the making: whatever is added, the next entry follows it properly."""

    notes: list[bytes] = field(default_factory=list)

    def fields(self, **others: Any) -> dict[str, Any]:
        prev = leaf_hash(self.notes[-1]).hex() if self.notes else "0" * 64
        return {
            "author": "ann",
            "body": {"about": "area:north", "n": len(self.notes)},
            "claimed": "2017-09-15T10:00:00.000Z",
            "log": SIGNER.name,
            "prev": prev,
            "received": "2017-09-15T10:00:01.000Z",
            "refs": [],
            "sealed": [],
            "seen": {},
            "seq": len(self.notes),
            "type": "term.extended",
            "v": 1,
        } | others

    def good(self, count: int = 1, **others: Any) -> "Log":
        for _ in range(count):
            self.notes.append(SIGNER.sign(encode(self.fields(**others))))
        return self

    def raw(self, line: bytes, header: bytes = b"truceline/entry/v1") -> "Log":
        """Add a line as it stands, properly signed."""
        self.notes.append(SIGNER.sign(header + b"\n" + line + b"\n"))
        return self

    def note(self, change: Callable[[bytes], bytes]) -> "Log":
        """Add what becomes of the next good note."""
        self.good()
        self.notes.append(change(self.notes.pop()))
        return self

    def checkpoint(self) -> bytes:
        return signed(len(self.notes), root_of([leaf_hash(n) for n in self.notes]), SIGNER)


@dataclass(frozen=True)
class Case:
    """A log, and what does not hold in it."""

    name: str
    notes: list[bytes]
    checkpoint: bytes
    found: str | None


def cases() -> Iterator[Case]:
    for name, log in good_logs():
        yield Case(name, log.notes, log.checkpoint(), None)
    # Two good entries, the bad one, and one more that follows it.
    for name, spoil in [*bad_lines(), *bad_fields(), *bad_notes(), *bad_places()]:
        log = Log().good(2)
        spoil(log)
        log.good()
        yield Case(name, log.notes, log.checkpoint(), "entry 2")
    yield from bad_order()
    yield from bad_checkpoints()


def good_logs() -> Iterator[tuple[str, Log]]:
    for size in (0, 1, 2, 7, 257):
        yield f"{size} entries", Log().good(size)
    first = Log().good()
    text = first.notes[0].rpartition(b"\n\n")[0] + b"\n"
    ref = [SIGNER.name, 0, entry_id(text)]
    yield "a reference to an entry before it", first.good(refs=[ref, ref])
    yield "a reference to another log", Log().good(refs=[[OTHER.name, 99, HASH]])
    yield "roots of another log", Log().good(seen={OTHER.name: [3, HASH]})
    part = {"alg": "age1", "commit": HASH, "ct": HASH, "name": "a", "size": 4096, "to": "north"}
    yield "a sealed part", Log().good(sealed=[part])
    yield "blobs", Log().good(body={"about": "a", "blobs": [HASH]})
    yield "an unknown type", Log().good(type="later.invented", v=9)
    yield "a day that exists", Log().good(claimed="2020-02-29T23:59:59.999Z")
    words = ["می‌خواهم", "حلب", "Алеппо", "\U0001f54a", '"', "\\", "\\n", "\u0338", "é"]
    yield "many scripts", Log().good(body={"about": "a", "words": words})
    whole = [2**53 - 1, -(2**53) + 1, 0, True, None]
    yield "whole numbers", Log().good(body={"about": "a", "n": whole})
    deep: list[Any] = []
    for _ in range(5):
        deep = [deep]
    yield "eight levels", Log().good(body={"about": "a", "deep": deep})
    yield "signed by its author too", Log().note(lambda n: n + line_of(AUTHOR, n))
    yield "sixteen signatures", Log().note(lambda n: n + line_of(AUTHOR, n) * 15)
    yield "signed twice", Log().note(lambda n: n + line_of(SIGNER, n))
    yield "another key of that name", Log().note(lambda n: n + line_of(SAME_NAME, n))
    room = 61_440 - len(encode(Log().fields(body={"about": "a", "x": ""})))
    yield "the longest text", Log().good(body={"about": "a", "x": "x" * room})
    yield "the longest note", Log().note(lambda n: filled(n, 65_535))


Spoil = Callable[[Log], object]


def bad_lines() -> Iterator[tuple[str, Spoil]]:
    def line(change: Callable[[bytes], bytes]) -> Spoil:
        return lambda log: log.raw(change(encode(log.fields()).split(b"\n")[1]))

    def extra(value: bytes) -> Spoil:
        return line(lambda good: good.replace(b'"n":2', b'"n":' + value))

    for value in (
        b"1.0", b"-0", b"1e2", b"NaN", b"Infinity", b"9007199254740992", b"-9007199254740992",
        b'"\\u0041"', b'"\\/"', b'"\\ud800"', b'"\\n"', b'"\\u0000"', b'"a\xcc\x81"',
        b'"\x7f"', b'"\xc2\x85"', b'"\xe2\x80\xae"', b'"\xe2\x81\xa6"', b'{"\xc3\xa9":1}',
        b'{"\\n":1}', b'{"b":1,"a":2}', b'{"a":1,"a":1}', b"[[[[[[[]]]]]]]", b"01", b"+1",
        b"'a'", b"[1,]", b"[1 ,2]", b"2 ", b'"\xed\xa0\x80"', b"1" * 5_000,
    ):  # fmt: skip
        yield f"value {value!r}", extra(value)
    yield "no JSON", line(lambda _: b"{")
    yield "deeper than a parser goes", line(lambda _: b"[" * 50_000)
    yield "an array", line(lambda good: b"[" + good + b"]")
    yield "a byte order mark", line(lambda good: b"\xef\xbb\xbf" + good)
    yield "UTF-16", line(lambda good: good.decode().encode("utf-16-le"))
    yield "a space before", line(lambda good: b" " + good)
    yield "two lines", line(lambda good: good + b"\n" + good)
    yield "an empty line in it", line(lambda good: good + b"\n")
    yield "another header", lambda log: log.raw(b"{}", b"truceline/entry/v2")
    yield "a checkpoint", lambda log: log.notes.append(log.checkpoint())
    yield (
        "too long a text",
        line(lambda good: good.replace(b'"n":2', b'"n":"%s"' % (b"x" * 61_400))),
    )


def bad_fields() -> Iterator[tuple[str, Spoil]]:
    def with_fields(change: dict[str, Any]) -> Spoil:
        return lambda log: log.raw(dumped(log.fields() | change))

    def without(key: str) -> Spoil:
        return lambda log: log.raw(dumped({k: v for k, v in log.fields().items() if k != key}))

    epoch = f"{1:032x}"
    part = {"alg": "a", "commit": HASH, "ct": HASH, "name": "a", "size": 1, "to": "b"}
    parts = ({"size": -1}, {"size": True}, {"to": ""}, {"ct": "c"}, {"commit": 1}, {"more": 1})
    wrong: dict[str, list[Any]] = {
        "author": ["", 1, None],
        "body": [
            [], {}, {"about": ""}, {"about": 1}, {"about": "a", "blobs": "b"},
            {"about": "a", "blobs": [HASH[1:]]}, {"about": "a", "blobs": None},
        ],
        "claimed": [
            "2017-09-15", "2017-09-15T10:00:00Z", "2017-09-15T10:00:00.000+00:00", 20170915,
            "2017-02-29T10:00:00.000Z", "2017-09-15T24:00:00.000Z", "0000-01-01T00:00:00.000Z",
            "2017-09-15T10:60:00.000Z", "2017-09-15T10:00:60.000Z", "2017-09-15 10:00:00.000Z",
            "2017-9-15T10:00:00.000Z", "\uff12017-09-15T10:00:00.000Z", "2017-09-15T10:00:00.000Z ",
        ],
        "log": [
            "", "zone/node", f"zone/node/{1:031x}", f"zone/node/{'A' * 32}", f"zo ne/node/{epoch}",
            f"zone//{epoch}", f"a/zone/node/{epoch}", f"zo+ne/node/{epoch}", OTHER.name, 1,
        ],
        "prev": [HASH, HASH.upper(), HASH[1:], None, "0" * 64],
        "received": ["", None],
        "refs": [
            {}, None, [1], [[SIGNER.name, 0]], [[SIGNER.name, 0, HASH]], [[SIGNER.name, 2, HASH]],
            [[SIGNER.name, 3, HASH]], [[OTHER.name, -1, HASH]], [["a", 0, HASH]],
            [[OTHER.name, 0, "b"]], [[OTHER.name, True, HASH]], [[OTHER.name, 0, HASH, 1]],
        ],
        "sealed": [{}, [1], [{}], [{"alg": "age1"}], *[[part | bad] for bad in parts]],
        "seen": [
            [], {"a": [1, HASH]}, {OTHER.name: 1}, {OTHER.name: [1]}, {OTHER.name: [-1, HASH]},
            {OTHER.name: [1, "b"]}, {SIGNER.name: [1, HASH]},
        ],
        "seq": [-1, 1, 3, "2", True, None],
        "type": ["", 1, None],
        "v": [0, -1, "1", True, None],
        "more": [1],
    }  # fmt: skip
    for key, values in wrong.items():
        for value in values:
            yield f"{key} is {value!r}", with_fields({key: value})
        if key != "more":
            yield f"{key} is missing", without(key)


def bad_notes() -> Iterator[tuple[str, Spoil]]:
    def note(change: Callable[[bytes], bytes]) -> Spoil:
        return lambda log: log.note(change)

    def blob(change: Callable[[bytes], bytes]) -> Spoil:
        """Change the bytes behind the base64 of the signature line."""

        def changed(good: bytes) -> bytes:
            before, _, written = good.rstrip(b"\n").rpartition(b" ")
            return before + b" " + base64.b64encode(change(base64.b64decode(written))) + b"\n"

        return note(changed)

    def last(old: bytes, new: bytes) -> Spoil:
        return note(lambda good: new.join(good.rsplit(old, 1)))

    yield "another text", note(lambda n: n.replace(b'"n":2', b'"n":3'))
    yield "another signature", blob(lambda b: b[:-1] + bytes([b[-1] ^ 1]))
    yield "another R", blob(lambda b: b[:4] + bytes([b[4] ^ 1]) + b[5:])
    yield "S + L", blob(lambda b: b[:36] + plus_order(b[36:]))
    yield "R of small order", blob(lambda b: b[:4] + b"\1" + bytes(31) + b[36:])
    yield "63 bytes", blob(lambda b: b[:-1])
    yield "65 bytes", blob(lambda b: b + b"\0")
    yield "only a key id", blob(lambda b: b[:4])
    yield "another key id", blob(lambda b: bytes(4) + b[4:])
    yield "another key", note(lambda n: body_of(n) + b"\n" + line_of(OTHER, n))
    yield "another key of that name", note(lambda n: body_of(n) + b"\n" + line_of(SAME_NAME, n))
    yield "good and bad", note(lambda n: n + line_of(SIGNER, b"x\n\n" + n.partition(b"\n\n")[2]))
    yield "seventeen signatures", note(lambda n: n + line_of(AUTHOR, n) * 16)
    yield "no signature", note(body_of)
    yield "no signature line", note(lambda n: body_of(n) + b"\n")
    yield "CRLF", note(lambda n: n.replace(b"\n", b"\r\n"))
    yield "a tab", last(b" ", b"\t")
    yield "NUL at the end", note(lambda n: n + b"\0")
    yield "two spaces", last(b" ", b"  ")
    yield "a hyphen", last("—".encode(), b"-")
    yield "no newline at the end", note(lambda n: n[:-1])
    yield "an empty line at the end", note(lambda n: n + b"\n")
    yield "not UTF-8", last("—".encode(), b"\xff")
    yield "no padding", last(b"=", b"")
    yield "loose bits", note(loosened)
    yield "base64 for URLs", note(lambda n: n.replace(b"+", b"-").replace(b"/", b"_"))


def bad_places() -> Iterator[tuple[str, Spoil]]:
    yield "entry 0 again", lambda log: log.notes.append(log.notes[0])
    yield "the one before again", lambda log: log.notes.append(log.notes[1])
    yield "one left out", lambda log: log.notes.append(Log(log.notes[:]).good(2).notes[3])
    yield (
        "of another log",
        lambda log: log.notes.append(OTHER.sign(encode(log.fields(log=OTHER.name)))),
    )
    yield "signed by another log", lambda log: log.notes.append(OTHER.sign(encode(log.fields())))


def bad_order() -> Iterator[Case]:
    log = Log().good(5)
    a, b, c, d, e = log.notes
    checkpoint = log.checkpoint()
    for name, notes, found in [
        ("swapped", [a, c, b, d, e], 1),
        ("first missing", [b, c, d, e], 0),
        ("middle missing", [a, b, d, e], 2),
        ("last missing", [a, b, c, d], 4),
        ("all missing", [], 0),
        ("doubled", [a, b, b, c, d, e], 2),
    ]:
        yield Case(name, notes, checkpoint, f"entry {found}")
        own = Log(notes).checkpoint()
        if name not in {"last missing", "all missing"}:
            yield Case(f"{name}, and signed so", notes, own, f"entry {found}")
    more = Log([a, b, c, d, e]).good()
    yield Case("one more than signed", more.notes, checkpoint, "entry 5")
    other = Log([a, b]).good(body={"about": "area:south"}).good(2)
    yield Case("another end", other.notes, checkpoint, "checkpoint")


def bad_checkpoints() -> Iterator[Case]:
    log = Log().good(3)
    text = log.checkpoint().rpartition(b"\n\n")[0] + b"\n"
    name, size, root, _ = text.split(b"\n")
    for label, lines in [
        ("size 03", [name, b"03", root]),
        ("size +3", [name, b"+3", root]),
        ("size 2^63", [name, b"%d" % 2**63, root]),
        ("size in Arabic digits", [name, "٣".encode(), root]),
        ("no size", [name, b"", root]),
        ("31 bytes", [name, size, base64.b64encode(b"x" * 31)]),
        ("root in hex", [name, size, base64.b64decode(root).hex().encode()]),
        ("another root", [name, size, base64.b64encode(b"x" * 32)]),
        ("an extension line", [name, size, root, b"more"]),
        ("two lines", [name, size]),
        ("another log", [OTHER.name.encode(), size, root]),
    ]:
        note = SIGNER.sign(b"\n".join([*lines, b""]))
        yield Case(f"checkpoint: {label}", log.notes, note, "checkpoint")
    yield Case("checkpoint: another key", log.notes, OTHER.sign(text), "checkpoint")
    yield Case("checkpoint: nothing", log.notes, b"", "checkpoint")
    yield Case("checkpoint: an entry", log.notes, log.notes[0], "checkpoint")
    bad = log.checkpoint().replace(b"\n3\n", b"\n4\n")
    yield Case("checkpoint: size changed later", log.notes, bad, "checkpoint")
    for size_, found in ((0, "entry 0"), (2, "entry 2"), (4, "entry 3")):
        made = signed(size_, base64.b64decode(root), SIGNER)
        # With another root too, the number of entries is what is named first where it is short.
        if size_ == 4:
            yield Case(f"checkpoint: size {size_}", log.notes, made, found)
        covered = signed(size_, root_of([leaf_hash(n) for n in log.notes[:size_]]), SIGNER)
        yield Case(f"checkpoint over {size_}", log.notes, covered, found)


def dumped(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def body_of(note: bytes) -> bytes:
    return note.rpartition(b"\n\n")[0] + b"\n"


def line_of(signer: Signer, note: bytes) -> bytes:
    """Return a signature line over the text of a note."""
    return signer.sign(body_of(note)).rpartition(b"\n\n")[2]


def filled(note: bytes, size: int) -> bytes:
    """Add signature lines by keys that nobody knows until the note has some size."""
    for name in (b"a", b"ab", b"abc"):
        room = size - len(note) - len("— ".encode() + name + b" \n")
        if room % 4 == 0:
            return note + "— ".encode() + name + b" " + b"A" * room + b"\n"
    return filled(note + line_of(AUTHOR, note), size)


def plus_order(s: bytes) -> bytes:
    return (int.from_bytes(s, "little") + ORDER).to_bytes(32, "little")


def loosened(note: bytes) -> bytes:
    """Set bits of the last character of the base64 that stand for no byte."""
    at = note.rindex(b"=") - 1
    while note[at : at + 1] == b"=":
        at -= 1
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = alphabet[alphabet.index(note[at]) ^ 1]
    return note[:at] + bytes([other]) + note[at + 1 :]
