import json
from pathlib import Path

from tests.cli.conftest import Run

from truceline.assembly import Workspace


def test_a_new_workspace_is_well(run: Run, workspace: Workspace) -> None:
    result = run("-w", workspace.folder, "doctor")
    assert result.exit_code == 0
    assert result.stdout.startswith("Nothing is wrong here.")
    assert json.loads(run("-w", workspace.folder, "doctor", "--json").stdout) == []


def test_tells_everything_that_is_wrong_and_what_to_do(run: Run, workspace: Workspace) -> None:
    folder = workspace.folder
    (folder / "keys" / "node.pem").chmod(0o644)
    next((folder / "blobs").glob("??/*")).unlink()
    (folder / "blobs" / ".rows.999999999.1.draft").touch()
    about = folder / "arrangement" / "arrangement.toml"
    text = about.read_text(encoding="utf-8").replace("The Halt", "The Long Halt", 1)
    about.write_text(text, encoding="utf-8")
    result = run("-w", folder, "doctor")
    assert result.exit_code == 1
    assert [line.rpartition("[")[2] for line in result.stdout.splitlines()[:-1]] == [
        "key.exposed]",
        "blob.missing]",
        "blob.draft-left]",
        "arrangement.not-adopted]",
    ]
    assert f"chmod 600 {folder}/keys/node.pem" in result.stdout
    assert result.stdout.endswith("4 things are wrong.\n")
    told = json.loads(run("-w", folder, "doctor", "--json").stdout)
    assert told[0]["code"] == "key.exposed"


def test_goes_on_looking_when_the_key_is_gone(run: Run, workspace: Workspace) -> None:
    (workspace.folder / "keys" / "node.pem").unlink()
    (workspace.folder / "journal.db").chmod(0o644)
    result = run("-w", workspace.folder, "doctor")
    assert result.exit_code == 1
    assert result.stdout.count("[key.missing]") == 1
    assert result.stdout.count("[key.exposed]") == 1


def test_an_arrangement_with_faults_is_told(run: Run, workspace: Workspace) -> None:
    (workspace.folder / "arrangement" / "arrangement.toml").write_text("x", encoding="utf-8")
    assert run("-w", workspace.folder, "doctor").exit_code == 1


def test_needs_a_workspace(run: Run, tmp_path: Path) -> None:
    result = run("-w", tmp_path, "doctor")
    assert getattr(result.exception, "code", None) == "workspace.missing"
