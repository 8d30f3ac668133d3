import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from truceline.domain.effort import TABLES
from truceline.domain.reports import NAMES
from truceline.domain.workspaces import is_marked
from truceline.intake.datasets import translate
from truceline.intake.exercise import tables
from truceline.intake.exercise.drill import Drill


def all_tables(drill: Drill) -> Iterator[tuple[str, pl.DataFrame]]:
    for code in drill.seen:
        yield code, tables.reports(drill, code)
    yield "counts", drill.counts
    for name in TABLES:
        yield name, getattr(tables, name)(drill)
    yield "incidents", tables.incidents(drill)
    yield "spoken_of", tables.spoken_of(drill)


def test_each_row_of_each_table_bears_the_mark_twice(drill: Drill) -> None:
    for name, frame in all_tables(drill):
        assert frame.height, name
        for row in frame.iter_rows():
            assert sum(isinstance(cell, str) and is_marked(cell) for cell in row) >= 2, name


@pytest.mark.parametrize("kind", ["reports", *TABLES])
def test_each_table_is_read_without_a_fault(drill: Drill, tmp_path: Path, kind: str) -> None:
    held = {
        name: frame
        for name, frame in all_tables(drill)
        if name == kind or (kind == "reports" and name in drill.seen)
    }
    for name, frame in held.items():
        file = tmp_path / f"{name}.csv"
        frame.write_csv(file)
        done = translate(file, kind=kind, into=tmp_path / f"{name}.parquet")  # type: ignore[arg-type]
        assert done.quarantined.is_empty(), done.quarantined.to_dicts()[:3]
        assert done.read == done.accepted == frame.height


def test_nothing_of_the_truth_is_in_a_ledger(drill: Drill) -> None:
    truth = tables.incidents(drill)
    secret = {*truth["incident_id"].to_list()}
    for code in drill.seen:
        ledger = tables.reports(drill, code)
        assert ledger.columns == list(NAMES)
        cells = {cell for row in ledger.iter_rows() for cell in row}
        assert not cells & secret
        # A point that is known exactly is not the true one.
        assert not set(zip(ledger["lon"], ledger["lat"], strict=True)) & set(
            zip(truth["lon"], truth["lat"], strict=True)
        )
        assert ledger["note"].null_count() == ledger.height


def test_the_truth_names_each_report_once_and_its_incident(drill: Drill) -> None:
    spoken, truth = tables.spoken_of(drill), tables.incidents(drill)
    assert spoken["report_id"].is_unique().all()
    assert spoken.height == sum(len(seen) for seen in drill.seen.values())
    assert spoken.join(truth, on="incident_id", how="anti").is_empty()
    assert spoken.select("ledger", "incident_id").is_unique().all(), "one report a ledger"
    joined = pl.concat(tables.reports(drill, code) for code in drill.seen).join(
        spoken.drop("source").join(truth, on="incident_id"), on=["report_id", "ledger"]
    )
    apart = joined["occurred"].str.head(10).str.to_date() - joined["known_from"].str.to_date()
    assert (apart.dt.total_days() < 0).all()
    parents = truth.drop_nulls("parent_id").join(
        truth.select("incident_id", before="occurred"), left_on="parent_id", right_on="incident_id"
    )
    assert (parents["before"] <= parents["occurred"]).all()


def test_the_mission_gives_the_time_of_what_it_watched(drill: Drill) -> None:
    mission = tables.reports(drill, "XM")
    timed = mission["occurred_from"].str.len_bytes() > 10
    assert timed.any()
    assert (timed == mission["observer_unit"].is_not_null()).all()
    assert (tables.reports(drill, "RU")["occurred_from"].str.len_bytes() == 10).all()


def test_a_district_is_named_only_where_no_place_is(drill: Drill) -> None:
    for code in drill.seen:
        held = tables.reports(drill, code)
        assert (held["place_code"].is_null() == held["place_name"].is_not_null()).all()
        assert (held["place_code"].is_not_null() == (held["precision"] == "unit")).all()


def test_every_district_that_is_named_has_an_outline(drill: Drill) -> None:
    drawn = {f["properties"]["PCODE"] for f in json.loads(tables.districts(drill))["features"]}
    for name, frame in all_tables(drill):
        if "place_code" in frame.columns:
            assert set(frame["place_code"].drop_nulls()) <= drawn, name


def test_of_posts_the_district_is_told_and_no_point(drill: Drill) -> None:
    for name in TABLES:
        assert not {"lon", "lat"} & set(getattr(tables, name)(drill).columns)
