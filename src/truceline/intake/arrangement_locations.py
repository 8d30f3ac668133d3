"""Saying where a fault lies in the words of the file, and how to mend it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any, get_args, get_type_hints

from pydantic_core import ErrorDetails

from truceline.domain.areas import Shape
from truceline.domain.arrangement import Path
from truceline.domain.arrangement_rules import did_you_mean
from truceline.intake.arrangement_files import ORIGIN, Fault, Tables

Schema = Mapping[str, Any]

_CLASS_OF_KIND = {get_args(get_type_hints(c)["kind"])[0]: c.__name__ for c in get_args(Shape)}


def where(tables: Tables, path: Path) -> tuple[str, str]:
    """Return the file and the table of a path, such as `[[area]] 'idlib' [[boundary]] 2`."""
    at: Any = tables.raw
    file, words = tables.head, []
    for step in path:
        at = at[step]
        if isinstance(step, int):
            words.append(f"'{at['id']}'" if isinstance(at.get("id"), str) else str(step + 1))
        else:
            words.append(f"[[{step}]]" if isinstance(at, list) else f"[{step}]")
        file = at.get(ORIGIN, file) if isinstance(at, dict) else file
    return file, " ".join(words)


def faults_of(errors: Sequence[ErrorDetails], tables: Tables, schema: Schema) -> Iterator[Fault]:
    """Yield one fault for each place that did not fit, whatever the number of complaints."""
    told: set[tuple[Path, str]] = set()
    for error in errors:
        loc = _of_its_kind(error["loc"][1:], tables.raw)
        if loc is None:
            continue
        path, key = _table_and_key(loc, tables.raw)
        if (path, key) not in told:
            told.add((path, key))
            reason, fix = _reason(error, key, _schema_at(path, tables.raw, schema))
            yield Fault(*where(tables, path), key, reason, fix)


def _of_its_kind(loc: Path, raw: Any) -> Path | None:  # noqa: ANN401  whatever TOML holds
    """Return the location, or None for a complaint that the shape is not of some other kind."""
    if "shape" not in loc[:-1]:
        return loc
    end = loc.index("shape") + 1
    shape = reduce(lambda at, step: at[step], loc[:end], raw)
    kind = shape.get("kind") if isinstance(shape, dict) else None
    if kind not in _CLASS_OF_KIND:
        return (*loc[:end], "kind")
    return (*loc[:end], *loc[end + 1 :]) if loc[end] == _CLASS_OF_KIND[kind] else None


def _table_and_key(loc: Path, raw: Any) -> tuple[Path, str]:  # noqa: ANN401
    """Split a location into the innermost table and the key in it that is at fault."""
    table, at = 0, raw
    for depth, step in enumerate(loc):
        if isinstance(at, dict):
            table = depth
        if not _holds(at, step):
            break
        at = at[step]
    return loc[:table], str(loc[table])


def _holds(at: Any, step: int | str) -> bool:  # noqa: ANN401
    if isinstance(at, list):
        return isinstance(step, int) and step < len(at)
    return isinstance(at, dict) and step in at


def _schema_at(path: Path, raw: Any, schema: Schema) -> Schema:  # noqa: ANN401
    at, here = raw, schema
    for step in path:
        at = at[step]
        here = here["items"] if isinstance(step, int) else here["properties"][step]
        here = _resolve(here, at, schema["$defs"])
    return here


def _resolve(here: Schema, at: Any, defs: Schema) -> Schema:  # noqa: ANN401
    kind = at.get("kind") if isinstance(at, dict) else None
    wanted = _CLASS_OF_KIND.get(kind) if isinstance(kind, str) else None
    options = [o for o in here.get("anyOf", [here]) if o.get("type") != "null"]
    names = [o["$ref"].rsplit("/", 1)[-1] for o in options if "$ref" in o]
    if not names:
        return dict(options[0])
    chosen: Schema = defs[wanted if wanted and wanted in names else names[0]]
    return chosen


def _reason(error: ErrorDetails, key: str, table: Schema) -> tuple[str, str]:
    about = table.get("properties", {}).get(key, {})
    match error["type"]:
        case "missing":
            return "is missing.", _what_to_add(about)
        case "unexpected_keyword_argument":
            keys = ", ".join(table.get("properties", {}))
            fix = did_you_mean(key, table.get("properties", {}))
            return "is not a key of this table.", fix or f"The keys are: {keys}."
        case "literal_error":
            choices, given = _choices(about), error["input"]
            fix = did_you_mean(str(given), choices)
            return f"'{given}' is not one of {', '.join(choices)}.", fix
        case kind if kind.startswith("date"):
            return f"'{error['input']}' is not a day of the calendar.", "Write 2017-06-30."
        case _:
            return f"'{error['input']}': {error['msg']}.", about.get("description", "")


def _what_to_add(about: Schema) -> str:
    choices = _choices(about)
    described = about.get("description", "")
    return f"Add it{': one of ' + ', '.join(choices) if choices else ''}. {described}".strip()


def _choices(about: Schema) -> list[str]:
    # Only the kind of a shape allows a single word, and each class of shape another one.
    return sorted(_CLASS_OF_KIND) if "const" in about else list(about.get("enum", []))
