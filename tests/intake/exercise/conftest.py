"""Drills of a few seeds; tests read them and leave them as they are."""

from importlib.resources import files
from pathlib import Path

import pytest
from tests.conftest import ASTANA

from truceline.domain.arrangement import Arrangement
from truceline.intake import arrangement as intake
from truceline.intake.exercise.drill import Drill, make
from truceline.intake.exercise.scenario import Scenario, load

SCENARIO = Path(str(files("truceline") / "examples/exercise/scenario.toml"))
SEEDS = (1, 2, 3, 7)


@pytest.fixture(scope="session")
def astana() -> Arrangement:
    return intake.read(ASTANA)


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return load(SCENARIO)


@pytest.fixture(scope="session")
def drills(astana: Arrangement, scenario: Scenario) -> list[Drill]:
    return [make(astana, scenario, seed) for seed in SEEDS]


@pytest.fixture(scope="session")
def drill(drills: list[Drill]) -> Drill:
    return drills[-1]
