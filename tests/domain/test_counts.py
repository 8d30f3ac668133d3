import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.domain.counts import CountsNotAddable, PartyCount, SeriesNotAddable

RU = PartyCount(11, "RU")
TR = PartyCount(9, "TR")


def test_two_parties_counts_are_not_added() -> None:
    with pytest.raises(CountsNotAddable) as refusal:
        RU + TR
    assert refusal.value.code == "counts.not-addable"
    assert refusal.value.facts == {"one": "RU", "other": "TR"}
    assert "same incidents" in str(refusal.value)
    assert str(refusal.value).endswith("the bounds of what they share.")


def test_sum_does_not_slip_past() -> None:
    with pytest.raises(CountsNotAddable):
        sum([RU, TR])
    with pytest.raises(CountsNotAddable):
        sum([RU, RU, TR], start=RU)


def test_one_partys_counts_are_not_added_across_a_break() -> None:
    with pytest.raises(SeriesNotAddable, match="'cases' than in 'attacks'"):
        PartyCount(1, "RU", "cases") + PartyCount(1, "RU", "attacks")


@pytest.mark.parametrize("stranger", [9, 0.5, None, "9"])
def test_a_bare_number_is_nobodys_and_is_not_added(stranger: object) -> None:
    with pytest.raises(TypeError):
        RU + stranger  # type: ignore[operator]
    with pytest.raises(TypeError):
        stranger + RU  # type: ignore[operator]


@given(st.lists(st.integers(0, 200), min_size=1))
def test_one_partys_own_counts_add_up(numbers: list[int]) -> None:
    assert sum(PartyCount(n, "TR", "x") for n in numbers) == PartyCount(sum(numbers), "TR", "x")
