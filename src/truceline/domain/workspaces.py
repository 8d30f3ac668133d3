"""What a workspace says of itself."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseDeclared:
    """The first entry of a drill: nothing that follows happened."""

    type: ClassVar[str] = "workspace.exercise-declared"
    version: ClassVar[int] = 1
