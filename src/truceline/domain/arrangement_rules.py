"""What must hold across the tables of an arrangement: ids, references, dates, places."""

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from truceline.domain.areas import Area, Boundary
from truceline.domain.arrangement import Arrangement, Path, walk
from truceline.domain.comparisons import Comparison
from truceline.domain.periods import Moment, day_of
from truceline.domain.places import Place
from truceline.domain.terms import LengthUnreadable, Term, length_of


@dataclass(frozen=True, slots=True)
class Problem:
    """One rule broken: where, which key, why, and what to do."""

    path: Path
    key: str
    reason: str
    fix: str = ""


def problems(arrangement: Arrangement) -> Iterator[Problem]:
    """Yield every rule that the arrangement breaks."""
    yield from _zone(arrangement)
    yield from _same_ids(arrangement)
    yield from _dangling(arrangement)
    for path, value in walk(arrangement):
        yield from _period(path, value)
        if isinstance(value, Place):
            yield from _place(path, value, arrangement.extent)
        elif isinstance(value, Term):
            yield from _term(path, value)
        elif isinstance(value, Area):
            yield from _area(path, value)
        elif isinstance(value, Comparison):
            yield from _comparison(path, value)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "Did you mean 'x'?" for the closest known word, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean '{close[0]}'?" if close else ""


def _zone(arrangement: Arrangement) -> Iterator[Problem]:
    try:
        ZoneInfo(arrangement.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Problem(
            (),
            "zone",
            f"'{arrangement.zone}' is not a time zone.",
            "Use an IANA name such as Asia/Damascus.",
        )


def _same_ids(arrangement: Arrangement) -> Iterator[Problem]:
    seen: Counter[tuple[str, str]] = Counter()
    for path, value in walk(arrangement):
        if isinstance(identity := getattr(value, "id", None), str) and len(path) > 1:
            # Clauses are numbered within their text; every other id is the only one of its kind.
            scope = str(path[:-1]) if path[-2] == "clause" else str(path[-2])
            seen[scope, identity] += 1
            if seen[scope, identity] > 1:
                yield Problem(path, "id", f"'{identity}' is used twice.", "Give each its own id.")


def _dangling(arrangement: Arrangement) -> Iterator[Problem]:
    named = {
        table: {item.id for item in getattr(arrangement, table)}
        for table in ("source", "party", "body", "instrument", "term", "area", "reporting_unit")
    }
    named["boundary"] = {b.id for area in arrangement.area for b in area.boundary}
    named["author"] = {b.author for area in arrangement.area for b in area.boundary}
    named["who"] = named["party"] | named["body"]
    records = {
        f"{path[-2]}:{value.id}"
        for path, value in walk(arrangement)
        if len(path) > 1 and isinstance(getattr(value, "id", None), str)
    }
    for path, value in walk(arrangement):
        for key, target in _references(path):
            given = getattr(value, key)
            for name in (given,) if isinstance(given, str) else given:
                if name and name not in named[target]:
                    yield _unknown(path, key, name, target, named[target])
        if path[:1] == ("statement",) and value.record and value.record not in records:
            yield _unknown(path, "record", value.record, "record", records)


def _unknown(path: Path, key: str, name: str, target: str, known: Iterable[str]) -> Problem:
    if target == "author":
        fix = did_you_mean(name, known) or "Give an author as a boundary does."
        return Problem(path, key, f"no boundary has the author '{name}'.", fix)
    kind = "party or body" if target == "who" else target.replace("_", " ")
    fix = did_you_mean(name, known) or f"Add the {kind}, or mend the id."
    return Problem(path, key, f"no {kind} has the id '{name}'.", fix)


_REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "body": (("members", "party"), ("instrument", "instrument"), ("sources", "source")),
    "listing": (("sources", "source"),),
    "party": (("sources", "source"),),
    "instrument": (("amends", "instrument"), ("areas", "area"), ("sources", "source")),
    "role": (("party", "who"), ("sources", "source")),
    "clause": (("owed_by", "who"), ("sources", "source")),
    "definition": (("sources", "source"),),
    "annex": (("sources", "source"),),
    "variant": (("sources", "source"),),
    "reading": (("sources", "source"),),
    "term": (
        ("instrument", "instrument"),
        ("areas", "area"),
        ("searched", "source"),
        ("sources", "source"),
    ),
    "act": (
        ("by", "who"),
        ("instrument", "instrument"),
        ("term", "term"),
        ("area", "area"),
        ("boundary", "boundary"),
        ("sources", "source"),
    ),
    "area": (("instruments", "instrument"), ("units", "reporting_unit"), ("sources", "source")),
    "boundary": (("sources", "source"),),
    "hole": (("sources", "source"),),
    "alias": (("sources", "source"),),
    "phase": (("sources", "source"),),
    "post": (("operator", "who"), ("area", "area"), ("sources", "source")),
    "status": (("sources", "source"),),
    "deadline": (("instrument", "instrument"), ("owed_by", "who"), ("sources", "source")),
    "proposal": (("area", "area"), ("sources", "source")),
    "local_agreement": (("area", "area"), ("sources", "source")),
    "statement": (("sources", "source"),),
    "meeting": (("sources", "source"),),
    "reporting_unit": (("sources", "source"),),
    "comparison": (("areas", "area"), ("authors", "author")),
}


