import numpy as np
import pytest
from tests.projections.few_reports import PLAIN, few, report

from truceline.domain.linkage import LinkageSettings
from truceline.projections.linkage_records import (
    LedgersTooFew,
    LedgersTooMany,
    LedgerUnknown,
    ReportRepeated,
    key_order,
    ledgers_of,
    prepared,
    reach_of,
    records_of,
)

USUAL = LinkageSettings()


def test_what_cannot_be_linked_is_refused() -> None:
    with pytest.raises(LedgersTooFew, match="Reports of A cannot"):
        ledgers_of(few(PLAIN[:6]), USUAL)
    with pytest.raises(LedgersTooFew):
        ledgers_of(few([]), USUAL)
    with pytest.raises(LedgersTooMany):
        ledgers_of(few([report(f"L{n}", n) for n in range(64)]), USUAL)
    with pytest.raises(LedgerUnknown, match="Z is not among"):
        ledgers_of(few(PLAIN), LinkageSettings(several=("Z",)))
    with pytest.raises(ReportRepeated, match="Report 3 of ledger A stands in 2 rows"):
        key_order(few([*PLAIN, report("A", 3)]))


@pytest.mark.parametrize(
    ("said", "km"),
    [
        ({"precision": "exact"}, 1.0),
        ({"precision": "near"}, 5.0),
        ({"precision": None}, 10.0),
        ({"precision": "near", "radius_m": 2_500.0}, 2.5),
        ({"precision": "exact", "radius_m": 3.0}, 0.1),
        ({"precision": "exact", "radius_m": 0.0}, 1.0),
    ],
)
def test_a_radius_that_is_not_said_is_that_of_the_precision(
    said: dict[str, object], km: float
) -> None:
    records = records_of(prepared(few([report("A", 1, **said)]), USUAL), ["A"], USUAL)
    assert records.radius_km.tolist() == [km]


def test_what_is_not_said_is_not_a_number() -> None:
    silent = report("A", 1, kind=None, best=None)
    records = records_of(prepared(few([silent]), USUAL), ["A"], USUAL)
    assert records.kind.code.tolist() == [-1]
    assert np.isnan(records.casualties).all()


def test_how_far_two_reports_are_and_may_be() -> None:
    one, other = report("A", 0), report("B", 0, lat=35.1, **{"from": "2020-01-04"})
    reach = reach_of(few([one, other]), USUAL)
    assert reach.unplaced == ()
    assert reach.distance_km == pytest.approx(11.12, abs=0.01)
    assert reach.most_km == pytest.approx(3.5 * np.sqrt(2) + 0.5)
    assert reach.days_apart == 3
    vague = reach_of(few([one, report("B", 0, precision="country")]), USUAL)
    assert vague.unplaced == (("B", "0"),)


def test_reports_are_ordered_by_ledger_and_id() -> None:
    mixed = few([report("B", 2), report("A", 3), report("B", 1), report("A", 10)])
    assert key_order(mixed).tolist() == [3, 1, 2, 0]
