"""An entry as bytes: a header line, then one line of RFC 8785 JSON.

The profile leaves out what makes canonical JSON hard: there are no floats, integers stay below
2**53, keys are ASCII and strings are NFC without control characters. For such values sorted keys
and no white space are RFC 8785.

Source: RFC 8785; C2SP signed note for the envelope (see notes.py).
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from truceline.errors import BadInput

HEADER = "truceline/entry/v1"
_MOST_BYTES = 64 * 1024
_MOST_DEPTH = 8
_MOST_INTEGER = 2**53 - 1
_TURNS_TEXT = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class EntryUnfit(BadInput):
    """Something cannot stand in an entry."""

    code = "journal.entry-unfit"
    text = "This cannot be recorded: {reason}. Put large or precise things into a blob."


def encode(fields: Mapping[str, Any]) -> bytes:
    """Return the text of an entry: the bytes that are hashed and signed.

    Raises:
        EntryUnfit: A value is outside the profile.
    """
    _check(fields, 1)
    line = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    text = f"{HEADER}\n{line}\n".encode()
    if len(text) > _MOST_BYTES:
        raise EntryUnfit(reason=f"it takes {len(text)} bytes, and {_MOST_BYTES} are the most")
    return text


def decode(text: bytes) -> dict[str, Any]:
    """Return the fields of an entry's text.

    Raises:
        EntryUnfit: The bytes are not what `encode` would have written.
    """
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


def leaf_hash(note: bytes) -> str:
    """Return the RFC 6962 leaf hash of a whole signed note, in hex."""
    return hashlib.sha256(b"\x00" + note).hexdigest()


def _check(value: object, depth: int) -> None:
    if depth > _MOST_DEPTH:
        raise EntryUnfit(reason=f"it is nested deeper than {_MOST_DEPTH} levels")
    match value:
        case None | bool():
            pass
        case int() if abs(value) <= _MOST_INTEGER:
            pass
        case str():
            _check_text(value)
        case Mapping():
            for key, item in value.items():
                if not isinstance(key, str) or not key.isascii():
                    raise EntryUnfit(reason=f"the key {key!r} is not ASCII")
                _check(item, depth + 1)
        case list() | tuple():
            for item in value:
                _check(item, depth + 1)
        case _:
            raise EntryUnfit(reason=f"{value!r} is neither text nor a whole number below 2^53")


def _check_text(value: str) -> None:
    if not unicodedata.is_normalized("NFC", value):
        raise EntryUnfit(reason=f"{value!r} is not in Unicode form NFC")
    # Marks that turn text around are refused; others of their category are needed in Persian.
    if any(unicodedata.category(c) in {"Cc", "Cs"} or c in _TURNS_TEXT for c in value):
        raise EntryUnfit(reason=f"{value!r} holds control characters")
