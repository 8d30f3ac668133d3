from datetime import date

import pytest

from truceline.actions import datasets
from truceline.assembly import Workspace
from truceline.domain.datasets import DatasetImported, DatasetUnknown, DatasetWithdrawn, held
from truceline.journal.protocol import StreamMovedOn

FACT = DatasetImported(
    dataset="ucdp-1",
    kind="ucdp",
    file="a.csv",
    file_sha256="00",
    rows_sha256="11",
    read=3,
    imported=2,
    known=0,
    quarantined=1,
    known_from=date(2020, 1, 1),
)


def test_an_import_is_recorded_and_taken_back_by_another_entry(workspace: Workspace) -> None:
    desk = workspace.desk
    datasets.record(desk, FACT, after=0)
    assert held(datasets.facts(desk)) == (FACT,)
    assert datasets.withdraw(desk, "ucdp-1", reason="wrong file") == FACT
    assert held(datasets.facts(desk)) == ()
    assert datasets.facts(desk) == [FACT, DatasetWithdrawn(dataset="ucdp-1", reason="wrong file")]


def test_what_is_not_held_cannot_be_taken_back(workspace: Workspace) -> None:
    with pytest.raises(DatasetUnknown, match="import list"):
        datasets.withdraw(workspace.desk, "ucdp-1")


def test_two_imports_at_once_are_a_conflict(workspace: Workspace) -> None:
    datasets.record(workspace.desk, FACT, after=0)
    with pytest.raises(StreamMovedOn):
        datasets.record(workspace.desk, FACT, after=0)
