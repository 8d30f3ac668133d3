from datetime import date

from truceline.domain.arrangement import Arrangement


def test_one_version_of_each_author_holds_on_a_day(island: Arrangement) -> None:
    belt = next(area for area in island.area if area.id == "belt")
    for day in (date(2021, 5, 1), date(2022, 1, 31), date(2022, 2, 1), date(2023, 1, 1)):
        authors = [boundary.author for boundary in belt.boundaries_on(day)]
        assert len(authors) == len(set(authors))
    held = {b.id for b in belt.boundaries_on(date(2022, 2, 1))}
    assert "belt-2022" in held
    assert "belt-2021" not in held


def test_the_stretch_of_history_is_that_of_the_day(island: Arrangement) -> None:
    belt = next(area for area in island.area if area.id == "belt")
    assert belt.phase_on(date(2020, 1, 1)) is None
    phase = belt.phase_on(date(2021, 5, 1))
    assert phase is not None
    assert phase.kind == "in-force"
