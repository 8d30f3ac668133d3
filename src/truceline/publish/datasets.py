"""What became of imported files, in words and as data."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from truceline.domain.datasets import DatasetImported
from truceline.domain.facts import to_plain
from truceline.publish.pages import Page
from truceline.wording import day, number, say, say_count


class Account(Protocol):
    """What became of one file."""

    @property
    def file(self) -> str:
        """Name of the file."""

    @property
    def dataset(self) -> str:
        """Name of the import; empty where nothing was new."""

    @property
    def read(self) -> int:
        """Rows in the file."""

    @property
    def imported(self) -> int:
        """Rows that are new or changed."""

    @property
    def known(self) -> int:
        """Rows that were held already."""

    @property
    def quarantined(self) -> int:
        """Rows that could not be read."""

    @property
    def revised(self) -> int:
        """Of the imported rows, those that changed."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Whole sentences about the file."""

    @property
    def quarantine(self) -> Path | None:
        """The file with the rows that could not be read."""


def account(told: Account) -> str:
    """Return what became of a file."""
    page = [
        say(
            "{file}: {read} rows read = {imported} imported + {known} known + "
            "{quarantined} quarantined.",
            file=told.file,
            read=number(told.read),
            imported=number(told.imported),
            known=number(told.known),
            quarantined=number(told.quarantined),
        ),
        *told.notes,
    ]
    if told.revised:
        page.append(
            say_count(
                "{count} of the imported rows changes a row held before.",
                "{count} of the imported rows change rows held before.",
                told.revised,
            )
        )
    if told.quarantine is not None:
        page.append(
            say("Rows that could not be read, each with its reason: {file}", file=told.quarantine)
        )
    if told.dataset:
        page.append(
            say(
                "On record as {dataset}; `truceline import undo {dataset}` takes it back.",
                dataset=told.dataset,
            )
        )
    else:
        page.append(say("Nothing new; nothing was recorded."))
    return "\n".join(page)


def as_data(told: Sequence[Account]) -> dict[str, int]:
    """Return the account of all files together, for a program."""
    return {
        "read": sum(a.read for a in told),
        "imported": sum(a.imported for a in told),
        "known": sum(a.known for a in told),
        "quarantined": sum(a.quarantined for a in told),
    }


def listed(standing: Sequence[DatasetImported]) -> str:
    """Return the imports that stand."""
    page = Page(say("Imports that stand"))
    for dataset in standing:
        page.bullet(
            say(
                "{dataset}: {file}, {imported} of {read} rows, known from {known_from}.",
                dataset=dataset.dataset,
                file=dataset.file,
                imported=number(dataset.imported),
                read=number(dataset.read),
                known_from=day(dataset.known_from),
            )
        )
    if not standing:
        page.line(say("None. Next: truceline import ucdp FILE"))
    return str(page)


def listed_as_data(standing: Sequence[DatasetImported]) -> list[dict[str, object]]:
    """Return the imports that stand, for a program."""
    return [to_plain(dataset) for dataset in standing]
