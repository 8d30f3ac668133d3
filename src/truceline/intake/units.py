"""Administrative units from GeoJSON: codes, names, level, parent and shape.

Names of properties follow one of two habits of OCHA's common operational data sets, or a mapping:
each level as `ADM2_PCODE`, `ADM2_EN`, `ADM2_AR`, where the deepest is the unit itself; or the unit
as `PCODE`, `NAME_EN`, `NAME_AR` and those above it as `ADM1_PCODE` and so on. A shape that is not
valid is repaired, and the notes say so.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from truceline.errors import BadInput
from truceline.intake.accounts import Account, Options, Translated, account_for
from truceline.intake.drafts import write
from truceline.intake.mapping import ColumnMapping, MappingUnreadable, load_mapping
from truceline.intake.marks import refuse_marked_json
from truceline.intake.records import Fault, as_record
from truceline.intake.streams import HashedFile, Progress, TextStream

SCHEMA: Final = pl.Schema(
    {
        "pcode": pl.String(),
        "name": pl.String(),
        "local_name": pl.String(),
        "level": pl.Int64(),
        "parent": pl.String(),
        "geometry": pl.Binary(),
    }
)
"""`geometry` is WKB in WGS 84, longitude first: a polygon or multipolygon, always valid."""

KEY: Final = ("pcode",)
_SAID = ("pcode", "name", "local_name", "level", "parent")
_Unit = dict[str, str | int | None]
_OWN = re.compile(r"pcode|name(?:_([a-z]{2}))?", re.IGNORECASE)
_LATIN = re.compile("[A-Za-z]")
_LEVEL = re.compile(r"adm(\d)_(pcode|name1?|[a-z]{2})", re.IGNORECASE)
_Said = dict[str, str | None]
_MISSING = {"", "<Null>", "NULL"}


class UnitsUnreadable(BadInput):
    """The file holds no units."""

    code = "units.unreadable"
    text = (
        "{file} is not GeoJSON with administrative units: {problem}. Nothing was imported. Export "
        "it as GeoJSON in WGS 84 (EPSG:4326), one feature a unit."
    )


class UnitsProjected(BadInput):
    """The shapes are not in degrees."""

    code = "units.projected"
    text = (
        "{file} is in the reference system {crs}, not in degrees of WGS 84. Nothing was imported. "
        "Export it again in EPSG:4326."
    )


def translate(
    path: Path, *, into: Path, options: Options | None = None, progress: Progress | None = None
) -> Translated:
    """Translate the units of a GeoJSON file, gzipped or not, into a Parquet file (`SCHEMA`).

    Args:
        path: The file; its features are numbered from 1.
        into: The Parquet file to make; it appears only when all is done.
        options: What is known about the file. A mapping gives properties the names of `SCHEMA`.
        progress: Called with the bytes read so far and the size of the file.

    Raises:
        BadInput: The file as a whole cannot be read as units; nothing was made.
        NotFound: There is no such file or mapping.
        Unsafe: The result cannot be written; nothing was made.
    """
    options = options or Options()
    mapping = load_mapping(options.mapping) if options.mapping else ColumnMapping()

    def read(source: HashedFile, whole: Path) -> Account:
        return _write(source, whole, mapping, options)

    return account_for(path, into, read, progress=progress)


def _write(source: HashedFile, whole: Path, mapping: ColumnMapping, options: Options) -> Account:
    features = _features(source, options)
    records = [feature.get("properties") or {} for feature in features]
    if mapping.columns or mapping.fixed:
        _refuse_unknown(source.path, records, mapping)
        units = [_mapped(record, mapping) for record in records]
    else:
        units = [_by_habit(record) for record in records]
    shapes = shapely.from_geojson(
        [json.dumps(feature.get("geometry")) for feature in features], on_invalid="ignore"
    )
    faults = [
        Fault(row, *fault, as_record(record))
        for row, (unit, shape, record) in enumerate(zip(units, shapes, records, strict=True), 1)
        if (fault := _fault(unit, shape))
    ]
    aside = {fault.row for fault in faults}
    rows = [row for row in range(1, len(features) + 1) if row not in aside]
    kept = [units[row - 1] for row in rows]
    shapes, repairs = _repaired(kept, shapes[[row - 1 for row in rows]])
    frame = pl.DataFrame(
        [{**unit, "geometry": wkb} for unit, wkb in zip(kept, shapely.to_wkb(shapes), strict=True)],
        schema=SCHEMA,
    )
    write(whole, [frame], SCHEMA)
    return Account(
        key=KEY,
        read=len(features),
        rows=[pl.Series(rows, dtype=pl.Int64)],
        faults=faults,
        notes=[*repairs, *_exchanged(records)],
    )


def _features(source: HashedFile, options: Options) -> list[dict[str, Any]]:
    stream = TextStream(source, options.encoding)
    text = b"".join(iter(lambda: stream.read(1 << 20), b"")).decode("utf-8-sig")
    if not options.admits_exercise:
        refuse_marked_json(source.path, text)
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnitsUnreadable(file=source.path, problem=error) from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise UnitsUnreadable(file=source.path, problem="it has no list of features")
    crs = json.dumps(found.get("crs", "CRS84"))
    if not any(known in crs for known in ("CRS84", "4326")):
        raise UnitsProjected(file=source.path, crs=crs)
    return features


def _refuse_unknown(
    file: Path, records: Sequence[Mapping[str, Any]], mapping: ColumnMapping
) -> None:
    mapping.names(file, dict.fromkeys(key for record in records for key in record))
    unknown = sorted({*mapping.columns.values(), *mapping.fixed} - set(_SAID))
    if unknown:
        problem = f"a unit has no {', '.join(unknown)}; it has {', '.join(_SAID)}"
        raise MappingUnreadable(file=file, problem=problem)


def _mapped(record: Mapping[str, Any], mapping: ColumnMapping) -> _Unit:
    """Return what a feature says in the properties that the mapping names."""
    said: _Unit = dict.fromkeys(_SAID)
    said |= {ours: _clean(record.get(its)) for its, ours in mapping.columns.items()}
    said |= mapping.fixed
    level = said["level"]
    if isinstance(level, str) and level.isdecimal():
        said["level"] = int(level)
    return said


def _by_habit(record: Mapping[str, Any]) -> _Unit:
    """Return code, names, level and parent of a feature, from properties with the usual names."""
    own, above = _by_level(record)
    depth = max(above, default=None)
    level = None if depth is None else depth + 1
    if "pcode" not in own and depth is not None:
        own, level = above.pop(depth), depth
        depth = max(above, default=None)
    name, local_name = _names(own)
    parent = None if depth is None else above[depth]["pcode"]
    code = own.get("pcode")
    return dict(zip(_SAID, (code, name, local_name, level, parent), strict=True))


def _by_level(record: Mapping[str, Any]) -> tuple[_Said, dict[int, _Said]]:
    """Return what a feature says of itself, and of each level it names.

    A code that is there but empty counts: a unit without its own code must not pass for the one
    above it.
    """
    own: _Said = {}
    levels: defaultdict[int, _Said] = defaultdict(dict)
    for key, value in record.items():
        if found := _LEVEL.fullmatch(key):
            levels[int(found[1])][found[2].lower()] = _clean(value)
        elif found := _OWN.fullmatch(key):
            own[(found[1] or found[0]).lower()] = _clean(value)
    return own, {level: said for level, said in levels.items() if "pcode" in said}


def _names(said: _Said) -> tuple[str | None, str | None]:
    """Return the English name and the local one, each where its script says it belongs."""
    name = said.get("en") or said.get("name")
    others = [key for key in said if key not in {"pcode", "en", "name"}]
    local = said[others[0]] if others else None
    return (local, name) if _look_exchanged(name, local) else (name, local)


def _look_exchanged(name: str | None, local: str | None) -> bool:
    return bool(name and local and not _LATIN.search(name) and _LATIN.search(local))


def _exchanged(records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Say which pairs of name columns hold each other's script."""
    found: Counter[str] = Counter()
    for record in records:
        own, levels = _by_level(record)
        for label, said in [
            ("NAME", own),
            *((f"ADM{level}", names) for level, names in levels.items()),
        ]:
            others = [key for key in said if key not in {"pcode", "en"}]
            if others and _look_exchanged(said.get("en"), said[others[0]]):
                found[f"{label}_EN and {label}_{others[0].upper()}"] += 1
    return [
        f"{pair} are exchanged in {units} of {len(records)} units; taken by their script."
        for pair, units in found.items()
    ]


