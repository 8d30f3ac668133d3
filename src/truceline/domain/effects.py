"""What adopted motions add to the data of an arrangement: acts, boundaries, policies, empty seats.

A decision about forces or posts is an act with its text; the tables of the arrangement follow when
a person edits them.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Literal, get_args

from truceline.domain.acts import Act
from truceline.domain.areas import Area, Boundary, Polygon, Rings
from truceline.domain.arrangement import Arrangement
from truceline.domain.docket import Docket, Motion
from truceline.domain.instruments import Attribution, Instrument, Role
from truceline.domain.mandates import term_of
from truceline.domain.motions import BOUNDARY_KINDS, MotionKind
from truceline.domain.periods import day_of, holds_on
from truceline.domain.terms import clock, term_end

POLICIES: tuple[Attribution, ...] = get_args(Attribution)
Outlines = Mapping[str, tuple[Rings, ...]]
"""The polygons of each outline, by the SHA-256 of its blob."""
ActKind = Literal["extend", "suspend", "resume", "end", "amend", "adopt-boundary"]

_ACTS: dict[MotionKind, ActKind] = {
    "extend-term": "extend",
    "suspend-term": "suspend",
    "resume-term": "resume",
    "end-term": "end",
    "adopt-boundary": "adopt-boundary",
    "replace-boundary": "adopt-boundary",
}


def adopted(docket: Docket) -> tuple[Motion, ...]:
    """Return the motions that took effect, in the order of their deadlines."""
    held = (m for m in docket.motions.values() if m.outcome == "adopted")
    return tuple(sorted(held, key=lambda m: (m.opened.deadline, m.opened_at)))


def acts(docket: Docket) -> tuple[Act, ...]:
    """Return the acts that were decided, for `terms.clock` and all who ask for acts."""
    return tuple(_act(motion, _day(docket, motion)) for motion in adopted(docket))


def applied(held: Arrangement, docket: Docket, outlines: Outlines) -> Arrangement:
    """Return an arrangement with everything that was decided.

    Args:
        held: The arrangement as its data have it.
        docket: How the motions stand.
        outlines: The polygons of every adopted outline.
    """
    for motion in adopted(docket):
        held = _boundary(held, motion, _day(docket, motion), outlines)
        held = _policy(held, motion)
    texts = tuple(_seats(docket, text) for text in held.instrument)
    return replace(held, instrument=texts, act=(*held.act, *acts(docket)))


def next_end(docket: Docket, term: str, *, deadline: datetime) -> date:
    """Return the end of a term if it is extended once more by a deadline."""
    held = term_of(docket.held, term)
    by_then = docket.day(deadline)
    made = clock(held, (*docket.held.act, *acts(docket)), about=by_then).acts
    renewals = sum(act.kind == "extend" for act in made)
    return term_end(held.starts, held.length, renewals=renewals + 1)


def _day(docket: Docket, motion: Motion) -> date:
    return docket.day(motion.opened.deadline)


def _act(motion: Motion, day: date) -> Act:
    opened = motion.opened
    table, name = opened.subject.split(":", 1)
    return Act(
        id=opened.motion,
        kind=_ACTS.get(opened.kind, "amend"),
        made=day,
        by=motion.tally.consented,
        text=" ".join(opened.text),
        instrument=opened.instrument,
        term=name if table == "term" else "",
        area=name if table == "area" else "",
        boundary=opened.proposal,
        known_from=day,
    )


def _boundary(held: Arrangement, motion: Motion, day: date, outlines: Outlines) -> Arrangement:
    opened = motion.opened
    if opened.kind not in BOUNDARY_KINDS:
        return held
    drawn = Boundary(
        id=opened.proposal,
        author=", ".join(motion.tally.consented),
        status="agreed",
        valid_from=day,
        shape=Polygon(kind="polygon", polygons=outlines[opened.outline]),
        known_from=day,
    )
    areas = (
        _redrawn(area, drawn, opened.to) if f"area:{area.id}" == opened.subject else area
        for area in held.area
    )
    return replace(held, area=tuple(areas))


def _redrawn(area: Area, drawn: Boundary, replaced: str) -> Area:
    day = day_of(drawn.valid_from)
    kept = (
        replace(b, valid_to=day)
        if b.id == replaced and holds_on(b.valid_from, b.valid_to, day)
        else b
        for b in area.boundary
    )
    return replace(area, boundary=(*kept, drawn))


def _policy(held: Arrangement, motion: Motion) -> Arrangement:
    opened = motion.opened
    if opened.kind != "amend-attribution":
        return held
    policy = next(p for p in POLICIES if p == opened.to)
    texts = (
        replace(text, attribution=policy) if f"attribution:{text.id}" == opened.subject else text
        for text in held.instrument
    )
    return replace(held, instrument=tuple(texts))


def _seats(docket: Docket, text: Instrument) -> Instrument:
    """Return the text with the roles of those who left ended on the day they left."""
    return replace(text, role=tuple(_role(docket, text.id, role) for role in text.role))


def _role(docket: Docket, instrument: str, role: Role) -> Role:
    left = docket.left.get((role.party, instrument))
    if left is None or role.role not in {"guarantor", "signatory"}:
        return role
    day = docket.day(left)
    ended = role.valid_to is not None and day_of(role.valid_to) <= day
    return (
        role if ended or not holds_on(role.valid_from, None, day) else replace(role, valid_to=day)
    )
