"""Reading an arrangement from its folder, and naming every fault at once.

A folder holds one or more TOML files, whose tables are read together, and the GeoJSON files that
they name. The format is the domain's own classes: what they accept is what the file may say.
"""

import difflib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from truceline.domain import arrangement_rules
from truceline.domain.arrangement import Arrangement
from truceline.domain.arrangement_rules import Problem
from truceline.errors import BadInput
from truceline.intake import arrangement_shapes

_ADAPTER = TypeAdapter(
    Arrangement, config=ConfigDict(extra="forbid", use_attribute_docstrings=True)
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in an arrangement's files, and what to do about it."""

    file: str
    table: str
    key: str
    reason: str
    fix: str = ""

    def __str__(self) -> str:
        """Return the fault on one line."""
        where = ": ".join(part for part in (self.file, self.table, self.key) if part)
        return f"{where}: {self.reason}" + (f" {self.fix}" if self.fix else "")


class ArrangementFaulty(BadInput):
    """The folder does not hold a valid arrangement."""

    code = "arrangement.faulty"
    text = (
        "{count} faults in {folder}. Run `truceline arrangement check {folder}` to list them, "
        "and mend them first."
    )


class ArrangementMissing(BadInput):
    """There is no arrangement in the folder."""

    code = "arrangement.missing"
    text = "{folder} holds no arrangement.toml. Name the folder that does."


class _Unreadable(Exception):
    """A file is not TOML at all; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault
