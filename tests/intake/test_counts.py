import json
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.domain.count_table import COLUMNS
from truceline.intake.count_mappings import CountsMapping
from truceline.intake.counts import translate

GOOD = {
    "date": "2017-05-04",
    "party": "N",
    "source": "a",
    "unit": "Hama",
    "count": "2",
    "total": "5",
}


def read(*rows: dict[str, str], mapping: CountsMapping | None = None) -> Any:
    names = list(dict.fromkeys(name for row in rows for name in row))
    texts = pl.DataFrame(
        [{name: row.get(name) for name in names} for row in rows],
        schema=dict.fromkeys(names, pl.String),
    )
    return translate(texts.with_row_index("row", offset=2), mapping, parties=("N", "S"))


def test_a_good_row_is_typed() -> None:
    accepted, quarantined = read(GOOD | {"headline_adds_parties": "Yes", "counter_towns": "12"})
    (row,) = accepted.to_dicts()
    assert quarantined.is_empty()
    assert accepted.columns == ["row", *COLUMNS, "counter_towns"]
    assert (row["row"], row["date"], row["count"], row["total"]) == (2, date(2017, 5, 4), 2, 5)
    assert (row["headline_adds_parties"], row["counter_towns"]) == (True, 12)
    assert row["state"] == "reported"


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"count": "-3"}, "count", "'-3' is not a whole number of 0 or more"),
        ({"count": "several"}, "count", "'several' is not a whole number of 0 or more"),
        ({"total": "2.5"}, "total", "'2.5' is not a whole number of 0 or more"),
        ({"total": "٣"}, "total", "'٣' is not a whole number of 0 or more"),
        ({"counter_towns": "2,222"}, "counter_towns", "'2,222' is not a whole number of 0 or more"),
        ({"date": "2017-06-31"}, "date", "'2017-06-31' is not a day of the calendar"),
        ({"known_from": "soon"}, "known_from", "'soon' is not a day of the calendar"),
        ({"date": "", "month": "2017-13"}, "month", "'2017-13' is not a month; write 2018-01"),
        ({"party": "X"}, "party", "'X' is none of N, S"),
        ({"party": ""}, "party", "is empty"),
        ({"source": ""}, "source", "is empty"),
        ({"weekday": "Funday"}, "weekday", "'Funday' is none of Monday, Tuesday,"),
        ({"answer": "perhaps"}, "answer", "'perhaps' is none of confirmed, not-confirmed,"),
        ({"total_derived": "maybe"}, "total_derived", "'maybe' is neither true nor false"),
        ({"elsewhere": "many"}, "elsewhere", "'many' is none of reported, zero-reported,"),
        ({"state": "not-received"}, "state", "'not-received' with a number above 0"),
        ({"state": "zero-reported"}, "state", "'zero-reported' with a number above 0"),
        (
            {"total": "0", "count": "0", "state": "reported"},
            "state",
            "'reported' with a total of 0",
        ),
        ({"total": "", "count": ""}, "total", "neither a number nor a state is given"),
        (
            {"total": "", "count": "", "unit": "", "state": "reported"},
            "state",
            "'reported' without a number",
        ),
        ({"unit": ""}, "unit", "is empty; a number for no unit is a total"),
    ],
)
def test_a_bad_row_is_put_aside_with_its_reason(
    change: dict[str, str], field: str, reason: str
) -> None:
    bad = GOOD | {"party": "S"} | change
    accepted, quarantined = read(GOOD, bad)
    (fault,) = quarantined.to_dicts()
    assert accepted["row"].to_list() == [2]
    assert (fault["row"], fault["field"]) == (3, field)
    assert fault["reason"].startswith(reason)
    assert {k: v or "" for k, v in json.loads(fault["record"]).items()} == {
        **dict.fromkeys(json.loads(fault["record"]), ""),
        **bad,
    }


