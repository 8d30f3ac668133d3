"""The record in words and as data: its entries one by one, and whether it is whole."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import get_args

from truceline.domain.arrangement import ArrangementAdopted
from truceline.domain.arrangement_history import ItemDropped, ItemStated
from truceline.domain.backups import LogRestored
from truceline.domain.datasets import DatasetImported, DatasetWithdrawn
from truceline.domain.incidents import (
    DecisionTakenBack,
    IncidentFact,
    IncidentsMerged,
    ReportsConfirmed,
    ReportsSplit,
)
from truceline.domain.motions import DecisionFact
from truceline.domain.workspaces import ExerciseDeclared
from truceline.journal.facts import FactUnreadable, fact_of
from truceline.journal.protocol import Entry
from truceline.journal.receipts import Receipt
from truceline.journal.times import Bracket, Doubt
from truceline.journal.verify import Fault, Verdict
from truceline.publish import decision_entries, incident_entries
from truceline.publish.pages import Page
from truceline.wording import day, later, number, say, say_count

_Item = ItemStated | ItemDropped
_Known = (
    _Item
    | ArrangementAdopted
    | DatasetImported
    | DatasetWithdrawn
    | LogRestored
    | ExerciseDeclared
    | DecisionFact
    | IncidentFact
)
KNOWN: tuple[type[_Known], ...] = get_args(_Known)
"""The facts that have a sentence here; any other entry is shown as unreadable."""

_DOUBTS: dict[Doubt, str] = {
    "claimed-ahead": later("Its author claims a time after it came in."),
    "claimed-early": later(
        "Its author claims a time before the entry before it came in; for that nobody else vouches."
    ),
    "clock-went-back": later("The clock here stood earlier than at the entry before it."),
}


def show(log: str, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the lines of a list of all entries."""
    yield say("The record {log}", log=log)
    yield ""
    for entry, bracket in with_times(entries):
        yield say(
            "{number}. {received}, {author}: {sentence}",
            number=number(entry.position),
            received=day(datetime.fromisoformat(entry.received)),
            author=entry.author,
            sentence=" ".join([sentence(entry), *_marks(bracket)]),
        )


def show_one(entry: Entry, bracket: Bracket) -> str:
    """Return everything about one entry, with its own words as they were signed."""
    page = Page(say("Entry {number}", number=number(entry.position)))
    page.line(sentence(entry))
    page.gap()
    page.bullet(say("About: {about}", about=entry.stream))
    page.bullet(say("Recorded by: {author}", author=entry.author))
    page.bullet(say("Time that its author claims: {claimed}", claimed=entry.claimed))
    page.bullet(say("Came in by the clock here: {received}", received=entry.received))
    page.bullet(
        say(
            "Written not before: {moment}", moment=bracket.not_before or say("nothing came earlier")
        )
    )
    page.bullet(
        say("Written not after: {moment}", moment=bracket.not_after or say("not countersigned yet"))
    )
    for doubt in bracket.doubts():
        page.bullet(say(_DOUBTS[doubt]))
    for blob in entry.record.blobs:
        page.bullet(say("Names the file {sha256}", sha256=blob))
    page.heading(say("As it was signed"))
    return f"{page}{entry.note.decode()}"


def as_data(entry: Entry, bracket: Bracket) -> dict[str, object]:
    """Return an entry for a program."""
    return {
        "number": entry.position,
        "about": entry.stream,
        "type": entry.record.type,
        "version": entry.record.version,
        "readable": _fact(entry) is not None,
        "body": dict(entry.record.body),
        "blobs": list(entry.record.blobs),
        "author": entry.author,
        **asdict(bracket),
        "doubts": list(bracket.doubts()),
    }


def with_times(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Bracket]]:
    """Yield each entry of a whole record with what is known of its time."""
    bracket: Bracket | None = None
    for entry in entries:
        times = entry.claimed, entry.received
        bracket = bracket.next(*times) if bracket else Bracket(*times, "")
        yield entry, bracket


