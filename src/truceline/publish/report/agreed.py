"""What was agreed: the texts in force, the clocks, the areas, the gaps and the proposals.

Posts are left out on purpose: a report tells nobody where others stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from truceline.domain.deadlines import Deadline
from truceline.domain.instruments import Clause, Instrument
from truceline.domain.periods import day_of, holds_on
from truceline.domain.sources import Source
from truceline.domain.terms import Clock, clock
from truceline.publish import gaps
from truceline.publish.arrangement import (
    clause_verb,
    clock_sentence,
    in_force_sentence,
    role_sentences,
    variant_sentences,
)
from truceline.publish.report.inputs import Asked
from truceline.wording import day, listed, say


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause."""

    id: str
    verb: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class Text:
    """One text that binds on the day."""

    name: str
    in_force: str
    roles: tuple[str, ...]
    clauses: tuple[ClauseRow, ...]
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one clock stands."""

    clock: Clock
    sentence: str
    searched: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """Something owed by a day."""

    deadline: Deadline
    text: str
    owed_by: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences under one heading."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the section shows."""

    texts: tuple[Text, ...]
    others: tuple[str, ...]
    clocks: tuple[Stand, ...]
    dues: tuple[Due, ...]
    proposals: tuple[str, ...]
    bodies: tuple[tuple[str, str, str], ...]
    listings: tuple[str, ...]
    gaps: tuple[Group, ...]


def agreed(asked: Asked) -> Agreed:
    """Return what was agreed, as it stood on the day."""
    return Agreed(
        texts=tuple(_text(asked, text) for text in binding(asked)),
        others=tuple(
            f"{day(day_of(text.made))}: {text.name}"
            for text in _made(asked)
            if not text.binds_on(asked.about)
        ),
        clocks=tuple(clocks(asked)),
        dues=tuple(_dues(asked)),
        proposals=tuple(_proposals(asked)),
        bodies=tuple(_bodies(asked)),
        listings=tuple(_listings(asked)),
        gaps=tuple(open_points(asked)),
    )


def binding(asked: Asked) -> list[Instrument]:
    """Return the texts in force on the day, in the order in which they were made."""
    return [text for text in _made(asked) if text.binds_on(asked.about)]


def guarantors(asked: Asked) -> list[str]:
    """Return the names of those who guarantee a text in force, in order of the alphabet."""
    ids = {p for text in binding(asked) for p in text.parties("guarantor", on=asked.about)}
    return sorted(asked.name(party) for party in ids)


def clocks(asked: Asked) -> Iterator[Stand]:
    """Yield each clock that has begun to run."""
    held = {source.id: source for source in asked.known.source}
    for term in asked.known.term:
        stands = clock(term, asked.known.act, about=asked.about)
        if stands.state != "not-started":
            searched = tuple(held[s] for s in term.searched if s in held)
            yield Stand(stands, clock_sentence(asked.known, stands), searched)


def open_points(asked: Asked) -> Iterator[Group]:
    """Yield what the texts leave open, kind by kind, but for what stands with each text."""
    aside = {"post-without-place", "left-open", "sources-differ"}
    found = (g for g in gaps.in_order(asked.known, asked.about) if g.kind not in aside)
    for kind, group in groupby(found, key=lambda gap: gap.kind):
        sentences = tuple(gaps.sentence(asked.known, gap, asked.about) for gap in group)
        yield Group(gaps.heading(kind), sentences)


def _made(asked: Asked) -> list[Instrument]:
    made = [text for text in asked.known.instrument if day_of(text.made) <= asked.about]
    return sorted(made, key=lambda text: (day_of(text.made), text.id))


def _text(asked: Asked, text: Instrument) -> Text:
    return Text(
        name=text.name,
        in_force=in_force_sentence(text),
        roles=tuple(role_sentences(asked.known, text, asked.about)),
        clauses=tuple(ClauseRow(c.id, clause_verb(c), c) for c in text.clause),
        variants=tuple(variant_sentences(text)),
    )


def _dues(asked: Asked) -> Iterator[Due]:
    names = {text.id: text.name for text in _made(asked)}
    for deadline in sorted(asked.known.deadline, key=lambda d: (d.due, d.id)):
        if deadline.instrument in names:
            yield Due(
                deadline=deadline,
                text=names[deadline.instrument],
                owed_by=listed([asked.name(party) for party in deadline.owed_by]),
                # An outcome bears no day of its own: it is told only with all that is on record.
                outcome=deadline.outcome if asked.hindsight else "",
            )


def _proposals(asked: Asked) -> Iterator[str]:
    held = [p for p in asked.known.proposal if p.made <= asked.about]
    for proposal in sorted(held, key=lambda p: (p.made, p.id)):
        by = asked.known.party_name(proposal.author, on=proposal.made)
        status = proposal.status.replace("-", " ")
        yield say(
            "{day}, {by} ({status}): {text}",
            day=day(proposal.made),
            by=by,
            status=status,
            text=proposal.text,
        )


def _bodies(asked: Asked) -> Iterator[tuple[str, str, str]]:
    for body in asked.known.body:
        if holds_on(body.valid_from, body.valid_to, asked.about):
            members = listed([asked.name(member) for member in body.members])
            yield body.name, members, f"{body.does} {body.does_not}".rstrip()


def _listings(asked: Asked) -> Iterator[str]:
    for entry in asked.known.listing:
        if holds_on(entry.valid_from, entry.valid_to, asked.about):
            yield say(
                "{group}: listed by {by} from {start}.",
                group=entry.group,
                by=asked.name(entry.listed_by),
                start=day(entry.valid_from),
            )
