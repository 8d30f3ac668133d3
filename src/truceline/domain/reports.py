"""The reports table: one row is one source's account of one occurrence.

Bulk commands read and write it as CSV or Parquet. This module is its definition as data; whoever
reads a file (`intake/reports.py`) or prints the manual takes columns, values and rules from here.
"""

import math
import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

from truceline.domain.places import Precision

Holds = Literal[
    "text", "moment", "longitude", "latitude", "metres", "degrees", "count", "choice", "path"
]
HowKnown = Literal["seen", "heard", "camera", "drone", "acoustic", "third-party", "hearsay"]
Direction = Literal["incoming", "outgoing", "undetermined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the table; an empty cell says that it is not known."""

    name: str
    holds: Holds
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()
    """The only values allowed, where `holds` is `choice`."""


COLUMNS: Final = (
    Column(
        name="report_id",
        holds="text",
        required=True,
        meaning="Name of the report, unique within its ledger",
    ),
    Column(name="ledger", holds="text", required=True, meaning="Whose record the report stands in"),
    Column(
        name="occurred_from",
        holds="moment",
        required=True,
        meaning="First day or instant on which it may have happened",
    ),
    Column(
        name="occurred_to",
        holds="moment",
        meaning="Last day or instant, inclusive; empty: the same as occurred_from",
    ),
    Column(name="lon", holds="longitude", meaning="Degrees east, WGS 84"),
    Column(name="lat", holds="latitude", meaning="Degrees north, WGS 84"),
    Column(
        name="precision",
        holds="choice",
        choices=get_args(Precision),
        meaning="What the place is known to; empty: unknown",
    ),
    Column(name="radius_m", holds="metres", meaning="How far off lon and lat may be, in metres"),
    Column(
        name="place_code",
        holds="text",
        meaning="P-code of the unit; a level alone (ADM1 to ADM5) means the unit of that level "
        "in which lon and lat lie",
    ),
    Column(name="place_name", holds="text", meaning="Name of the place, as the source gives it"),
    Column(name="kind", holds="path", meaning="What happened, from the general to the special"),
    Column(
        name="how_known",
        holds="choice",
        choices=get_args(HowKnown),
        meaning="How the source came to know of it",
    ),
    Column(
        name="observer_unit",
        holds="text",
        meaning="Post, patrol or device that observed it; never a person",
    ),
    Column(
        name="bearing_deg",
        holds="degrees",
        meaning="From the observer, clockwise from true north, in degrees",
    ),
    Column(name="distance_m", holds="metres", meaning="From the observer, in metres"),
    Column(
        name="direction",
        holds="choice",
        choices=get_args(Direction),
        meaning="Whether fire came in or went out, seen from lon and lat",
    ),
    Column(name="rounds", holds="count", meaning="Rounds or explosions counted"),
    Column(
        name="counting_rule",
        holds="text",
        meaning="What one round or one incident is, by the source's rule",
    ),
    Column(name="weapon", holds="text", meaning="Weapon, as the source names it"),
    Column(name="killed_low", holds="count", meaning="People killed: the source's low estimate"),
    Column(name="killed_best", holds="count", meaning="People killed: the source's best estimate"),
    Column(name="killed_high", holds="count", meaning="People killed: the source's high estimate"),
    Column(
        name="killed_civilians", holds="count", meaning="Civilians among them, by the same source"
    ),
    Column(name="injured", holds="count", meaning="People injured"),
    Column(
        name="alleged_party",
        holds="text",
        meaning="Party that the source says did it; an allegation, not a finding",
    ),
    Column(name="source", holds="text", meaning="Who said so, and where it was published"),
    Column(
        name="known_from",
        holds="moment",
        meaning="Day or instant from which the report was known: published, released or received",
    ),
    Column(name="note", holds="text", meaning="Anything else; no name of a person"),
)
NAMES: Final = tuple(column.name for column in COLUMNS)
REQUIRED: Final = tuple(column.name for column in COLUMNS if column.required)
KEY: Final = ("ledger", "report_id")
"""Two rows are accounts of the same report if they agree in these columns."""

LIMITS: Final[dict[Holds, tuple[float, float]]] = {
    "longitude": (-180, 180),
    "latitude": (-90, 90),
    "metres": (0, math.inf),
    "degrees": (0, 360),
    "count": (0, math.inf),
}
"""Least and greatest value allowed, both inclusive."""

TOGETHER: Final = ("lon", "lat")
"""Both are given or neither."""

NEEDS_POINT: Final = frozenset[Precision]({"exact", "near", "line"})
"""These say how far off a point may be, so there must be a point."""

_STEP = "[a-z0-9]+(?:-[a-z0-9]+)*"
KIND_PATH: Final = rf"{_STEP}(?:/{_STEP})*"
"""Small words joined by hyphens, from the general to the special: `fire/indirect/artillery`."""


def is_kind(text: str) -> bool:
    """Tell whether a text is a kind path."""
    return re.fullmatch(KIND_PATH, text) is not None


def is_kind_of(kind: str, general: str) -> bool:
    """Tell whether a kind is another or lies below it: `fire/indirect` is a `fire`."""
    return kind == general or kind.startswith(general + "/")
