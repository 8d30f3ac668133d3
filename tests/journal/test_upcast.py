"""P19: what was written is never rewritten; its meaning is lifted as it is read."""

from collections.abc import Mapping
from typing import Any

import pytest

from truceline.journal import upcast
from truceline.journal.protocol import Record
from truceline.journal.upcast import lift, upcasts


@pytest.fixture(autouse=True)
def steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two steps that no other test sees."""
    monkeypatch.setattr(upcast, "_STEPS", {})

    @upcasts("report.filed", from_version=1)
    def error_unknown(body: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**body, "error_m": None}

    @upcasts("report.filed", from_version=2)
    def place_renamed(body: Mapping[str, Any]) -> Mapping[str, Any]:
        return {("place" if key == "town" else key): value for key, value in body.items()}


def test_lifts_an_old_fact_step_by_step() -> None:
    old = Record("report.filed", 1, {"town": "Idlib"}, blobs=("ab",))
    assert lift(old) == Record("report.filed", 3, {"place": "Idlib", "error_m": None}, ("ab",))
    assert old == Record("report.filed", 1, {"town": "Idlib"}, ("ab",))


@pytest.mark.parametrize(("kind", "version"), [("report.filed", 3), ("report.filed", 9), ("x", 1)])
def test_leaves_the_newest_the_later_and_the_unknown_as_they_are(kind: str, version: int) -> None:
    record = Record(kind, version, {"town": "Idlib"})
    assert lift(record) == record
