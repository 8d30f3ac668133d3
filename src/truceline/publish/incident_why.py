"""Why two reports are one incident or two, in words and as data."""

from collections.abc import Iterator
from typing import Any

from truceline.domain.facts import to_plain
from truceline.domain.incidents import joins, named
from truceline.domain.linkage import LEAST_RADIUS_M, LinkageSettings
from truceline.projections.incidents import Hindrance, Known, Why
from truceline.publish.incidents import (
    chance,
    days_said,
    decided,
    killed_said,
    kind_said,
    taken_as_data,
)
from truceline.publish.pages import Page
from truceline.wording import day, distance, later, listed, number, say, say_count

_NEXT_TO_NOTHING = 0.3
"""Bits that are not worth words."""
_HINDRANCES: dict[Hindrance, str] = {
    "one-ledger": later(
        "Both stand in the ledger {ledger}. Reports of one ledger are taken to be of different "
        "incidents, unless a person decides otherwise."
    ),
    "no-place-or-date": later(
        "{unplaced}: no place that can be compared, or no date within {longest} days."
    ),
    "too-far": later(
        "They are {distance} apart; places known as these are get compared up to {most}."
    ),
    "too-many-days": later("They are {apart} days apart; more than {days} are not compared."),
    "unlikely": later(
        "They are near enough to be compared, and so unlike that the pair was soon let go."
    ),
}


def why(held: Known, told: Why) -> str:
    """Return why two reports are one incident, or two."""
    one, other = _names(told)
    page = Page(say("Why {one} and {other}?", one=one, other=other))
    page.line(say("As known on {day}.", day=day(held.on)))
    page.line(_verdict(told))
    for hindrance in told.hindrances:
        page.line(_hindrance(told, hindrance))
    page.heading(say("What each says, and what the likeness is worth"))
    for field, words, likeness in _fields(told):
        page.bullet(field)
        for report, said in zip((one, other), words, strict=True):
            page.line(f"{report}: {said or say('not given')}", indent=2)
        page.line(likeness, indent=2)
    _sum(page, told)
    _rivals(page, told)
    decided(page, held, told.taken)
    page.gap()
    page.line(
        say(
            "Next: truceline incident confirm {one} {other} --reason TEXT, or truceline incident "
            "split {one} --from {other} --reason TEXT",
            one=one,
            other=other,
        )
    )
    return str(page)


def _names(told: Why) -> tuple[str, str]:
    one, other = ((row["ledger"], row["report_id"]) for row in told.reports)
    return named(one), named(other)


def _verdict(told: Why) -> str:
    if told.decision is not None:
        words = later("Two incidents: a person decided so ({decision}).")
        if joins(told.decision):
            words = later("One incident, {incident}: a person decided so ({decision}).")
        return say(words, incident=told.incident, decision=told.decision.decision)
    if told.incident is None:
        return say("Put to two incidents.")
    if told.compared is None:
        return say(
            "Put together in the incident {incident} through other reports.",
            incident=told.incident,
        )
    return say("Put together in the incident {incident}.", incident=told.incident)


def _hindrance(told: Why, hindrance: Hindrance) -> str:
    reach = told.reach
    far = "too-far" in told.hindrances
    return say(
        _HINDRANCES[hindrance],
        ledger=told.reports[0]["ledger"],
        unplaced=listed([named(report) for report in reach.unplaced]),
        longest=number(told.settings.longest_days),
        distance=distance(1000 * reach.distance_km) if far else "",
        most=distance(1000 * reach.most_km),
        apart=number(reach.days_apart),
        days=number(told.settings.days),
    )


Field = tuple[str, tuple[str, str], str]
"""What is compared, what each says of it, and what that is worth."""
_NAMED = {
    "place_name": later("Name of the place"),
    "weapon": later("Weapon"),
    "alleged_party": later("Who is blamed"),
}