def _fault(unit: Mapping[str, Any], shape: shapely.Geometry | None) -> tuple[str, str] | None:
    """Return the field at fault and the reason, if there is one."""
    if not unit["pcode"]:
        return "pcode", "is empty"
    if isinstance(unit["level"], str):
        return "level", f"'{unit['level']}' is not a whole number"
    if shape is None or shape.is_empty:
        return "geometry", "is empty or cannot be read as a shape"
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        return "geometry", f"is a {shape.geom_type}, not a polygon"
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return "geometry", f"reaches from {west:g} {south:g} to {east:g} {north:g}, not in degrees"
    return None


def _repaired(
    units: Sequence[Mapping[str, Any]], shapes: NDArray[np.object_]
) -> tuple[NDArray[np.object_], list[str]]:
    """Return valid shapes and what was done to get them."""
    notes = []
    for place in np.flatnonzero(~shapely.is_valid(shapes)).tolist():
        unit, reason = units[place], shapely.is_valid_reason(shapes[place])
        parts = shapely.get_parts(shapely.make_valid(shapes[place]))
        # A repair can leave lines where the outline ran back on itself; they enclose nothing.
        shapes[place] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
        notes.append(f"{unit['pcode']} {unit['name']}: shape not valid ({reason}); repaired.")
    return shapes, notes


def _clean(value: object) -> str | None:
    text = "" if value is None else str(value).strip()
    return None if text in _MISSING else text
