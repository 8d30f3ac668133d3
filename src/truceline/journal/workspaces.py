"""What a record says of itself."""

from truceline.domain.workspaces import ExerciseDeclared
from truceline.journal.protocol import Journal


def is_exercise(journal: Journal) -> bool:
    """Tell whether the first entry declares a drill; a later one declares nothing."""
    first = next(iter(journal.read()), None)
    return first is not None and first.record.type == ExerciseDeclared.type
