"""What would change hands between two outlines of one area.

Input: outlines from proposals and boundaries, the named places, posts and roads of the arrangement,
and reports. Each ledger's reports are counted apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from truceline.domain.areas import Buffer, LineOfContact
from truceline.domain.arrangement import Arrangement, walk
from truceline.domain.docket import Docket
from truceline.domain.motion_errors import ProposalUnknown
from truceline.domain.places import Place
from truceline.errors import Refused
from truceline.journal import decisions as record
from truceline.journal.blobs import Blobs
from truceline.methods import differences
from truceline.projections.areas import outlines

DAYS = 90
"""How far back events are looked at."""


class OutlineMissing(Refused):
    """A boundary has no line, so nothing can be measured against it."""

    code = "boundary.no-outline"
    text = "Boundary {boundary} has no line ({kind}). Compare proposals, or boundaries with a line."


@dataclass(frozen=True, slots=True)
class Named:
    """A settlement or a post in the ground that would change hands."""

    place: Place
    certain: bool
    """False where the place lies near the line, or is known too coarsely to say."""


@dataclass(frozen=True, slots=True)
class Events:
    """One ledger's reports in the ground that would change hands."""

    ledger: str
    certain: int
    possible: int
    """Those that may lie in it, the certain ones among them."""
    unplaced: int
    """Those known too coarsely to say anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The ground that would change hands one way."""

    ground: BaseGeometry
    km2: float
    settlements: tuple[Named, ...]
    posts: tuple[Named, ...]
    roads: tuple[tuple[str, float], ...]
    """Name of each line in the texts, and the kilometres of it."""
    events: tuple[Events, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What the second outline would change against the first."""

    one: str
    other: str
    until: date
    """Events of the 90 days before this day are counted."""
    uncertainty_m: float
    """How far off the two lines may be, the greater of the two."""
    comes_in: Side
    goes_out: Side


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Ground with a name, and how far off its line may be."""

    name: str
    shape: BaseGeometry
    uncertainty_m: float = 0.0


def compare(
    known: Arrangement, one: Drawn, other: Drawn, reports: pl.DataFrame, *, until: date
) -> Comparison:
    """Return what would change hands if the second outline took the place of the first.

    Args:
        known: The arrangement whose places, posts and roads are asked for.
        one: The first outline.
        other: The second.
        reports: Reports with the columns of `domain.reports`; may be empty.
        until: Events of the 90 days before it are counted.
    """
    recent = _recent(reports, until)
    blur = max(one.uncertainty_m, other.uncertainty_m)
    return Comparison(
        one=one.name,
        other=other.name,
        until=until,
        uncertainty_m=blur,
        comes_in=_side(known, differences.difference(other.shape, one.shape), recent, blur),
        goes_out=_side(known, differences.difference(one.shape, other.shape), recent, blur),
    )


def outline_of(known: Arrangement, docket: Docket, blobs: Blobs, name: str) -> Drawn:
    """Return the outline of a proposal or a boundary, by its id.

    Raises:
        ProposalUnknown: Nothing has that id.
        OutlineMissing: The boundary has no line.
    """
    if name in docket.proposals:
        polygons = record.outline(blobs, docket.proposals[name].outline)
        shapes = [shapely.Polygon(rings[0], rings[1:]) for rings in polygons]
        return Drawn(name, shapely.union_all(shapes))
    drawn = {b.id: b.shape.kind for area in known.area for b in area.boundary}
    if name not in drawn:
        raise ProposalUnknown(proposal=name, known=", ".join([*docket.proposals, *drawn]))
    for held in outlines(known):
        if held.boundary.id == name:
            return Drawn(name, held.shape, held.uncertainty_m)
    raise OutlineMissing(boundary=name, kind=drawn[name])


def _side(known: Arrangement, ground: BaseGeometry, reports: pl.DataFrame, blur: float) -> Side:
    posts = [p.place for p in known.post if p.place is not None]
    return Side(
        ground=ground,
        km2=differences.area_km2(ground),
        settlements=tuple(_named(ground, list(_settlements(known)), blur)),
        posts=tuple(_named(ground, posts, blur)),
        roads=tuple(_roads(known, ground)),
        events=tuple(_events(ground, reports, blur)),
    )


def _settlements(known: Arrangement) -> Iterator[Place]:
    """Yield each named place of the texts once, the one with a population first."""
    posts = {id(post.place) for post in known.post}
    places = [v for _, v in walk(known) if isinstance(v, Place) and id(v) not in posts]
    seen: set[str] = set()
    for place in sorted(places, key=lambda p: (p.name, p.population is None, p.lon is None)):
        if place.name not in seen:
            seen.add(place.name)
            yield place


def _named(ground: BaseGeometry, places: Sequence[Place], blur: float) -> Iterator[Named]:
    found = differences.places_in(
        ground,
        np.array([p.lon for p in places], dtype=np.float64),
        np.array([p.lat for p in places], dtype=np.float64),
        np.array([_radius(p) for p in places], dtype=np.float64) + blur,
    )
    for place, how in zip(places, found, strict=True):
        if how > differences.OUTSIDE:
            yield Named(place, certain=bool(how == differences.CERTAIN))


def _radius(place: Place) -> float | None:
    return 0.0 if place.radius_m is None and place.precision == "exact" else place.radius_m


def _roads(known: Arrangement, ground: BaseGeometry) -> Iterator[tuple[str, float]]:
    for area in known.area:
        for boundary in area.boundary:
            shape = boundary.shape
            if isinstance(shape, Buffer | LineOfContact) and len(shape.line) > 1:
                length = differences.length_km(shapely.linestrings(shape.line), ground)
                if length > 0:
                    yield area.name, length


def _recent(reports: pl.DataFrame, until: date) -> pl.DataFrame:
    if reports.is_empty():
        return reports
    begins = pl.col("occurred_from").cast(pl.String).str.slice(0, 10)
    first = (until - timedelta(days=DAYS)).isoformat()
    return reports.filter((begins >= first) & (begins < until.isoformat()))


def _events(ground: BaseGeometry, reports: pl.DataFrame, blur: float) -> Iterator[Events]:
    if reports.is_empty():
        return
    for (ledger,), rows in reports.sort("ledger").group_by("ledger", maintain_order=True):
        # A district or a country stands at some point too; that point says nothing.
        placed = rows["precision"].is_in(["exact", "near"]).to_numpy()
        exact = (rows["precision"] == "exact").to_numpy()
        radius = rows["radius_m"].cast(pl.Float64).to_numpy()
        found = differences.places_in(
            ground,
            np.where(placed, rows["lon"].cast(pl.Float64).to_numpy(), np.nan),
            np.where(placed, rows["lat"].cast(pl.Float64).to_numpy(), np.nan),
            np.where(exact & np.isnan(radius), 0.0, radius) + blur,
        )
        yield Events(
            ledger=str(ledger),
            certain=int((found == differences.CERTAIN).sum()),
            possible=int((found > differences.OUTSIDE).sum()),
            unplaced=int((found == differences.UNKNOWN).sum()),
        )
