"""Where a fact comes from."""

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One document that was read, and how much of it."""

    id: str
    title: str
    """What the document is, in a few words of our own."""
    url: str
    publisher: str = ""
    published: date | None = None
    """Day of publication; facts that cite it are known from then unless they say otherwise."""
    language: str = ""
    """Language of the text that was read, as a BCP 47 tag."""
    read: Literal["whole", "part", "not-read"] = "part"
    note: str = ""
