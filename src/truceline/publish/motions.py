"""One motion in words: what it asks, who agreed, what came of it, and the text that is signed."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from truceline.domain import mandates
from truceline.domain.docket import Motion
from truceline.domain.facts import to_plain
from truceline.domain.motions import MotionKind, Outcome, VoteCast, utc
from truceline.projections.decisions import Decided
from truceline.publish.arrangement import term_name
from truceline.publish.pages import Page
from truceline.wording import day, later, listed, say

_ASKS: dict[MotionKind, str] = {
    "extend-term": later("extend the term of {name} to {to}"),
    "suspend-term": later("suspend the term of {name}"),
    "resume-term": later("resume the term of {name}"),
    "end-term": later("end the term of {name}"),
    "adopt-boundary": later("adopt {proposal} as a boundary of {name}"),
    "replace-boundary": later("put {proposal} in the place of boundary {to} of {name}"),
    "admit-forces": later("admit forces of {name}"),
    "establish-post": later("establish the post {name}"),
    "move-post": later("move the post {name}"),
    "amend-attribution": later("set the attribution policy of {name} to {to}"),
}
_RULES = {
    "consensus": later("by consensus: every seat must sign that it agrees"),
    "silence-procedure": later("by silence procedure: adopted unless a seat objects"),
    "majority": later("by more than half of the seats"),
}
_OUTCOMES: dict[Outcome, str] = {
    "adopted": later("Adopted; in effect from {day}."),
    "objected": later("Objected to; nothing changes."),
    "no-act-found": later("No act found; nothing changes."),
    "overtaken": later("Overtaken: what it would change was changed before its deadline."),
}
_BALLOTS = {
    "assent": later("{party} assented."),
    "reserve": later("{party} assented with a reservation: {text}"),
    "object": later("{party} objected: {text}"),
    "abstain": later("{party} abstained. {text}"),
}
_SILENT = later("Silent: {parties}.")


def sentence(decided: Decided, motion: Motion) -> str:
    """Return what a motion asks, what came of it and how the seats stand."""
    asks = say("{motion}: {asks}.", motion=motion.opened.motion, asks=_asks(decided, motion))
    return " ".join([asks, _outcome(decided, motion), _tally(decided, motion)])


def _asks(decided: Decided, motion: Motion) -> str:
    opened = motion.opened
    to = day(date.fromisoformat(opened.to)) if opened.kind == "extend-term" else opened.to
    name = subject_name(decided, opened.subject)
    return say(_ASKS[opened.kind], name=name, to=to, proposal=opened.proposal)


def subject_name(decided: Decided, subject: str) -> str:
    """Return what people call that which a motion changes."""
    known = decided.arrangement
    table, name = subject.split(":", 1)
    match table:
        case "term":
            return term_name(known, mandates.term_of(known, name))
        case "area":
            return mandates.area_of(known, name).name
        case "attribution":
            return mandates.instrument_of(known, name).name
        case _:
            return party_name(decided, name)


def _outcome(decided: Decided, motion: Motion) -> str:
    deadline = _local(decided, motion.opened.deadline)
    if motion.outcome is None:
        return say("Votes count until {deadline}.", deadline=day(deadline))
    if motion.outcome == "adopted" and motion.opened.kind == "extend-term":
        return say("Extended to {to}.", to=day(date.fromisoformat(motion.opened.to)))
    return say(_OUTCOMES[motion.outcome], day=day(deadline))


def _local(decided: Decided, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(decided.arrangement.zone))


def _tally(decided: Decided, motion: Motion) -> str:
    tally = motion.tally
    empty = [seat for seat in tally.silent if _was_left(decided, motion, seat)]
    silent = [s for s in tally.silent if s not in empty]
    unheard = later("No vote yet: {parties}.") if motion.outcome is None else _SILENT
    groups = (
        (later("Assent: {parties}."), tally.assented),
        (later("Assent with a reservation: {parties}."), tally.reserved),
        (later("Objection: {parties}."), tally.objected),
        (later("Abstention: {parties}."), tally.abstained),
        (unheard, silent),
        (later("Seat empty, so no consent can be had: {parties}."), empty),
    )
    return " ".join(
        say(words, parties=listed([party_name(decided, seat) for seat in seats]))
        for words, seats in groups
        if seats
    )


def _was_left(decided: Decided, motion: Motion, seat: str) -> bool:
    left = decided.docket.left.get((seat, motion.opened.instrument))
    return left is not None and left < motion.opened.deadline


def reasons(decided: Decided, motion: Motion) -> Iterator[str]:
    """Yield the votes that came with a text, seat by seat."""
    for seat in motion.opened.seats:
        vote = motion.votes.get(seat)
        if vote is not None and vote.text:
            yield _vote(decided, vote)


def _vote(decided: Decided, vote: VoteCast) -> str:
    party = party_name(decided, vote.party)
    text = f"“{' '.join(vote.text)}”" if vote.text else ""
    return say(_BALLOTS[vote.ballot], party=party, text=text).strip()


def shown(decided: Decided, motion: Motion) -> str:
    """Return one motion whole: the text that is signed, every vote, and what comes next."""
    opened = motion.opened
    page = Page(
        say("{motion}, opened by {by}", motion=opened.motion, by=party_name(decided, opened.by))
    )
    page.line(sentence(decided, motion))
    page.line(say("Decided {rule}.", rule=say(_RULES[opened.rule])))
    for absent in _without_seat(decided, motion):
        page.line(absent)
    page.heading(say("The text that is signed"))
    page.verbatim(opened.signed_text())
    page.gap()
    page.line(say("Hash of this text: {hash}", hash=opened.hash()))
    if motion.votes:
        page.heading(say("Votes"))
    for seat in opened.seats:
        if seat in motion.votes:
            page.bullet(_vote(decided, motion.votes[seat]))
    page.gap()
    page.line(_next(motion))
    return str(page)


def party_name(decided: Decided, party: str) -> str:
    """Return what a party was called on the day."""
    return decided.arrangement.party_name(party, on=decided.on)


def _without_seat(decided: Decided, motion: Motion) -> Iterator[str]:
    """Yield the guarantors of other texts about the same area that have no seat in this one."""
    opened, known = motion.opened, decided.arrangement
    for text in mandates.instruments_for(known, opened.subject):
        if not opened.subject.startswith("area:") or text == opened.instrument:
            continue
        for party in mandates.seats(known, text, on=decided.on):
            if party not in opened.seats:
                yield say(
                    "{party}, a guarantor of {text}, which makes this area too, has no seat here.",
                    party=party_name(decided, party),
                    text=mandates.instrument_of(known, text).name,
                )


def _next(motion: Motion) -> str:
    opened = motion.opened
    if motion.outcome is None:
        command = f"truceline motion vote {opened.motion} BALLOT --party PARTY"
        return say("Next: {command}", command=f"{command} --over {opened.hash()[:12]}")
    if not motion.closed:
        command = f"truceline motion close {opened.motion}"
        return say("The outcome is not written down yet. Next: {command}", command=command)
    return say("The outcome is written down. The motion takes no more votes.")


def motion_data(motion: Motion) -> dict[str, object]:
    """Return a motion as plain data: what was signed, how the seats stand, what came of it."""
    tally = motion.tally
    return {
        **to_plain(motion.opened),
        "hash": motion.opened.hash(),
        "opened_at": utc(motion.opened_at),
        "outcome": motion.outcome or "pending",
        "closed": motion.closed,
        "assented": list(tally.assented),
        "reserved": list(tally.reserved),
        "objected": list(tally.objected),
        "abstained": list(tally.abstained),
        "silent": list(tally.silent),
        "votes": [to_plain(motion.votes[s]) for s in motion.opened.seats if s in motion.votes],
    }
