import hashlib
from pathlib import Path

from truceline.domain.arrangement import Arrangement
from truceline.intake.exercise.drill import Drill, make
from truceline.intake.exercise.files import write
from truceline.intake.exercise.scenario import Scenario


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(
    drill: Drill, astana: Arrangement, scenario: Scenario, tmp_path: Path
) -> None:
    write(drill, tmp_path / "one")
    write(make(astana, scenario, drill.seed), tmp_path / "other")
    write(make(astana, scenario, drill.seed + 1), tmp_path / "third")
    one, other, third = (hashes(tmp_path / name) for name in ("one", "other", "third"))
    assert one == other
    assert one.keys() == third.keys()
    assert all(third[name] != digest for name, digest in one.items())


def test_the_truth_lies_apart(drill: Drill, tmp_path: Path) -> None:
    write(drill, tmp_path)
    assert set(hashes(tmp_path)) == {
        *("ledgers/RU.csv", "ledgers/TR.csv", "ledgers/XM.csv"),
        *("counts.csv", "districts.geojson", "notices.csv", "posts.csv"),
        *("restrictions.csv", "watches.csv"),
        *("truth/incidents.csv", "truth/reports.csv"),
    }
