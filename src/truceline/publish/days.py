"""One day in words: each statement, the record it became, how it stands, what is doubtful."""

from itertools import groupby

from truceline.domain.agreements import LocalAgreement
from truceline.domain.arrangement import Arrangement
from truceline.domain.proposals import Proposal
from truceline.domain.statements import Claim
from truceline.projections.days import Day, Happening, Reported, Said
from truceline.publish import counts
from truceline.publish.arrangement import clock_sentence
from truceline.publish.pages import Page
from truceline.wording import day, later, listed, say, say_count


def show(known: Arrangement, held: Day) -> str:
    """Return everything held about a day."""
    page = Page(say("{day}: what is held", day=day(held.on)))
    _statements(page, known, held)
    _happenings(page, known, held)
    _counted(page, known, held)
    _reported(page, held)
    page.heading(say("Where the clocks stood"))
    for stands in held.clocks:
        if stands.state != "not-started":
            page.bullet(clock_sentence(known, stands))
    return str(page)


def _counted(page: Page, known: Arrangement, held: Day) -> None:
    page.heading(say("What the parties counted"))
    if not held.counted:
        page.line(say("No bulletin of this day is held; that is not a count of none."))
    names = {p.code: p.name_on(held.on) for p in known.party if p.code}
    for bulletin in held.counted:
        for line in counts.sentences(bulletin, names):
            page.bullet(line)


def _reported(page: Page, held: Day) -> None:
    page.heading(say("What sources report"))
    if not held.reported:
        page.line(say("No report of this day is held; that does not say that nothing happened."))
    for ledger, told in groupby(held.reported, key=lambda r: r.ledger):
        reports = list(told)
        page.line(
            say_count(
                "{ledger}: {count} report", "{ledger}: {count} reports", len(reports), ledger=ledger
            )
        )
        for report in reports[:_MOST]:
            page.bullet(_report(report), indent=2)
        if len(reports) > _MOST:
            page.line(say("and {more} more", more=len(reports) - _MOST), indent=2)


_MOST = 12


def _report(report: Reported) -> str:
    words = [report.kind.replace("/", ", "), report.place]
    if report.precision != "exact":
        words.append(say("place known to: {precision}", precision=report.precision))
    low, best, high = report.killed
    if best is not None and low is not None and high is not None and low <= best <= high:
        spread = f"{best}" if low == high else f"{best} ({low}-{high})"
        words.append(say("killed: {number}", number=spread))
    elif best is not None:
        words.append(say("killed: {number}", number=best))
    if report.more_days:
        words.append(say("day not certain"))
    return "; ".join(word for word in words if word) + "."


def _statements(page: Page, known: Arrangement, held: Day) -> None:
    if held.said:
        page.heading(say("What was said"))
        page.line(say("Each is a claim by the one who said it."))
        for number, said in enumerate(held.said, 1):
            _statement(page, known, number, said)
    else:
        page.line(say("No statement is held for this day."))
    if held.said_before:
        page.heading(say("Said the day before, and often reported together"))
        for number, said in enumerate(held.said_before, 1):
            _statement(page, known, number, said)


def _statement(page: Page, known: Arrangement, number: int, said: Said) -> None:
    statement = said.statement
    page.gap()
    page.line(f"{number}. {_speaker(known, said)}: {statement.text}")
    name, kind = _record(said)
    if said.record is not None:
        page.line(say("Record: {kind}, “{name}”", kind=kind, name=name), indent=3)
    else:
        page.line(say("Record: the statement itself"), indent=3)
    _content(page, known, said)
    page.line(say("Status: {status}", status=statement.status), indent=3)
    page.line(say("Doubtful: {doubt}", doubt=statement.doubt or say("nothing noted")), indent=3)
    urls = {s.id: s.url for s in known.source}
    for source in statement.sources:
        page.line(say("Source: {url}", url=urls.get(source, source)), indent=3)


def _speaker(known: Arrangement, said: Said) -> str:
    statement = said.statement
    speaker = known.party_name(statement.speaker, on=statement.made)
    if not statement.carried_by:
        return speaker
    carrier = known.party_name(statement.carried_by, on=statement.made)
    return say("{speaker}, carried by {carrier}", speaker=speaker, carrier=carrier)


_KINDS = {
    "instrument": later("a text"),
    "clause": later("a clause"),
    "body": later("a body"),
    "term": later("a term"),
    "act": later("an act"),
    "area": later("an area"),
    "boundary": later("a boundary"),
    "proposal": later("a proposal, not a fact about the ground"),
    "local_agreement": later("a local agreement"),
    "meeting": later("a meeting"),
    "listing": later("a listing"),
    "post": later("a post"),
    "deadline": later("a deadline"),
    "": later("a claim only"),
}


def _record(said: Said) -> tuple[str, str]:
    """Return the name of the record and the words for its kind."""
    kind = say(_KINDS.get(said.kind, said.kind))
    if isinstance(said.record, LocalAgreement):
        kind = f"{kind} ({said.record.kind.replace('-', ' ')})"
    return getattr(said.record, "name", getattr(said.record, "id", "")), kind


def _content(page: Page, known: Arrangement, said: Said) -> None:
    if isinstance(said.record, Proposal | LocalAgreement):
        for claim in said.record.claim:
            page.line(_claim(known, said, claim), indent=5)
    if isinstance(said.record, LocalAgreement):
        for owed in said.record.obligation:
            provider = known.party_name(owed.provider, on=said.statement.made)
            status = owed.status.replace("-", " ")
            page.line(
                say(
                    "Owed by {who}: {what} ({status}).", who=provider, what=owed.what, status=status
                ),
                indent=5,
            )


def _claim(known: Arrangement, said: Said, claim: Claim) -> str:
    on = said.statement.made
    facts = {
        "what": claim.what,
        "value": claim.value,
        "who": known.party_name(claim.claimant, on=on),
        "by": listed([known.party_name(p, on=on) for p in claim.by]),
    }
    if claim.status == "unconfirmed" or not claim.by:
        return say("Claimed by {who}, unconfirmed by others: {what}: {value}.", **facts)
    if claim.status == "confirmed":
        return say("Claimed by {who}, confirmed by {by}: {what}: {value}.", **facts)
    return say("Claimed by {who}, disputed by {by}: {what}: {value}.", **facts)


_HAPPENINGS = {
    "instrument": later("Text: {name}. {text}"),
    "in-force": later("In force from this day: {name}."),
    "act": later("Act ({name}): {text}"),
    "deadline": later("Deadline of {name}: {text}"),
    "phase": later("{name}: {text}"),
    "post": later("Post {name}: {text}."),
    "proposal": later("Proposal on {name}: {text}"),
    "local_agreement": later("Local agreement ({name}): {text}"),
    "meeting": later("Meeting, {name}: {text}"),
}


def _happenings(page: Page, known: Arrangement, held: Day) -> None:
    if not held.happenings:
        return
    page.heading(say("On record for this day"))
    for happening in held.happenings:
        page.bullet(_happening(known, happening))


def _happening(known: Arrangement, happening: Happening) -> str:
    name = happening.name.replace("-", " ") if happening.kind == "act" else happening.name
    text = happening.text.replace("-", " ") if happening.kind == "post" else happening.text
    words = say(_HAPPENINGS[happening.kind], name=name, text=text).strip()
    titles = {s.id: s.publisher or s.title for s in known.source}
    cited = [titles[s] for s in happening.sources if s in titles]
    if not cited:
        return words
    more = say_count("{count} source", "{count} sources", len(cited))
    return f"{words} ({cited[0] if len(cited) == 1 else more})"
