from pathlib import Path

import apsw

from truceline.assembly import Workspace
from truceline.domain.arrangement import Arrangement
from truceline.projections.views import views
from truceline.publish.views import as_geopackage


def test_is_a_geopackage_with_layers_and_tables(
    workspace: Workspace, island: Arrangement, tmp_path: Path
) -> None:
    tables = views(workspace.desk.journal, workspace.desk.blobs)
    file = tmp_path / "views.gpkg"
    file.write_bytes(as_geopackage(tables, changed=island.last_day()))
    db = apsw.Connection(str(file))
    kinds = dict(db.execute("SELECT table_name, data_type FROM gpkg_contents"))
    assert kinds["boundary"] == "features"
    assert kinds["clock"] == "attributes"
    assert db.execute("SELECT count(*) FROM clock").get == len(island.term)
    db.close()


def test_the_same_views_are_the_same_bytes(workspace: Workspace, island: Arrangement) -> None:
    tables = views(workspace.desk.journal, workspace.desk.blobs)
    day = island.last_day()
    assert as_geopackage(tables, changed=day) == as_geopackage(tables, changed=day)


def test_the_views_of_a_drill_say_so(
    workspace: Workspace, island: Arrangement, tmp_path: Path
) -> None:
    tables = views(workspace.desk.journal, workspace.desk.blobs)
    file = tmp_path / "views.gpkg"
    file.write_bytes(as_geopackage(tables, changed=island.last_day(), exercise=True))
    db = apsw.Connection(str(file))
    assert set(db.execute("SELECT description FROM gpkg_contents")) == {("EXERCISE",)}
    db.close()
