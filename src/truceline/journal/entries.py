"""An entry as bytes: a header line, then one line of RFC 8785 JSON.

The profile leaves out what makes canonical JSON hard: there are no floats, integers stay below
2**53, keys are printable ASCII and strings are NFC without control characters. For such values
sorted keys and no white space are RFC 8785.

Source: RFC 8785; C2SP signed note for the envelope (see notes.py).
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from truceline.errors import BadInput

HEADER = "truceline/entry/v1"
MOST_NOTE = 2**16 - 1
"""Bytes of a whole note. Source: C2SP tlog-tiles writes the length of an entry in 16 bits."""
_MOST_BYTES = 60 * 1024  # of text; 16 signature lines fit beside it
_MOST_DEPTH = 8
_MOST_INTEGER = 2**53 - 1
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_CONTROL = r"\x00-\x1f\x7f-\x9f\ud800-\udfff"
# Marks that turn text around are refused; others of their category are needed in Persian.
_TURNS_TEXT = r"\u202a-\u202e\u2066-\u2069"
# In a line of JSON every escape but these two stands for a control character.
_PLAIN = re.compile(rf'(?:[^\\{_CONTROL}{_TURNS_TEXT}]|\\["\\])*+')


class EntryUnfit(BadInput):
    """Something cannot stand in an entry."""

    code = "journal.entry-unfit"
    text = "This cannot stand in the record: {reason}. Put large or precise things into a blob."


def encode(fields: Mapping[str, Any]) -> bytes:
    """Return the text of an entry: the bytes that are hashed and signed.

    Raises:
        EntryUnfit: A value is outside the profile.
    """
    _check_values(fields)
    line = _CANONICAL.encode(fields)
    _check_line(line)
    text = f"{HEADER}\n{line}\n".encode()
    if len(text) > _MOST_BYTES:
        raise EntryUnfit(reason=f"it takes {len(text)} bytes, and {_MOST_BYTES} are the most")
    return text


def decode(text: bytes) -> dict[str, Any]:
    """Return the fields of an entry's text.

    Raises:
        EntryUnfit: The bytes are not what `encode` would have written.
    """
    if len(text) > _MOST_BYTES:
        raise EntryUnfit(reason=f"it takes more than {_MOST_BYTES} bytes")
    header, _, line = text.partition(b"\n")
    if header != HEADER.encode() or not line.endswith(b"\n"):
        raise EntryUnfit(reason="it does not begin with the header of an entry")
    try:
        fields = json.loads(line)
        same = isinstance(fields, dict) and encode(fields) == text
    except (ValueError, RecursionError) as error:
        raise EntryUnfit(reason="it is not JSON") from error
    if not same:
        raise EntryUnfit(reason="it is not in canonical form")
    return dict(fields)


def entry_id(text: bytes) -> str:
    """Return the name by which other entries refer to the entry with this text."""
    return hashlib.sha256(text).hexdigest()


def _check_values(fields: Mapping[str, Any]) -> None:
    level: list[Any] = [fields]
    for _ in range(_MOST_DEPTH):
        level = [inner for container in level for inner in _containers_in(container)]
    if level:
        raise EntryUnfit(reason=f"it is nested deeper than {_MOST_DEPTH} levels")


def _containers_in(container: Any) -> Iterator[Any]:  # noqa: ANN401  JSON has no type of its own
    """Yield the containers directly inside one, after checking everything else in it."""
    values = container
    if isinstance(container, dict):
        _check_keys(container)
        values = container.values()
    for value in values:
        if isinstance(value, dict | list | tuple):
            yield value
        elif isinstance(value, int):
            if abs(value) > _MOST_INTEGER:
                raise EntryUnfit(reason=f"{value} is beyond 2^53")
        elif not (value is None or isinstance(value, str)):
            raise EntryUnfit(reason=f"{value!r} is neither text nor a whole number")


def _check_keys(keys: Iterable[object]) -> None:
    for key in keys:
        if not (isinstance(key, str) and key.isascii() and key.isprintable()):
            raise EntryUnfit(reason=f"the key {key!r} is not printable ASCII")


def _check_line(line: str) -> None:
    # Most lines are plain ASCII, which this tells in a tenth of the time.
    if line.isascii() and line.isprintable() and "\\" not in line:
        return
    if not unicodedata.is_normalized("NFC", line):
        raise EntryUnfit(reason="a text in it is not in Unicode form NFC")
    if not _PLAIN.fullmatch(line):
        raise EntryUnfit(reason="a text in it holds control characters")
