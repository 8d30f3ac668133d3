from collections.abc import Iterable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.truces import line

from truceline.domain.areas import Area, Boundary
from truceline.domain.arrangement import Arrangement
from truceline.domain.grounds import Ground, grounds

SHAPED = {"belt-2021", "belt-2022", "belt-by-the-council", "ridge-road-strip"}


def area(name: str, boundaries: Iterable[Boundary]) -> Area:
    return Area(
        id=name,
        name=name,
        instruments=(),
        boundary=tuple(boundaries),
        known_from=date(2021, 1, 1),
    )


def held(island: Arrangement, onset: date, until: date) -> list[tuple[str, date, tuple[str, ...]]]:
    found = grounds(island.area, SHAPED, onset=onset, until=until)
    return [(ground.author, ground.day, ground.boundaries) for ground in found]


def test_each_author_has_every_line_once_and_all_together_first(island: Arrangement) -> None:
    onset, redrawn = date(2021, 3, 5), date(2022, 2, 1)
    parties, council = "Parties to the Halt", "south"
    assert held(island, onset, date(2022, 6, 1)) == [
        (parties, onset, ("belt-2021", "ridge-road-strip")),
        (parties, onset, ("belt-2021",)),
        (parties, onset, ("ridge-road-strip",)),
        (parties, redrawn, ("belt-2022", "ridge-road-strip")),
        (parties, redrawn, ("belt-2022",)),
        (council, onset, ("belt-by-the-council",)),
    ]


def test_a_line_that_begins_after_the_weeks_is_not_asked(island: Arrangement) -> None:
    lines = {
        name for _, _, names in held(island, date(2021, 3, 5), date(2022, 2, 1)) for name in names
    }
    assert lines == SHAPED - {"belt-2022"}
    assert held(island, date(2020, 1, 1), date(2020, 6, 1)) == []


def test_a_boundary_without_a_shape_is_no_ground() -> None:
    drawn = area("a", [line("a-line"), line("a-words", author="the text")])
    found = grounds([drawn], {"a-line"}, onset=date(2018, 1, 1), until=date(2018, 6, 1))
    assert [ground.boundaries for ground in found] == [("a-line",)]


days = st.integers(-30, 60).map(lambda n: date(2018, 1, 1) + timedelta(days=n))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), days), max_size=8))
def test_every_line_that_begins_within_the_weeks_has_an_answer_of_its_own(
    drawn: list[tuple[str, str, date]],
) -> None:
    lines = {
        name: [
            line(f"{name}{n}", author=author, begins=begins)
            for n, (where, author, begins) in enumerate(drawn)
            if where == name
        ]
        for name in "ab"
    }
    onset, until = date(2018, 1, 1), date(2018, 1, 29)
    areas = [area(name, boundaries) for name, boundaries in lines.items()]
    shaped = {b.id for boundaries in lines.values() for b in boundaries}
    found = grounds(areas, shaped, onset=onset, until=until)
    alone = [g.boundaries[0] for g in found if len(g.boundaries) == 1]
    assert len({g.boundaries for g in found}) == len(found)
    for boundaries in lines.values():
        for boundary in boundaries:
            same_day = [
                b
                for b in boundaries
                if (b.author, b.valid_from) == (boundary.author, boundary.valid_from)
            ]
            if onset < boundary.valid_from < until and len(same_day) == 1:
                assert alone.count(boundary.id) == 1


def test_areas_and_boundaries_of_a_ground_belong_to_one_another() -> None:
    areas = [area(name, [line(f"{name}-line")]) for name in ("b", "a")]
    shaped = {"a-line", "b-line"}
    together = grounds(areas, shaped, onset=date(2018, 1, 1), until=date(2018, 2, 1))[0]
    assert together == Ground(
        author="drawn by hand",
        day=date(2018, 1, 1),
        areas=("b", "a"),
        boundaries=("b-line", "a-line"),
    )
