import numpy as np
import pytest
from hypothesis import given
from tests.methods.linkage.made_up import coded, records, some_records

from truceline.methods.linkage.comparisons import (
    CASUALTIES,
    DATE,
    DAYS,
    KIND,
    NAME,
    PLACE,
    Z_EDGES,
    Belief,
    Comparison,
    casualty_field,
    kind_field,
    levels_of,
    name_field,
    place_classes,
)
from truceline.methods.linkage.records import Records

NOTHING, ONE_STEP, MORE, EQUAL, NOT_SAID = 0, 1, 2, 3, 6


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("fire/air", "violence", NOTHING),
        ("fire/air", "fire/indirect/mortar", ONE_STEP),
        ("fire", "fire/air", ONE_STEP),
        ("fire/indirect", "fire/indirect/mortar", MORE),
        ("fire/indirect/artillery", "fire/indirect/mortar", MORE),
        ("fire/air", "fire/air", EQUAL),
        ("fire/air", None, NOT_SAID),
        (None, None, NOT_SAID),
    ],
)
def test_kinds_are_compared_by_what_they_share(
    one: str | None, other: str | None, level: int
) -> None:
    field = kind_field(coded([one, other]))
    assert field.table[field.code[0], field.code[1]] == level


def test_agreement_on_a_rare_kind_has_a_level_of_its_own() -> None:
    texts = ["fire"] * 80 + ["halt"] * 18 + ["post"] * 2
    field = kind_field(coded(texts))
    same = [int(field.table[field.code[at], field.code[at]]) for at in (0, 80, 98)]
    assert same == [3, 4, 5]


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [(0, 0, 5), (3, 3, 3), (12, 12, 4), (1234, 1212, 4), (10, 8, 2), (10, 5, 1), (0, 3, 0)],
)
def test_numbers_killed_are_compared_on_a_log_scale(one: float, other: float, level: int) -> None:
    field = casualty_field(np.array([one, other, np.nan]))
    assert field.table[field.code[0], field.code[1]] == level
    assert field.table[field.code[0], field.code[2]] == 6


def test_a_number_that_is_not_said_is_not_zero() -> None:
    field = casualty_field(np.array([np.nan, np.nan, 0.0]))
    assert field.table[field.code[0], field.code[1]] == 6


def test_names_are_compared_letter_by_letter() -> None:
    names = coded(["northern brigade", "northern brigades", "nothern bridge", "coast guard", None])
    field = name_field(names)
    levels = [int(field.table[field.code[0], code]) for code in field.code]
    assert levels == [4, 2, 1, 0, 6]


def test_no_names_at_all_are_not_said() -> None:
    field = name_field(coded([None, None]))
    assert field.table[field.code[0], field.code[1]] == 6


def test_radii_within_a_factor_of_two_are_a_class() -> None:
    radii = (0.5, 0.9, 3.0, 15.0, 15.5)
    made = records([(0, 36, 34, radius, 0, 0, None, 0) for radius in radii])
    assert place_classes(made).tolist() == [0, 0, 1, 2, 2]


def test_a_record_without_a_place_has_no_class() -> None:
    made = records([(0, np.nan, 34, 1, 0, 0, None, 0), (0, 36, 34, 1, 0, 0, None, 0)])
    assert place_classes(made).tolist() == [-1, 0]


@given(some_records)
def test_who_is_compared_with_whom_makes_no_difference(made: Records) -> None:
    comparison = Comparison.of(made)
    assert np.array_equal(comparison.class_pair, comparison.class_pair.T)
    for field in comparison.fields:
        assert np.array_equal(field.table, field.table.T)


def test_a_pattern_is_one_level_a_part() -> None:
    shape = (3, 10, 8, 7, 7)
    pattern = np.ravel_multi_index((2, 9, 7, 6, 5), shape)
    assert levels_of(np.array([pattern]), shape)[:, 0].tolist() == [2, 9, 7, 6, 5]


@pytest.mark.parametrize("belief", [PLACE, DATE, KIND, CASUALTIES, NAME])
def test_beliefs_are_shares_of_the_levels_there_are(belief: Belief) -> None:
    assert len(belief.same) == len(belief.apart)
    assert sum(belief.same) == pytest.approx(1, abs=1e-9)
    assert sum(belief.apart) == pytest.approx(1, abs=1e-9)
    assert min(belief.same + belief.apart) > 0


def test_place_and_date_have_a_belief_for_each_level() -> None:
    assert len(PLACE.same) == len(Z_EDGES) + 1
    assert len(DATE.same) == DAYS + 3
