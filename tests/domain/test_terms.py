from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.domain.acts import Act
from truceline.domain.terms import LengthUnreadable, Term, clock, length_of, term_end

AREAS = Term(
    id="areas",
    instrument="joint-statement",
    starts=date(2017, 9, 15),
    length="P6M",
    extension="automatic-by-consensus",
    searched=("a", "b"),
    known_from=date(2017, 9, 15),
)


def act(kind: str, made: date) -> Act:
    return Act(
        id=f"{kind}-{made}",
        kind=kind,  # type: ignore[arg-type]  # the test names real kinds
        made=made,
        by=("iran", "russia", "turkey"),
        text="",
        term="areas",
        known_from=made,
    )


def test_six_months_from_15_september_end_on_15_march() -> None:
    assert term_end(date(2017, 9, 15), "P6M") == date(2018, 3, 15)
    assert term_end(date(2017, 9, 15), "P6M", renewals=1) == date(2018, 9, 15)


def test_counts_from_the_start_never_from_the_last_end() -> None:
    assert term_end(date(2017, 8, 31), "P6M") == date(2018, 2, 28)
    assert term_end(date(2017, 8, 31), "P6M", renewals=1) == date(2018, 8, 31)


def test_a_term_holds_on_its_last_day_and_not_on_its_end() -> None:
    assert clock(AREAS, [], about=date(2018, 3, 14)).state == "running"
    assert clock(AREAS, [], about=date(2018, 3, 15)).state == "no-act-found"
    assert clock(AREAS, [], about=date(2017, 9, 14)).state == "not-started"


def test_an_extension_moves_the_end() -> None:
    stands = clock(AREAS, [act("extend", date(2018, 3, 10))], about=date(2018, 3, 20))
    assert (stands.state, stands.runs_to) == ("running", date(2018, 9, 15))


def test_an_act_of_later_days_is_not_counted() -> None:
    stands = clock(AREAS, [act("extend", date(2018, 3, 30))], about=date(2018, 3, 20))
    assert stands.state == "no-act-found"


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        (["suspend"], "suspended"),
        (["suspend", "resume"], "running"),
        (["suspend", "resume", "end"], "ended"),
    ],
)
def test_the_last_of_suspending_resuming_and_ending_counts(kinds: list[str], state: str) -> None:
    acts = [act(kind, date(2017, 10, 1 + n)) for n, kind in enumerate(kinds)]
    assert clock(AREAS, acts, about=date(2017, 11, 1)).state == state


@pytest.mark.parametrize("length", ["", "P", "6 months", "P0M", "PT5H", "p6m", "P-6M"])
def test_refuses_what_is_no_length(length: str) -> None:
    with pytest.raises(LengthUnreadable):
        length_of(length)


@given(
    st.dates(date(1950, 1, 1), date(2050, 1, 1)),
    st.integers(1, 24),
    st.integers(0, 10),
)
def test_a_renewal_never_shortens_a_term(start: date, months: int, renewals: int) -> None:
    one = term_end(start, f"P{months}M", renewals=renewals)
    more = term_end(start, f"P{months}M", renewals=renewals + 1)
    assert start < one < more
