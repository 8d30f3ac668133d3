"""Motions and votes on record, and what they come to, with every signature checked."""

import json
from datetime import datetime

from truceline.domain import decisions
from truceline.domain.areas import Rings
from truceline.domain.arrangement import ArrangementAdopted
from truceline.domain.decisions import Dated
from truceline.domain.docket import Docket
from truceline.domain.motions import (
    BoundariesCompared,
    BoundaryProposed,
    DecisionFact,
    KeyRecorded,
    MotionClosed,
    MotionOpened,
    SeatLeft,
    VoteCast,
)
from truceline.journal import arrangements
from truceline.journal.blobs import Blobs
from truceline.journal.facts import entries_of, received_at
from truceline.journal.protocol import Journal, StreamId
from truceline.journal.signatures import valid

STREAM = "decisions"
KINDS: list[type[DecisionFact]] = [
    KeyRecorded,
    MotionOpened,
    VoteCast,
    MotionClosed,
    SeatLeft,
    BoundaryProposed,
    BoundariesCompared,
]


def docket(journal: Journal, blobs: Blobs, *, at: datetime) -> Docket:
    """Return how everything stands at a moment, by what was received until then."""
    return decisions.state(dated(journal, blobs), record=record_of(journal), at=at, valid=valid)


def dated(journal: Journal, blobs: Blobs) -> list[Dated]:
    """Return the arrangements and decisions on record, in its order, with their moments."""
    adopted = [
        (entry, arrangements.read(blobs, fact))
        for entry, fact in entries_of(journal, arrangements.STREAM, [ArrangementAdopted])
    ]
    found = [*adopted, *entries_of(journal, STREAM, KINDS)]
    return [(received_at(e), f) for e, f in sorted(found, key=lambda pair: pair[0].position)]


def count(journal: Journal) -> int:
    """Return how many entries there are about decisions."""
    return sum(1 for _ in journal.read(stream=StreamId(STREAM)))


def last_received(journal: Journal) -> datetime | None:
    """Return when the last entry about decisions was taken in, None where there is none."""
    moments = [received_at(entry) for entry in journal.read(stream=StreamId(STREAM))]
    return max(moments, default=None)


def last_moment(journal: Journal) -> datetime:
    """Return when the last arrangement or entry about decisions was taken in."""
    streams = (arrangements.STREAM, STREAM)
    entries_read = (e for s in streams for e in journal.read(stream=StreamId(s)))
    return max(received_at(entry) for entry in entries_read)


def record_of(journal: Journal) -> str:
    """Return the name of the record: the log that its first entry stands in."""
    return next(iter(journal.read())).log


def outline(blobs: Blobs, sha256: str) -> tuple[Rings, ...]:
    """Return the polygons of an outline."""
    held = json.loads(blobs.open(sha256).read_text(encoding="utf-8"))
    return tuple(
        tuple(tuple((float(lon), float(lat)) for lon, lat in ring) for ring in polygon)
        for polygon in held["coordinates"]
    )


def outline_bytes(polygons: tuple[Rings, ...]) -> bytes:
    """Return an outline as the GeoJSON that is kept: always a MultiPolygon, one way to write it."""
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return json.dumps(geometry, separators=(",", ":")).encode()
