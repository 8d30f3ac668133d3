from datetime import date
from pathlib import Path

import polars as pl
import pytest

from truceline.domain.reports import NAMES, is_kind
from truceline.intake.acled import ACTOR_TYPES, KIND, REQUIRED, recipe
from truceline.intake.records import Batch, Fault
from truceline.intake.reports import ColumnsMissing

FILE = Path("acled.csv")
# Made up; ACLED's own rows may not be passed on.
EVENT = {
    "event_id_cnty": "XYZ1",
    "event_date": "2017-06-30",
    "year": "2017",
    "time_precision": "1",
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Shelling/artillery/missile attack",
    "actor1": "Army of the North",
    "inter1": "State forces",
    "actor2": "Civilians (North)",
    "inter2": "7",
    "iso": "999",
    "country": "Northland",
    "location": "Old Mill",
    "latitude": "10.5",
    "longitude": "20.25",
    "geo_precision": "1",
    "source": "Local Radio; Village Committee",
    "notes": "Shells fell. [size=no report]",
    "fatalities": "3",
    "timestamp": "1498953600",
}


def read(**cells: str | None) -> tuple[pl.DataFrame, list[Fault]]:
    event = {**EVENT, **cells}
    row = pl.DataFrame(event, dict.fromkeys(event, pl.String))
    done, faults = recipe(FILE, row.schema, date(2020, 6, 1)).apply(Batch(pl.Series([1]), row))
    return done.frame, faults


def one(column: str, **cells: str | None) -> object:
    frame, faults = read(**cells)
    assert faults == []
    return frame[column].item()


def test_an_event_is_told_as_its_source_told_it() -> None:
    frame, faults = read()
    assert faults == []
    report = {name: value for name, value in frame.row(0, named=True).items() if name in NAMES}
    assert {name: value for name, value in report.items() if value is not None} == {
        "report_id": "acled:XYZ1",
        "ledger": "acled",
        "occurred_from": "2017-06-30",
        "occurred_to": "2017-06-30",
        "lon": 20.25,
        "lat": 10.5,
        "precision": "exact",
        "radius_m": 2000.0,
        "place_name": "Old Mill",
        "kind": "fire/indirect",
        "how_known": "third-party",
        "killed_best": 3,
        "source": "Local Radio; Village Committee",
        "known_from": "2017-07-02T00:00:00+00:00",
        "note": "Shells fell. [size=no report]",
    }


def test_all_columns_of_the_file_are_kept() -> None:
    frame, _ = read()
    kept = {name: str(frame[f"acled.{name}"].item()) for name in EVENT}
    assert kept == EVENT


@pytest.mark.parametrize("written", ["2017-06-30", "30-06-2017", "30 June 2017", "30 june 2017"])
def test_the_three_ways_to_write_a_day(written: str) -> None:
    assert one("occurred_from", event_date=written) == "2017-06-30"


@pytest.mark.parametrize("written", ["2017-06-31", "31 June 2017", "06-30-2017", "June 2017"])
def test_what_is_no_day_is_set_aside(written: str) -> None:
    _, faults = read(event_date=written)
    assert [fault.field for fault in faults] == ["event_date"]


@pytest.mark.parametrize(
    ("within", "first", "last"),
    [
        ("1", "2017-06-30", "2017-06-30"),
        ("2", "2017-06-27", "2017-07-03"),
        ("3", "2017-06-01", "2017-06-30"),
    ],
)
def test_days_known_within_a_week_or_a_month_are_intervals(
    within: str, first: str, last: str
) -> None:
    assert one("occurred_from", time_precision=within) == first
    assert one("occurred_to", time_precision=within) == last


@pytest.mark.parametrize(
    ("code", "precision", "radius_m"),
    [("1", "exact", 2_000), ("2", "near", 15_000), ("3", "near", 60_000)],
)
def test_the_precision_of_the_place(code: str, precision: str, radius_m: float) -> None:
    assert one("precision", geo_precision=code) == precision
    assert one("radius_m", geo_precision=code) == radius_m


