"""The areas on maps: every line that somebody drew, as soft as it is doubtful.

One map an area, with the lines of all authors in it, so that no single one passes for the line.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import shapely

from truceline.domain.areas import Area, Boundary, Undefined
from truceline.domain.arrangement import walk
from truceline.domain.periods import day_of
from truceline.domain.places import Place
from truceline.publish.arrangement import boundary_sentence
from truceline.publish.report.inputs import Asked
from truceline.publish.report.maps import Frame, Name, around, bar, names, shape_path
from truceline.wording import day, distance, listed, say

STYLES = 4
"""How many authors' lines are told apart by their hatching; further ones begin again."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One boundary on a map."""

    path: str
    style: int
    """Which hatching."""
    doubt: float
    """Units by which the line may be off."""
    is_line: bool

    @property
    def is_sharp(self) -> bool:
        """Whether its doubt is too small to be seen."""
        return self.doubt < 1


@dataclass(frozen=True, slots=True)
class Near:
    """Ground called near, around a settlement of an undefined boundary."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class AreaMap:
    """A map of one area."""

    id: str
    title: str
    text: str
    frame: Frame
    outlines: tuple[str, ...]
    drawn: tuple[Drawn, ...]
    near: tuple[Near, ...]
    places: tuple[Name, ...]
    bar_km: int
    bar: float


@dataclass(frozen=True, slots=True)
class Ground:
    """An area: its names, its phase and its boundaries on the day."""

    id: str
    name: str
    local_name: str
    aliases: tuple[str, ...]
    phase: str
    boundaries: tuple[tuple[int | None, str], ...]
    """Which hatching, None for what is not drawn, and the sentence."""
    map: AreaMap | None


def grounds(asked: Asked) -> list[Ground]:
    """Return the areas that a text made by the day has created."""
    made = {text.id for text in asked.known.instrument if day_of(text.made) <= asked.about}
    areas = [area for area in asked.known.area if made & set(area.instruments)]
    return [_ground(asked, area) for area in areas]


def style_of(asked: Asked, boundaries: tuple[Boundary, ...]) -> dict[str, int]:
    """Return which hatching the boundaries that have a shape get, by their ids."""
    shaped = [b.id for b in boundaries if b.id in asked.ground]
    return {boundary: index % STYLES for index, boundary in enumerate(shaped)}


def begun(asked: Asked, area: Area) -> list[Boundary]:
    """Return the boundaries of an area that were in force by the day, ended or not."""
    return [b for b in area.boundary if day_of(b.valid_from) <= asked.about]


def places_of(areas: tuple[Area, ...]) -> dict[str, Place]:
    """Return the settlements that boundaries name, by their names."""
    return {
        value.name: value
        for area in areas
        for _, value in walk(area)
        if isinstance(value, Place) and value.lon is not None and value.lat is not None
    }


def _ground(asked: Asked, area: Area) -> Ground:
    on_day = area.boundaries_on(asked.about)
    styles = style_of(asked, on_day)
    phase = area.phase_on(asked.about)
    return Ground(
        id=area.id,
        name=area.name,
        local_name=area.local_name,
        aliases=tuple(f"{a.name} ({a.used_by})" for a in area.alias),
        phase=phase.text if phase else say("Nothing is on record about this day."),
        boundaries=tuple((styles.get(b.id), boundary_sentence(asked.known, b)) for b in on_day),
        map=_map(asked, area, styles),
    )


def _map(asked: Asked, area: Area, styles: dict[str, int]) -> AreaMap | None:
    on_day = area.boundaries_on(asked.about)
    near = {} if styles else _near(on_day)
    points = [shapely.Point(*at) for at in near]
    shapes: list[shapely.Geometry] = [asked.ground[b] for b in styles]
    if not shapes and not points:
        return None
    frame = around([*shapes, *points], margin_km=6, least_km=24, slim=1.3)
    known = places_of((area,))
    length, units = bar(frame)
    return AreaMap(
        id=f"map-{area.id}",
        title=say("{area}: the lines held for {day}", area=area.name, day=day(asked.about)),
        text=_text(asked, area, on_day, styles),
        frame=frame,
        outlines=tuple(d for o in asked.backdrop if (d := shape_path(o.shape, frame))),
        drawn=tuple(_drawn(asked, on_day, styles, frame)),
        near=tuple(Near(*frame(*at), far / 1000 * frame.per_km) for at, far in near.items()),
        places=tuple(names(((n, p.lon or 0, p.lat or 0) for n, p in known.items()), frame, size=9)),
        bar_km=length,
        bar=units,
    )


def _near(boundaries: tuple[Boundary, ...]) -> dict[tuple[float, float], float]:
    """Return how far around each settlement is near, where all that is held is their names."""
    return {
        (place.lon, place.lat): b.shape.near_m
        for b in boundaries
        if isinstance(b.shape, Undefined)
        for place in b.shape.near
        if place.lon is not None and place.lat is not None
    }


def _drawn(
    asked: Asked, boundaries: tuple[Boundary, ...], styles: dict[str, int], frame: Frame
) -> Iterator[Drawn]:
    for boundary in boundaries:
        if boundary.id in styles:
            shape = asked.ground[boundary.id]
            yield Drawn(
                path=shape_path(shape, frame),
                style=styles[boundary.id],
                doubt=(boundary.uncertainty_m or 0) / 1000 * frame.per_km,
                is_line=shapely.get_dimensions(shape) == 1,
            )


def _text(
    asked: Asked, area: Area, boundaries: tuple[Boundary, ...], styles: dict[str, int]
) -> str:
    lines = [
        say(
            "{by}: may be {far} off",
            by=asked.name(b.author),
            far=distance(b.uncertainty_m or 0),
        )
        for b in boundaries
        if b.id in styles
    ]
    told = say("Lines drawn: {lines}.", lines="; ".join(lines)) if lines else say("No line.")
    settlements = listed(list(places_of((area,))))
    return f"{told} {say('Settlements: {names}.', names=settlements)}" if settlements else told
