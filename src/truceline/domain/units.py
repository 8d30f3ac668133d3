"""Reporting units: what a bulletin counts by. Never the same thing as an area."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingUnit:
    """A province or other unit in which a party counts."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    pcode: str = ""
