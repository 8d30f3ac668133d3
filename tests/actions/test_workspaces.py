from tests.drills import Drill

from truceline.journal.workspaces import is_exercise


def test_a_drill_says_so_in_its_first_entry(drill: Drill) -> None:
    first = next(iter(drill.desk.journal.read()))
    assert (first.position, first.record.type) == (0, "workspace.exercise-declared")
    assert is_exercise(drill.desk.journal)
