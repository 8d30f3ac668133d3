import numpy as np
import polars as pl

from truceline.domain.arrangement import Arrangement
from truceline.domain.count_table import COLUMNS
from truceline.intake.counts import translate
from truceline.intake.exercise.drill import Drill
from truceline.projections import counts as projections


def read(drill: Drill) -> pl.DataFrame:
    texts = pl.read_csv(drill.counts.write_csv().encode(), infer_schema=False)
    accepted, quarantined = translate(
        texts.with_row_index("row", offset=1).cast({"row": pl.Int64}), parties=list(drill.seen)
    )
    assert quarantined.is_empty(), quarantined.to_dicts()
    return accepted


def test_every_row_is_a_count_and_both_parties_have_a_list_each_day(
    drills: list[Drill], astana: Arrangement
) -> None:
    for drill in drills:
        days = projections.days(read(drill), astana.reporting_unit, ("RU", "TR"))
        assert len(days) == drill.scenario.days
        states = [figure.state for day in days for figure in day.parties.values()]
        assert set(states) == {"reported", "zero-reported", "not-received"}
        assert states.count("not-received") / len(states) < 0.08
        codes = {check.code for day in days for check in day.checks}
        assert codes <= {"sum-mismatch", "repeats-yesterday"}, "what a drill is to find, no more"
        assert "sum-mismatch" in codes
        assert any(day.overlap_min for day in days)


def test_a_figure_is_what_the_ledger_knew_by_then(drill: Drill) -> None:
    held = read(drill).filter(pl.col("count").is_not_null())
    for party in drill.scenario.bulletin.parties:
        seen = drill.seen[party]
        in_time = seen.known_day <= seen.first_day + 1
        assert 0.3 < np.mean(in_time) < 0.9
        mine = held.filter(pl.col("party") == party)
        day = (mine["date"] - drill.scenario.first).dt.total_days() - 1
        for at, unit, count in zip(day, mine["unit"], mine["count"], strict=True):
            units = np.array(drill.ground.units)[drill.ground.unit_of(seen.points)]
            known = in_time & (seen.first_day == at) & (units == unit)
            assert known.sum() == count
            if at > 20:
                break


def test_the_third_ledger_publishes_no_count(drill: Drill) -> None:
    assert set(drill.counts["party"]) == {"RU", "TR"}
    assert set(drill.counts.columns) <= COLUMNS.keys()
