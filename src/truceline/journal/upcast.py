"""Old facts are lifted as they are read; what was written is never rewritten.

A step changes the facts of one version into those of the next. An entry of a later version than
this program knows is left as it is, for whoever asks to see that it cannot be read here.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from truceline.journal.protocol import Record

Body = Mapping[str, Any]
Step = Callable[[Body], Body]

_STEPS: dict[tuple[str, int], Step] = {}


def upcasts(kind: str, *, from_version: int) -> Callable[[Step], Step]:
    """Register the step that lifts a kind of fact from one version to the next."""

    def register(step: Step) -> Step:
        _STEPS[kind, from_version] = step
        return step

    return register


def lift(record: Record) -> Record:
    """Return a record as the newest version of its kind would have recorded it."""
    while step := _STEPS.get((record.type, record.version)):
        record = replace(record, version=record.version + 1, body=step(record.body))
    return record
