"""Decisions in words: clocks that near their end, motions, proposals, seats that were left."""

from collections.abc import Sequence
from datetime import date

from truceline.domain import mandates
from truceline.domain.arrangement import Arrangement
from truceline.domain.decisions import signed_rivals
from truceline.domain.docket import Docket, Motion
from truceline.domain.facts import to_plain
from truceline.domain.motions import utc
from truceline.domain.reminders import Reminder, reminders
from truceline.domain.terms import Clock, term_end
from truceline.projections.decisions import Decided
from truceline.publish.arrangement import term_name
from truceline.publish.motions import motion_data, party_name, reasons, sentence, subject_name
from truceline.publish.pages import Page
from truceline.wording import day, later, listed, say, say_count, say_error


def listing(decided: Decided, *, about: date) -> str:
    """Return what is due, open and decided on a day."""
    known, docket = decided.arrangement, decided.docket
    page = Page(say("Motions: {name}", name=known.name))
    page.line(say("About {about}, as known on {known}.", about=day(about), known=day(decided.on)))
    _due(page, decided, about)
    motions = list(docket.motions.values())
    _motions(page, decided, say("Open"), [m for m in motions if m.outcome is None])
    _motions(page, decided, say("Decided"), [m for m in motions if m.outcome is not None])
    _rivals(page, decided)
    _proposals(page, decided)
    _left(page, decided)
    _void(page, docket)
    return str(page)


def _due(page: Page, decided: Decided, about: date) -> None:
    due = _reminders(decided, about)
    if not due:
        return
    page.heading(say("Clocks that near their end"))
    for reminder in due:
        page.bullet(reminder_sentence(decided, reminder))
        if not _open_about(decided.docket, reminder):
            page.line(say("A draft lies ready, for any seated party to open:"), indent=2)
            page.line(f"“{draft(decided.arrangement, reminder.clock)}”", indent=4)
            command = f"truceline motion open extend-term {reminder.clock.term.id} --party PARTY"
            page.line(command, indent=4)


def reminder_sentence(decided: Decided, reminder: Reminder) -> str:
    """Return one sentence that says how soon a term ends, and what was moved about it."""
    words = say_count(
        "{term}: {count} day left, to {end}.",
        "{term}: {count} days left, to {end}.",
        reminder.days_left,
        term=term_name(decided.arrangement, reminder.clock.term),
        end=day(reminder.clock.runs_to),
    )
    if reminder.due_today:
        words += " " + say("Reminder of the day.")
    moved = [m.opened.motion for m in _open_about(decided.docket, reminder)]
    return words + (" " + say("Open: {motions}.", motions=listed(moved)) if moved else "")


def _reminders(decided: Decided, about: date) -> Sequence[Reminder]:
    known = decided.arrangement.as_known(decided.on)
    return reminders(known.term, known.act, on=about)


def _open_about(docket: Docket, reminder: Reminder) -> list[Motion]:
    subject = f"term:{reminder.clock.term.id}"
    return [m for m in docket.motions.values() if m.outcome is None and m.opened.subject == subject]


def draft(known: Arrangement, stands: Clock) -> str:
    """Return the text of a motion that extends a term, for a person to open."""
    term = stands.term
    renewals = sum(act.kind == "extend" for act in stands.acts)
    return say(
        "The term of {name}, which runs to {end}, is extended to {to}.",
        name=term_name(known, term),
        end=day(stands.runs_to),
        to=day(term_end(term.starts, term.length, renewals=renewals + 1)),
    )


def _motions(page: Page, decided: Decided, heading: str, motions: Sequence[Motion]) -> None:
    if not motions:
        return
    page.heading(heading)
    for motion in motions:
        page.bullet(sentence(decided, motion))
        for voted in reasons(decided, motion):
            page.line(voted, indent=2)


def beside_terms(decided: Decided, *, about: date) -> dict[str, list[str]]:
    """Return what motions and reminders say of each term, by its id."""
    told: dict[str, list[str]] = {}
    for reminder in _reminders(decided, about):
        told.setdefault(reminder.clock.term.id, []).append(reminder_sentence(decided, reminder))
    for motion in decided.docket.motions.values():
        if motion.opened.subject.startswith("term:"):
            words = [sentence(decided, motion), *reasons(decided, motion)]
            told.setdefault(motion.opened.subject_id, []).append(" ".join(words))
    return told


def _rivals(page: Page, decided: Decided) -> None:
    for party, one, other in signed_rivals(decided.docket):
        words = later(
            "{party} agreed to both {one} and {other}, which change the same version; at most one "
            "of them can take effect."
        )
        page.gap()
        page.line(say(words, party=party_name(decided, party), one=one, other=other))


def _proposals(page: Page, decided: Decided) -> None:
    docket = decided.docket
    if not docket.proposals:
        return
    page.heading(say("Outlines put forward, which are not facts about the ground"))
    for held in docket.proposals.values():
        by = party_name(decided, held.by)
        area = mandates.area_of(decided.arrangement, held.area).name
        words = say("{id}, by {by}, for {area}.", id=held.proposal, by=by, area=area)
        page.bullet(" ".join([words, *held.text]))
    for (one, other), open_to_all in docket.compared.items():
        words = later("{one} and {other} were compared, for all parties to see.")
        if not open_to_all:
            words = later("{one} and {other} were compared, for none of the parties to see.")
        page.bullet(say(words, one=one, other=other))


def _left(page: Page, decided: Decided) -> None:
    docket, known = decided.docket, decided.arrangement
    if not docket.left:
        return
    page.heading(say("Empty seats"))
    for (party, instrument), left in docket.left.items():
        text = mandates.instrument_of(known, instrument)
        needed = [f"term:{t.id}" for t in known.term if t.instrument == instrument]
        needed += [f"area:{a.id}" for a in known.area if instrument in a.instruments]
        seats = docket.seats(instrument, docket.now)
        page.bullet(
            say(
                "{party} left its seat under {text} on {day}; what it agreed to before stays. Its "
                "consent was needed for: {needed}. Seated now: {seats}.",
                party=party_name(decided, party),
                text=text.name,
                day=day(docket.day(left)),
                needed="; ".join(subject_name(decided, each) for each in needed) or say("nothing"),
                seats=listed([party_name(decided, seat) for seat in seats]) or say("nobody"),
            )
        )


def _void(page: Page, docket: Docket) -> None:
    if not docket.void:
        return
    page.heading(say("Entries that count for nothing"))
    for void in docket.void:
        page.bullet(f"{void.fact.type}: {say_error(void.why)}")


def as_data(decided: Decided, *, about: date) -> dict[str, object]:
    """Return what is due, open and decided as plain data."""
    docket = decided.docket
    return {
        "about": about.isoformat(),
        "as_known_on": decided.on.isoformat(),
        "reminders": [
            {
                "term": r.clock.term.id,
                "runs_to": r.clock.runs_to.isoformat(),
                "days_left": r.days_left,
                "due_today": r.due_today,
                "draft": draft(decided.arrangement, r.clock),
            }
            for r in _reminders(decided, about)
        ],
        "motions": [motion_data(motion) for motion in docket.motions.values()],
        "proposals": [to_plain(p) for p in docket.proposals.values()],
        "comparisons": [
            {"one": one, "other": other, "open_to": "all" if seen else "none"}
            for (one, other), seen in docket.compared.items()
        ],
        "seats_left": [
            {"party": party, "instrument": instrument, "left": utc(left)}
            for (party, instrument), left in docket.left.items()
        ],
        "void": [{"type": v.fact.type, "code": v.why.code} for v in docket.void],
    }
