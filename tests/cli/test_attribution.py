from pathlib import Path

import polars as pl
import pytest
from tests.cli.conftest import Run

ISLAND = Path(__file__).parents[1] / "arrangements" / "island"
ROWS = """report_id,ledger,occurred_from,lon,lat,precision,radius_m
in,north,2021-04-01,-124.75,-19.5,exact,
out,north,2021-04-01,-123.1,-18.1,exact,
early,north,2021-03-01,-124.75,-19.5,exact,
near,north,2021-04-01,-124.75,-19.5,near,40000
nowhere,north,2021-04-01,,,unknown,
bad,north,2021-06-31,,,,
"""


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    file = tmp_path / "reports.csv"
    file.write_text(ROWS, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ["areas.csv", "areas.parquet"])
def test_writes_one_row_for_each_report_and_boundary(
    run: Run, reports: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / name
    result = run("attribute", reports, "--arrangement", ISLAND, "--out", out)
    assert result.exit_code == 0
    assert "6 reports read, 1 of them set aside" in result.output
    assert "1 reports have no place" in result.output
    table = pl.read_csv(out) if name.endswith("csv") else pl.read_parquet(out)
    assert table.columns == ["report_id", "area", "boundary", "probability"]
    assert table.filter(pl.col("probability") <= 0).is_empty()
    sure = table.filter(pl.col("report_id") == "in")
    assert "belt-2021" in sure["boundary"]
    assert "out" not in table["report_id"]
    assert "early" not in table["report_id"]
    vague = table.filter((pl.col("report_id") == "near") & (pl.col("boundary") == "belt-2021"))
    (share,) = vague["probability"]
    assert 0 < share < 1
    aside = tmp_path / "areas.quarantine.csv"
    assert str(aside) in result.output
    (lost,) = pl.read_csv(aside).rows(named=True)
    assert (lost["row"], lost["field"]) == (6, "occurred_from")
    assert {p.name for p in tmp_path.iterdir()} == {"reports.csv", name, aside.name}


def test_the_real_events_on_the_example(run: Run, demo: Path, shared: Path, tmp_path: Path) -> None:
    words = ["--kind", "ucdp", "--arrangement", demo / "arrangement", "--out"]
    file = shared / "data" / "events" / "ucdp_ged_syria_2016_2019.csv.gz"
    near = tmp_path / "near.csv"
    result = run("attribute", file, *words, tmp_path / "areas.parquet", "--near", near)
    assert result.exit_code == 0
    table = pl.read_parquet(tmp_path / "areas.parquet")
    # One author's versions of one area share an event between them.
    first = table.filter(pl.col("boundary") == "eastern-ghouta-ground-between")
    assert first["report_id"].n_unique() == first.height
    assert first.filter(pl.col("probability") > 1).is_empty()
    assert "idlib" not in table["area"]
    assert "idlib" in pl.read_csv(near)["area"]


def test_an_imprecise_place_is_likelier_where_exact_reports_lay(
    run: Run, reports: Path, tmp_path: Path
) -> None:
    found = []
    for more in ("", "again,north,2021-04-02,-124.75,-19.5,exact,\n"):
        reports.write_text(ROWS + more, encoding="utf-8")
        out = tmp_path / "areas.csv"
        assert run("attribute", reports, "--arrangement", ISLAND, "--out", out).exit_code == 0
        near = pl.read_csv(out).filter(report_id="near", boundary="belt-2021")
        found += near["probability"].to_list()
    alone, together = found
    assert alone < together < 1
