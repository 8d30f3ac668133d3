"""Observation posts and checkpoints, as announced; shown coarsely, never live."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from truceline.domain.instruments import Variant
from truceline.domain.periods import Moment, day_of
from truceline.domain.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PostStatus:
    """What was reported of a post on a day."""

    status: Literal["established", "enclosed", "hit", "being-vacated", "vacated"]
    on: Moment
    said_by: str = ""
    confirmed: bool = True
    known_from: date
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post, or several that were announced together without their places."""

    id: str
    kind: Literal["observation-post", "checkpoint", "joint-post", "military-point"]
    operator: str
    """Id of the party that runs it."""
    area: str
    count: int = 1
    number: int | None = None
    """The number it was given; not the order in which posts were set up."""
    order: int | None = None
    place: Place | None = None
    established: Moment | None = None
    established_as_given: str = ""
    """The date as the source gives it, where it is not a day."""
    status: tuple[PostStatus, ...] = ()
    variant: tuple[Variant, ...] = ()
    known_from: date
    sources: tuple[str, ...] = ()
    note: str = ""

    def status_on(self, day: date) -> PostStatus | None:
        """Return the last status reported on or before the day."""
        told = [s for s in self.status if day_of(s.on) <= day]
        return max(told, key=lambda s: day_of(s.on), default=None)
