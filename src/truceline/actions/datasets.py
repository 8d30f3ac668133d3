"""Importing a file, and taking an import back."""

from truceline.actions.desk import Desk
from truceline.domain import datasets
from truceline.domain.datasets import (
    DatasetFact,
    DatasetImported,
    DatasetUnknown,
    DatasetWithdrawn,
)

STREAM = "datasets"


def facts(desk: Desk) -> list[DatasetFact]:
    """Return what was recorded about imports."""
    kinds: list[type[DatasetFact]] = [DatasetImported, DatasetWithdrawn]
    return desk.facts(STREAM, kinds)


def record(desk: Desk, fact: DatasetImported, *, after: int) -> DatasetImported:
    """Record an import whose rows are already among the blobs."""
    desk.record(STREAM, [fact], after=after)
    return fact


def withdraw(desk: Desk, dataset: str, *, reason: str = "") -> DatasetImported:
    """Take an import back; what was held before it is held again.

    Raises:
        DatasetUnknown: No import of that name stands.
    """
    recorded = facts(desk)
    standing = {d.dataset: d for d in datasets.held(recorded)}
    if dataset not in standing:
        raise DatasetUnknown(dataset=dataset)
    fact = DatasetWithdrawn(dataset=dataset, reason=reason)
    desk.record(STREAM, [fact], after=len(recorded))
    return standing[dataset]