def _fields(told: Why) -> Iterator[Field]:
    one, other = told.reports
    settings, reach = told.settings, told.reach
    places = _place(one, settings), _place(other, settings)
    km = distance(1000 * reach.distance_km) if not reach.unplaced else ""
    apart = say("{distance} apart.", distance=km) if km else ""
    yield say("Place"), places, _likeness(told, "place", apart)
    days = say_count("{count} day apart.", "{count} days apart.", reach.days_apart)
    if reach.days_apart == 0:
        days = say("The days overlap.")
    yield say("Days"), (days_said(one), days_said(other)), _likeness(told, "date", days)
    yield say("Kind"), (kind_said(one), kind_said(other)), _likeness(told, "kind")
    yield say("People"), (killed_said(one), killed_said(other)), _likeness(told, "casualties")
    for name, words in _NAMED.items():
        texts = one[name] or "", other[name] or ""
        if name in settings.names:
            yield say(words), texts, _likeness(told, name)
        elif name == "alleged_party":
            note = say("Shown, and plays no part: who did it is what ledgers dispute.")
            yield say(words), texts, note


def _likeness(told: Why, field: str, apart: str = "") -> str:
    bits = told.compared.get(f"evidence_{field}") if told.compared else None
    return " ".join(part for part in (apart, "" if bits is None else worth(bits)) if part)


def worth(bits: float) -> str:
    """Return what likeness is worth, given in bits."""
    if abs(bits) < _NEXT_TO_NOTHING:
        return say("Says next to nothing ({bits} bits).", bits=_bits(bits))
    factor = 2 ** abs(bits)
    times = number(round(factor)) if factor >= 10 else number(factor, decimals=1)
    words = later("Makes one incident {times} times as likely ({bits} bits).")
    if bits < 0:
        words = later("Makes one incident {times} times less likely ({bits} bits).")
    return say(words, times=times, bits=_bits(bits))


def _bits(bits: float) -> str:
    return f"{'+' if bits >= 0 else '-'}{number(abs(bits), decimals=1)}"


def _place(row: dict[str, Any], settings: LinkageSettings) -> str:
    precision = row["precision"] or "unknown"
    words = [row["place_name"] or row["place_code"] or ""]
    words.append(say("place known to: {precision}", precision=precision))
    if row["radius_m"]:
        words.append(
            say("within {distance}", distance=distance(max(row["radius_m"], LEAST_RADIUS_M)))
        )
    elif precision in settings.radii_m():
        radius = settings.radii_m()[precision]
        words.append(say("taken to be within {distance}", distance=distance(radius)))
    return "; ".join(word for word in words if word)


def _sum(page: Page, told: Why) -> None:
    row = told.compared
    if row is None:
        return
    page.heading(say("What it comes to"))
    if told.rest_bits is not None:
        bits = sum(value for name, value in row.items() if name.startswith("evidence_"))
        page.bullet(say("All likeness together: {bits} bits.", bits=_bits(bits)))
        page.bullet(
            say(
                "How common such pairs are here, and the reports that compete: {bits} bits.",
                bits=_bits(told.rest_bits),
            )
        )
    words = later("Probability that they speak of one incident: {chance}.")
    if told.decision is not None:
        words = later("Probability if nobody had decided: {chance}.")
    page.bullet(say(words, chance=chance(row["probability"])))


def _rivals(page: Page, told: Why) -> None:
    if not told.rivals:
        return
    page.heading(say("Reports that compete"))
    for rival in told.rivals:
        words = later("{report} for {of}: {chance}, kept apart.")
        if rival.same_incident:
            words = later("{report} for {of}: {chance}, put together.")
        page.bullet(
            say(
                words,
                report=named(rival.report),
                of=named(rival.of),
                chance=chance(rival.probability),
            )
        )


def as_data(held: Known, told: Why) -> dict[str, object]:
    """Return why two reports are one incident or two, for a program; what is not known is null."""
    reach = told.reach
    compared = told.compared or {}
    evidence = {
        name.removeprefix("evidence_"): bits
        for name, bits in compared.items()
        if name.startswith("evidence_")
    }
    return {
        "as_known_on": held.on.isoformat(),
        "reports": list(told.reports),
        "incident": told.incident,
        "decision": told.decision and to_plain(told.decision),
        "decided": [taken_as_data(taken) for taken in told.taken],
        "not_compared": list(told.hindrances),
        "distance_km": None if reach.unplaced else reach.distance_km,
        "compared_up_to_km": reach.most_km,
        "days_apart": reach.days_apart,
        "evidence_bits": evidence,
        "prior_and_rivals_bits": told.rest_bits,
        "probability": compared.get("probability"),
        "blame_plays_a_part": "alleged_party" in told.settings.names,
        "rivals": [
            {
                "of": named(rival.of),
                "report": named(rival.report),
                "probability": rival.probability,
                "same_incident": rival.same_incident,
            }
            for rival in told.rivals
        ],
    }
