from pathlib import Path

import polars as pl
import pytest

from truceline.domain.effort import EffortKind
from truceline.intake.accounts import Options, Translated
from truceline.intake.datasets import translate
from truceline.intake.reports import ColumnsMissing, ColumnsUnmapped

WATCHES = "watch_id,ledger,post_id,place_code,begins,ends\n"


def read(folder: Path, kind: EffortKind, text: str, options: Options | None = None) -> Translated:
    file = folder / "a.csv"
    file.write_text(text, encoding="utf-8")
    return translate(file, kind=kind, into=folder / "a.parquet", options=options)


def test_a_watch_is_read_and_what_is_not_said_stays_empty(tmp_path: Path) -> None:
    done = read(tmp_path, "watches", WATCHES + "1,north,p1,D1,2021-04-01T06:00,2021-04-01T18:00\n")
    (row,) = pl.read_parquet(done.parquet).to_dicts()
    assert (row["begins"], row["ends"]) == ("2021-04-01T06:00:00", "2021-04-01T18:00:00")
    assert row["source"] is None


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("1,north,p1,D1,2021-04-01T18:00,2021-04-01T06:00", "begins, ends"),
        ("1,north,p1,D1,dawn,2021-04-01T06:00", "begins"),
        ("1,north,,D1,2021-04-01T06:00,2021-04-01T18:00", "post_id"),
        ("1,north,p1,,2021-04-01T06:00,2021-04-01T18:00", "place_code"),
    ],
)
def test_a_watch_that_cannot_be_is_set_aside(tmp_path: Path, row: str, field: str) -> None:
    done = read(tmp_path, "watches", f"{WATCHES}{row}\n")
    assert done.accepted == 0
    assert done.quarantined["field"].to_list() == [field]


def test_words_are_those_of_the_table(tmp_path: Path) -> None:
    head = "restriction_id,ledger,place_code,begins,kind\n"
    done = read(
        tmp_path,
        "restrictions",
        head + "1,north,D1,2021-04-01,denied\n2,north,D1,2021-04-01,shrugged\n",
    )
    assert (done.accepted, done.quarantined["field"].to_list()) == (1, ["kind"])
    head = "notice_id,from_party,to_party,kind,place_code,sent,answered,answer\n"
    done = read(
        tmp_path,
        "notices",
        head + "1,N,S,convoy,D1,2021-04-02,2021-04-01,acknowledged\n2,N,S,convoy,D1,2021-04-02,,\n",
    )
    assert (done.accepted, done.quarantined["field"].to_list()) == (1, ["sent, answered"])


def test_two_ledgers_may_use_one_name_and_one_ledger_may_not(tmp_path: Path) -> None:
    head = "post_id,ledger,place_code\n"
    done = read(tmp_path, "posts", head + "p1,north,D1\np1,south,D2\np1,north,D3\n")
    assert done.accepted == 1
    assert done.quarantined["row"].to_list() == [1, 3]


def test_a_position_of_a_post_has_no_column(tmp_path: Path) -> None:
    with pytest.raises(ColumnsUnmapped, match="a posts table does not: lon, lat"):
        read(tmp_path, "posts", "post_id,ledger,place_code,lon,lat\np1,north,D1,1,1\n")
    with pytest.raises(ColumnsMissing, match="place_code"):
        read(tmp_path, "posts", "post_id,ledger\np1,north\n")


def test_an_extent_and_a_mapping_do_no_harm(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[columns]\n"Nr" = "post_id"\n[fixed]\nledger = "north"\n', encoding="utf-8")
    options = Options(mapping=mapping, extent=(0, 0, 1, 1))
    done = read(tmp_path, "posts", "Nr,place_code\np1,D1\n", options)
    assert done.accepted == 1
