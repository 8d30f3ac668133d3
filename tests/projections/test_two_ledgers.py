from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.domain.arrangement import Arrangement
from truceline.domain.linkage import LinkageSettings
from truceline.projections.attribution import placed
from truceline.projections.linkage import PAIRS, link
from truceline.projections.linkage_records import comparable
from truceline.projections.tallies import Placed
from truceline.projections.two_ledgers import (
    AREA,
    ELSEWHERE,
    EVERYWHERE,
    GROUND,
    UNPLACED,
    Expected,
    SideBySide,
    compare,
    sums,
)
from truceline.projections.weeks import in_force

MONDAY = date(2022, 1, 3)
LEDGERS = ("a", "b", "c")
PLACES = {"inside": (-124.7, -19.5), "edge": (-124.7, -19.58), "outside": (-124.7, -18.5)}

Made = tuple[str, int, int, str, str]
"""Ledger, day, further days, place, precision."""
made = st.tuples(
    st.sampled_from(LEDGERS),
    st.integers(0, 60),
    st.sampled_from([0, 0, 0, 9, 40]),
    st.sampled_from(sorted(PLACES)),
    st.sampled_from(["exact", "near", "country"]),
)


def reports(rows: Sequence[Made]) -> pl.DataFrame:
    """Reports of each ledger are numbered from 0, so that ids of two ledgers clash."""
    numbers: dict[str, int] = defaultdict(int)
    told = []
    for ledger, day, further, place, precision in rows:
        begin = MONDAY + timedelta(days=day)
        lon, lat = PLACES[place]
        told.append(
            {
                "report_id": str(numbers[ledger]),
                "ledger": ledger,
                "occurred_from": begin.isoformat(),
                "occurred_to": (begin + timedelta(days=further)).isoformat(),
                "lon": lon,
                "lat": lat,
                "precision": precision,
                "radius_m": 9_000.0 if precision == "near" else None,
                "place_code": None,
            }
        )
        numbers[ledger] += 1
    overrides = {"radius_m": pl.Float64, "place_code": pl.String}
    return pl.DataFrame(told, schema_overrides=overrides)


def table(*pairs: tuple[str, str, str, str, float]) -> pl.DataFrame:
    schema = {name: PAIRS[name] for name in list(PAIRS)[:5]}
    return pl.DataFrame(pairs, schema=schema, orient="row")


def where(island: Arrangement, frame: pl.DataFrame) -> Placed:
    found = placed(island, frame)
    return replace(
        found, events=found.events.with_columns(comparable(found.events, LinkageSettings()))
    )


def laid(
    island: Arrangement, rows: Sequence[Made], *pairs: tuple[str, str, str, str, float]
) -> SideBySide:
    return compare(island, where(island, reports(rows)), table(*pairs), LinkageSettings())


def slowly(
    island: Arrangement, found: Placed, pairs: pl.DataFrame
) -> dict[tuple[object, ...], list[float]]:
    """The sums of `sums`, one report after the other, without a table."""
    slow: dict[tuple[object, ...], list[float]] = defaultdict(lambda: [0.0] * 5)
    shares = in_force(island, found).rows(named=True)
    for event in found.events.rows(named=True):
        key = (event["ledger"], event["report_id"])
        begin, end = (date.fromisoformat(event[c]) for c in ("occurred_from", "occurred_to"))
        mine = [s for s in shares if (s["ledger"], s["report_id"]) == key]
        grounds = {(EVERYWHERE, None, None): 1.0}
        grounds |= {(AREA, s["area"], s["author"]): s["probability"] for s in mine}
        if not event["has_place"]:
            grounds[UNPLACED, None, None] = 1.0
        else:
            authors = {s["author"] for s in mine}
            taken = [sum(s["probability"] for s in mine if s["author"] == a) for a in authors]
            grounds[ELSEWHERE, None, None] = max(1 - max(taken, default=0.0), 0.0)
        compared = event["precision"] != "country" and (end - begin).days < 31
        for other in set(found.events["ledger"]) - {event["ledger"]}:
            p = 0.0
            for one, that in (("a", "b"), ("b", "a")):
                held = pairs.filter(
                    (pl.col(f"ledger_{one}") == key[0])
                    & (pl.col(f"report_{one}") == key[1])
                    & (pl.col(f"ledger_{that}") == other)
                )
                p += sum(held["probability"])
            p = min(p, 1.0)
            starts = begin - timedelta(days=begin.weekday())
            for ground, q in grounds.items():
                if q <= 1e-9:
                    continue
                cell = slow[(key[0], other, *ground, starts)]
                cell[0] += q
                if compared:
                    cell[1] += q * p
                    cell[2] += q * p * (1 - q * p)
                    cell[3] += q * (1 - p)
                else:
                    cell[4] += q
    return slow


