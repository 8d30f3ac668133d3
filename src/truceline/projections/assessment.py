"""Did it hold? Each declared comparison, on every ground that some author drew.

Input: the arrangement, reports and where they lay. Output: an `Assessed` a comparison. Two
readings stand side by side, `reference` and `cautious` (see `readings`), and every line that was
drawn has its own. What cannot be computed is a `Refusal` in its place, never left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from truceline.domain.areas import Area
from truceline.domain.arrangement import Arrangement
from truceline.domain.comparisons import Comparison
from truceline.domain.grounds import Ground, grounds
from truceline.domain.instruments import Instrument
from truceline.domain.periods import day_of
from truceline.errors import Refused
from truceline.methods.alarms import ears
from truceline.projections.readings import Fits, Outcome, Reading, reading
from truceline.projections.refusals import Refusal, tried
from truceline.projections.tallies import Placed, Selection, Tallied, select

DRAWS = 20
"""Times that each doubtful event is given a place for the cautious reading; 0 for never."""
OTHER_BUFFERS_M = (0.0, 30_000.0)
"""Controls that are tried beside the declared one: no buffer, and one against spill-over."""


class NoGround(Refused):
    """Nobody drew an area that a comparison asks about."""

    code = "assessment.no-ground"
    text = (
        "No line of {area} is held for these weeks, so nothing can be told of it. "
        "Add a boundary with a shape and its author, or ask about other areas."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Both readings against one control."""

    buffer_m: float | None
    """Ground around the areas that is not elsewhere, in metres; None without a control."""
    reference: Reading
    cautious: Reading

    @property
    def differs(self) -> bool:
        """Whether the cautious reading has another verdict."""
        return self.reference.verdict is not self.cautious.verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Whether the newest week that the data cover is out of line with those before it."""

    week: date
    expected: float
    bounds: tuple[float | None, float | None]
    """The most that EARS C1 and C2 call in line; None where earlier weeks are unobserved."""
    raised: bool
    """Whether it is above both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One ground: its weeks, and an answer for each control, the declared one first."""

    ground: Ground
    declared: bool
    """Whether the comparison asks for this author; others are alternatives."""
    tallied: Tallied
    alarm: Alarm | None
    """None where the data cover no week from the onset on."""
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What lay outside every area under every line, beyond a buffer."""

    buffer_m: float
    tallied: Tallied | Refusal
    reference: Outcome
    cautious: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """A comparison and all that can be said of it."""

    comparison: Comparison
    held: int = 0
    """Reports of the data set."""
    counted: int = 0
    """Reports that pass the filters of the comparison, in any week."""
    judged: tuple[Judged, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    """Controls, the declared one first."""
    binding_elsewhere: tuple[str, ...] = ()
    """Ids of texts that forbade something in the whole country on the onset."""
    refusals: tuple[Refusal, ...] = ()
    """Why the whole comparison, or one of its areas, has no answer."""


def assess_all(
    arrangement: Arrangement, placed: Placed, *, about: date | None = None, draws: int = DRAWS
) -> tuple[Assessed, ...]:
    """Answer every comparison that the arrangement declares, in its order; no other."""
    return tuple(
        assess(comparison, arrangement, placed, about=about, draws=draws)
        for comparison in arrangement.comparison
    )


def assess(
    comparison: Comparison,
    arrangement: Arrangement,
    placed: Placed,
    *,
    about: date | None = None,
    draws: int = DRAWS,
) -> Assessed:
    """Answer one comparison on every ground, with what stands against an answer.

    Args:
        comparison: The question, declared before looking.
        arrangement: As it was known on the day of the question.
        placed: Reports as they were known on that day, and where they lay.
        about: The last day that is asked about; later weeks are unobserved.
        draws: See `DRAWS`.

    Cost: some 30 ms a ground; where places are doubtful, 6 ms a draw, ground and control.
    """
    selection = tried(lambda: select(comparison, placed, arrangement.zone, about=about))
    if isinstance(selection, Refusal):
        return Assessed(comparison=comparison, refusals=(selection,))
    onset, until = comparison.onset, comparison.until
    asked = tuple(_asked(comparison, arrangement.area))
    lines = grounds(asked, placed.shaped, onset=onset, until=until)
    drawn = {area for ground in lines for area in ground.areas}
    every = grounds(arrangement.area, placed.shaped, onset=onset, until=until)
    controls = tuple(_controls(comparison, selection, {b for g in every for b in g.boundaries}))
    judged = (_judged(ground, comparison, selection, controls, draws) for ground in lines)
    return Assessed(
        comparison=comparison,
        held=selection.held,
        counted=selection.events.height,
        judged=tuple(sorted(judged, key=lambda j: _turn(j.ground.author, comparison))),
        elsewhere=controls,
        binding_elsewhere=tuple(t.id for t in arrangement.instrument if _everywhere(t, onset)),
        refusals=tuple(
            Refusal.of(NoGround(area=area.name)) for area in asked if area.id not in drawn
        ),
    )


def _asked(comparison: Comparison, areas: Iterable[Area]) -> Iterable[Area]:
    if comparison.areas:
        return (area for area in areas if area.id in comparison.areas)
    return (area for area in areas if _exists(area, comparison))


def _exists(area: Area, comparison: Comparison) -> bool:
    return any(
        day_of(b.valid_from) < comparison.until
        and (b.valid_to is None or day_of(b.valid_to) >= comparison.onset)
        for b in area.boundary
    )


def _everywhere(text: Instrument, day: date) -> bool:
    forbids = any(clause.kind == "prohibition" for clause in text.clause)
    return forbids and not text.areas and text.binds_on(day)


def _turn(author: str, comparison: Comparison) -> int:
    """Authors that the comparison asks for come first, in its order."""
    authors = comparison.authors
    return authors.index(author) if author in authors else len(authors)


def _controls(
    comparison: Comparison, selection: Selection, boundaries: set[str]
) -> Iterable[Elsewhere]:
    if comparison.elsewhere == "none":
        return
    has_distances = "area_distance_m" in selection.events.columns
    others = (metres for metres in OTHER_BUFFERS_M if has_distances or not metres)
    for buffer_m in dict.fromkeys((comparison.elsewhere_buffer_m, *others)):
        yield _elsewhere(selection, boundaries, buffer_m)


def _elsewhere(selection: Selection, boundaries: set[str], buffer_m: float) -> Elsewhere:
    tallied = tried(lambda: selection.tallied(selection.elsewhere(boundaries, buffer_m)))
    if isinstance(tallied, Refusal):
        return Elsewhere(buffer_m=buffer_m, tallied=tallied, reference=tallied, cautious=tallied)
    reference, cautious = Fits(tallied).alone()
    return Elsewhere(buffer_m=buffer_m, tallied=tallied, reference=reference, cautious=cautious)


def _judged(
    ground: Ground,
    comparison: Comparison,
    selection: Selection,
    controls: tuple[Elsewhere, ...],
    draws: int,
) -> Judged:
    probability = selection.probability(ground.boundaries)
    tallied = selection.tallied(probability)
    fits = Fits(tallied, tuple(selection.drawn(probability, draws)))
    alone, alarm = fits.alone(), _alarm(tallied)
    rings = alarm is not None and alarm.raised

    def answer(control: Elsewhere | None) -> Answer:
        against = fits.against(control.tallied) if control else (None, None)
        return Answer(
            buffer_m=control.buffer_m if control else None,
            reference=reading(alone[0], against[0], alarm=rings),
            cautious=reading(alone[1], against[1], alarm=rings),
        )

    return Judged(
        ground=ground,
        declared=not comparison.authors or ground.author in comparison.authors,
        tallied=tallied,
        alarm=alarm,
        answers=tuple(answer(control) for control in controls or (None,)),
    )


def _alarm(tallied: Tallied) -> Alarm | None:
    """Ask about the newest week, by both methods together: each alone rings too often."""
    counts = tallied.counts
    newest = max(np.flatnonzero(~np.isnan(counts)), default=-1)
    if newest < tallied.onset:
        return None
    c1, c2 = ears(counts, "C1"), ears(counts, "C2")
    bounds = [None if np.isnan(b.bound[newest]) else float(b.bound[newest]) for b in (c1, c2)]
    return Alarm(
        week=tallied.weeks[newest].starts,
        expected=float(counts[newest]),
        bounds=(bounds[0], bounds[1]),
        raised=bool(c1.raised[newest] and c2.raised[newest]),
    )
