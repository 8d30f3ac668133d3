from pathlib import Path

import pytest
from pydantic import ValidationError

from truceline.settings import FILE, Settings


def test_the_environment_comes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE).write_text('log = "a/b/c"\nauthor = "file"\n', encoding="utf-8")
    assert Settings.of(tmp_path).author == "file"
    monkeypatch.setenv("TRUCELINE_AUTHOR", "environment")
    assert Settings.of(tmp_path).author == "environment"


def test_an_unknown_key_is_an_error(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('log = "a/b/c"\nautor = "x"\n', encoding="utf-8")
    with pytest.raises(ValidationError, match="autor"):
        Settings.of(tmp_path)
