"""What would change hands between two outlines, in words and as GeoJSON."""

import json
from collections.abc import Iterator, Sequence

import shapely

from truceline.projections.proposals import DAYS, Comparison, Events, Named, Side
from truceline.publish.pages import Page
from truceline.wording import day, distance, listed, number, say, say_count


def show(compared: Comparison, *, open_to_all: bool) -> str:
    """Return what would change hands if the second outline took the place of the first."""
    page = Page(say("{other} instead of {one}", one=compared.one, other=compared.other))
    page.line(say("Outlines are proposals; they imply no position of anyone."))
    if compared.uncertainty_m:
        page.line(say("A line may be {far} off.", far=distance(compared.uncertainty_m)))
    _side(page, say("What would come in"), compared, compared.comes_in)
    _side(page, say("What would go out"), compared, compared.goes_out)
    page.gap()
    if open_to_all:
        page.line(say("On record: this comparison is open to all parties."))
    else:
        page.line(say("On record: this comparison is open to none of the parties. Show it to all "
                      "of them (--open-to all) or to none."))  # fmt: skip
    return str(page)


def _side(page: Page, heading: str, compared: Comparison, side: Side) -> None:
    page.heading(heading)
    page.bullet(say("Ground: {km2} km².", km2=number(round(side.km2, 1))))
    for words in _places(side):
        page.bullet(words)
    for name, length in side.roads:
        km = number(round(length, 1))
        page.bullet(say("Of the line “{name}” in the texts: {km} km.", name=name, km=km))
    if not side.events:
        page.bullet(say("No reports are held, so nothing is said of events."))
    for events in side.events:
        page.bullet(_events(compared, events))


def _places(side: Side) -> Iterator[str]:
    settlements, posts = side.settlements, side.posts
    if found := [n for n in settlements if n.certain]:
        yield say("Settlements named in the texts: {names}.", names=_names(found))
    if found := [n for n in settlements if not n.certain]:
        yield say("Near the line, so it cannot be said: {names}.", names=_names(found))
    if not settlements:
        yield say("No settlement named in the texts.")
    if found := [n for n in posts if n.certain]:
        yield say("Posts as announced: {names}.", names=_names(found))
    if found := [n for n in posts if not n.certain]:
        yield say("Posts near the line, so it cannot be said: {names}.", names=_names(found))


def _names(found: Sequence[Named]) -> str:
    return listed([_name(named) for named in found])


def _name(named: Named) -> str:
    people = named.place.population
    if people is None:
        return named.place.name
    return say_count(
        "{name} ({count} person)", "{name} ({count} people)", people, name=named.place.name
    )


def _events(compared: Comparison, events: Events) -> str:
    words = say(
        "Reports of {ledger} in the {days} days before {until}: {certain} certainly, "
        "{possible} at most.",
        ledger=events.ledger,
        days=DAYS,
        until=day(compared.until),
        certain=number(events.certain),
        possible=number(events.possible),
    )
    if not events.unplaced:
        return words
    return say_count(
        "{words} {count} more is known too coarsely to say.",
        "{words} {count} more are known too coarsely to say.",
        events.unplaced,
        words=words,
    )


def as_geojson(compared: Comparison, *, open_to_all: bool) -> dict[str, object]:
    """Return the ground that would change hands as two features, with what is in each."""
    return {
        "type": "FeatureCollection",
        "one": compared.one,
        "other": compared.other,
        "open_to": "all" if open_to_all else "none",
        "features": [
            _feature("comes-in", compared, compared.comes_in),
            _feature("goes-out", compared, compared.goes_out),
        ],
    }


def _feature(identity: str, compared: Comparison, side: Side) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": identity,
        "geometry": json.loads(shapely.to_geojson(side.ground)),
        "properties": {
            "km2": round(side.km2, 3),
            "settlements": [_place_data(named) for named in side.settlements],
            "posts": [{"name": p.place.name, "certain": p.certain} for p in side.posts],
            "roads": [{"name": name, "km": round(km, 3)} for name, km in side.roads],
            "events": {
                "days": DAYS,
                "until": compared.until.isoformat(),
                "ledgers": [
                    {
                        "ledger": e.ledger,
                        "certain": e.certain,
                        "possible": e.possible,
                        "unplaced": e.unplaced,
                    }
                    for e in side.events
                ],
            },
        },
    }


def _place_data(named: Named) -> dict[str, object]:
    return {
        "name": named.place.name,
        "population": named.place.population,
        "certain": named.certain,
    }
