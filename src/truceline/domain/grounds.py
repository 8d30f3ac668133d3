"""Whose lines an assessment is run under: what each author held to be an area, and from when.

One verdict from one hand-drawn shape is not an answer, so every author counts, and every line
that an author drew. A ground is fixed: it is looked at over all weeks, those before the line was
in force too. If it moved with the line, the weeks before the first line would be empty, and an
area that was cut in half would seem to have become calm.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from truceline.domain.areas import Area, Boundary
from truceline.domain.periods import day_of, holds_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One area, or several together, as one author drew them on a day."""

    author: str
    day: date
    """The onset, or the day on which this line of the author begins."""
    areas: tuple[str, ...]
    """Ids of areas, in the arrangement's order."""
    boundaries: tuple[str, ...]
    """Id of the boundary of each."""


def grounds(
    areas: Iterable[Area], shaped: Collection[str], *, onset: date, until: date
) -> tuple[Ground, ...]:
    """Return each ground that some author held in [onset, until), each once.

    Authors come in the order of the arrangement; all areas together come before each alone.

    Args:
        areas: The areas that are asked about.
        shaped: Ids of the boundaries that have a shape; an undefined one has none.
        onset: First day that is judged.
        until: First day after.
    """
    drawn: dict[str, list[Line]] = {}
    for area in areas:
        for boundary in sorted(area.boundary, key=lambda b: day_of(b.valid_from)):
            if boundary.id in shaped:
                drawn.setdefault(boundary.author, []).append((area.id, boundary))
    found: dict[tuple[str, ...], Ground] = {}
    for author, lines in drawn.items():
        for day in _days(lines, onset, until):
            for ground in _held(lines, author, day):
                found.setdefault(ground.boundaries, ground)
    return tuple(found.values())


Line = tuple[str, Boundary]
"""Id of an area and one boundary of it."""


def _days(lines: Iterable[Line], onset: date, until: date) -> list[date]:
    """Return the onset and each later day on which a line begins."""
    begins = {day_of(boundary.valid_from) for _, boundary in lines}
    return [onset, *sorted(day for day in begins if onset < day < until)]


def _held(lines: Iterable[Line], author: str, day: date) -> Iterator[Ground]:
    # On a day on which one line ends and the next begins, the next one stays.
    held = {
        area: boundary.id
        for area, boundary in lines
        if holds_on(boundary.valid_from, boundary.valid_to, day)
    }
    if len(held) > 1:
        yield Ground(author=author, day=day, areas=tuple(held), boundaries=tuple(held.values()))
    for area, boundary in held.items():
        yield Ground(author=author, day=day, areas=(area,), boundaries=(boundary,))
