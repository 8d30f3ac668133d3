"""What every kind of entry says, and what cannot be read is shown as such."""

import importlib
import pkgutil
from dataclasses import is_dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.verifier.corpus import Log

import truceline.domain
from truceline.domain.facts import to_plain
from truceline.domain.motions import (
    BoundariesCompared,
    BoundaryProposed,
    KeyRecorded,
    MotionClosed,
    MotionOpened,
    Outcome,
    SeatLeft,
    VoteCast,
)
from truceline.domain.workspaces import ExerciseDeclared
from truceline.journal.facts import Recordable
from truceline.journal.log import entry_of
from truceline.journal.protocol import Entry
from truceline.publish.entries import KNOWN, fact_in, sentence


def entry(name: str, version: int = 1, /, **body: Any) -> Entry:
    return entry_of(Log().good(type=name, v=version, body={"about": "a", **body}).notes[0])


def test_every_fact_of_the_domain_has_a_sentence() -> None:
    facts = set()
    for module in pkgutil.iter_modules(truceline.domain.__path__, "truceline.domain."):
        for value in vars(importlib.import_module(module.name)).values():
            if is_dataclass(value) and isinstance(getattr(value, "type", None), str):
                facts.add(value)
    assert facts == set(KNOWN)


def test_says_what_entries_say() -> None:
    adopted = entry("arrangement.adopted", arrangement="astana", content_sha256="ab" * 32)
    assert sentence(adopted) == "The arrangement astana was adopted as it stood."
    restored = entry("log.restored", log="zone/node/ab", entries=1200, last="ab" * 32)
    assert sentence(restored) == (
        "The record goes on from a backup, which held 1,200 entries of zone/node/ab."
    )
    withdrawn = entry("dataset.withdrawn", dataset="ucdp-1", reason="Wrong file.")
    assert sentence(withdrawn) == "The import ucdp-1 was taken back. Wrong file."
    imported = entry(
        "dataset.imported",
        dataset="ucdp-1",
        kind="ucdp",
        file="ged.csv",
        file_sha256="ab" * 32,
        rows_sha256="cd" * 32,
        read=1300,
        imported=1200,
        known=90,
        quarantined=10,
        known_from="2018-06-01",
    )
    assert sentence(imported) == "1,200 rows of ged.csv were imported as ucdp-1."


OPENED = MotionOpened(
    motion="m-1",
    record="zone/node/ab",
    kind="extend-term",
    subject="term:six-months",
    instrument="memorandum",
    rule="consensus",
    seats=("iran", "russia", "turkey"),
    parent="ab" * 32,
    deadline=datetime(2018, 3, 14, 22, tzinfo=UTC),
    by="turkey",
    text=("Extend by six months.",),
)
VOTE = VoteCast(motion="m-1", over="ab", parent="cd", party="iran", ballot="object", number=1)
COMPARED = BoundariesCompared(one="p-1", other="p-2", open_to_all=True)
PROPOSED = BoundaryProposed(proposal="p-1", record="r", area="idlib", by="russia", outline="ab")


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (ExerciseDeclared(), "This is an exercise: nothing that follows happened."),
        (
            KeyRecorded(party="iran", key="ab", proof="cd"),
            "A key of the delegate of iran was recorded.",
        ),
        (OPENED, "turkey moved m-1 on term:six-months; iran, russia, and turkey decide."),
        # A list of entries tells no ballot apart from the others.
        (VOTE, "iran voted on m-1."),
        (
            MotionClosed(motion="m-1", outcome="no-act-found"),
            "The outcome of m-1 was written down: no act found.",
        ),
        (
            SeatLeft(party="iran", record="r", instrument="memorandum"),
            "iran left its seat under memorandum.",
        ),
        (PROPOSED, "russia proposed an outline for idlib: p-1."),
        (
            BoundariesCompared(one="p-1", other="p-2", open_to_all=True),
            "p-1 and p-2 were compared.",
        ),
    ],
)
def test_says_what_was_decided(fact: Recordable, said: str) -> None:
    assert sentence(entry(fact.type, fact.version, **to_plain(fact))) == said


@pytest.mark.parametrize("outcome", ["adopted", "objected", "no-act-found", "overtaken"])
def test_every_outcome_has_words(outcome: Outcome) -> None:
    assert sentence(entry("motion.closed", motion="m-1", outcome=outcome)).endswith(".")


@pytest.mark.parametrize(
    "unread",
    [
        entry("later.invented", 3, anything=1),
        entry("dataset.withdrawn", 2, dataset="ucdp-1"),
        entry("dataset.withdrawn", 1),
        entry("dataset.withdrawn", 1, dataset="ucdp-1", more=1),
    ],
)
def test_p19_what_cannot_be_read_is_kept_and_shown(unread: Entry) -> None:
    said = sentence(unread)
    kind, version = unread.record.type, unread.record.version
    assert said == f"Unreadable here: {kind}, version {version}. It is kept as it was signed."
    assert fact_in(unread) is None