def _references(path: Path) -> tuple[tuple[str, str], ...]:
    return _REFERENCES.get(str(path[-2]), ()) if len(path) > 1 else ()


def _period(path: Path, value: object) -> Iterator[Problem]:
    start: Moment | None = getattr(value, "valid_from", None)
    end: Moment | None = getattr(value, "valid_to", None)
    if start is not None and end is not None and not _before(start, end):
        yield Problem(
            path,
            "valid_to",
            f"{end} does not come after valid_from, {start}.",
            "A period runs from its first day to the first day on which it no longer holds.",
        )


def _before(first: Moment, second: Moment) -> bool:
    if type(first) is type(second):
        return first < second
    return day_of(first) < day_of(second)


def _place(
    path: Path, place: Place, extent: tuple[float, float, float, float]
) -> Iterator[Problem]:
    if (place.lon is None) != (place.lat is None):
        yield Problem(path, "lon", "lon and lat come together or not at all.", "Give both.")
    if place.radius_m is not None and place.radius_m < 0:
        yield Problem(path, "radius_m", f"{place.radius_m} is below zero.", "Give metres.")
    if place.lon is None or place.lat is None or within(extent, place.lon, place.lat):
        return
    swapped = within(extent, place.lat, place.lon)
    reason = f"({place.lon}, {place.lat}) lies outside the extent of the arrangement."
    yield Problem(path, "lon", reason, SWAPPED if swapped else "Mend it, or widen `extent`.")


SWAPPED = "lon and lat look swapped: longitude comes first."


def within(extent: tuple[float, float, float, float], lon: float, lat: float) -> bool:
    """Tell whether a position lies in (west, south, east, north)."""
    west, south, east, north = extent
    return west <= lon <= east and south <= lat <= north


def _term(path: Path, term: Term) -> Iterator[Problem]:
    try:
        length_of(term.length)
    except LengthUnreadable as error:
        yield Problem(path, "length", str(error))
    if term.extension == "silence-procedure" and not term.silence_days:
        yield Problem(
            path,
            "silence_days",
            "a silence procedure needs the number of days without objection.",
            "Add silence_days.",
        )


def _area(path: Path, area: Area) -> Iterator[Problem]:
    if not area.boundary:
        yield Problem(
            path,
            "boundary",
            "an area needs a boundary.",
            'If no line is known, say so: kind = "undefined" with the reason.',
        )
    for first, second in combinations(enumerate(area.boundary), 2):
        if first[1].author == second[1].author and _overlap(first[1], second[1]):
            yield Problem(
                (*path, "boundary", second[0]),
                "valid_from",
                f"it overlaps in time with '{first[1].id}' by the same author.",
                "End one before the other begins, or name another author for an alternative.",
            )


def _overlap(one: Boundary, other: Boundary) -> bool:
    first, second = sorted((one, other), key=lambda b: (day_of(b.valid_from), b.id))
    return first.valid_to is None or not (
        first.valid_to == second.valid_from or _before(first.valid_to, second.valid_from)
    )


def _comparison(path: Path, comparison: Comparison) -> Iterator[Problem]:
    for key in ("weeks_before", "weeks_during", "most_days"):
        given = getattr(comparison, key)
        if given is not None and given < 1:
            yield Problem(path, key, f"{given} is less than 1.", "Give a whole number.")
    if comparison.elsewhere_buffer_m < 0:
        given = comparison.elsewhere_buffer_m
        yield Problem(path, "elsewhere_buffer_m", f"{given} is below zero.", "Give metres.")
