from dataclasses import replace

import pytest

from truceline.domain.arrangement import Arrangement
from truceline.domain.workspaces import ExerciseKeptOut, in_exercise, is_marked, keep_out


@pytest.mark.parametrize("text", ["EXERCISE-7-RU-0001", "EXERCISE: nothing in it happened"])
def test_knows_what_belongs_to_a_drill(text: str) -> None:
    assert is_marked(text)


@pytest.mark.parametrize(
    "text", ["Assessed live-fire exercise", "EXERCISE AREA", "exercise: x", ""]
)
def test_a_report_on_training_is_no_drill(text: str) -> None:
    assert not is_marked(text)


def test_the_name_of_an_arrangement_is_marked_once(island: Arrangement) -> None:
    drill = in_exercise(island)
    assert drill.name == "EXERCISE: The Halt on Marara"
    assert in_exercise(drill) == drill


def test_an_arrangement_is_kept_out_by_any_of_its_texts(island: Arrangement) -> None:
    keep_out(island)
    with pytest.raises(ExerciseKeptOut, match="'island' belongs to an exercise: name begins"):
        keep_out(in_exercise(island))
    north, south = island.party
    marked = replace(island, party=(north, replace(south, aliases=("x", "EXERCISE: the south"))))
    with pytest.raises(ExerciseKeptOut, match="party 1 aliases begins with EXERCISE"):
        keep_out(marked)
