"""The shape of the source tree, checked: what docs/map.md and CONTRIBUTING.md promise."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "truceline"
ROOMS = sorted(p for p in SOURCE.iterdir() if (p / "__init__.py").exists() and p.name != "examples")
MODULES = sorted(p for p in SOURCE.rglob("*.py") if p.name != "__init__.py")
TRIED_THROUGH = {
    # Parts of one index: what they promise is that it answers as prepared shapes do.
    "methods/geometry/grid.py": "test_index.py",
    "methods/geometry/kernels.py": "test_index.py",
    "methods/geometry/points.py": "test_index.py",
    "methods/geometry/prepared.py": "test_index.py",
}
LABELS = ["Holds", "Input", "Imports", "Rule", "Start", "Why"]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_room_has_a_readme_with_the_same_labels(room: Path) -> None:
    lines = (room / "README.md").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(f"# {room.name}: ")
    labels = [line.split()[0] for line in lines[2:] if line and not line.startswith(" ")]
    assert labels == LABELS
    why = next(line.split()[1] for line in lines if line.startswith("Why"))
    assert (ROOT / why).is_file()


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_room_is_on_the_map(room: Path) -> None:
    assert f"  {room.name}/ " in (ROOT / "docs" / "map.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(SOURCE)))
def test_no_module_is_longer_than_400_lines(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(SOURCE)))
def test_every_module_has_a_test_of_its_name(module: Path) -> None:
    code = module.read_text(encoding="utf-8")
    # Classes of fields alone are tried by the readers of arrangements, all of them at once.
    only_fields = "def " not in code
    # A protocol is a promise; tests/contracts holds every implementation to it.
    if only_fields or module.stem == "protocol" or len(code.splitlines()) <= 20:
        return
    place = ROOT / "tests" / module.relative_to(SOURCE).parent
    # `arrangement_files` may be tried with `arrangement`: a part is tested with its noun.
    names = {f"test_{module.stem}.py", f"test_{module.stem.split('_')[0]}.py"}
    names |= {TRIED_THROUGH.get(str(module.relative_to(SOURCE)), "")} - {""}
    assert any((place / name).is_file() for name in names)