def test_0_fatalities_are_unknown_and_not_none() -> None:
    assert one("killed_best", fatalities="0") is None
    assert one("acled.fatalities", fatalities="0") == 0
    frame, _ = read(fatalities="0")
    notices = recipe(FILE, pl.Schema(dict.fromkeys(EVENT, pl.String())), None).notice(frame)
    assert next(iter(notices.values())) == 1


@pytest.mark.parametrize("missing", [None, ""])
def test_an_event_without_its_id_is_set_aside_and_never_merged_with_another(
    missing: str | None,
) -> None:
    rows = pl.DataFrame(
        [{**EVENT, "event_id_cnty": missing, "location": place} for place in "AB"],
        dict.fromkeys(EVENT, pl.String),
    ).with_columns(pl.col("event_id_cnty").replace("", None))
    done, faults = recipe(FILE, rows.schema, None).apply(Batch(pl.Series([1, 2]), rows))
    assert done.frame.is_empty()
    assert [(fault.row, fault.field, fault.reason) for fault in faults] == [
        (1, "event_id_cnty", "is empty"),
        (2, "event_id_cnty", "is empty"),
    ]


def test_a_sea_may_stand_for_a_country() -> None:
    assert one("acled.country", country="Mediterranean Sea", iso=None) == "Mediterranean Sea"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1", 1),
        ("State Forces", 1),
        ("Rebel group", 2),
        ("Rebel Forces", 2),
        ("Militia Groups", 3),
        ("Communal / Identity Groups", 4),
        (" rioters", 5),
        ("Protesters", 6),
        ("Civilians", 7),
        ("Foreign / Others", 8),
        ("External/Other forces", 8),
        ("9", None),
        ("something new", None),
        (None, None),
    ],
)
def test_types_of_actor_have_one_code_in_all_spellings(
    written: str | None, code: int | None
) -> None:
    assert one("acled.inter1_code", inter1=written) == code
    assert one("acled.inter1", inter1=written) == written


def test_all_types_of_actor_and_all_25_sub_events_are_listed() -> None:
    assert sorted(ACTOR_TYPES) == list(range(1, 9))
    assert len(KIND) == 25
    assert all(is_kind(kind) for kind in KIND.values())


def test_a_sub_event_that_is_new_is_kept_without_a_kind() -> None:
    assert one("kind", sub_event_type="Balloon attack") is None
    assert one("acled.sub_event_type", sub_event_type="Balloon attack") == "Balloon attack"


def test_a_row_without_a_time_of_change_is_known_from_the_day_that_is_given() -> None:
    assert one("known_from", timestamp=None) == "2020-06-01"


def test_no_one_is_accused() -> None:
    assert one("alleged_party") is None


@pytest.mark.parametrize(
    ("column", "content"),
    [
        ("time_precision", "4"),
        ("geo_precision", "0"),
        ("fatalities", "-1"),
        ("latitude", "91"),
        ("longitude", "east"),
        ("timestamp", "today"),
    ],
)
def test_what_the_codebook_does_not_allow_is_set_aside(column: str, content: str) -> None:
    _, faults = read(**{column: content})
    assert [fault.field for fault in faults] == [column]


def test_a_file_that_is_something_else_is_refused() -> None:
    with pytest.raises(ColumnsMissing, match="event_id_cnty"):
        recipe(FILE, pl.Schema({"id": pl.String()}), None)
    assert set(REQUIRED) <= set(EVENT)


def test_the_manual_has_every_sub_event_and_its_kind() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "formats" / "events.md").read_text("utf-8")
    rows = [line.split("|") for line in manual.splitlines() if line.startswith("|")]
    told = {
        name.strip(): row[2].strip(" `") for row in rows for name in row[1].split(";") if row[2]
    }
    assert {name: told.get(name) for name in KIND} == KIND
