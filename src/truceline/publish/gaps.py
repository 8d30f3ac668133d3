"""The gaps in the texts, in words."""

from datetime import date
from itertools import groupby

from truceline.domain.arrangement import Arrangement
from truceline.domain.gaps import Gap, GapKind, gaps
from truceline.publish.pages import Page
from truceline.wording import day, later, say, say_count


def show(arrangement: Arrangement, *, about: date, as_known_on: date) -> str:
    """Return what the texts leave open, grouped by kind."""
    known = arrangement.as_known(as_known_on)
    found = in_order(known, about)
    page = Page(say("What the texts leave open: {name}", name=known.name))
    page.line(say("About {about}, as known on {known}.", about=day(about), known=day(as_known_on)))
    for kind, group in groupby(found, key=lambda gap: gap.kind):
        page.heading(heading(kind))
        for gap in group:
            page.bullet(sentence(known, gap, about))
    page.gap()
    page.line(
        say_count(
            "{count} gap. The software chooses no reading; it lists what someone must decide.",
            "{count} gaps. The software chooses no reading; it lists what someone must decide.",
            len(found),
        )
    )
    return str(page)


def as_data(arrangement: Arrangement, *, about: date, as_known_on: date) -> list[dict[str, object]]:
    """Return the gaps as plain data."""
    known = arrangement.as_known(as_known_on)
    return [
        {"kind": g.kind, "subject": g.subject, **g.facts, "sources": list(g.sources)}
        for g in gaps(known, about=about)
    ]


_HEADINGS: dict[GapKind, str] = {
    "no-line-agreed": later("Areas without an agreed line that was published"),
    "no-extension-act": later("Terms that ran out with no act on record"),
    "no-consequence": later("Deadlines, with nothing said about missing them"),
    "guarantor-absent": later("Guarantors absent from a text that changes theirs"),
    "defined-differently": later("Words that two texts define differently"),
    "name-of-two-areas": later("Names that mean different areas to different sources"),
    "annex-not-published": later("Annexes that were not published"),
    "left-open": later("What clauses depend on and do not settle"),
    "sources-differ": later("Points on which sources differ"),
    "post-without-place": later("Posts announced without a place"),
}

_SENTENCES: dict[GapKind, str] = {
    "no-line-agreed": later("{subject}. {because}"),
    "no-extension-act": later("{text}: ran to {ran_to}; no act in {searched} documents searched."),
    "no-consequence": later("{text}: by {due}, {what}"),
    "guarantor-absent": later("{subject}: {party}, a guarantor of “{amended}”, took no part."),
    "defined-differently": later("“{subject}”: {meanings}."),
    "name-of-two-areas": later("“{subject}”: {areas}."),
    "annex-not-published": later("{subject}: {annex}."),
    "left-open": later("{subject}, clause {clause}: {what}"),
    "sources-differ": later("{subject}, {key}: another source has {value}. {note}"),
    "post-without-place": later("{who}: {count}."),
}


def in_order(known: Arrangement, about: date) -> list[Gap]:
    """Return the gaps, kind by kind."""
    order = list(_HEADINGS)
    return sorted(gaps(known, about=about), key=lambda gap: order.index(gap.kind))


def heading(kind: GapKind) -> str:
    """Return what gaps of a kind have in common."""
    return say(_HEADINGS[kind])


def sentence(known: Arrangement, gap: Gap, about: date) -> str:
    """Return what one gap is."""
    facts = {
        "subject": gap.subject,
        "text": _text_of(known, gap.subject),
        "who": known.party_name(gap.subject, on=about),
        **gap.facts,
    }
    for key in facts.keys() & {"due", "ran_to"}:
        facts[key] = day(date.fromisoformat(facts[key]))
    return say(_SENTENCES[gap.kind], **facts).strip()


def _text_of(known: Arrangement, subject: str) -> str:
    """Return the name of a text, given its id or that of one of its terms."""
    term = {t.id: t.instrument for t in known.term}
    return next((i.name for i in known.instrument if i.id == term.get(subject, subject)), subject)
