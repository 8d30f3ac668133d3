"""The real command, in this process."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from truceline.cli.root import truceline
from truceline.errors import TrucelineError

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Run a command; an error raised on purpose is told as `main` tells it."""

    def go(*words: str | Path) -> Result:
        result = CliRunner().invoke(truceline, [str(word) for word in words])
        if result.exception and not isinstance(result.exception, SystemExit | TrucelineError):
            raise result.exception
        return result

    return go


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped example as a workspace; tests read it and leave it as it is."""
    out = tmp_path_factory.mktemp("demo")
    result = CliRunner().invoke(truceline, ["demo", "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out / "astana"
