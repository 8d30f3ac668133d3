import json

from tests.cli.conftest import Run

from truceline.assembly import Workspace


def test_deleting_the_views_loses_nothing(run: Run, workspace: Workspace) -> None:
    first = json.loads(run("rebuild", "-w", workspace.folder, "--json").stdout)
    file = workspace.folder / "views.gpkg"
    content = file.read_bytes()
    file.unlink()
    again = json.loads(run("rebuild", "-w", workspace.folder, "--json").stdout)
    assert again == first
    assert file.read_bytes() == content
    assert first["state_hash"] in run("rebuild", "-w", workspace.folder).output
