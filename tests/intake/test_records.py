import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from truceline.intake.records import ColumnsRepeated, ahead, as_record, column_names


def test_a_record_shows_what_is_filled_in_any_script() -> None:
    shown = as_record({"a": "دوما", "b": None, "c": 0, "d": ""})
    assert json.loads(shown) == {"a": "دوما", "c": 0, "d": ""}
    assert "دوما" in shown


def test_a_column_without_a_name_gets_one_from_its_place() -> None:
    assert column_names(Path("t.csv"), [" a", "", "b "]) == ["a", "column_2", "b"]


def test_all_names_that_stand_twice_are_named() -> None:
    with pytest.raises(ColumnsRepeated, match="named a, b"):
        column_names(Path("t.csv"), ["a", "b", "c", "b", " a"])


def test_the_next_item_is_made_while_this_one_is_used() -> None:
    made = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        made.set()
        yield 2

    taken = ahead(items())
    assert next(taken) == 1
    assert made.wait(10)
    assert list(taken) == [2]


def test_what_goes_wrong_ahead_is_raised_in_its_turn() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError(2)

    taken = ahead(items())
    assert next(taken) == 1
    with pytest.raises(ValueError, match="2"):
        next(taken)