def sentence(entry: Entry) -> str:
    """Return what an entry says."""
    match _fact(entry):
        case ItemStated() | ItemDropped() as fact:
            told = _item(fact)
        case ArrangementAdopted() as fact:
            told = say("The arrangement {name} was adopted as it stood.", name=fact.arrangement)
        case DatasetImported() as fact:
            told = say(
                "{imported} rows of {file} were imported as {dataset}.",
                imported=number(fact.imported),
                file=fact.file,
                dataset=fact.dataset,
            )
        case DatasetWithdrawn() as fact:
            taken = say("The import {dataset} was taken back.", dataset=fact.dataset)
            told = f"{taken} {fact.reason}".rstrip()
        case LogRestored() as fact:
            told = say(
                "The record goes on from a backup, which held {entries} entries of {log}.",
                entries=number(fact.entries),
                log=fact.log,
            )
        case ExerciseDeclared():
            told = say("EXERCISE: nothing that follows happened.")
        case ReportsConfirmed() | ReportsSplit() | IncidentsMerged() | DecisionTakenBack() as fact:
            told = incident_entries.sentence(fact)
        case None:
            told = say(
                "Unreadable here: {type}, version {version}. It is kept as it was signed.",
                type=entry.record.type,
                version=entry.record.version,
            )
        case fact:
            told = decision_entries.sentence(fact)
    return told


def _item(fact: _Item) -> str:
    table = fact.table.replace("_", " ")
    if isinstance(fact, ItemDropped):
        return say("No longer part of the files: {table} {item}.", table=table, item=fact.item)
    told = say("{table} “{name}”", table=table, name=fact.name)
    return f"{told}, {day(date.fromisoformat(fact.made))}." if fact.made else f"{told}."


def _fact(entry: Entry) -> _Known | None:
    try:
        return fact_of(entry, KNOWN)
    except FactUnreadable:
        return None


def _marks(bracket: Bracket) -> list[str]:
    # A late report is no oddity; the list marks only what cannot be.
    return [say(_DOUBTS[doubt]) for doubt in bracket.doubts() if doubt != "claimed-early"]


def verdict(found: Verdict) -> str:
    """Return what the verification of a whole record says."""
    if found.fault is not None:
        return say(
            "The record is not whole. The {count} entries before the fault hold. Show this to "
            "everyone who relies on it, and compare with another copy.",
            count=number(found.entries),
        )
    page = [
        say_count(
            "The record is whole: {count} entry, checked with its signature, order and root.",
            "The record is whole: {count} entries, each checked with its signature, and their "
            "order and root.",
            found.entries,
        ),
        *_looked_at(found),
        say("Next: truceline journal export DIR gives others what they need to check it."),
    ]
    return "\n".join(page)


def _looked_at(found: Verdict) -> Iterator[str]:
    if found.blobs:
        yield say_count(
            "{count} file that it names is unchanged.",
            "{count} files that it names are unchanged.",
            found.blobs,
        )
    impossible = found.doubts.get("claimed-ahead", 0) + found.doubts.get("clock-went-back", 0)
    if impossible:
        yield say_count(
            "{count} entry has times that do not fit together; `truceline journal show` marks it.",
            "{count} entries have times that do not fit together; `truceline journal show` marks "
            "them.",
            impossible,
        )


def receipt(shown: Receipt) -> str:
    """Return what a checked receipt shows."""
    return say(
        "Entry {number} is in the record {log}, which held {size} entries when it was signed. It "
        "came in at {received} by the clock there, recorded by {author}: {sentence}",
        number=number(shown.entry.position),
        log=shown.checkpoint.log,
        size=number(shown.checkpoint.size),
        received=shown.entry.received,
        author=shown.entry.author,
        sentence=sentence(shown.entry),
    )


def fault(found: Fault) -> str:
    """Return what does not hold, and where."""
    reason = found.reason.rstrip(".")
    if found.kind == "entry":
        return say("Entry {number}: {reason}.", number=number(found.number), reason=reason)
    return say(
        "Checkpoint {number}, counted from 0 with the oldest first: {reason}.",
        number=number(found.number),
        reason=reason,
    )


def verdict_as_data(found: Verdict) -> dict[str, object]:
    """Return a verdict for a program."""
    return {
        "whole": found.fault is None,
        "entries": found.entries,
        "root": found.root.hex(),
        "checkpoints": found.checkpoints,
        "blobs": found.blobs,
        "doubts": found.doubts,
        "fault": asdict(found.fault) if found.fault else None,
    }
