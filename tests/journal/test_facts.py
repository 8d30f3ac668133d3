from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from tests.contracts.journal_contract import append

from truceline.journal import upcast
from truceline.journal.facts import FactUnreadable, fact_of, facts_of
from truceline.journal.notes import Signer
from truceline.journal.protocol import Journal, Record
from truceline.journal.sqlite import SqliteJournal


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    type: ClassVar[str] = "report.filed"
    version: ClassVar[int] = 2
    place: str
    error_m: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    type: ClassVar[str] = "case.closed"
    version: ClassVar[int] = 1


@pytest.fixture
def journal(tmp_path: Path, signer: Signer) -> Journal:
    return SqliteJournal.create(tmp_path / "j.db", signer, lambda: "2017-09-15T10:00:01.000Z")


NEW = Record("report.filed", 2, {"place": "Idlib", "error_m": 50})


def test_gives_the_facts_of_some_kinds_about_one_thing(journal: Journal) -> None:
    append(journal, "a", NEW, Record("case.closed", 1, {}), Record("unknown", 7, {}), after=0)
    append(journal, "b", NEW, after=0)
    filed = Filed(place="Idlib", error_m=50)
    assert facts_of(journal, "a", [Filed]) == [filed]
    kinds: list[type[Filed | Closed]] = [Filed, Closed]
    assert facts_of(journal, "a", kinds) == [filed, Closed()]


def test_p19_an_old_fact_is_lifted_and_its_entry_stays(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def error_unknown(body: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**body, "error_m": None}

    monkeypatch.setattr(upcast, "_STEPS", {("report.filed", 1): error_unknown})
    old = Record("report.filed", 1, {"place": "Idlib"})
    append(journal, "a", old, NEW, after=0)
    before = list(journal.notes()), journal.checkpoint()
    facts = facts_of(journal, "a", [Filed])
    assert facts == [Filed(place="Idlib", error_m=None), Filed(place="Idlib", error_m=50)]
    assert next(journal.read()).record == old
    assert (list(journal.notes()), journal.checkpoint()) == before


@pytest.mark.parametrize(
    "record",
    [
        Record("report.filed", 3, {"place": "Idlib", "error_m": 50}),
        Record("report.filed", 1, {"place": "Idlib"}),
        Record("report.filed", 2, {"place": "Idlib"}),
        Record("report.filed", 2, {"place": "Idlib", "error_m": 50, "more": 1}),
    ],
)
def test_nothing_rests_on_a_record_read_in_part(journal: Journal, record: Record) -> None:
    append(journal, "a", NEW, record, after=0)
    with pytest.raises(FactUnreadable, match=r"Entry 1 holds report\.filed") as caught:
        facts_of(journal, "a", [Filed])
    assert "update Truceline" in str(caught.value)
    # It is kept, and shown by whoever lists entries.
    assert [entry.record for entry in journal.read()] == [NEW, record]


def test_an_entry_of_another_kind_is_unreadable(journal: Journal) -> None:
    (entry,) = append(journal, "a", NEW, after=0)
    with pytest.raises(FactUnreadable, match="version 2"):
        fact_of(entry, [Closed])
