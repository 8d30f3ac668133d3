"""Incidents in words and as data: which reports each has, which pairs are doubtful, who decided."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl

from truceline.domain import incidents
from truceline.domain.facts import to_plain
from truceline.domain.incidents import Decision, ReportName, named, pairs_of, reports_of
from truceline.domain.reports import KEY
from truceline.projections.incidents import (
    Known,
    Taken,
    contested,
    incident_with,
    members,
    pairs_with,
)
from truceline.projections.linkage import Linked
from truceline.publish.incident_entries import sentence
from truceline.publish.pages import Page
from truceline.wording import day, distance, later, listed, number, say, say_count

_LEAST_SHOWN = 0.01


def listing(held: Known, found: Linked) -> str:
    """Return the incidents of which there are several reports."""
    page = Page(say("Incidents with two reports or more"))
    page.line(_known_on(held))
    days = dict(zip(held.reports.select(KEY).iter_rows(), _days(held.reports), strict=True))
    alone = 0
    for incident, reports in members(found).items():
        if len(reports) == 1:
            alone += 1
            continue
        page.bullet(
            say(
                "{incident}, {day}: {reports}",
                incident=incident,
                day=day(min(days[report] for report, _ in reports)),
                reports=listed([_belonging(*member) for member in reports]),
            )
        )
    page.gap()
    page.line(
        say_count(
            "{count} report stands alone; no other ledger is thought to have its incident.",
            "{count} reports stand alone; no other ledger is thought to have their incidents.",
            alone,
        )
    )
    page.line(say("Next: truceline incident list --contested"))
    return str(page)


def contested_listing(held: Known, found: Linked) -> str:
    """Return the pairs that may as well be one incident as two, the most doubtful first."""
    page = Page(say("Contested pairs: perhaps one incident, perhaps two"))
    page.line(_known_on(held))
    rows = list(contested(found).iter_rows(named=True))
    for row in rows:
        page.bullet(_pair(row))
    if rows:
        page.gap()
        one, other = _both(rows[0])
        page.line(say("Next: truceline incident why {one} {other}", one=one, other=other))
    else:
        page.line(say("None that nobody decided."))
    return str(page)


def show(held: Known, found: Linked, report: ReportName) -> str:
    """Return everything held about the incident in which a report stands."""
    incident, belonging = incident_with(found, report)
    reports = [member for member, _ in belonging]
    page = Page(say("Incident {incident}", incident=incident))
    page.line(_known_on(held))
    page.heading(say("Reports"))
    for member, probability in belonging:
        row = held.row(member)
        said = [days_said(row), row["place_name"], kind_said(row), killed_said(row)]
        words = "; ".join(text for text in said if text)
        page.bullet(f"{_belonging(member, probability)}: {words}.")
    _pairs(page, found, reports)
    decided(page, held, _about(held, reports))
    return str(page)


def _pairs(page: Page, found: Linked, reports: Sequence[ReportName]) -> None:
    near = list(pairs_with(found, reports).iter_rows(named=True))
    for heading, within in ((say("Pairs"), True), (say("Others that may belong to it"), False)):
        rows = [row for row in near if row["same_incident"] == within]
        rows = [
            row for row in rows if within or row["decision"] or row["probability"] >= _LEAST_SHOWN
        ]
        if rows:
            page.heading(heading)
        for row in rows:
            page.bullet(_pair(row))


def decided(page: Page, held: Known, taken: Sequence[Taken]) -> None:
    """Write down what people decided and took back, and what of it holds."""
    if not taken:
        return
    page.heading(say("What people decided"))
    for one in taken:
        words = say(
            "{day}, {author}: {sentence}",
            day=day(one.day),
            author=one.author,
            sentence=sentence(one.fact),
        )
        page.bullet(" ".join([words, *_standing(held, one)]))


def _standing(held: Known, taken: Taken) -> Iterator[str]:
    fact = taken.fact
    if not isinstance(fact, Decision):
        return
    if fact.decision not in incidents.standing(one.fact for one in held.taken):
        yield say("Taken back since.")
    elif all(held.holding[pair] is not fact for pair in pairs_of(fact)):
        yield say("Overridden since.")
    if not held.names.issuperset(reports_of(fact)):
        yield say("It names reports that are not held; as far as those go it is passed over.")


def _about(held: Known, reports: Sequence[ReportName]) -> list[Taken]:
    """Return what was decided about any of some reports, and what of it was taken back."""
    facts = [taken.fact for taken in held.taken]
    names = {
        fact.decision
        for fact in facts
        if isinstance(fact, Decision) and not set(reports).isdisjoint(reports_of(fact))
    }
    return [taken for taken in held.taken if taken.fact.decision in names]


def recorded(fact: Decision, overridden: Sequence[str]) -> str:
    """Return that a decision is on record, and which others it overrides."""
    lines = [
        say("On record: {sentence}", sentence=sentence(fact)),
        *(
            [say("It overrides {decisions} where they differ.", decisions=listed(overridden))]
            if overridden
            else []
        ),
        say(
            "It holds however often reports are linked. To take it back: truceline incident undo "
            "{decision} --reason TEXT",
            decision=fact.decision,
        ),
    ]
    return "\n".join(lines)


def taken_back(fact: incidents.DecisionTakenBack) -> str:
    """Return that a decision was taken back."""
    return say(
        "On record: {sentence} Both entries stay. What it overrode holds again.",
        sentence=sentence(fact),
    )


def chance(probability: float) -> str:
    """Return a probability; none is rounded to certainty."""
    if 0.995 <= probability < 1:
        return say("over {number}", number=number(0.99, decimals=2))
    if 0 < probability < 0.005:
        return say("under {number}", number=number(0.01, decimals=2))
    return number(probability, decimals=2)


def days_said(row: dict[str, Any]) -> str:
    """Return on which day or days a report says that it happened."""
    first = date.fromisoformat(row["occurred_from"][:10])
    last = date.fromisoformat((row["occurred_to"] or row["occurred_from"])[:10])
    if first == last:
        return day(first)
    return say("between {first} and {last}", first=day(first), last=day(last))


def kind_said(row: dict[str, Any]) -> str:
    """Return what a report says happened; nothing where it does not say."""
    return (row["kind"] or "").replace("/", ", ")


def killed_said(row: dict[str, Any]) -> str:
    """Return how many people a report says were killed; nothing where it does not say."""
    low, best, high = (row[f"killed_{estimate}"] for estimate in ("low", "best", "high"))
    if best is None and low is None and high is None:
        return ""
    if low is None:
        spread = say("at most {number}", number=high)
    elif high is None:
        spread = say("at least {number}", number=low)
    else:
        spread = f"{low}-{high}"
    if best is None:
        return say("killed: {number}", number=spread)
    if low in {None, best} and high in {None, best}:
        return say("killed: {number}", number=best)
    return say("killed: {number}", number=f"{best} ({spread})")


def _known_on(held: Known) -> str:
    return say("As known on {day}.", day=day(held.on))


def _days(reports: pl.DataFrame) -> list[date]:
    return [date.fromisoformat(text[:10]) for text in reports["occurred_from"]]


def _belonging(report: ReportName, probability: float) -> str:
    return say("{report} ({chance})", report=named(report), chance=chance(probability))


def _both(row: dict[str, Any]) -> tuple[str, str]:
    return tuple(named((row[f"ledger_{s}"], row[f"report_{s}"])) for s in "ab")  # type: ignore[return-value]


def _pair(row: dict[str, Any]) -> str:
    one, other = _both(row)
    words = later("{one} and {other}: {chance}, kept apart.")
    if row["same_incident"]:
        words = later("{one} and {other}: {chance}, put together.")
    told = say(words, one=one, other=other, chance=chance(row["probability"]))
    if row["decision"]:
        return f"{told} {say('Decided: {decision}.', decision=row['decision'])}"
    apart = distance(1000 * row["distance_km"])
    if row["days_apart"] == 0:
        return f"{told} {say('{distance} apart, days overlap.', distance=apart)}"
    days = say_count(
        "{distance} and {count} day apart.",
        "{distance} and {count} days apart.",
        row["days_apart"],
        distance=apart,
    )
    return f"{told} {days}"


def as_data(held: Known, found: Linked, *, only_contested: bool = False) -> dict[str, object]:
    """Return the incidents for a program; a contested pair of two incidents stands with both."""
    doubtful: dict[ReportName, list[dict[str, Any]]] = defaultdict(list)
    for row in contested(found).iter_rows(named=True):
        for side in "ab":
            doubtful[row[f"ledger_{side}"], row[f"report_{side}"]].append(row)
    told = []
    for incident, listed_members in members(found).items():
        pairs = [row for report, _ in listed_members for row in doubtful.get(report, ())]
        if only_contested and not pairs:
            continue
        told.append(
            {
                "incident": incident,
                "reports": [
                    {"ledger": ledger, "report_id": report, "probability": probability}
                    for (ledger, report), probability in listed_members
                ],
                "contested": list({_both(row): row for row in pairs}.values()),
            }
        )
    return {"as_known_on": held.on.isoformat(), "incidents": told}


def one_as_data(held: Known, found: Linked, report: ReportName) -> dict[str, object]:
    """Return everything held about the incident in which a report stands, for a program."""
    incident, listed_members = incident_with(found, report)
    reports = [member for member, _ in listed_members]
    return {
        "as_known_on": held.on.isoformat(),
        "incident": incident,
        "reports": [
            {**held.row(member), "probability": probability}
            for member, probability in listed_members
        ],
        "pairs": pairs_with(found, reports).to_dicts(),
        "decided": [taken_as_data(taken) for taken in _about(held, reports)],
    }


def taken_as_data(taken: Taken) -> dict[str, object]:
    """Return something decided or taken back, for a program."""
    return {
        "type": taken.fact.type,
        **to_plain(taken.fact),
        "author": taken.author,
        "day": taken.day.isoformat(),
    }
