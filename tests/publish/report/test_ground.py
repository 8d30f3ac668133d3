from dataclasses import replace
from datetime import date

from truceline.publish.report.ground import begun, grounds
from truceline.publish.report.inputs import Asked, ReportInput, ask


def test_each_line_in_force_is_drawn_with_its_doubt(bare: ReportInput) -> None:
    belt = grounds(ask(bare))[0]
    assert belt.map is not None
    assert [style for style, _ in belt.boundaries] == [0, 1]
    agreed, own = belt.map.drawn
    assert own.doubt == 10 * agreed.doubt > 0
    assert agreed.is_sharp
    assert agreed.path != own.path


def test_a_line_that_has_ended_or_not_begun_is_not_drawn(bare: ReportInput) -> None:
    later = date(2022, 3, 1)
    belt = grounds(ask(replace(bare, about=later, as_known_on=later)))[0]
    assert [sentence.split()[1] for _, sentence in belt.boundaries] == [
        "belt-2022",
        "belt-by-the-council",
    ]


def test_an_area_without_a_line_shows_settlements_only(astana_asked: Asked) -> None:
    idlib = grounds(astana_asked)[0]
    assert idlib.id == "idlib"
    assert idlib.map is not None
    assert idlib.map.drawn == ()
    assert len(idlib.map.near) == 5
    assert {"Idlib", "Morek"} <= {place.name for place in idlib.map.places}
    assert "No line." in idlib.map.text


def test_where_a_line_is_drawn_nothing_is_near(astana_asked: Asked) -> None:
    ghouta = next(g for g in grounds(astana_asked) if g.id == "eastern-ghouta")
    assert ghouta.map is not None
    assert len(ghouta.map.drawn) == 3
    assert ghouta.map.near == ()


def test_an_area_that_no_text_has_made_yet_is_not_there(astana_asked: Asked) -> None:
    assert "m4-corridor" not in {ground.id for ground in grounds(astana_asked)}


def test_begun_keeps_lines_that_have_ended(astana_asked: Asked) -> None:
    area = next(a for a in astana_asked.known.area if a.id == "eastern-ghouta")
    held = {boundary.id for boundary in begun(astana_asked, area)}
    assert "eastern-ghouta-first-sector" in held
