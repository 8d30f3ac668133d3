"""Reading an arrangement from its folder, and naming every fault at once.

A folder holds one or more TOML files, whose tables are read together, and the GeoJSON files that
they name. The format is the domain's own classes: what they accept is what the files may say.
"""

from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from truceline.domain.arrangement import Arrangement
from truceline.domain.arrangement_rules import problems
from truceline.errors import BadInput
from truceline.intake.arrangement_files import ORIGIN, Fault, read_tables
from truceline.intake.arrangement_locations import faults_of, where
from truceline.intake.shapes import load_shapes, shape_problems

# A tuple of one: pydantic takes a configuration for the classes inside a container only.
_ADAPTER = TypeAdapter(
    tuple[Arrangement], config=ConfigDict(extra="forbid", use_attribute_docstrings=True)
)


class ArrangementFaulty(BadInput):
    """The folder does not hold a valid arrangement."""

    code = "arrangement.faulty"
    text = (
        "{count} faults in {folder}. Run `truceline arrangement check {folder}` to list them, "
        "and mend them first."
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """What a folder holds: an arrangement, or the faults that keep it from being one."""

    arrangement: Arrangement | None
    faults: tuple[Fault, ...]


def read(folder: FilePath) -> Arrangement:
    """Return the arrangement in a folder.

    Raises:
        ArrangementFaulty: The folder holds none, or one with faults.
    """
    checked = check(folder)
    if checked.arrangement is None:
        raise ArrangementFaulty(count=len(checked.faults), folder=folder)
    return checked.arrangement


def check(folder: FilePath) -> Checked:
    """Read a folder and name every fault in it."""
    tables, faults = read_tables(folder)
    if tables is None:
        return Checked(None, tuple(faults))
    faults += load_shapes(folder, tables)
    try:
        (arrangement,) = _ADAPTER.validate_python([_without_origin(tables.raw)])
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=True)
        return Checked(None, (*faults, *faults_of(found, tables, schema())))
    broken = [*problems(arrangement), *shape_problems(arrangement)]
    faults += [Fault(*where(tables, p.path), p.key, p.reason, p.fix) for p in broken]
    return Checked(None if faults else arrangement, tuple(faults))


def schema() -> dict[str, Any]:
    """Return the JSON Schema of one arrangement, all of whose files are read together."""
    whole = _ADAPTER.json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Truceline arrangement",
        **whole["$defs"]["Arrangement"],
        "$defs": whole["$defs"],
    }


def _without_origin(raw: Any) -> Any:  # noqa: ANN401  whatever TOML holds
    if isinstance(raw, dict):
        return {key: _without_origin(value) for key, value in raw.items() if key != ORIGIN}
    return [_without_origin(item) for item in raw] if isinstance(raw, list) else raw
