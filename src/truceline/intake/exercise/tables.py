"""A drill as tables: what the ledgers say, who looked, what was notified, and the truth apart.

Each row bears the mark twice, in an id and in its source, so that no record but that of a drill
takes it. What is not known is empty, never 0.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

import numpy as np
import polars as pl

from truceline.domain import effort as columns
from truceline.domain.reports import NAMES, Column
from truceline.domain.workspaces import MARK
from truceline.intake.exercise.drill import Drill
from truceline.intake.exercise.effort import RESTRICTIONS, SHIFTS
from truceline.intake.exercise.ground import Floats, Ints
from truceline.intake.exercise.notices import KINDS
from truceline.intake.exercise.seeing import PRECISIONS, RADIUS_KM, Seen
from truceline.intake.reports import TYPES

SOURCE: Final = f"{MARK}: made up for a drill; nothing in it happened"
_MESSAGES = {
    "convoy": "EXERCISE: aid on {trucks} trucks is to pass; let it through.",
    "movement": "EXERCISE: a post is relieved by {trucks} vehicles; hold fire.",
    "flight": "EXERCISE: a drone looks at the line for {trucks} hours; do not fire at it.",
    "repair": "EXERCISE: a crew of {trucks} mends a water main; keep silence.",
}
INCIDENTS: Final = {
    "incident_id": pl.String,
    "parent_id": pl.String,
    "occurred": pl.String,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "area": pl.String,
    "place_code": pl.String,
    "kind": pl.String,
    "severity": pl.Int64,
    "killed": pl.Int64,
    "killed_civilians": pl.Int64,
    "injured": pl.Int64,
    "party": pl.String,
    "source": pl.String,
}
SPOKEN_OF: Final = {
    "report_id": pl.String,
    "ledger": pl.String,
    "incident_id": pl.String,
    "source": pl.String,
}


def reports(drill: Drill, code: str) -> pl.DataFrame:
    """Return what a ledger says, with the columns of the reports table."""
    seen = drill.seen[code]
    ledger = next(one for one in drill.scenario.ledger if one.code == code)
    first = _days(drill, seen.first_day)
    has_time = np.isfinite(seen.hour)
    timed = _moments(drill, np.where(has_time, 24 * seen.first_day + seen.hour, 0.0))
    of_unit = seen.precision == PRECISIONS.index("unit")
    rows = {
        "report_id": _report_ids(drill, code),
        "ledger": [code] * len(seen),
        "occurred_from": np.where(has_time, timed, first),
        "occurred_to": np.where(has_time, timed, _days(drill, seen.last_day)),
        "lon": seen.points.lon,
        "lat": seen.points.lat,
        "precision": np.array(PRECISIONS)[seen.precision],
        "radius_m": 1000 * np.array(RADIUS_KM)[seen.precision],
        "place_code": _where(of_unit, seen.district),
        "place_name": [
            ledger.spelling.format(number=place + 1) if place >= 0 else None
            for place in seen.place.tolist()
        ],
        "kind": seen.kind,
        "how_known": seen.how_known,
        "observer_unit": [
            _post_id(drill, code, post) if post >= 0 else None for post in seen.post.tolist()
        ],
        "counting_rule": [ledger.rule] * len(seen),
        **_people(seen),
        "alleged_party": [party or None for party in seen.alleged.tolist()],
        "source": [SOURCE] * len(seen),
        "known_from": _days(drill, seen.known_day),
    }
    return pl.DataFrame(rows, schema_overrides={n: TYPES[n] for n in rows}).select(
        pl.col(name) if name in rows else pl.lit(None, TYPES[name]).alias(name) for name in NAMES
    )


def posts(drill: Drill) -> pl.DataFrame:
    """Return the posts of all ledgers; of their places, the districts."""
    rows = (
        (_post_id(drill, code, number), code, district, SOURCE)
        for code, held in drill.effort.items()
        for number, district in enumerate(held.district.tolist())
    )
    return _frame(columns.POSTS, rows)


def watches(drill: Drill) -> pl.DataFrame:
    """Return the watches of all posts, each a shift."""
    return _frame(columns.WATCHES, _watches(drill))


def _watches(drill: Drill) -> Iterator[Sequence[object]]:
    for code, held in drill.effort.items():
        for number, (post, shift) in enumerate(np.argwhere(held.watched).tolist(), 1):
            begins = 6 + 24 // SHIFTS * shift
            yield (
                f"{MARK}-{drill.seed}-{code}-W{number:05}",
                code,
                _post_id(drill, code, post),
                held.district[post],
                _moment(drill, begins),
                _moment(drill, begins + 24 // SHIFTS),
                SOURCE,
            )


def restrictions(drill: Drill) -> pl.DataFrame:
    """Return where the monitors of each ledger were kept from looking."""
    accused, kinds = [*drill.scenario.accused, None], list(RESTRICTIONS)
    rows = (
        (
            f"{MARK}-{drill.seed}-{code}-K{number + 1:03}",
            code,
            held.district[number],
            _moment(drill, held.begins[number]),
            _moment(drill, held.ends[number]),
            kinds[held.kind[number]],
            accused[held.by[number]],
            SOURCE,
        )
        for code, held in ((code, held.restrictions) for code, held in drill.effort.items())
        for number in range(len(held))
    )
    return _frame(columns.RESTRICTIONS, rows)


def notices(drill: Drill) -> pl.DataFrame:
    """Return the notices that were given, and whether they came back as known."""
    codes, held = [ledger.code for ledger in drill.scenario.ledger], drill.notices
    rows = (
        (
            f"{MARK}-{drill.seed}-N{number + 1:04}",
            codes[held.sender[number]],
            codes[held.receiver[number]],
            kind,
            held.district[number],
            _moment(drill, held.begins[number]),
            _moment(drill, held.sent[number]),
            _moment(drill, answered) if np.isfinite(answered) else None,
            _answer(answered, refused=bool(held.refused[number])),
            _MESSAGES[kind].format(trucks=2 + number % 7),
            SOURCE,
        )
        for number, (kind, answered) in enumerate(
            zip(np.array(list(KINDS))[held.kind].tolist(), held.answered.tolist(), strict=True)
        )
    )
    return _frame(columns.NOTICES, rows)


def incidents(drill: Drill) -> pl.DataFrame:
    """Return what happened: the truth, which no ledger has."""
    held = drill.incidents
    ids = np.array(_incident_ids(drill))
    rows = {
        "incident_id": ids,
        "parent_id": _where(held.parent >= 0, ids[held.parent]),
        "occurred": _moments(drill, 24 * held.day),
        "lon": np.round(held.points.lon, 5),
        "lat": np.round(held.points.lat, 5),
        "area": np.array(drill.ground.areas)[held.area],
        "place_code": drill.ground.districts_of(held.points)[0],
        "kind": np.array(list(drill.scenario.kinds))[held.kind],
        "severity": held.severity,
        "killed": held.killed,
        "killed_civilians": held.civilians,
        "injured": held.injured,
        "party": np.array(drill.scenario.accused)[held.by],
        "source": [SOURCE] * len(held),
    }
    return pl.DataFrame(rows, schema=INCIDENTS)


def spoken_of(drill: Drill) -> pl.DataFrame:
    """Return which incident each report speaks of: the truth by which a linkage is scored."""
    ids = _incident_ids(drill)
    rows = [
        (report, code, ids[incident], SOURCE)
        for code, seen in drill.seen.items()
        for report, incident in zip(_report_ids(drill, code), seen.incident.tolist(), strict=True)
    ]
    return pl.DataFrame(rows, schema=SPOKEN_OF, orient="row")


def districts(drill: Drill) -> str:
    """Return the outlines of all districts that a table names, as GeoJSON."""
    named = {
        *drill.ground.districts_of(drill.incidents.points)[0].tolist(),
        *(code for held in drill.effort.values() for code in held.district.tolist()),
        *drill.notices.district.tolist(),
    }
    features = [
        {
            "type": "Feature",
            "properties": {"PCODE": code, "NAME_EN": f"{MARK}: district {code[-4:]}"},
            "geometry": {"type": "Polygon", "coordinates": [drill.ground.outline(code)]},
        }
        for code in sorted(named)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=0) + "\n"


def _people(seen: Seen) -> dict[str, Iterable[object]]:
    numbers = {
        "killed_low": seen.killed_low,
        "killed_best": seen.killed,
        "killed_high": seen.killed_high,
        "killed_civilians": seen.civilians,
        "injured": seen.injured,
    }
    return {name: _whole(values) for name, values in numbers.items()}


def _whole(values: Floats) -> list[int | None]:
    return [int(value) if np.isfinite(value) else None for value in values]


def _where(kept: Any, texts: Any) -> list[str | None]:  # noqa: ANN401  arrays of truth and text
    return [text if keep else None for keep, text in zip(kept, texts.tolist(), strict=True)]


def _answer(answered: float, *, refused: bool) -> str | None:
    if not np.isfinite(answered):
        return None
    return "refused" if refused else "acknowledged"


def _frame(table: Sequence[Column], rows: Iterable[Sequence[object]]) -> pl.DataFrame:
    schema = dict.fromkeys((column.name for column in table), pl.String)
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def _report_ids(drill: Drill, code: str) -> list[str]:
    return [f"{MARK}-{drill.seed}-{code}-{n + 1:05}" for n in range(len(drill.seen[code]))]


def _incident_ids(drill: Drill) -> list[str]:
    return [f"{MARK}-{drill.seed}-I{n + 1:05}" for n in range(len(drill.incidents))]


def _post_id(drill: Drill, code: str, number: int) -> str:
    return f"{MARK}-{drill.seed}-{code}-P{number + 1:02}"


def _days(drill: Drill, days: Ints) -> list[str]:
    return [(drill.scenario.first + timedelta(days=day)).isoformat() for day in days.tolist()]


def _moments(drill: Drill, hours: Floats) -> list[str]:
    return [_moment(drill, hour) for hour in hours.tolist()]


def _moment(drill: Drill, hours: float) -> str:
    """Return an instant in the arrangement's own zone, to the minute."""
    begin = datetime.combine(drill.scenario.first, time.min)
    return (begin + timedelta(minutes=round(60 * float(hours)))).isoformat()
