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
