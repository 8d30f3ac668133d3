"""The manual has every setting."""

from pathlib import Path

import pytest

from truceline.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description
    assert f"| `{name}` | `TRUCELINE_{name.upper()}` | {description} |" in PAGE
