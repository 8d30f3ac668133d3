"""Fixtures that every room's tests may use."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
SHARED = HERE.parent.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="accept changed golden files")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout; a stranger's clone has none."""
    if not SHARED.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{SHARED} is missing, and CI must have it")
        pytest.skip("needs the data folder ../shared, which a plain clone does not have")
    return SHARED


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare text with a kept file; `pytest --update-golden` accepts a change."""

    def check(name: str, actual: str) -> None:
        kept = GOLDEN / name
        if request.config.getoption("--update-golden"):
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(actual, encoding="utf-8")
        assert actual == kept.read_text(encoding="utf-8"), (
            f"{name} changed; if on purpose, --update-golden"
        )

    return check
