from datetime import date
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import truceline
from tests.incidents import NORTH, SOUTH, Centre, row
from truceline.notebook import NoPlaces

NOTEBOOK = Path(__file__).parents[1] / "docs" / "notebook.ipynb"


def test_gives_the_tables_of_a_workspace(demo: Path) -> None:
    tables = truceline.open(demo)
    assert tables.reports().frame.height == 75
    assert tables.counts().arrow().num_rows == 533
    assert tables.units().frame.is_empty()
    assert set(tables.attribution().frame.columns) == {
        "report_id",
        "area",
        "boundary",
        "probability",
    }


def test_gives_incidents_as_known_on_a_day(tmp_path: Path) -> None:
    centre = Centre.made(tmp_path)
    centre.take_in("north", *NORTH)
    centre.take_in("south", *SOUTH)
    centre.take_in("east", row("e-1", 1), known_from="2021-07-01")
    tables = truceline.open(centre.folder)
    assert tables.incidents().frame.height == 44
    then = tables.incidents(as_known_on=date(2021, 6, 30)).frame
    assert set(then["ledger"]) == {"north", "south"}
    assert then.columns == ["incident_id", "ledger", "report_id", "probability"]


def test_areas_answer_about_a_day_as_known_on_a_day(demo: Path) -> None:
    tables = truceline.open(demo)
    everything = set(tables.areas().frame["boundary"])
    in_2016 = tables.areas(about=date(2016, 1, 1)).frame
    assert len(everything) >= 5
    assert in_2016.is_empty()
    assert tables.areas(as_known_on=date(2016, 1, 1)).frame.is_empty()


def test_a_map_layer_needs_places(demo: Path) -> None:
    geopandas = pytest.importorskip("geopandas")
    tables = truceline.open(demo)
    layer = tables.areas().to_geopandas()
    assert isinstance(layer, geopandas.GeoDataFrame)
    assert layer.geometry.is_valid.all()
    assert tables.reports().to_geopandas().crs.to_epsg() in {4326, None}
    with pytest.raises(NoPlaces):
        tables.counts().to_geopandas()


def test_what_is_not_there_is_no_attribute() -> None:
    with pytest.raises(AttributeError):
        truceline.nothing  # noqa: B018  the access is what is tried


def test_the_notebook_runs(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(demo.parent)
    notebook = nbformat.reads(NOTEBOOK.read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    assert any("overlap" in str(cell) for cell in notebook.cells)
