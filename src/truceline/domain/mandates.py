"""Who decides what, by which rule: read from the arrangement, never chosen by who moves.

Where a text names no rule it is consensus, the only one under which nobody can be outvoted.
"""

from datetime import date

from truceline.domain.acts import Act
from truceline.domain.areas import Area
from truceline.domain.arrangement import Arrangement
from truceline.domain.digests import digest
from truceline.domain.facts import to_plain
from truceline.domain.instruments import Instrument
from truceline.domain.motion_errors import SubjectUnknown
from truceline.domain.motions import BOUNDARY_KINDS, TERM_KINDS, MotionKind, Rule
from truceline.domain.terms import Term


def subject_of(kind: MotionKind, name: str) -> str:
    """Return what a motion of a kind changes, given the id of a term, area, post, party or text."""
    return f"{_table(kind)}:{name}"


def _table(kind: MotionKind) -> str:
    if kind in TERM_KINDS:
        return "term"
    if kind in BOUNDARY_KINDS:
        return "area"
    return {"admit-forces": "forces", "amend-attribution": "attribution"}.get(kind, "post")


def instruments_for(arrangement: Arrangement, subject: str) -> tuple[str, ...]:
    """Return the ids of the texts under which a subject may be decided, the usual one first.

    Raises:
        SubjectUnknown: The arrangement does not hold what it names.
    """
    table, name = subject.split(":", 1)
    match table:
        case "term":
            return (term_of(arrangement, name).instrument,)
        case "area":
            return area_of(arrangement, name).instruments
        case "attribution":
            return (instrument_of(arrangement, name).id,)
        case _:
            return tuple(text.id for text in arrangement.instrument)


def seats(arrangement: Arrangement, instrument: str, *, on: date) -> tuple[str, ...]:
    """Return the ids of the parties that decide under a text, in alphabetical order.

    They are its guarantors on that day, or its signatories where it has none.
    """
    text = instrument_of(arrangement, instrument)
    guarantors = text.parties("guarantor", on=on)
    return tuple(sorted(set(guarantors or text.parties("signatory", on=on))))


def rule_for(arrangement: Arrangement, kind: MotionKind, subject: str, instrument: str) -> Rule:
    """Return the rule by which a motion is decided; a term's own rule comes before its text's."""
    of_text: Rule = instrument_of(arrangement, instrument).decided_by or "consensus"
    if kind != "extend-term":
        return of_text
    match term_of(arrangement, subject.split(":", 1)[1]).extension:
        case "consensus" | "automatic-by-consensus":
            return "consensus"
        case "silence-procedure":
            return "silence-procedure"
        case "majority":
            return "majority"
        case _:
            return of_text


def basis(arrangement: Arrangement, subject: str) -> str:
    """Return the digest of what the arrangement's data say of a subject.

    It changes when an act on record or a line changes, not when a note or a source does.
    """
    table, name = subject.split(":", 1)
    match table:
        case "term":
            term = term_of(arrangement, name)
            acts = [_act(act) for act in arrangement.act if act.term == name]
            said: object = [term.starts.isoformat(), term.length, term.extension, *acts]
        case "area":
            said = [_lines(area) for area in arrangement.area if area.id == name]
        case "post":
            said = [to_plain(p.place) for p in arrangement.post if p.id == name]
        case "attribution":
            said = instrument_of(arrangement, name).attribution
        case _:
            said = [i.id for i in arrangement.instrument if name in {r.party for r in i.role}]
    return digest(said)


def _act(act: Act) -> list[str]:
    return [act.id, act.kind, (act.effect or act.made).isoformat()]


def _lines(area: Area) -> list[object]:
    return [
        [b.id, b.author, b.status, to_plain(b.valid_from), to_plain(b.valid_to), to_plain(b.shape)]
        for b in area.boundary
    ]


def term_of(arrangement: Arrangement, name: str) -> Term:
    """Return a term by its id.

    Raises:
        SubjectUnknown: There is none.
    """
    found = {term.id: term for term in arrangement.term}
    if name not in found:
        raise SubjectUnknown(kind="term", subject=name, known=", ".join(found))
    return found[name]


def area_of(arrangement: Arrangement, name: str) -> Area:
    """Return an area by its id.

    Raises:
        SubjectUnknown: There is none.
    """
    found = {area.id: area for area in arrangement.area}
    if name not in found:
        raise SubjectUnknown(kind="area", subject=name, known=", ".join(found))
    return found[name]


def instrument_of(arrangement: Arrangement, name: str) -> Instrument:
    """Return a text by its id.

    Raises:
        SubjectUnknown: There is none.
    """
    found = {text.id: text for text in arrangement.instrument}
    if name not in found:
        raise SubjectUnknown(kind="text", subject=name, known=", ".join(found))
    return found[name]
