"""P18, safe when installed and forgotten: no command opens a socket."""

import socket
from pathlib import Path

import pytest
from tests.cli.conftest import Run

ISLAND = Path(__file__).parents[1] / "arrangements" / "island"


def test_p18_no_command_opens_a_socket(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    folder = tmp_path / "centre"
    for words in (
        ["init", folder, "--arrangement", ISLAND],
        ["-w", folder, "arrangement", "show"],
        ["-w", folder, "journal", "verify"],
        ["-w", folder, "journal", "export", tmp_path / "export"],
        ["exercise", "--seed", "1", "--out", tmp_path / "drill"],
        ["-w", folder, "backup", tmp_path / "saved.tar"],
        ["restore", tmp_path / "saved.tar", tmp_path / "again"],
        ["-w", tmp_path / "again", "doctor"],
    ):
        assert run(*words).exit_code == 0
