"""The record in words: what every kind of entry says, and what cannot be read is shown as such."""

import importlib
import pkgutil
from dataclasses import is_dataclass
from typing import Any

import pytest
from tests.verifier.corpus import SIGNER, Log

import truceline.domain
from truceline.journal.log import entry_of
from truceline.journal.protocol import Entry
from truceline.journal.receipts import checked, written
from truceline.journal.times import Bracket
from truceline.journal.verify import Fault, Verdict
from truceline.publish import journal as publish

MOMENT = "2017-09-15T10:00:00.000Z"


def entry(name: str, version: int = 1, /, **body: Any) -> Entry:
    return entry_of(Log().good(type=name, v=version, body={"about": "a", **body}).notes[0])


def test_every_fact_of_the_domain_has_a_sentence() -> None:
    facts = set()
    for module in pkgutil.iter_modules(truceline.domain.__path__, "truceline.domain."):
        for value in vars(importlib.import_module(module.name)).values():
            if is_dataclass(value) and isinstance(getattr(value, "type", None), str):
                facts.add(value)
    assert facts == set(publish.KNOWN)


def test_says_what_entries_say() -> None:
    adopted = entry("arrangement.adopted", arrangement="astana", content_sha256="ab" * 32)
    assert publish.sentence(adopted) == "The arrangement astana was adopted as it stood."
    restored = entry("log.restored", log="zone/node/ab", entries=1200, last="ab" * 32)
    assert publish.sentence(restored) == (
        "The record goes on from a backup, which held 1,200 entries of zone/node/ab."
    )
    withdrawn = entry("dataset.withdrawn", dataset="ucdp-1", reason="Wrong file.")
    assert publish.sentence(withdrawn) == "The import ucdp-1 was taken back. Wrong file."
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
    assert publish.sentence(imported) == "1,200 rows of ged.csv were imported as ucdp-1."


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
    said = publish.sentence(unread)
    kind, version = unread.record.type, unread.record.version
    assert said == f"Unreadable here: {kind}, version {version}. It is kept as it was signed."
    assert publish.as_data(unread, Bracket(MOMENT, MOMENT, ""))["readable"] is False
    assert unread.note.decode() in publish.show_one(unread, Bracket(MOMENT, MOMENT, ""))


def test_p7_marks_times_that_cannot_be_in_the_list_and_all_doubts_with_the_entry() -> None:
    late = "2017-09-15T09:00:00.000Z"
    log = Log().good().good(received=late, claimed=late).good(claimed="2020-01-01T00:00:00.000Z")
    log.good(received="2017-09-16T00:00:00.000Z", claimed="2017-09-14T00:00:00.000Z")
    entries = [entry_of(note) for note in log.notes]
    lines = list(publish.show("zone", entries))
    assert "The record zone" in lines[0]
    marks = [line.partition("signed.")[2].strip() for line in lines[2:]]
    assert marks == [
        "",
        "The clock here stood earlier than at the entry before it.",
        "Its author claims a time after it came in.",
        "",
    ]
    (*_, (last, bracket)) = publish.with_times(entries)
    page = publish.show_one(last, bracket)
    assert "- Time that its author claims: 2017-09-14T00:00:00.000Z" in page
    assert "- Came in by the clock here: 2017-09-16T00:00:00.000Z" in page
    assert "- Written not before: 2017-09-15T10:00:01.000Z" in page
    assert "- Written not after: not countersigned yet" in page
    assert "for that nobody else vouches" in page.replace("\n  ", " ")


def test_tells_a_program_the_same() -> None:
    (pair,) = publish.with_times([entry("dataset.withdrawn", dataset="ucdp-1")])
    told = publish.as_data(*pair)
    assert (told["number"], told["about"], told["readable"]) == (0, "a", True)
    assert told["body"] == {"dataset": "ucdp-1"}
    assert (told["not_before"], told["not_after"], told["doubts"]) == ("", "", [])


def found(fault: Fault | None = None, **more: Any) -> Verdict:
    given: dict[str, Any] = {
        "entries": 12,
        "root": bytes(32),
        "last": "",
        "checkpoints": 3,
        "blobs": 0,
        "doubts": {},
    } | more
    return Verdict(**given, fault=fault)


def test_says_that_a_record_is_whole() -> None:
    assert publish.verdict(found()).startswith("The record is whole: 12 entries,")
    said = publish.verdict(found(blobs=2, doubts={"claimed-ahead": 1, "claimed-early": 9}))
    assert "2 files that it names are unchanged." in said
    assert "1 entry has times that do not fit together" in said
    assert said.endswith("what they need to check it.")


def test_says_what_does_not_hold() -> None:
    entry_fault = Fault("entry", 5, "The blob ab was changed. Restore it.")
    assert publish.fault(entry_fault) == "Entry 5: The blob ab was changed. Restore it."
    other = Fault("checkpoint", 1, "there is none")
    assert publish.fault(other).startswith("Checkpoint 1, counted from 0")
    assert publish.verdict(found(entry_fault)).startswith("The record is not whole. The 12 entries")
    told = publish.verdict_as_data(found(entry_fault))
    assert told["whole"] is False
    assert told["fault"] == {"kind": "entry", "number": 5, "reason": entry_fault.reason}
    assert publish.verdict_as_data(found())["fault"] is None


def test_says_what_a_receipt_shows() -> None:
    log = Log().good(3)
    shown = checked(written(log.notes, 1, log.checkpoint(), SIGNER.verifier), SIGNER.verifier)
    said = publish.receipt(shown)
    assert said.startswith(f"Entry 1 is in the record {SIGNER.name}, which held 3 entries")
    assert "recorded by ann: Unreadable here: term.extended, version 1." in said