@pytest.mark.parametrize(
    ("change", "state", "total"),
    [
        ({}, "reported", 5),
        ({"total": "0", "count": "0", "unit": ""}, "zero-reported", 0),
        ({"total": "", "count": "", "unit": "", "state": "zero-reported"}, "zero-reported", 0),
        ({"total": "", "count": "", "unit": "", "state": "not-held"}, "not-held", None),
        ({"total": ""}, "reported", None),
        ({"state": "partial"}, "partial", 5),
        ({"count": ""}, "reported", 5),
    ],
)
def test_a_state_is_told_from_the_numbers_and_never_from_their_absence(
    change: dict[str, str], state: str, total: int | None
) -> None:
    (row,) = read(GOOD | change)[0].to_dicts()
    assert (row["state"], row["total"]) == (state, total)


def test_a_row_without_a_day_is_kept_apart() -> None:
    undated = [GOOD | {"date": "", "source": "b"}, GOOD | {"date": "2018-01", "source": "c"}]
    accepted, quarantined = read(*undated)
    assert quarantined.is_empty()
    assert accepted.select("date", "month").rows() == [(None, None), (None, "2018-01")]


def test_dates_are_read_as_the_mapping_says() -> None:
    mapping = CountsMapping(
        columns={name: name for name in GOOD},
        date_formats=("%d.%m.%Y", "%d %B %Y"),
        month_formats=("%m/%Y",),
    )
    dates = ["04.05.2017", "4 May 2017", "05/2017", "2017-05-04"]
    rows = [GOOD | {"date": text, "source": str(i)} for i, text in enumerate(dates)]
    accepted, quarantined = read(*rows, mapping=mapping)
    day = date(2017, 5, 4)
    assert accepted.select("date", "month").rows() == [(day, None), (day, None), (None, "2017-05")]
    assert quarantined["row"].to_list() == [5]


def test_the_same_figure_twice_is_told_once() -> None:
    accepted, quarantined = read(GOOD, GOOD | {"unit": "Homs", "count": "3"}, GOOD)
    assert accepted["row"].to_list() == [2, 3]
    assert quarantined.select("row", "reason").rows() == [(4, "is the same as in row 2")]


def test_one_figure_with_two_contents_is_believed_neither_way() -> None:
    accepted, quarantined = read(GOOD, GOOD | {"count": "3"})
    assert accepted.is_empty()
    assert set(quarantined["reason"]) == {"'Hama' stands twice in one bulletin, with other content"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unit": "Homs", "total": "6"}, "total"),
        ({"party": "S", "headline": "9"}, "headline"),
        ({"party": "S", "counter_towns": "9"}, "counter_towns"),
    ],
)
def test_rows_of_one_bulletin_must_agree(change: dict[str, str], field: str) -> None:
    accepted, quarantined = read(GOOD | {"headline": "8", "counter_towns": "8"}, GOOD | change)
    assert accepted.is_empty()
    assert quarantined["field"].to_list() == [field, field]


def test_each_party_has_its_own_total() -> None:
    accepted, quarantined = read(GOOD, GOOD | {"party": "S", "total": "6"})
    assert (accepted.height, quarantined.height) == (2, 0)


cells = st.sampled_from(["", "0", "2", "-3", "several", "2017-05-04", "2017-06", "N", "S", "true"])
tables = st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, cells)), max_size=6)


@settings(max_examples=40, deadline=None)
@given(tables, st.data())
def test_every_row_is_accounted_for_once(rows: list[dict[str, str]], data: st.DataObject) -> None:
    # Most random rows are bad in many ways; mend some so that each fault comes up.
    good = data.draw(st.lists(st.sampled_from(list(GOOD)), unique=True))
    rows = [GOOD | {k: v for k, v in row.items() if k in good or k == "source"} for row in rows]
    accepted, quarantined = read(GOOD | {"source": "z"}, *rows)
    assert sorted([*accepted["row"], *quarantined["row"]]) == list(range(2, len(rows) + 3))
    assert quarantined["reason"].null_count() == quarantined["record"].null_count() == 0
