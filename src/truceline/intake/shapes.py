"""The outlines and lines that an arrangement names: loaded from GeoJSON and checked."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely

from truceline.domain.areas import Line, Position, Rings
from truceline.domain.arrangement import Arrangement, walk
from truceline.domain.arrangement_rules import SWAPPED, Problem, within
from truceline.errors import BadInput
from truceline.intake.arrangement_files import Fault, Tables
from truceline.intake.arrangement_locations import where
from truceline.intake.marks import refuse_marked_json
from truceline.methods.geometry import FaultKind, ring_faults, shape_faults

Tree = tuple[str | int, ...]


class OutlineUnfit(BadInput):
    """A file does not hold an outline that can be used."""

    code = "outline.unfit"
    text = "{file}: {reason} {fix}"


def read_outline(
    file: Path, arrangement: Arrangement, *, feature: str = "", exercise: bool = False
) -> tuple[Rings, ...]:
    """Return the polygons of a GeoJSON file, checked against the extent of an arrangement.

    Args:
        file: The file.
        arrangement: Whose area is outlined.
        feature: The `id` or `name` of one feature, where the file holds several.
        exercise: Whether the outline is for a drill.

    Raises:
        OutlineUnfit: The file holds no outline, or a faulty one.
        ExerciseKeptOut: It belongs to a drill, and is for none.
    """
    if not exercise and file.is_file():
        refuse_marked_json(file, file.read_text(encoding="utf-8", errors="replace"))
    table: dict[str, Any] = {"file": file.name, "feature": feature}
    faults = list(_load(file.parent, table))
    polygons: tuple[Rings, ...] = tuple(table.get("polygons", ()))
    for rings in polygons:
        faults += [(p.reason, p.fix) for p in _polygon((), rings, arrangement)]
    if not faults and not polygons:
        faults = [("it holds no polygon.", "Draw an outline, in a map editor such as QGIS.")]
    if faults:
        raise OutlineUnfit(file=file, reason=faults[0][0], fix=faults[0][1])
    return polygons


def load_shapes(folder: Path, tables: Tables) -> list[Fault]:
    """Put the coordinates of every named file into the tables; return what could not be loaded."""
    return [
        Fault(*where(tables, path), "file", reason, fix)
        for path, table in _with_file(tables.raw)
        for reason, fix in _load(folder, table)
    ]


def _with_file(raw: Any, path: Tree = ()) -> Iterator[tuple[Tree, dict[str, Any]]]:  # noqa: ANN401
    if isinstance(raw, dict):
        if isinstance(raw.get("file"), str):
            yield path, raw
        for key, value in raw.items():
            yield from _with_file(value, (*path, key))
    elif isinstance(raw, list):
        for index, item in enumerate(raw):
            yield from _with_file(item, (*path, index))


def _load(folder: Path, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    try:
        content = json.loads((folder / table["file"]).read_bytes())
        geometry = _pick(content, table.get("feature", ""))
        if geometry is None:
            yield (
                f"{table['file']} holds no feature '{table.get('feature', '')}'.",
                "Name the `id` or `name` of one of its features.",
            )
            return
        table |= _coordinates(geometry)
    except OSError:
        yield f"{table['file']} cannot be read.", "Put the file beside arrangement.toml."
    except (ValueError, KeyError, TypeError, AttributeError):
        yield f"{table['file']} is not GeoJSON.", "It must hold polygons or lines, in WGS 84."


def _pick(content: dict[str, Any], feature: str) -> dict[str, Any] | None:
    if content["type"] != "FeatureCollection":
        return dict(content.get("geometry", content))
    held = content["features"]
    if not feature and len(held) == 1:
        return dict(held[0]["geometry"])
    for item in held:
        if feature and feature in {item.get("id"), item.get("properties", {}).get("name")}:
            return dict(item["geometry"])
    return None


def _coordinates(geometry: dict[str, Any]) -> dict[str, Any]:
    match geometry["type"]:
        case "Polygon":
            return {"polygons": [geometry["coordinates"]]}
        case "MultiPolygon":
            return {"polygons": geometry["coordinates"]}
        case "LineString":
            return {"line": geometry["coordinates"]}
        case other:
            raise ValueError(other)


def shape_problems(arrangement: Arrangement) -> Iterator[Problem]:
    """Yield what is wrong with the coordinates of outlines and lines."""
    for path, value in walk(arrangement):
        for rings in getattr(value, "polygons", ()):
            yield from _polygon(path, rings, arrangement)
        if line := getattr(value, "line", ()):
            yield from _positions(path, "line", line, arrangement)


_WORDS: dict[FaultKind, tuple[str, str]] = {
    "unclosed": ("a ring is not closed", "End it where it began."),
    "self-crossing": ("a ring crosses itself", "Mend the crossing in a map editor such as QGIS."),
    "too-few-places": ("a ring has fewer than three corners", "Give its corners."),
    "zero-area": ("the outline holds no ground", "Give its corners."),
    "hole-outside": ("a hole lies outside its outline", "Move the hole, or the outline."),
    "parts-overlap": ("two parts overlap", "Join them into one."),
    "crosses-antimeridian": (
        "an edge spans more than half the globe: it crosses the 180th meridian",
        "Cut the outline there into two polygons.",
    ),
    "out-of-range": ("a corner is no place on earth", "Longitude comes first, in degrees."),
    "not-finite": ("a corner is not a number", "Give every corner as [longitude, latitude]."),
    "not-an-area": ("it is not an outline", "Give a polygon."),
    "empty": ("it holds nothing", "Give its corners."),
}


def _polygon(path: Tree, rings: Rings, arrangement: Arrangement) -> Iterator[Problem]:
    outside = [p for ring in rings for p in _positions(path, "polygons", ring, arrangement)]
    if outside:
        yield outside[0]
        return
    faults = [fault for ring in rings for fault in ring_faults(ring)]
    if not faults:
        faults = shape_faults(shapely.Polygon(rings[0], rings[1:]))
    for fault in faults:
        reason, fix = _WORDS[fault.kind]
        at = f" at {fault.place[0]:.6g}, {fault.place[1]:.6g}" if fault.place else ""
        yield Problem(path, "polygons", f"{reason}{at}.", fix)


def _positions(path: Tree, key: str, line: Line, arrangement: Arrangement) -> Iterator[Problem]:
    outside = [p for p in line if not within(arrangement.extent, *p)]
    if not outside:
        return
    swapped = all(within(arrangement.extent, *_turned(p)) for p in outside)
    reason = f"{len(outside)} corners lie outside the extent, the first at {outside[0]}."
    yield Problem(path, key, reason, SWAPPED if swapped else "Mend them, or widen `extent`.")


def _turned(position: Position) -> Position:
    return position[1], position[0]
