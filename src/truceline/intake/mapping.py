"""A mapping file says what the columns of somebody's file are called here.

separator = ";"                # between the columns of a CSV file; a comma if not said
drop = ["reporter"]            # columns to leave out

[columns]                      # its name = our name
"Nr" = "report_id"

[fixed]                        # columns that the file lacks, the same for every row
ledger = "north"
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from truceline.errors import BadInput, NotFound

_KEYS: Final = {"separator": str, "drop": list, "columns": dict, "fixed": dict}


class MappingMissing(NotFound):
    """There is no such mapping file."""

    code = "mapping.missing"
    text = "There is no mapping file {file}. Check the name and the folder."


class MappingUnreadable(BadInput):
    """A mapping file does not say what a mapping file can say."""

    code = "mapping.unreadable"
    text = (
        "{file}: {problem}. Correct the mapping file; it may hold separator, drop, [columns] and "
        "[fixed], as in docs/formats/reports.md."
    )


class MappingWithoutColumn(BadInput):
    """A mapping names a column that the file does not have."""

    code = "mapping.without-column"
    text = (
        "The mapping names {columns}, which {file} does not have; it has {found}. Correct the name "
        "in the mapping file."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """What the columns of a file are called here."""

    separator: str = ","
    columns: Mapping[str, str] = field(default_factory=dict)
    """Our name by the file's name."""
    drop: frozenset[str] = frozenset()
    fixed: Mapping[str, str] = field(default_factory=dict)
    """One value for every row, by our name."""

    def names(self, file: Path, columns: Iterable[str]) -> dict[str, str]:
        """Return our names by the file's names, for the columns that are not dropped.

        Raises:
            MappingWithoutColumn: A column that is named here is not in the file.
            MappingUnreadable: Two columns would have the same name.
        """
        found = list(columns)
        absent = sorted({*self.columns, *self.drop} - set(found))
        if absent:
            raise MappingWithoutColumn(file=file, columns=", ".join(absent), found=", ".join(found))
        names = {name: self.columns.get(name, name) for name in found if name not in self.drop}
        ours = [*names.values(), *self.fixed]
        twice = sorted({name for name in ours if ours.count(name) > 1})
        if twice:
            problem = f"two columns would be {', '.join(twice)}"
            raise MappingUnreadable(file=file, problem=problem)
        return names


def load_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file.

    Raises:
        MappingMissing: There is no such file.
        MappingUnreadable: It is not TOML, or says something a mapping cannot say.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MappingMissing(file=path) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingUnreadable(file=path, problem=error) from None
    problem = next(_problems(said), None)
    if problem:
        raise MappingUnreadable(file=path, problem=problem)
    return ColumnMapping(
        separator=said.get("separator", ","),
        columns=said.get("columns", {}),
        drop=frozenset(said.get("drop", ())),
        fixed={name: str(value) for name, value in said.get("fixed", {}).items()},
    )


def _problems(said: Mapping[str, Any]) -> Iterator[str]:
    for key, value in said.items():
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1)
            yield f"'{key}' is not known" + (f"; did you mean '{near[0]}'" if near else "")
        elif not isinstance(value, _KEYS[key]):
            yield f"'{key}' must be a {_KEYS[key].__name__}"
    separator = said.get("separator", ",")
    if len(separator.encode()) != 1:
        yield f"separator '{separator}' must be one ASCII character"
    if any(
        not isinstance(name, str)
        for name in (*said.get("drop", ()), *said.get("columns", {}).values())
    ):
        yield "names of columns must be text"
