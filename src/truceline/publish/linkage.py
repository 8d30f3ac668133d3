"""What was linked, as files and as words."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from truceline.domain.workspaces import MARK
from truceline.errors import Refused
from truceline.publish import tables
from truceline.wording import day, number, say, say_count


class FolderUnfit(Refused):
    """The results cannot be written where they are to go."""

    code = "linkage.folder-unfit"
    text = "{folder} cannot be filled: {problem}. Choose another folder with --out."


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Make a folder, and say what is wrong if it cannot be filled.

    Raises:
        FolderUnfit: It cannot. What fails elsewhere, as when a file is read, is not put down to it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        if not Path(str(error.filename)).is_relative_to(folder):
            raise
        raise FolderUnfit(folder=folder, problem=error.strerror) from None


def save(
    folder: Path,
    parts: Mapping[str, pl.DataFrame],
    summary: Mapping[str, Any],
    *,
    exercise: bool = False,
) -> None:
    """Write each table as a CSV file, and the summary as JSON.

    Args:
        folder: Made if it is not there; files of the same names in it are replaced.
        parts: Tables by the name of their file.
        summary: What stands in summary.json.
        exercise: Whether it is from a drill; the name of each file then says so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mark = f"{MARK}-" if exercise else ""
    for name, table in parts.items():
        tables.write(folder / f"{mark}{name}.csv", [table], table.schema)
    with tables.draft(folder / f"{mark}summary.json") as unfinished:
        unfinished.write_text(as_text(summary), encoding="utf-8")


def as_text(summary: Mapping[str, Any]) -> str:
    """Return a summary as JSON."""
    return json.dumps(summary, ensure_ascii=False, indent=2) + "\n"


def account(summary: Mapping[str, Any], folder: Path) -> str:
    """Return what was linked, in words."""
    look = say(
        "{folder} holds pairs.csv, incidents.csv and summary.json. Look first at pairs with a "
        "probability between 0.2 and 0.8.",
        folder=folder,
    )
    return "\n".join([*_linked(summary), look])


def _linked(summary: Mapping[str, Any]) -> list[str]:
    lines = [
        say_count(
            "{ledger}: {count} report.",
            "{ledger}: {count} reports.",
            held["reports"],
            ledger=held["ledger"],
        )
        for held in summary["ledgers"]
    ]
    lines.append(
        say_count(
            "Together they speak of {count} incident.",
            "Together they speak of {count} incidents.",
            summary["incidents"],
        )
    )
    lines += [
        say(
            "{a} and {b}: about {expected} incidents in both; {joined} pairs of reports are put "
            "together.",
            a=pair["ledgers"][0],
            b=pair["ledgers"][1],
            expected=number(round(pair["expected"])),
            joined=number(pair["joined"]),
        )
        for pair in summary["pairs"]
    ]
    lines += [
        say_count(
            "{count} report of {ledger} has no place, or no date within {days} days, and was "
            "compared with none.",
            "{count} reports of {ledger} have no place, or no date within {days} days, and were "
            "compared with none.",
            held["not_compared"],
            ledger=held["ledger"],
            days=number(summary["settings"]["longest_days"]),
        )
        for held in summary["ledgers"]
        if held["not_compared"]
    ]
    return lines


def workspace_account(summary: Mapping[str, Any], folder: Path | None) -> str:
    """Return what was linked in a workspace, and where it is written, if it is."""
    lines = [
        say("As known on {day}.", day=day(date.fromisoformat(summary["as_known_on"]))),
        *_linked(summary),
        *_decisions(summary["decisions"]),
    ]
    if folder is not None:
        lines.append(say("{folder} holds pairs, incidents and a summary.", folder=folder))
    lines.append(say("Next: truceline incident list --contested"))
    return "\n".join(lines)


def _decisions(counted: Mapping[str, int]) -> Iterator[str]:
    if counted["standing"]:
        yield say_count(
            "{count} decision of a person holds, whatever the evidence says.",
            "{count} decisions of people hold, whatever the evidence says.",
            counted["standing"],
        )
    if counted["passed_over"]:
        yield say_count(
            "{count} of them names reports that are not held; as far as those go it is passed "
            "over.",
            "{count} of them name reports that are not held; as far as those go they are passed "
            "over.",
            counted["passed_over"],
        )


def windows_account(summary: Mapping[str, Any], folder: Path) -> str:
    """Return what fixed windows linked, in words."""
    lines = [
        say(
            "{records} reports: {unique} incidents, {matches} of them in two ledgers or more.",
            records=number(summary["records"]),
            unique=number(summary["unique"]),
            matches=number(summary["matches"]),
        )
    ]
    lines += [
        say(
            "{ledgers} only: {incidents}.",
            ledgers=" + ".join(overlap["ledgers"]),
            incidents=number(overlap["incidents"]),
        )
        for overlap in summary["overlaps"]
    ]
    if summary["episodes_to_review"]:
        lines.append(
            say(
                "{episodes} episodes of several days may hold an event of another ledger; a person "
                "must look at them (review.csv).",
                episodes=number(summary["episodes_to_review"]),
            )
        )
    lines.append(
        say("{folder} holds pairs.csv, incidents.csv, review.csv and summary.json.", folder=folder)
    )
    return "\n".join(lines)
