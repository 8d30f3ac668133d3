"""What the texts leave open: the first thing a mediator asks."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from truceline.domain.areas import Area, Depth, LineOfContact, Undefined
from truceline.domain.arrangement import Arrangement
from truceline.domain.instruments import Instrument
from truceline.domain.periods import day_of
from truceline.domain.terms import clock

GapKind = Literal[
    "no-line-agreed",
    "no-extension-act",
    "no-consequence",
    "guarantor-absent",
    "defined-differently",
    "name-of-two-areas",
    "annex-not-published",
    "left-open",
    "sources-differ",
    "post-without-place",
]


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing left open: its kind, what it concerns, and the facts to word it with."""

    kind: GapKind
    subject: str
    """Name of the text, area, term or deadline."""
    facts: dict[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()


def gaps(arrangement: Arrangement, *, about: date) -> Iterator[Gap]:
    """Yield what the texts made by a day leave open, most consequential first."""
    texts = [i for i in arrangement.instrument if day_of(i.made) <= about]
    made = {i.id for i in texts}
    areas = [a for a in arrangement.area if made & set(a.instruments)]
    for area in areas:
        yield from _line(area, about)
    yield from _clocks(arrangement, about)
    yield from _deadlines(arrangement, made)
    for text in texts:
        yield from _absent(text, arrangement)
    yield from _definitions(texts)
    yield from _aliases(areas)
    for text in texts:
        yield from _text(text)
    for post in arrangement.post:
        if post.place is None and post.known_from <= about:
            number = str(post.count)
            yield Gap("post-without-place", post.operator, {"count": number}, post.sources)


def _line(area: Area, about: date) -> Iterator[Gap]:
    made = sorted(
        (b for b in area.boundary if day_of(b.valid_from) <= about),
        key=lambda b: day_of(b.valid_from),
    )
    shapeless = (Undefined, Depth, LineOfContact)
    if any(b.status == "agreed" and not isinstance(b.shape, shapeless) for b in made):
        return
    reasons = [b.shape.because for b in made if isinstance(b.shape, Undefined)]
    sources = tuple(s for b in made for s in b.sources)
    yield Gap("no-line-agreed", area.name, {"because": reasons[-1] if reasons else ""}, sources)


def _clocks(arrangement: Arrangement, about: date) -> Iterator[Gap]:
    for term in arrangement.term:
        stands = clock(term, arrangement.act, about=about)
        if stands.state == "no-act-found":
            facts = {"ran_to": stands.runs_to.isoformat(), "searched": str(len(term.searched))}
            yield Gap("no-extension-act", term.id, facts, term.searched)


def _deadlines(arrangement: Arrangement, made: set[str]) -> Iterator[Gap]:
    for deadline in arrangement.deadline:
        if deadline.instrument in made and not deadline.consequence:
            facts = {"what": deadline.what, "due": deadline.due.isoformat()}
            yield Gap("no-consequence", deadline.instrument, facts, deadline.sources)


def _absent(text: Instrument, arrangement: Arrangement) -> Iterator[Gap]:
    earlier = {i.id: i for i in arrangement.instrument}
    took_part = {r.party for r in text.role if r.role in {"guarantor", "signatory"}}
    for amended in (earlier[i] for i in text.amends if i in earlier):
        day = day_of(text.made)
        for party in amended.parties("guarantor", on=day):
            if party not in took_part:
                facts = {"party": arrangement.party_name(party, on=day), "amended": amended.name}
                yield Gap("guarantor-absent", text.name, facts, text.sources)


def _definitions(texts: list[Instrument]) -> Iterator[Gap]:
    by_word = defaultdict(list)
    for text in texts:
        for definition in text.definition:
            by_word[definition.word].append((text, definition))
    for word, given in by_word.items():
        if len({definition.meaning for _, definition in given}) > 1:
            told = " / ".join(f"{d.meaning.rstrip('.')} ({text.name})" for text, d in given)
            sources = tuple(s for _, d in given for s in d.sources)
            yield Gap("defined-differently", word, {"meanings": told}, sources)


def _aliases(areas: list[Area]) -> Iterator[Gap]:
    users = defaultdict(list)
    for area in areas:
        for alias in area.alias:
            users[alias.name].append((area, alias))
    for name, given in users.items():
        if len({area.id for area, _ in given}) > 1:
            told = "; ".join(f"{area.name} ({alias.used_by})" for area, alias in given)
            sources = tuple(s for _, alias in given for s in alias.sources)
            yield Gap("name-of-two-areas", name, {"areas": told}, sources)


def _text(text: Instrument) -> Iterator[Gap]:
    for annex in text.annex:
        if not annex.published:
            yield Gap("annex-not-published", text.name, {"annex": annex.title}, annex.sources)
    for clause in text.clause:
        if clause.left_open:
            facts = {"clause": clause.id, "what": clause.left_open}
            yield Gap("left-open", text.name, facts, clause.sources)
    for variant in text.variant:
        facts = {"key": variant.key, "value": variant.value, "note": variant.note}
        yield Gap("sources-differ", text.name, facts, variant.sources)
