import pytest

from truceline.domain.count_table import COLUMNS, Column, column


@pytest.mark.parametrize("name", ["counter_settlements", "counter_formations_opposition"])
def test_a_running_total_is_a_number_of_the_bulletin(name: str) -> None:
    assert column(name) == Column("number", "bulletin")


@pytest.mark.parametrize("name", ["counter_", "observer", "Date", ""])
def test_no_other_column_is_known(name: str) -> None:
    assert column(name) is None


def test_what_is_added_up_belongs_to_a_party_or_a_unit() -> None:
    own = {name for name, held in COLUMNS.items() if held.kind == "number"} - {"headline"}
    assert all(COLUMNS[name].of in {"party", "figure"} for name in own)
