"""The TOML files of an arrangement's folder, read together, each table remembering its file."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from truceline.domain.arrangement import Arrangement

ORIGIN = "__file__"
"""Key that a table carries while it is being read: the name of its file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in an arrangement's files, and what to do about it."""

    file: str
    table: str
    key: str
    reason: str
    fix: str = ""

    def __str__(self) -> str:
        """Return the fault on one line."""
        where = ": ".join(part for part in (self.file, self.table, self.key) if part)
        return f"{where}: {self.reason}" + (f" {self.fix}" if self.fix else "")


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of all files, merged, and the file that holds the head."""

    raw: dict[str, Any]
    head: str


def read_tables(folder: Path) -> tuple[Tables | None, list[Fault]]:
    """Read every TOML file of a folder into one set of tables."""
    if not (folder / "arrangement.toml").is_file():
        missing = Fault(
            str(folder),
            "",
            "",
            "holds no arrangement.toml.",
            "Name the folder of an arrangement; `truceline demo` writes one to look at.",
        )
        return None, [missing]
    merged: dict[str, Any] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        content = _parse(path)
        if isinstance(content, Fault):
            faults.append(content)
        else:
            faults += _merge(merged, content, path.name)
    if faults:
        return None, faults
    _fill_known_from(merged, Arrangement, _published(merged), None)
    return Tables(merged, "arrangement.toml"), []


def _parse(path: Path) -> dict[str, Any] | Fault:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8: byte {error.start} does not fit."
        return Fault(path.name, "", "", reason, "Save the file as UTF-8.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = f"is not TOML: {error}."
        return Fault(path.name, "", "", reason, _mend_line(str(error), text))


def _mend_line(error: str, text: str) -> str:
    told = re.search(r"at line (\d+)", error)
    lines = text.splitlines()
    line = lines[int(told[1]) - 1].strip() if told and int(told[1]) <= len(lines) else ""
    return f"Mend “{line}”." if line else "A table or a string is not closed."


def _merge(merged: dict[str, Any], content: dict[str, Any], file: str) -> Iterator[Fault]:
    for key, value in content.items():
        tables = value if isinstance(value, list) else [value]
        for table in tables:
            if isinstance(table, dict):
                table[ORIGIN] = file
        if isinstance(value, list) and isinstance(merged.get(key, []), list):
            merged.setdefault(key, []).extend(value)
        elif key in merged:
            reason = "stands in another file too."
            yield Fault(file, "", key, reason, "Keep it in arrangement.toml only.")
        else:
            merged[key] = value


def _published(raw: Mapping[str, Any]) -> dict[str, date]:
    sources = raw.get("source", [])
    listed = sources if isinstance(sources, list) else []
    return {
        s["id"]: s["published"]
        for s in listed
        if isinstance(s, dict) and "id" in s and isinstance(s.get("published"), date)
    }


def _fill_known_from(
    raw: Any,  # noqa: ANN401  whatever TOML holds
    kind: type,
    published: Mapping[str, date],
    outer: date | None,
) -> None:
    """Give each table without `known_from` the first publication among its sources.

    A table whose sources have no date is known from when the table around it is.
    """
    if not isinstance(raw, dict):
        return
    cited = raw.get("sources")
    dates = [published[s] for s in cited if s in published] if isinstance(cited, list) else []
    known = raw.get("known_from") or min(dates, default=outer)
    if known is not None and any(f.name == "known_from" for f in fields(kind)):
        raw.setdefault("known_from", known)
    hints = get_type_hints(kind)
    for key, value in raw.items():
        for inner in _classes(hints.get(key)):
            for item in value if isinstance(value, list) else [value]:
                _fill_known_from(item, inner, published, known)


def _classes(hint: Any) -> Iterator[type]:  # noqa: ANN401  a type as Python spells it
    if is_dataclass(hint) and isinstance(hint, type):
        yield hint
    elif get_origin(hint) in {tuple, Union, UnionType}:
        # Only the first class of a union is asked; those of a shape hold no dated tables.
        yield from (c for arg in get_args(hint)[:1] for c in _classes(arg))
