from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from truceline.domain.reports import (
    COLUMNS,
    KEY,
    LIMITS,
    NAMES,
    NEEDS_POINT,
    REQUIRED,
    is_kind,
    is_kind_of,
)

LISTED = (
    "report_id ledger occurred_from occurred_to lon lat precision radius_m place_code place_name "
    "kind how_known observer_unit bearing_deg distance_m direction rounds counting_rule weapon "
    "killed_low killed_best killed_high killed_civilians injured alleged_party source known_from "
    "note"
)
steps = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)


def test_the_columns_are_those_of_the_manual_in_its_order() -> None:
    assert " ".join(NAMES) == LISTED


def test_only_id_ledger_and_first_day_are_required() -> None:
    assert REQUIRED == ("report_id", "ledger", "occurred_from")
    assert set(KEY) < set(REQUIRED)


def test_words_are_listed_just_for_the_columns_that_hold_one_of_a_few() -> None:
    choices = {column.name: column.choices for column in COLUMNS if column.choices}
    assert set(choices) == {column.name for column in COLUMNS if column.holds == "choice"}
    assert choices["direction"] == ("incoming", "outgoing", "undetermined")
    assert set(choices["precision"]) >= NEEDS_POINT
    assert len(choices["how_known"]) == 7


def test_every_column_says_what_it_means() -> None:
    assert all(column.meaning and not column.meaning.endswith(".") for column in COLUMNS)


def test_there_are_no_fewer_than_none() -> None:
    assert LIMITS["count"][0] == 0


@given(st.lists(steps, min_size=1))
def test_a_kind_is_a_path_of_words(path: list[str]) -> None:
    assert is_kind("/".join(path))


def test_anything_else_is_no_kind() -> None:
    for text in ("", "Fire", "fire/", "/fire", "fire//air", "fire -air", "fire-", "fire\n", "قصف"):
        assert not is_kind(text)


def test_a_kind_belongs_to_those_above_it_only() -> None:
    assert is_kind_of("fire/indirect", "fire")
    assert is_kind_of("fire", "fire")
    assert not is_kind_of("fire", "fire/indirect")
    assert not is_kind_of("firearms", "fire")


def test_the_manual_has_every_column_and_every_word() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "formats" / "reports.md").read_text("utf-8")
    table = manual.partition("## Columns")[2].partition("## Another")[0]
    words = {*NAMES, *(word for column in COLUMNS for word in column.choices)}
    assert [word for word in words if f"`{word}`" not in table] == []
