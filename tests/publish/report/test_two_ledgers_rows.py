from dataclasses import replace

import polars as pl
import pytest

from truceline.projections.two_ledgers import EVERYWHERE, SideBySide
from truceline.publish.report.inputs import ReportInput, ask
from truceline.publish.report.two_ledgers_rows import (
    MOST_CONTESTED,
    MOST_ROWS,
    Account,
    Shown,
    accounts,
    contested,
    lists,
)


@pytest.fixture(scope="module")
def side(beside: ReportInput) -> SideBySide:
    assert isinstance(beside.side_by_side, SideBySide)
    return beside.side_by_side


@pytest.fixture(scope="module")
def shown(beside: ReportInput, side: SideBySide) -> Shown:
    return accounts(ask(beside), side)


def test_an_account_is_days_kind_killed_and_how_well_the_place_is_known(
    shown: Shown,
) -> None:
    assert shown("north", "n1") == Account(
        "n1", "5 Apr 2021", "fire/indirect; killed: 2", "place known"
    )
    assert shown("north", "n2").what == "fire/indirect; killed: not said"
    assert shown("south", "s2").place == "near a known place, within 15 km"


@pytest.mark.parametrize(
    ("cells", "days", "what"),
    [
        ({"occurred_to": "2021-04-09"}, "5 Apr 2021 to 9 Apr 2021", "fire/indirect; killed: 2"),
        ({"occurred_to": None}, "5 Apr 2021", "fire/indirect; killed: 2"),
        (
            {"killed_best": None, "killed_low": 1, "killed_high": 4, "kind": None},
            "5 Apr 2021",
            "kind not said; killed: 1 to 4",
        ),
    ],
)
def test_what_is_not_said_is_not_made_up(
    beside: ReportInput, side: SideBySide, cells: dict[str, object], days: str, what: str
) -> None:
    told = side.accounts.with_columns(**{name: pl.lit(value) for name, value in cells.items()})
    account = accounts(ask(beside), replace(side, accounts=told))("north", "n1")
    assert (account.days, account.what) == (days, what)


def test_pairs_between_two_tenths_and_eight_come_the_most_doubtful_first(
    side: SideBySide, shown: Shown
) -> None:
    (one,), more = contested(side, ("north", "south"), shown)
    assert more == 0
    assert one.probability == "0.55"
    assert [account.report for account in one.accounts] == ["n2", "s2"]
    assert one.apart == "within 3 km, 1 day apart"
    assert dict(one.evidence) == {
        "place": "+3.0",
        "date": "-1.0",
        "kind": "0",
        "people killed": "+0.4",
    }


def test_more_than_so_many_are_counted(side: SideBySide, shown: Shown) -> None:
    row = side.links.filter(report_a="n2")
    rows = [
        row.with_columns(probability=pl.lit(0.21 + 0.01 * n), distance_km=0.0, days_apart=0)
        for n in range(MOST_CONTESTED + 7)
    ]
    links = pl.concat([side.links.clear(), *rows], how="vertical_relaxed")
    told, more = contested(replace(side, links=links), ("north", "south"), shown)
    assert (len(told), more) == (MOST_CONTESTED, 7)
    doubts = [abs(float(one.probability) - 0.5) for one in told]
    assert doubts == sorted(doubts)
    assert told[0].apart == "within 1 km, days overlap"


def test_reports_bear_their_partners_the_most_probable_first(
    side: SideBySide, shown: Shown
) -> None:
    held = lists(side.rows, side, shown, "rows")
    rows = held["north", "south", EVERYWHERE, None, None].rows
    assert [row.account.report for row in rows] == ["n1", "n2", "n3", "n4", "n5"]
    assert rows[0].partners == "s1 (0.95), s2 (0.04)"
    assert [row.both for row in rows] == ["0.99", "0.55", "0.00", "not compared", "0.00"]
    # The first of each week can be gone to.
    assert [bool(row.anchor) for row in rows] == [True, False, True, True, False]


def test_a_long_list_is_cut_and_says_so(side: SideBySide, shown: Shown) -> None:
    row = side.rows.filter(ledger="north", other="south", ground=EVERYWHERE, report_id="n1")
    long = pl.concat([row] * (MOST_ROWS + 3))
    (held,) = lists(long, side, shown, "rows").values()
    assert (len(held.rows), held.left_out) == (MOST_ROWS, 3)


def test_a_week_that_is_not_listed_leads_to_the_list(side: SideBySide, shown: Shown) -> None:
    held = lists(side.rows, side, shown, "rows")["north", "south", EVERYWHERE, None, None]
    listed = min(held.weeks)
    assert held.href(listed) == f"#{held.id}-{listed}"
    assert held.href(listed.replace(year=1999)) == held.href() == f"#{held.id}"
