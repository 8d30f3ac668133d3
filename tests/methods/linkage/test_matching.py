import numpy as np
import pytest

from truceline.methods.linkage.candidates import Pairs, ledger_pairs
from truceline.methods.linkage.matching import Exclusion, incidents, together

ONE_TO_ONE = np.zeros(3, dtype=np.int8)
LEDGER = np.array([0, 0, 1, 1, 2])
NOTHING = np.empty((0, 2), dtype=np.int32)


def _pairs(*pairs: tuple[int, int]) -> Pairs:
    a, b = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
    numbers = {pair: n for n, pair in enumerate(ledger_pairs(3))}
    held = zip(LEDGER[a].tolist(), LEDGER[b].tolist(), strict=True)
    ledgers = np.array([numbers[one, other] for one, other in held], dtype=np.int16)
    return Pairs(a.copy(), b.copy(), np.zeros(len(a), dtype=np.int32), ledgers, np.ones(len(a)))


def test_rivals_in_one_ledger_share_and_other_ledgers_do_not_compete() -> None:
    pairs = _pairs((0, 2), (0, 3), (0, 4))
    found = Exclusion(pairs, LEDGER, ONE_TO_ONE).probabilities(np.log([9.0, 9.0, 9.0]), 50)
    assert found == pytest.approx([9 / 19, 9 / 19, 0.9], abs=0.01)


def test_three_that_agree_support_each_other() -> None:
    pairs = _pairs((0, 2), (0, 4), (2, 4))
    odds = np.log([1.0, 1.0, 1.0])
    alone = Exclusion(pairs, LEDGER, ONE_TO_ONE).probabilities(odds, 50)
    assert (together(pairs, odds, alone, LEDGER, ONE_TO_ONE).pair > alone).all()


def test_a_pair_that_the_third_contradicts_is_less_likely() -> None:
    supported, lonely = _pairs((0, 2), (0, 4), (2, 4)), _pairs((0, 2), (0, 4))
    odds = np.log([1.0, 1.0, 1.0])
    even = np.full(3, 0.5)
    with_third = together(supported, odds, even, LEDGER, ONE_TO_ONE)
    without = together(lonely, odds[:2], even[:2], LEDGER, ONE_TO_ONE)
    assert without.pair[0] < with_third.pair[0]


def test_being_alone_is_what_is_left() -> None:
    pairs = _pairs((0, 2), (1, 4))
    found = together(pairs, np.log([3.0, 1 / 3]), np.full(2, 0.5), LEDGER, ONE_TO_ONE)
    assert found.alone == pytest.approx([0.25, 0.75, 0.25, 1.0, 0.75], abs=0.01)


def test_hopeless_pairs_stay_as_they_are() -> None:
    pairs = _pairs((0, 2), (1, 4))
    found = together(pairs, np.log([3.0, 9.0]), np.array([0.5, 0.001]), LEDGER, ONE_TO_ONE)
    assert found.pair == pytest.approx([0.75, 0.001], abs=0.01)


def test_no_pairs_leave_everyone_alone() -> None:
    pairs = _pairs()
    found = together(pairs, np.empty(0), np.empty(0), LEDGER, ONE_TO_ONE)
    assert found.pair.shape == (0,)
    assert found.alone.tolist() == [1] * 5
    root, least = incidents(pairs, found.pair, LEDGER, ONE_TO_ONE, (NOTHING, NOTHING))
    assert root.tolist() == [0, 1, 2, 3, 4]
    assert least == 1


def test_pairs_are_joined_as_long_as_the_expected_f1_rises() -> None:
    pairs = _pairs((0, 2), (1, 3), (0, 4))
    found = incidents(pairs, np.array([0.9, 0.5, 0.2]), LEDGER, ONE_TO_ONE, (NOTHING, NOTHING))
    assert found[1] == 0.5
    assert found[0].tolist() == [0, 1, 0, 1, 4]


def test_an_unlikely_pair_is_not_joined_even_if_it_is_the_likeliest() -> None:
    found = incidents(_pairs((0, 2)), np.array([0.15]), LEDGER, ONE_TO_ONE, (NOTHING, NOTHING))
    assert found[0].tolist() == [0, 1, 2, 3, 4]
    assert found[1] == 1


def test_hopeless_pairs_of_many_rivals_do_not_add_up_to_more_than_one() -> None:
    rivals = 100
    ledger = np.array([0] + [1] * rivals)
    a, b = np.zeros(rivals, dtype=np.int32), np.arange(1, rivals + 1, dtype=np.int32)
    zeros = np.zeros(rivals, dtype=np.int16)
    pairs = Pairs(a, b, zeros.astype(np.int32), zeros, np.ones(rivals))
    each = np.full(rivals, 0.019)
    found = together(pairs, np.log(each), each, ledger, ONE_TO_ONE)
    assert found.pair.sum() == pytest.approx(1)
    summed = together(pairs, np.log(each), each, ledger, np.array([1, 0, 0], dtype=np.int8))
    assert summed.pair.sum() == pytest.approx(1.9)


def test_what_a_person_decided_goes_first() -> None:
    pairs = _pairs((0, 2), (0, 3))
    same, apart = np.array([[0, 1]], dtype=np.int32), np.array([[0, 2]], dtype=np.int32)
    found, _ = incidents(pairs, np.array([0.9, 0.8]), LEDGER, ONE_TO_ONE, (same, apart))
    assert found.tolist() == [0, 0, 2, 0, 4]
