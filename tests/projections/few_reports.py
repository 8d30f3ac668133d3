"""Tables of a few reports, for the tests of linkage."""

from datetime import date, timedelta

import polars as pl


def few(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    columns = {
        "ledger": pl.String,
        "report_id": pl.String,
        "occurred_from": pl.String,
        "occurred_to": pl.String,
        "lon": pl.Float64,
        "lat": pl.Float64,
        "precision": pl.String,
        "radius_m": pl.Float64,
        "kind": pl.String,
        "killed_low": pl.Int64,
        "killed_best": pl.Int64,
        "killed_high": pl.Int64,
    }
    return pl.DataFrame(rows, schema=columns, orient="row")


def report(ledger: str, number: int, **changed: object) -> tuple[object, ...]:
    day = (date(2020, 1, 1) + timedelta(30 * number)).isoformat()
    row: dict[str, object] = {
        "ledger": ledger,
        "report_id": str(number),
        "from": day,
        "to": None,
        "lon": 40.0 + number,
        "lat": 35.0,
        "precision": "exact",
        "radius_m": None,
        "kind": "fire/air",
        "low": None,
        "best": number,
        "high": None,
    }
    assert not changed.keys() - row.keys()
    return tuple((row | changed).values())


PLAIN = [report(ledger, number) for ledger in "AB" for number in range(6)]
