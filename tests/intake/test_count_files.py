from pathlib import Path

import polars as pl

from truceline.intake.accounts import Options
from truceline.intake.count_files import translate_file

ROWS = """date,source,party,unit,count,total
2021-04-01,https://x.org/1,NO,Lee District,3,5
2021-04-01,https://x.org/1,NO,Windward District,-3,5
2021-04-02,https://x.org/2,NO,Lee District,several,5
2021-06-31,https://x.org/3,NO,Lee District,1,5
2021-04-03,https://x.org/4,XX,Lee District,1,5
"""


def test_every_figure_is_accounted_for(tmp_path: Path) -> None:
    file = tmp_path / "counts.csv"
    file.write_text(ROWS, encoding="utf-8")
    told = translate_file(
        file, into=tmp_path / "rows", options=Options(), parties=["NO", "SO"], progress=None
    )
    assert (told.read, told.accepted, told.repeated) == (5, 1, 0)
    faults = [(row, field) for row, field, *_ in told.quarantined.iter_rows()]
    assert faults == [(2, "count"), (3, "count"), (4, "date"), (5, "party")]
    (kept,) = pl.read_parquet(told.parquet).iter_rows(named=True)
    assert (kept["party"], kept["count"], kept["total"]) == ("NO", 3, 5)
