from pathlib import Path

import pytest

from truceline.assembly import (
    ClockRefused,
    FolderTaken,
    NoWorkspace,
    SettingUnfit,
    SettingUnknown,
    Workspace,
    create,
    open_workspace,
)
from truceline.domain.arrangement import Arrangement

FILES = Path(__file__).parent / "arrangements" / "island"


def test_a_workspace_opens_again_with_the_same_log(workspace: Workspace) -> None:
    again = open_workspace(workspace.folder)
    assert again.settings == workspace.settings
    assert again.settings.log.startswith("island/node/")
    assert list(again.desk.journal.read()) == list(workspace.desk.journal.read())


def test_two_workspaces_never_share_a_log(tmp_path: Path, island: Arrangement) -> None:
    logs = {create(tmp_path / name, island, FILES).settings.log for name in "ab"}
    assert len(logs) == 2


def test_keys_are_for_their_owner_only(workspace: Workspace) -> None:
    assert (workspace.folder / "keys").stat().st_mode & 0o077 == 0
    assert (workspace.folder / "keys" / "node.pem").stat().st_mode & 0o077 == 0


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, island: Arrangement) -> None:
    (tmp_path / "precious").write_text("x", encoding="utf-8")
    with pytest.raises(FolderTaken, match="Choose another folder"):
        create(tmp_path, island, FILES)
    assert [p.name for p in tmp_path.iterdir()] == ["precious"]


def test_says_how_to_make_a_workspace(tmp_path: Path) -> None:
    with pytest.raises(NoWorkspace, match="truceline init"):
        open_workspace(tmp_path)


def test_a_misspelt_setting_is_an_error(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUCELINE_AUTOR", "x")
    with pytest.raises(SettingUnknown, match="TRUCELINE_AUTHOR"):
        open_workspace(workspace.folder)


def test_only_an_exercise_lets_its_clock_be_set(
    tmp_path: Path, island: Arrangement, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = create(tmp_path / "real", island, FILES)
    monkeypatch.setenv("TRUCELINE_CLOCK", "2018-03-01T09:00Z")
    with pytest.raises(ClockRefused, match="--exercise"):
        open_workspace(real.folder)
    with pytest.raises(ClockRefused):
        create(tmp_path / "other", island, FILES)
    assert not (tmp_path / "other").exists()
    drill = create(tmp_path / "drill", island, FILES, exercise=True)
    assert open_workspace(drill.folder).desk.now().isoformat() == "2018-03-01T09:00:00+00:00"
    received = {entry.received for entry in drill.desk.journal.read()}
    assert received == {"2018-03-01T09:00:00.000Z"}


def test_a_setting_with_a_wrong_value_is_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUCELINE_CLOCK", "2018-03-01")
    with pytest.raises(SettingUnfit, match="clock cannot be read"):
        open_workspace(workspace.folder)