@settings(max_examples=25, deadline=None)  # each builds its index anew
@given(st.lists(made, min_size=2, max_size=14), st.data())
def test_sums_agree_with_the_obvious_loop(
    island: Arrangement, rows: list[Made], data: st.DataObject
) -> None:
    rows = [("a", 3, 0, "inside", "exact"), ("b", 3, 0, "inside", "exact"), *rows]
    frame = reports(rows)
    keys = frame.sort("ledger", "report_id").select("ledger", "report_id").rows()
    able = [(x, y) for x in keys for y in keys if x[0] < y[0]]
    chosen = data.draw(st.lists(st.sampled_from(able), unique=True, max_size=8))
    chances = data.draw(st.lists(st.floats(0.01, 1), min_size=len(chosen), max_size=len(chosen)))
    held = table(*((*x, *y, p) for (x, y), p in zip(chosen, chances, strict=True)))
    found = where(island, frame)
    side = compare(island, found, held, LinkageSettings())
    fast = {
        key: [
            own.reports.mean,
            own.both.mean,
            own.both.variance,
            own.only.mean,
            own.not_compared.mean,
        ]
        for key, own in sums(side.rows, "ledger", "other", *GROUND, "starts").items()
    }
    slow = slowly(island, found, held)
    assert fast.keys() == slow.keys()
    for key, cells in fast.items():
        assert cells == pytest.approx(slow[key], abs=1e-6)


def test_both_and_only_and_not_compared_are_all_of_a_ledger(island: Arrangement) -> None:
    rows: list[Made] = [
        ("a", 0, 0, "inside", "exact"),
        ("a", 1, 0, "outside", "exact"),
        ("a", 2, 0, "inside", "country"),
        ("a", 3, 40, "inside", "exact"),
        ("b", 0, 0, "inside", "exact"),
    ]
    told = sums(laid(island, rows, ("a", "0", "b", "0", 0.75)).rows, "ledger", "other", "ground")
    own = told["a", "b", EVERYWHERE]
    assert own.reports == Expected(4.0, 0.0, 4.0)
    assert (own.both.mean, own.only.mean, own.not_compared.mean) == (0.75, 1.25, 2.0)
    assert told["b", "a", EVERYWHERE].both == Expected(0.75, 0.1875, 1.0)
    assert told["a", "b", UNPLACED].reports.mean == 1.0
    assert told["a", "b", ELSEWHERE].reports.mean == pytest.approx(1.0)


def test_the_reports_of_two_ledgers_cannot_be_summed(island: Arrangement) -> None:
    rows: list[Made] = [("a", 0, 0, "inside", "exact"), ("b", 0, 0, "inside", "exact")]
    side = laid(island, rows)
    for by in ((), ("ledger",), ("other",), ("ground", "starts")):
        with pytest.raises(ValueError, match="never added"):
            sums(side.rows, *by)


def test_a_week_without_any_report_is_silent_and_one_that_a_report_may_be_of_is_not(
    island: Arrangement,
) -> None:
    rows: list[Made] = [
        ("a", 0, 0, "inside", "exact"),
        ("a", 30, 0, "inside", "exact"),
        ("b", 2, 9, "inside", "exact"),
    ]
    side = laid(island, rows)
    weeks = [MONDAY + timedelta(days=7 * n) for n in range(5)]
    assert side.weeks == tuple(weeks)
    assert side.silent == {("a", week) for week in weeks[1:4]} | {("b", week) for week in weeks[2:]}
    assert side.weeks_of("a", "b") == tuple(weeks)
    assert side.weeks_of("b") == tuple(weeks[:2])


def test_a_ledger_of_which_nothing_can_be_compared_is_beside_none(island: Arrangement) -> None:
    rows: list[Made] = [
        ("a", 0, 0, "inside", "exact"),
        ("b", 0, 0, "inside", "exact"),
        ("c", 0, 0, "inside", "country"),
    ]
    assert laid(island, rows).pairs == (("a", "b"),)


def test_a_ledger_that_gathers_several_may_have_more_than_one_partner(island: Arrangement) -> None:
    rows: list[Made] = [("a", 0, 0, "inside", "exact")]
    rows += [("b", 0, 0, "inside", "exact"), ("b", 1, 0, "inside", "exact")]
    pairs = table(("a", "0", "b", "0", 0.5), ("a", "0", "b", "1", 0.5))
    found = where(island, reports(rows))
    for several, chance in (((), 1.0), (("a",), 0.75), (("b",), 1.0)):
        side = compare(island, found, pairs, LinkageSettings(several=several))
        assert sums(side.rows, "ledger", "other", "ground")["a", "b", EVERYWHERE].both.mean == (
            pytest.approx(chance)
        )


def test_ranges_hold_no_less_than_none_and_no_more_than_all() -> None:
    assert Expected(1.0, 0.0, 3.0).interval == (1.0, 1.0)
    assert Expected(0.5, 0.25, 1.0).interval == (0.0, 1.0)
    low, high = Expected(50.0, 25.0, 100.0).interval
    assert (low, high) == pytest.approx((40.2, 59.8), abs=0.01)


def test_the_order_of_rows_changes_nothing(island: Arrangement) -> None:
    rows: list[Made] = [(x, n, 0, "inside", "exact") for n in range(0, 40, 4) for x in LEDGERS]
    tables = []
    for order in permutations(range(3)):
        frame = reports(rows)
        frame = pl.concat([frame.filter(pl.col("ledger") == LEDGERS[n]) for n in order])
        pairs = link(frame_for_link(frame)).pairs
        side = compare(island, where(island, frame), pairs, LinkageSettings())
        tables.append(replace(side, accounts=pl.DataFrame(), links=pl.DataFrame()).rows)
    assert all(table.equals(tables[0]) for table in tables)


def frame_for_link(frame: pl.DataFrame) -> pl.DataFrame:
    unknown = {name: pl.lit(None, dtype=pl.String) for name in ("kind", "alleged_party")}
    killed = {f"killed_{n}": pl.lit(None, dtype=pl.Int64) for n in ("low", "best", "high")}
    return frame.with_columns(**unknown, **killed)
