from dataclasses import replace
from datetime import date, datetime

import polars as pl
import pytest
import shapely

from truceline.domain.areas import Boundary, Polygon, Undefined
from truceline.domain.arrangement import Arrangement
from truceline.domain.places import Place
from truceline.projections.attribution import Attributor, placed

SQUARE = ((36.0, 35.0), (36.2, 35.0), (36.2, 35.2), (36.0, 35.2), (36.0, 35.0))
EAST = tuple((x + 0.2, y) for x, y in SQUARE)
MOVED = date(2021, 4, 11)

FIRST = Boundary(
    id="first",
    author="them",
    status="agreed",
    valid_from=date(2021, 3, 5),
    valid_to=MOVED,
    known_from=date(2021, 3, 5),
    shape=Polygon(kind="polygon", polygons=((SQUARE,),)),
)
SECOND = replace(
    FIRST,
    id="second",
    valid_from=MOVED,
    valid_to=None,
    shape=Polygon(kind="polygon", polygons=((EAST,),)),
)


@pytest.fixture
def arrangement(island: Arrangement) -> Arrangement:
    belt = replace(island.area[0], boundary=(FIRST, SECOND))
    return replace(island, area=(belt,), zone="Asia/Damascus")


def report(**cells: object) -> pl.DataFrame:
    row = {
        "report_id": "1",
        "occurred_from": "2021-04-01",
        "occurred_to": None,
        "lon": 36.1,
        "lat": 35.1,
        "precision": "exact",
        "radius_m": None,
        "place_code": None,
    }
    return pl.DataFrame(
        [row | cells],
        schema_overrides={"radius_m": pl.Float64, "place_code": pl.String, "lon": pl.Float64},
    )


def probability(arrangement: Arrangement, **cells: object) -> dict[str, float]:
    found = Attributor(arrangement).of(report(**cells))
    return dict(zip(found["boundary"], found["probability"], strict=True))


def test_an_exact_place_is_in_or_out_boundary_included(arrangement: Arrangement) -> None:
    assert probability(arrangement) == {"first": 1.0}
    assert probability(arrangement, lon=36.2, lat=35.2) == {"first": 1.0}
    assert probability(arrangement, lon=36.21) == {}


def test_the_version_of_the_day_counts(arrangement: Arrangement) -> None:
    assert probability(arrangement, occurred_from="2021-04-10") == {"first": 1.0}
    assert probability(arrangement, occurred_from="2021-04-11") == {}
    assert probability(arrangement, occurred_from="2021-04-11", lon=36.3) == {"second": 1.0}
    assert probability(arrangement, occurred_from="2021-03-04") == {}


def test_a_day_begins_at_midnight_where_the_arrangement_holds(arrangement: Arrangement) -> None:
    # 21:30 in UTC on the 10th is half past midnight of the 11th in Damascus (summer time).
    assert probability(arrangement, occurred_from="2021-04-10T21:30:00+00:00") == {}
    assert probability(arrangement, occurred_from="2021-04-10T20:30:00+00:00") == {"first": 1.0}


def test_time_is_shared_between_versions(arrangement: Arrangement) -> None:
    cells = {"occurred_from": "2021-04-09", "occurred_to": "2021-04-12"}
    assert probability(arrangement, **cells) == {"first": pytest.approx(0.5)}
    edge = probability(arrangement, **cells, lon=36.2)
    assert edge == {"first": pytest.approx(0.5), "second": pytest.approx(0.5)}


def test_a_place_near_the_edge_lies_in_both_halves(arrangement: Arrangement) -> None:
    found = probability(arrangement, precision="near", radius_m=3000.0, lon=36.2)
    assert found["first"] == pytest.approx(0.5, abs=0.01)


def test_an_uncertain_line_makes_exact_places_uncertain(arrangement: Arrangement) -> None:
    vague = replace(FIRST, uncertainty_m=2000.0)
    (area,) = arrangement.area
    changed = replace(arrangement, area=(replace(area, boundary=(vague, SECOND)),))
    assert probability(changed, lon=36.2)["first"] == pytest.approx(0.5, abs=0.01)
    assert probability(changed, lon=36.1)["first"] == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(
    "cells",
    [
        {"precision": "unknown"},
        {"precision": None},
        {"precision": "unit"},
        {"precision": "country"},
        {"precision": "near", "radius_m": None},
        {"lon": None},
    ],
)
def test_what_is_not_known_is_in_no_area_and_is_counted(
    arrangement: Arrangement, cells: dict[str, object]
) -> None:
    attributor = Attributor(arrangement)
    row = report(**cells)
    assert attributor.of(row).height == 0
    assert attributor.unplaced(row) == 1


