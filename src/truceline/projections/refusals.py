"""Refusals as values: what could not be concluded stands in the table beside what could."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from truceline.errors import NotFound, Refused, TrucelineError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer; `wording.say(text, **facts)` words it."""

    code: str
    text: str
    facts: Mapping[str, object]

    @classmethod
    def of(cls, error: TrucelineError) -> "Refusal":
        """Return what an error says, as a value."""
        return cls(error.code, error.text, error.facts)


def tried(answer: Callable[[], T]) -> T | Refusal:
    """Return the answer, or why it is refused; faults of the input stay errors."""
    try:
        return answer()
    except (Refused, NotFound) as error:
        return Refusal.of(error)
