"""A map of two outlines: what stays, what would come in, what would go out. SVG, by itself.

Ground is told apart by hatching as well as by colour; settlements that the texts name help to find
one's way. The lines are proposals and imply no position of anyone.
"""

import shapely
from jinja2 import Environment, PackageLoader, StrictUndefined

from truceline.domain.arrangement import Arrangement, walk
from truceline.domain.places import Place
from truceline.domain.workspaces import MARK, is_marked
from truceline.projections.proposals import Comparison, Drawn
from truceline.publish.report.maps import Frame, Name, around, bar, names, shape_path
from truceline.wording import number, say


def svg(known: Arrangement, one: Drawn, other: Drawn, compared: Comparison) -> str:
    """Return the map; the same outlines give the same bytes."""
    frame = around([one.shape, other.shape], margin_km=5.0, least_km=20.0)
    grounds = (
        ("stays", shapely.intersection(one.shape, other.shape)),
        ("in", compared.comes_in.ground),
        ("out", compared.goes_out.ground),
        ("one", shapely.boundary(one.shape)),
        ("other", shapely.boundary(other.shape)),
    )
    pages = Environment(
        loader=PackageLoader("truceline.publish.report"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    title = say("{other} instead of {one}", one=compared.one, other=compared.other)
    return pages.get_template("proposal_map.svg").render(
        frame=frame,
        title=f"{MARK}: {title}" if is_marked(known.name) else title,
        mark=MARK if is_marked(known.name) else "",
        told=_told(compared),
        paths=[(kind, shape_path(shape, frame)) for kind, shape in grounds],
        names=_names(known, frame),
        bar=bar(frame),
        legend=_legend(compared),
        caveat=say("Outlines are proposals; they imply no position of anyone."),
    )


def _told(compared: Comparison) -> str:
    return say(
        "If {other} took the place of {one}, {more} km² would come in and {less} km² would go out.",
        one=compared.one,
        other=compared.other,
        more=number(round(compared.comes_in.km2, 1)),
        less=number(round(compared.goes_out.km2, 1)),
    )


def _names(known: Arrangement, frame: Frame) -> list[Name]:
    # Settlements that the texts name; posts have places too, which no map shows.
    named = (value for area in known.area for _, value in walk(area) if isinstance(value, Place))
    places = {place.name: place for place in named}
    located = [
        (place.name, place.lon, place.lat)
        for place in places.values()
        if place.lon is not None and place.lat is not None
    ]
    return names(located, frame)


def _legend(compared: Comparison) -> list[tuple[str, str]]:
    return [
        ("in", say("would come in with {other}", other=compared.other)),
        ("out", say("would go out of {one} (dashed)", one=compared.one)),
        ("stays", say("in both")),
    ]
