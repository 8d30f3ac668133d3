"""Events gathered into blocks of seven days around an onset.

The block that begins on the onset is the first of the period that is judged; blocks before it are
counted back from the onset, so no block straddles it. An event that may lie inside counts with
its probability: a block has an expected count, a variance, and two bounds, the events certainly
inside and those possibly inside.

Expected counts are smoother than the truth, because every doubtful event is spread out. A
regression of them therefore understates the scatter; draw imputations and use `pooling` where
much is doubtful.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truceline.errors import BadInput

Days = NDArray[np.datetime64]
DAYS = 7
"""Days in a block."""


class UnreadableEvents(BadInput):
    """Days and probabilities of events do not fit together."""

    code = "blocks.unreadable-events"
    text = "{fault}. Give one known day for each event and its probability of lying inside, 0 to 1."


class UnreadableWindow(BadInput):
    """The onset or the number of blocks makes no sense."""

    code = "blocks.unreadable-window"
    text = "{fault}. Give the onset as a day and at least one block before and from it on."


@dataclass(frozen=True, slots=True)
class Window:
    """Which blocks are compared; to be declared before the counts are looked at."""

    onset: np.datetime64
    """The first day of the period that is judged, in days."""
    before: int
    """Blocks before the onset."""
    during: int
    """Blocks from the onset on."""

    def __post_init__(self) -> None:
        if self.onset.dtype != "datetime64[D]" or np.isnat(self.onset):
            raise UnreadableWindow(fault="The onset is not a day")
        if self.before < 1 or self.during < 1:
            raise UnreadableWindow(fault="A side of the onset has no block")

    @property
    def starts(self) -> Days:
        """(before + during,) first day of each block."""
        first: Days = self.onset + DAYS * np.arange(-self.before, self.during)
        return first


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Events per block; all arrays (before + during,)."""

    expected: NDArray[np.float64]
    """Sum of probabilities."""
    variance: NDArray[np.float64]
    """Sum of p (1 - p): the doubt about place alone, with events taken as independent."""
    certain: NDArray[np.int64]
    """Events with probability 1."""
    possible: NDArray[np.int64]
    """Events with probability above 0."""


def tally(days: Days, probability: NDArray[np.float64], window: Window) -> Tally:
    """Gather events into blocks; events outside the window are left out.

    Args:
        days: (n,) datetime64, day of each event; NaT is refused.
        probability: (n,) of lying inside; 1 for a plain count.
        window: The blocks.

    Raises:
        UnreadableEvents: Another length, an unknown day, or a probability outside 0 to 1.
    """
    p = np.asarray(probability, dtype=float)
    if p.shape != days.shape or not np.all((p >= 0) & (p <= 1)):
        raise UnreadableEvents(fault="A probability is missing or outside 0 to 1")
    block, size = _block(days, window), window.before + window.during

    def total(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(block, weights, minlength=size + 1)[:size].astype(np.float64)

    return Tally(
        expected=total(p),
        variance=total(p * (1 - p)),
        certain=total((p == 1).astype(float)).astype(np.int64),
        possible=total((p > 0).astype(float)).astype(np.int64),
    )


def tally_draws(days: Days, inside: NDArray[np.bool_], window: Window) -> NDArray[np.float64]:
    """Gather each of m imputations into blocks.

    Args:
        days: (n,) datetime64, day of each event; NaT is refused.
        inside: (m, n) whether each event lies inside in each draw.
        window: The blocks.

    Returns:
        (m, before + during) whole counts.

    Raises:
        UnreadableEvents: Another length, or an unknown day.
    """
    if inside.ndim != 2 or inside.shape[1:] != days.shape:
        raise UnreadableEvents(fault="The draws have another number of events than the days")
    block, width = _block(days, window), window.before + window.during + 1
    draw, event = np.nonzero(inside)
    counts = np.bincount(draw * width + block[event], minlength=len(inside) * width)
    return counts.reshape(len(inside), width)[:, :-1].astype(float)


def _block(days: Days, window: Window) -> NDArray[np.int64]:
    """(n,) block of each event; the number of blocks stands for outside the window."""
    if np.any(np.isnat(days)):
        raise UnreadableEvents(fault="The day of an event is unknown")
    since = (days.astype("datetime64[D]") - window.starts[0]).astype(np.int64)
    block = since // DAYS
    size = window.before + window.during
    return np.where((block >= 0) & (block < size), block, size)
