"""Fixtures that every room's tests may use."""

import os
import shutil
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import settings
from pydantic import TypeAdapter

from tests.drills import Drill
from truceline.assembly import Workspace, create
from truceline.cli.root import truceline
from truceline.domain.arrangement import Arrangement
from truceline.domain.units import ReportingUnit
from truceline.intake.arrangement import read
from truceline.intake.counts import translate

# A compiled loop takes seconds the first time, and other work slows all of it.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
SHARED = HERE.parent.parent / "shared"
ASTANA = Path(str(files("truceline") / "examples/astana"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="accept changed golden files")
    parser.addoption("--times", type=int, default=1, help="how much longer random trials go on")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout; a stranger's clone has none."""
    if not SHARED.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{SHARED} is missing, and CI must have it")
        pytest.skip("needs the data folder ../shared, which a plain clone does not have")
    return SHARED


@pytest.fixture(scope="session")
def times(request: pytest.FixtureRequest) -> int:
    """How many times as many kills, power cuts and damaged bytes as in an ordinary run."""
    chosen: int = request.config.getoption("--times")
    return chosen


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


@pytest.fixture(scope="session")
def astana_units() -> tuple[ReportingUnit, ...]:
    """The reporting units of the shipped example."""
    tables = tomllib.loads((ASTANA / "reporting_units.toml").read_text(encoding="utf-8"))
    return TypeAdapter(tuple[ReportingUnit, ...]).validate_python(tables["reporting_unit"])


@pytest.fixture(scope="session")
def astana_counts() -> pl.DataFrame:
    """The counts of the shipped example, with a day and without."""
    parts = []
    for name in ("counts.csv", "counts_undated.csv"):
        texts = pl.read_csv(ASTANA / name, infer_schema=False).with_row_index("row", offset=2)
        accepted, quarantined = translate(texts, parties=("RU", "TR"))
        assert quarantined.is_empty(), quarantined.to_dicts()
        parts.append(accepted)
    return pl.concat(parts)


@pytest.fixture(scope="session")
def island() -> Arrangement:
    """A small arrangement that has a bit of everything."""
    return read(HERE / "arrangements" / "island")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A new workspace for the island."""
    files = HERE / "arrangements" / "island"
    return create(tmp_path / "centre", read(files), files)


@pytest.fixture
def bare_workspace(tmp_path: Path) -> Workspace:
    """A new workspace whose arrangement holds no item, so that its record has one entry."""
    files = HERE / "arrangements" / "bare"
    return create(tmp_path / "centre", read(files), files)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped example as a workspace; tests read it and leave it as it is."""
    out = tmp_path_factory.mktemp("demo")
    result = CliRunner().invoke(truceline, ["demo", "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out / "astana"


@pytest.fixture(scope="session")
def two_clocks() -> Arrangement:
    """The two clocks of September 2017, and texts with other rules."""
    return read(HERE / "arrangements" / "two-clocks")


@pytest.fixture(scope="session")
def new_drill(tmp_path_factory: pytest.TempPathFactory, two_clocks: Arrangement) -> Path:
    """A drill in which nothing was moved yet, to be copied."""
    with pytest.MonkeyPatch.context() as patch:
        return Drill.made(tmp_path_factory.mktemp("new") / "drill", two_clocks, patch).folder


@pytest.fixture
def drill(tmp_path: Path, new_drill: Path, monkeypatch: pytest.MonkeyPatch) -> Drill:
    """A drill about the two clocks, at noon of 20 February 2018."""
    return Drill(shutil.copytree(new_drill, tmp_path / "drill"), monkeypatch)
