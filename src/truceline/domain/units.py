"""Reporting units: what a bulletin counts by. Never the same thing as an area."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from truceline.domain.periods import Moment, holds_on
from truceline.errors import BadInput

_LATIN_ARTICLE = "a[lstdnrz]|e[lstdnrz]|ash|adh"
_RUSSIAN_ARTICLE = "аль|ас|ад|эль|эс|эд"  # noqa: RUF001  Cyrillic on purpose
_ARTICLE = re.compile(rf"^(?:{_LATIN_ARTICLE}|{_RUSSIAN_ARTICLE})\W+", re.IGNORECASE)
_DOTLESS_I = "\N{LATIN SMALL LETTER DOTLESS I}"


class UnitNameShared(BadInput):
    """One name stands for two reporting units, so a figure under it has no home."""

    code = "unit.name-shared"
    text = (
        "'{name}' names both '{one}' and '{other}'. "
        "Take it out of one unit's aliases; hyphens, case, accents and articles do not count."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingUnit:
    """A province or other unit in which a party counts."""

    id: str
    name: str
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Other spellings that bulletins used, by language as a BCP 47 tag."""
    pcodes: tuple[str, ...] = ()
    """Codes of the administrative units that it takes in."""
    valid_from: Moment | None = None
    """First day on which the parties count by it; None where that is not known."""
    valid_to: Moment | None = None
    sources: tuple[str, ...] = ()
    note: str = ""

    def counts_on(self, day: date) -> bool:
        """Tell whether the parties counted by this unit on that day."""
        return holds_on(self.valid_from, self.valid_to, day)

    def names(self) -> Iterator[str]:
        """Yield every name it goes by, its own first."""
        yield self.name
        for spellings in self.aliases.values():
            yield from spellings


def folded(name: str) -> str:
    """Return a name without case, accents, article, hyphens and spaces.

    Turkish dotted and dotless i are one letter here: a bulletin in English prints İdlib as
    Idlib, and `casefold` alone keeps them apart.
    """
    bare = _ARTICLE.sub("", name.strip())
    letters = unicodedata.normalize("NFKD", bare).casefold().replace(_DOTLESS_I, "i")
    kept = "".join(c for c in letters if c.isalnum())
    return kept.removeprefix("ال") if len(kept) > 4 else kept


def by_name(units: Iterable[ReportingUnit]) -> dict[str, ReportingUnit]:
    """Return the units by each of their folded names, for `match`.

    Raises:
        UnitNameShared: Two units go by one name.
    """
    index: dict[str, ReportingUnit] = {}
    for unit in units:
        for name in unit.names():
            other = index.setdefault(folded(name), unit)
            if other is not unit:
                raise UnitNameShared(name=name, one=other.id, other=unit.id)
    return index


def match(name: str, index: Mapping[str, ReportingUnit]) -> ReportingUnit | None:
    """Return the unit that goes by a name in any of its spellings, or None."""
    return index.get(folded(name))
