"""One short name for a value: the SHA-256 of the only way to write it down.

The writing is bencode: strings and lists carry their length or their end, keys are sorted. Numbers,
truth values and nothing are written as Python writes them, which is the shortest decimal for
floats.
"""

import hashlib
from collections.abc import Mapping
from typing import Any


def digest(plain: Any) -> str:  # noqa: ANN401  plain data has no type of its own
    """Return the SHA-256, in hex, of plain data (see `facts.to_plain`)."""
    return hashlib.sha256(_written(plain)).hexdigest()


def digest_of_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _written(plain: Any) -> bytes:  # noqa: ANN401
    match plain:
        case str():
            return b"%d:%b" % (len(plain.encode()), plain.encode())
        case Mapping():
            items = (_written(part) for key in sorted(plain) for part in (key, plain[key]))
            return b"d" + b"".join(items) + b"e"
        case list() | tuple():
            return b"l" + b"".join(_written(item) for item in plain) + b"e"
        case _:
            return b"i" + repr(plain).encode() + b"e"
