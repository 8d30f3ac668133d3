"""Declaring what a new workspace is for."""

from truceline.actions.desk import Desk
from truceline.domain.workspaces import ExerciseDeclared

STREAM = "workspace"


def declare_exercise(desk: Desk) -> ExerciseDeclared:
    """Record, as the first entry of all, that the workspace is a drill."""
    fact = ExerciseDeclared()
    desk.record(STREAM, [fact], after=0)
    return fact
