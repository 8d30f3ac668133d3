"""What a workspace says of itself, and the mark by which what belongs to a drill is known."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import ClassVar, Final

from truceline.domain.arrangement import Arrangement, walk
from truceline.errors import Refused

MARK: Final = "EXERCISE"
MARKS: Final = (f"{MARK}-", f"{MARK}:")
"""How a text of a drill begins: an id such as `EXERCISE-7-RU-0001`, or words after a colon."""


class ExerciseKeptOut(Refused):
    """What belongs to a drill was to enter a record that is none."""

    code = "workspace.exercise-kept-out"
    text = (
        "{what} belongs to an exercise: {where} begins with EXERCISE. This record is no exercise, "
        "so nothing was recorded. Use it in one: `truceline exercise --seed N --out DIR`, or "
        "`truceline init DIR --exercise`."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseDeclared:
    """The first entry of a drill: nothing that follows happened."""

    type: ClassVar[str] = "workspace.exercise-declared"
    version: ClassVar[int] = 1


def is_marked(text: str) -> bool:
    """Tell whether a text belongs to a drill."""
    return text.startswith(MARKS)


def in_exercise(arrangement: Arrangement) -> Arrangement:
    """Return an arrangement whose name says that it is that of a drill."""
    if is_marked(arrangement.name):
        return arrangement
    return replace(arrangement, name=f"{MARK}: {arrangement.name}")


def keep_out(arrangement: Arrangement) -> None:
    """Refuse an arrangement of which any text belongs to a drill.

    Raises:
        ExerciseKeptOut: One does; the first is named.
    """
    for where in _marked(arrangement):
        raise ExerciseKeptOut(what=f"The arrangement '{arrangement.id}'", where=where)


def _marked(arrangement: Arrangement) -> Iterator[str]:
    for path, table in walk(arrangement):
        for field in fields(table):
            held = getattr(table, field.name)
            texts = held if isinstance(held, tuple) else (held,)
            if any(isinstance(text, str) and is_marked(text) for text in texts):
                yield " ".join(map(str, (*path, field.name)))
