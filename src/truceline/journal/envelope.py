"""The fields of an entry that every reader must understand, whatever the entry is about.

Whether an entry belongs to a log depends on these alone. An entry with an unknown type, or a body
that its type does not explain, is kept all the same; otherwise readers of different versions
would hold different records.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from truceline.journal.entries import EntryUnfit

NO_ENTRY = "0" * 64
"""What the first entry holds in place of the hash of the one before."""

_HASH = re.compile(r"[0-9a-f]{64}")
_LOG = re.compile(r"[^\s+/]+/[^\s+/]+/[0-9a-f]{32}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z", re.ASCII)
_SEALED = {"alg", "commit", "ct", "name", "size", "to"}

Rule = Callable[[Any], bool]


def check(fields: Mapping[str, Any]) -> None:
    """Check the envelope of an entry.

    Raises:
        EntryUnfit: A field is missing, unknown or not of its form.
    """
    if fields.keys() != _RULES.keys():
        wrong = ", ".join(sorted(fields.keys() ^ _RULES.keys()))
        raise EntryUnfit(reason=f"fields are missing or unknown: {wrong}")
    for name, fits in _RULES.items():
        if not fits(fields[name]):
            raise EntryUnfit(reason=f"its field '{name}' is not of its form")


def is_log(value: object) -> bool:
    """Tell whether something is the name of a log: zone, node and 128 random bits in hex."""
    return isinstance(value, str) and bool(_LOG.fullmatch(value))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_version(value: object) -> bool:
    return _is_count(value) and value != 0


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and bool(_HASH.fullmatch(value))


def _is_moment(value: object) -> bool:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_body(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _is_text(value.get("about"))
        and _is_list_of(_is_hash)(value.get("blobs", []))
    )


def _is_ref(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 3
        and all(fits(part) for fits, part in zip((is_log, _is_count, _is_hash), value, strict=True))
    )


def _is_sealed(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == _SEALED
        and all(_is_text(value[key]) for key in ("alg", "name", "to"))
        and all(_is_hash(value[key]) for key in ("commit", "ct"))
        and _is_count(value["size"])
    )


def _is_seen(value: object) -> bool:
    return isinstance(value, dict) and all(
        is_log(log)
        and isinstance(head, list)
        and len(head) == 2
        and _is_count(head[0])
        and _is_hash(head[1])
        for log, head in value.items()
    )


def _is_list_of(fits: Rule) -> Rule:
    return lambda value: isinstance(value, list) and all(fits(item) for item in value)


_RULES: dict[str, Rule] = {
    "author": _is_text,
    "body": _is_body,
    "claimed": _is_moment,
    "log": is_log,
    "prev": _is_hash,
    "received": _is_moment,
    "refs": _is_list_of(_is_ref),
    "sealed": _is_list_of(_is_sealed),
    "seen": _is_seen,
    "seq": _is_count,
    "type": _is_text,
    "v": _is_version,
}