def units() -> pl.DataFrame:
    west = shapely.box(35.8, 35.0, 36.2, 35.2)
    east = shapely.box(36.2, 35.0, 36.6, 35.2)
    return pl.DataFrame(
        {"pcode": ["W", "E"], "level": [1, 1], "geometry": shapely.to_wkb([west, east]).tolist()}
    )


@pytest.mark.parametrize(
    ("cells", "share"),
    [
        ({"precision": "unit", "place_code": "W"}, 0.5),
        ({"precision": "unit", "place_code": "ADM1", "lon": 36.01}, 0.5),
        ({"precision": "country", "lon": None}, 0.25),
        ({"precision": "unit", "place_code": "E"}, 0.0),
    ],
)
def test_a_unit_is_shared_by_its_ground(
    arrangement: Arrangement, cells: dict[str, object], share: float
) -> None:
    found = Attributor(arrangement, units()).of(report(**cells))
    told = dict(zip(found["boundary"], found["probability"], strict=True))
    assert told.get("first", 0.0) == pytest.approx(share, abs=0.01)


def test_near_a_named_settlement_is_no_probability(arrangement: Arrangement) -> None:
    town = Place(name="town", lon=36.1, lat=35.1)
    shape = Undefined(kind="undefined", because="not published", near=(town,), near_m=3000.0)
    (area,) = arrangement.area
    vague = replace(area, boundary=(replace(FIRST, shape=shape),))
    attributor = Attributor(replace(arrangement, area=(vague,)))
    for lon, near in ((36.1, 1), (36.12, 1), (36.14, 0)):
        row = report(lon=lon)
        assert attributor.of(row).height == 0
        assert attributor.near(row).height == near
    assert attributor.near(report(occurred_from="2021-04-11")).height == 0
    assert attributor.near(report(precision="near", radius_m=10.0)).height == 0


def test_instants_and_days_may_stand_in_one_column(arrangement: Arrangement) -> None:
    rows = pl.concat([report(), report(occurred_from=datetime(2021, 4, 1).isoformat())])  # noqa: DTZ001
    assert Attributor(arrangement).of(rows)["probability"].to_list() == [1.0, 1.0]


def test_where_reports_lay_is_asked_whatever_the_time(arrangement: Arrangement) -> None:
    early = report(occurred_from="2010-01-01")
    assert Attributor(arrangement).of(early).is_empty()
    laid = placed(arrangement, early.with_columns(ledger=pl.lit("n")))
    assert laid.inside["boundary"].to_list() == ["first"]
    assert set(laid.shaped) == {"first", "second"}


def test_distances_are_to_the_nearest_ground(arrangement: Arrangement) -> None:
    rows = pl.concat([report(), report(lon=35.9), report(lon=None)])
    inside, outside, nowhere = Attributor(arrangement).distance_m(rows)
    assert inside == 0
    assert outside == pytest.approx(9_130, rel=0.01)
    assert nowhere is None


def test_no_reports_lie_nowhere(arrangement: Arrangement) -> None:
    assert placed(arrangement, pl.DataFrame()).inside.is_empty()


def test_imprecise_reports_learn_from_exact_ones_of_the_same_ledger(
    arrangement: Arrangement,
) -> None:
    vague = report(precision="near", radius_m=5000.0, lon=36.2)
    there = report(report_id="2", lon=36.19)
    uniform = Attributor(arrangement).of(vague)["probability"][0]
    for ledger, share in (("ours", (4 * uniform + 1) / 5), ("theirs", uniform)):
        rows = pl.concat(
            [
                vague.with_columns(ledger=pl.lit("ours")),
                there.with_columns(ledger=pl.lit(ledger)),
            ]
        )
        attributor = Attributor(arrangement, learn_from=rows)
        told = attributor.of(rows).filter(report_id="1", boundary="first")["probability"]
        assert told.to_list() == [pytest.approx(share)]
        laid = placed(arrangement, rows).inside.filter(report_id="1", boundary="first")
        assert laid["probability"].to_list() == [pytest.approx(share)]


def test_two_ledgers_may_use_the_same_ids(arrangement: Arrangement) -> None:
    outside = report(lon=35.9).with_columns(ledger=pl.lit("one"))
    within = report().with_columns(ledger=pl.lit("other"))
    laid = placed(arrangement, pl.concat([outside, within]))
    assert laid.inside.select("ledger", "report_id").unique().rows() == [("other", "1")]


def test_tells_which_reports_have_a_place_to_ask_about(arrangement: Arrangement) -> None:
    rows = [report(), report(precision="country"), report(precision="near"), report(lon=None)]
    laid = placed(arrangement, pl.concat(rows).with_columns(ledger=pl.lit("n")))
    assert laid.events["has_place"].to_list() == [True, False, False, False]
