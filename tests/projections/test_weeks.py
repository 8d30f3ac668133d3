from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.domain.arrangement import Arrangement
from truceline.projections.attribution import Attributor, placed
from truceline.projections.weeks import day_in, in_force, weeks

FIRST, LAST = date(2021, 12, 6), date(2022, 4, 3)
"""A Monday and a Sunday, with the change of the Belt's outline on 1 February between them."""


def reports(*rows: tuple[date, date, float, float]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "report_id": f"r{number}",
                "ledger": "ucdp",
                "occurred_from": begin.isoformat(),
                "occurred_to": end.isoformat(),
                "lon": lon,
                "lat": lat,
                "precision": "exact",
                "radius_m": None,
                "place_code": None,
            }
            for number, (begin, end, lon, lat) in enumerate(rows)
        ],
        schema_overrides={"radius_m": pl.Float64, "place_code": pl.String},
    )


INSIDE, OUTSIDE = (-124.7, -19.5), (-124.7, -18.5)
moments = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(days=n))
places = st.sampled_from([INSIDE, OUTSIDE])


@settings(max_examples=25, deadline=None)  # each builds its index anew
@given(st.lists(st.tuples(moments, st.integers(0, 20), places), min_size=1, max_size=12))
def test_shares_in_the_time_of_a_line_agree_with_attribution_in_time(
    island: Arrangement, made: list[tuple[date, int, tuple[float, float]]]
) -> None:
    given_reports = reports(*((on, on + timedelta(days=n), *place) for on, n, place in made))
    shares = in_force(island, placed(island, given_reports))
    direct = Attributor(island).of(given_reports)
    authors = {b.id: b.author for area in island.area for b in area.boundary}
    slowly = (
        direct.with_columns(author=pl.col("boundary").replace_strict(authors))
        .group_by("area", "author", "report_id")
        .agg(pl.col("probability").sum().clip(0, 1))
        .sort("area", "author", "report_id")
    )
    columns = ["area", "author", "report_id"]
    assert shares.select(columns).rows() == slowly.select(columns).rows()
    assert shares["probability"].to_list() == pytest.approx(slowly["probability"].to_list())


def of_belt(
    island: Arrangement, made: pl.DataFrame, until: date = LAST
) -> Iterator[tuple[date, float | None]]:
    held = placed(island, made)
    found = weeks(island, made, in_force(island, held), shaped=held.shaped, until=until)
    one = next(w for w in found if (w.area, w.author) == ("belt", "Parties to the Halt"))
    for week in one.weeks:
        yield week.starts, week.expected


COVERING = ((FIRST, FIRST, *OUTSIDE), (LAST, LAST, *OUTSIDE))


def test_a_week_without_an_event_is_zero_while_the_line_holds(island: Arrangement) -> None:
    on = date(2022, 1, 12)
    found = dict(of_belt(island, reports(*COVERING, (on, on, *INSIDE), (on, on, *INSIDE))))
    assert len(found) == 17
    assert found[date(2022, 1, 10)] == pytest.approx(2, abs=1e-6)
    assert found[date(2022, 1, 3)] == 0


def test_weeks_go_on_from_one_version_of_a_line_to_the_next(island: Arrangement) -> None:
    assert None not in dict(of_belt(island, reports(*COVERING))).values()


def test_a_week_before_the_line_is_not_known(island: Arrangement) -> None:
    early = date(2021, 2, 1)
    found = dict(of_belt(island, reports((early, early, *INSIDE), (LAST, LAST, *INSIDE))))
    assert found[date(2021, 3, 1)] is None
    assert found[date(2021, 3, 8)] == 0


def test_weeks_after_the_day_asked_about_are_not_there(island: Arrangement) -> None:
    found = dict(of_belt(island, reports(*COVERING), until=date(2022, 1, 1)))
    assert max(found) == date(2021, 12, 20)


def test_the_day_of_an_instant_is_its_first_ten_letters() -> None:
    texts = pl.DataFrame({"at": ["2021-03-05T06:00:00", "2021-03-06", None]})
    assert texts.select(day_in("at")).to_series().to_list() == [
        date(2021, 3, 5),
        date(2021, 3, 6),
        None,
    ]
