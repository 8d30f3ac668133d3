"""Named places and how precisely they are known."""

from dataclasses import dataclass
from typing import Literal

Precision = Literal["exact", "near", "unit", "line", "country", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named place; without coordinates it is a name only."""

    name: str
    local_name: str = ""
    """The name in the language of the country."""
    aliases: tuple[str, ...] = ()
    lon: float | None = None
    """Degrees east, WGS 84."""
    lat: float | None = None
    """Degrees north, WGS 84."""
    radius_m: float | None = None
    """How far off the coordinates may be, in metres."""
    precision: Precision = "near"
    pcode: str = ""
    """Code of the place in the OCHA list of the country."""
    source: str = ""
    """Id of the source of the coordinates."""
    population: int | None = None
    """People, where a source gives a number; None is unknown, not nobody."""
