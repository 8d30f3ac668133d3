"""An arrangement on a day, in words: what binds whom, where the clocks stand, what is open."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from types import MappingProxyType

from truceline.domain.areas import (
    Boundary,
    Buffer,
    Depth,
    LineOfContact,
    Polygon,
    Settlements,
    Shape,
    Undefined,
)
from truceline.domain.arrangement import Arrangement
from truceline.domain.facts import to_plain
from truceline.domain.instruments import Clause, Instrument, Role, RoleName
from truceline.domain.periods import day_of, holds_on
from truceline.domain.posts import Post
from truceline.domain.sources import Source
from truceline.domain.terms import Clock, Term, clock
from truceline.publish.pages import Page
from truceline.wording import day, distance, later, listed, say, say_count


def show(
    arrangement: Arrangement,
    *,
    about: date,
    as_known_on: date,
    beside: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> str:
    """Return the arrangement on a day, as it was known on a day.

    Args:
        arrangement: What is shown.
        about: The day asked about.
        as_known_on: What became known later is left out.
        beside: Sentences to stand beside a term, by its id.
    """
    known = arrangement.as_known(as_known_on)
    page = Page(known.name)
    page.line(
        say(
            "About {about}, as known on {known}. What was learned later is left out.",
            about=day(about),
            known=day(as_known_on),
        )
    )
    _binding(page, known, about)
    _clocks(page, known, about, beside)
    _areas(page, known, about)
    _posts(page, known, about)
    _proposals(page, known, about)
    _bodies(page, known, about)
    _excluded(page, known, about)
    return str(page)


def as_data(arrangement: Arrangement, *, about: date, as_known_on: date) -> dict[str, object]:
    """Return the arrangement on a day as plain data, with the state of each clock."""
    known = arrangement.as_known(as_known_on)
    clocks = [clock(term, known.act, about=about) for term in known.term]
    return {
        "about": about.isoformat(),
        "as_known_on": as_known_on.isoformat(),
        "clocks": [
            {"term": c.term.id, "state": c.state, "runs_to": c.runs_to.isoformat()} for c in clocks
        ],
        "binding": [text.id for text in known.instrument if text.binds_on(about)],
        "boundaries": [b.id for area in known.area for b in area.boundaries_on(about)],
        "arrangement": to_plain(known),
    }


def _binding(page: Page, known: Arrangement, about: date) -> None:
    page.heading(say("What binds whom"))
    made = sorted(
        (i for i in known.instrument if day_of(i.made) <= about),
        key=lambda i: (day_of(i.made), i.id),
    )
    for text in (i for i in made if i.binds_on(about)):
        page.gap()
        page.line(text.name)
        page.line(in_force_sentence(text), indent=2)
        for sentence in role_sentences(known, text, about):
            page.line(sentence, indent=2)
        for clause in text.clause:
            page.bullet(
                say(
                    "{id} {kind}: {text}", id=clause.id, kind=clause_verb(clause), text=clause.text
                ),
                indent=2,
            )
        for sentence in variant_sentences(text):
            page.line(sentence, indent=2)
    others = [i for i in made if not i.binds_on(about)]
    if others:
        page.gap()
        page.line(say("Made by then, and not in force on the day, or binding nobody by itself:"))
        for text in others:
            page.bullet(f"{day(day_of(text.made))}: {text.name}", indent=2)


_ROLES: dict[RoleName, str] = {
    "guarantor": later("Guarantors: {parties}."),
    "signatory": later("Signed by: {parties}."),
    "author": later("Declared by: {parties}."),
    "mediator": later("Mediators: {parties}."),
    "observer": later("Observers: {parties}."),
    "conflicting-party": later("Conflicting parties: {parties}."),
    "excluded": later("Excluded: {parties}."),
}


def role_sentences(known: Arrangement, text: Instrument, about: date) -> list[str]:
    """Return a sentence for each role under a text that somebody held on the day."""
    told = []
    for role, words in _ROLES.items():
        names = [
            _named(known, text, r)
            for r in text.role
            if r.role == role and holds_on(r.valid_from, r.valid_to, about)
        ]
        if names:
            told.append(say(words, parties=listed(names)))
    return told + _empty_seats(known, text, about)


def _empty_seats(known: Arrangement, text: Instrument, about: date) -> list[str]:
    return [
        say(
            "The seat of {party} is empty since {day}.",
            party=known.party_name(r.party, on=about),
            day=day(r.valid_to),
        )
        for r in text.role
        if r.role == "guarantor" and r.valid_to is not None and day_of(r.valid_to) <= about
    ]


def _named(known: Arrangement, text: Instrument, role: Role) -> str:
    name = known.party_name(role.party, on=day_of(text.made))
    signed = {True: say("signed"), False: say("did not sign"), None: ""}[role.signed]
    # Whoever signs or declares a text is named for it already.
    return f"{name} ({signed})" if signed and role.role not in {"signatory", "author"} else name


def clause_verb(clause: Clause) -> str:
    """Return what a clause does, in a word."""
    return {
        "prohibition": say("forbids"),
        "obligation": say("asks"),
        "mechanism": say("sets up"),
        "term": say("runs"),
        "scope": say("covers"),
    }[clause.kind]


def variant_sentences(text: Instrument) -> list[str]:
    """Return a sentence for each point on which sources differ about a text."""
    return [
        say("Sources differ on {key}: {value}.", key=v.key.replace("_", " "), value=v.value)
        for v in text.variant
    ]


def in_force_sentence(text: Instrument) -> str:
    """Return when a text that binds was made and has been in force."""
    assert text.in_force is not None
    facts = {"made": day(text.made), "start": day(text.in_force)}
    if text.ended is not None:
        return say("Made {made}; in force from {start} until {end}.", **facts, end=day(text.ended))
    return say("Made {made}; in force from {start}; no end is on record.", **facts)


def _clocks(
    page: Page, known: Arrangement, about: date, beside: Mapping[str, Sequence[str]]
) -> None:
    page.heading(say("Where the clocks stand"))
    for term in known.term:
        stands = clock(term, known.act, about=about)
        if stands.state == "not-started":
            continue
        page.gap()
        page.line(clock_sentence(known, stands))
        if stands.state == "no-act-found":
            _searched(page, known, stands)
        for sentence in beside.get(term.id, ()):
            page.bullet(sentence, indent=2)


def term_name(known: Arrangement, term: Term) -> str:
    """Return the text and clause that a term stands in."""
    text = next((i.name for i in known.instrument if i.id == term.instrument), term.instrument)
    return say("{text}, clause {clause}", text=text, clause=term.clause) if term.clause else text


def clock_sentence(known: Arrangement, stands: Clock) -> str:
    """Return one sentence that says where a clock stands."""
    term = stands.term
    text = term_name(known, term)
    facts = {"text": text, "end": day(stands.runs_to), "start": day(term.starts)}
    match stands.state:
        case "running":
            return say("{text}: the term runs from {start} to {end}.", **facts)
        case "suspended":
            return say("{text}: the term is suspended; it would run to {end}.", **facts)
        case "ended":
            return say("{text}: the term was ended by an act on record.", **facts)
        case "no-act-found":
            return say_count(
                "{text}: the term ran to {end}. Extension act: none found in the {count} "
                "document searched.",
                "{text}: the term ran to {end}. Extension act: none found in the {count} "
                "documents searched.",
                len(term.searched),
                **facts,
            )
        case "not-started":
            return say("{text}: the term begins on {start}.", **facts)


def _searched(page: Page, known: Arrangement, stands: Clock) -> None:
    held = {s.id: s for s in known.source}
    for source in (held[s] for s in stands.term.searched if s in held):
        when = f"{day(source.published)}: " if source.published else ""
        page.bullet(f"{when}{source.title} ({read_words(source)}). {source.url}", indent=2)
    if stands.term.reading:
        page.line(say("Readings, none of them chosen here:"), indent=2)
    for reading in stands.term.reading:
        page.bullet(f"{reading.reading}: {reading.because}", indent=4)


def read_words(source: Source) -> str:
    """Return how much of a document was read."""
    return {
        "whole": say("read whole"),
        "part": say("read in part"),
        "not-read": say("not read"),
    }[source.read]


def _areas(page: Page, known: Arrangement, about: date) -> None:
    page.heading(say("Areas"))
    page.line(say("Lines and areas are shown as claims; they imply no position of anyone."))
    for area in known.area:
        if not any(day_of(i.made) <= about for i in known.instrument if i.id in area.instruments):
            continue
        page.gap()
        page.line(area.name + (f" · {area.local_name}" if area.local_name else ""))
        phase = area.phase_on(about)
        page.line(phase.text if phase else say("Nothing is on record about this day."), indent=2)
        for boundary in area.boundaries_on(about):
            page.line(boundary_sentence(known, boundary), indent=2)
        if not area.boundaries_on(about):
            page.line(say("No boundary is held for this day."), indent=2)
        if area.alias:
            names = [f"{a.name} ({a.used_by})" for a in area.alias]
            page.line(say("Also called: {names}.", names="; ".join(names)), indent=2)


def boundary_sentence(known: Arrangement, boundary: Boundary) -> str:
    """Return one sentence that says what a boundary is, by whom, and how sure."""
    by = known.party_name(boundary.author, on=day_of(boundary.valid_from))
    status = {
        "agreed": say("agreed"),
        "announced": say("announced"),
        "proposed": say("proposed"),
        "drawn": say("drawn to work with, agreed by nobody"),
    }[boundary.status]
    words = [say("Boundary {id} ({status}; by {by}):", id=boundary.id, status=status, by=by)]
    words.append(_shape(boundary.shape))
    if boundary.uncertainty_m is not None:
        words.append(say("The line may be {far} off.", far=distance(boundary.uncertainty_m)))
    if boundary.hole:
        words.append(say("Left out: {names}.", names=listed([h.name for h in boundary.hole])))
    return " ".join(words)


def _shape(shape: Shape) -> str:
    match shape:
        case Undefined():
            return say("undefined. {because}", because=shape.because)
        case Polygon():
            return say("an outline.")
        case Settlements():
            return say_count(
                "a list of {count} settlement: {names}.",
                "a list of {count} settlements: {names}.",
                len(shape.place),
                names=listed([p.name for p in shape.place]),
            )
        case Buffer():
            return say("a strip of {far} on each side of a line.", far=distance(shape.each_side_m))
        case Depth():
            return say(
                "a belt {least} to {most} deep inside {area}; no line was published.",
                least=distance(shape.least_m),
                most=distance(shape.most_m),
                area=shape.inside,
            )
        case LineOfContact():
            drawn = "" if shape.line else " " + say("No line was published.")
            return say("the line of contact on {day}.", day=day(shape.on)) + drawn


def _posts(page: Page, known: Arrangement, about: date) -> None:
    held = [p for p in known.post if p.established is None or day_of(p.established) <= about]
    if not held:
        return
    page.heading(say("Posts, as announced"))
    page.line(say("A number is not the order in which posts were set up. Places are coarse."))
    areas = {area.id: area.name for area in known.area}
    for area, posts in groupby(sorted(held, key=lambda p: p.area), key=lambda p: p.area):
        page.line(areas[area] + ":")
        for post in posts:
            page.bullet(_post(known, post, about), indent=2)


_POSTS: dict[str, tuple[str, str]] = {
    "observation-post": (later("{count} observation post"), later("{count} observation posts")),
    "checkpoint": (later("{count} checkpoint"), later("{count} checkpoints")),
    "joint-post": (later("{count} joint post"), later("{count} joint posts")),
    "military-point": (later("{count} military point"), later("{count} military points")),
}


def _post(known: Arrangement, post: Post, about: date) -> str:
    what = say_count(*_POSTS[post.kind], post.count)
    facts = {"who": known.party_name(post.operator, on=about), "what": what}
    if post.place is None:
        return say("{who}: {what}, no place published.", **facts)
    words = [say("{who}: {what}, {place}", **facts, place=post.place.name)]
    if post.number is not None:
        words.append(say("no. {number}", number=post.number))
    if post.established is not None:
        words.append(say("set up {when}", when=day(post.established)))
    elif post.established_as_given:
        words.append(say("set up (as given): {when}", when=post.established_as_given))
    status = post.status_on(about)
    if status is not None and status.status != "established":
        told = f"{status.status.replace('-', ' ')} {day(status.on)}"
        words.append(told if status.confirmed else say("{told}, not confirmed", told=told))
    return "; ".join(words) + "."


def _proposals(page: Page, known: Arrangement, about: date) -> None:
    held = sorted((p for p in known.proposal if p.made <= about), key=lambda p: (p.made, p.id))
    if not held:
        return
    page.heading(say("Proposals, which are not facts about the ground"))
    for proposal in held:
        by = known.party_name(proposal.author, on=proposal.made)
        status = proposal.status.replace("-", " ")
        page.bullet(f"{day(proposal.made)}, {by} ({status}): {proposal.text}")


def _bodies(page: Page, known: Arrangement, about: date) -> None:
    held = [b for b in known.body if holds_on(b.valid_from, b.valid_to, about)]
    if not held:
        return
    page.heading(say("Bodies, often confused"))
    for body in held:
        members = listed([known.party_name(m, on=about) for m in body.members])
        page.bullet(f"{body.name} ({members}): {body.does} {body.does_not}".rstrip())


def _excluded(page: Page, known: Arrangement, about: date) -> None:
    held = [x for x in known.listing if holds_on(x.valid_from, x.valid_to, about)]
    if not held:
        return
    page.heading(say("Groups on lists of exclusion"))
    for entry in held:
        by = known.party_name(entry.listed_by, on=about)
        facts = {"group": entry.group, "by": by, "start": day(entry.valid_from)}
        # The end of a listing is told only to those who ask about a later day.
        page.bullet(say("{group}: listed by {by} from {start}.", **facts))
