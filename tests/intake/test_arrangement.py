import json
import shutil
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from truceline.domain.areas import Polygon
from truceline.intake import arrangement as intake

HERE = Path(__file__).parents[1] / "arrangements"
ISLAND = HERE / "island"
FAULTY = sorted(p for p in (HERE / "faulty").iterdir() if p.is_dir())
SCHEMA = Path(intake.__file__).with_name("arrangement.schema.json")


def test_another_ceasefire_needs_no_code() -> None:
    island = intake.read(ISLAND)
    assert island.zone == "Pacific/Marquesas"
    assert {term.extension for term in island.term} >= {"silence-procedure"}
    (belt,) = (area for area in island.area if area.id == "belt")
    assert {boundary.author for boundary in belt.boundary} == {"south", "Parties to the Halt"}


def test_an_outline_is_loaded_with_its_holes() -> None:
    belt = next(area for area in intake.read(ISLAND).area if area.id == "belt")
    shapes = [b.shape for b in belt.boundary if isinstance(b.shape, Polygon)]
    assert any(len(rings) == 2 for shape in shapes for rings in shape.polygons)


def test_what_is_not_dated_takes_the_date_of_its_source() -> None:
    island = intake.read(ISLAND)
    published = {source.id: source.published for source in island.source if source.published}
    for text in island.instrument:
        assert text.known_from == min(published[s] for s in text.sources)


@pytest.mark.parametrize("folder", FAULTY, ids=lambda folder: folder.name)
def test_a_fault_is_named_with_file_table_key_reason_and_fix(
    folder: Path, golden: Callable[[str, str], None]
) -> None:
    checked = intake.check(folder)
    assert checked.arrangement is None
    golden(f"faults/{folder.name}.txt", "".join(f"{fault}\n" for fault in checked.faults))


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    folder = shutil.copytree(ISLAND, tmp_path / "island")
    text = (folder / "arrangement.toml").read_text(encoding="utf-8")
    text = text.replace('extension = "silence-procedure"', 'extention = "silence-procedure"')
    text = text.replace('kind = "agreement"', 'kind = "agreemint"')
    (folder / "arrangement.toml").write_text(text, encoding="utf-8")
    keys = {(fault.key, fault.fix) for fault in intake.check(folder).faults}
    assert ("extention", "Did you mean 'extension'?") in keys
    assert ("kind", "Did you mean 'agreement'?") in keys
    assert any(key == "extension" and "Add it" in fix for key, fix in keys)


def test_an_unknown_kind_of_shape_is_one_fault(tmp_path: Path) -> None:
    folder = shutil.copytree(ISLAND, tmp_path / "island")
    file = folder / "areas.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('kind = "buffer"', 'kind = "bufer"'), encoding="utf-8")
    (fault,) = intake.check(folder).faults
    assert (fault.key, fault.fix) == ("kind", "Did you mean 'buffer'?")
    assert "'bufer' is not one of buffer, depth" in fault.reason


def test_tables_may_stand_in_several_files(tmp_path: Path) -> None:
    folder = shutil.copytree(ISLAND, tmp_path / "island")
    more = '[[party]]\nid = "east"\nname = "East"\nkind = "stat"\n'
    (folder / "parties.toml").write_text(more, encoding="utf-8")
    (fault,) = intake.check(folder).faults
    assert (fault.file, fault.table, fault.key) == ("parties.toml", "[[party]] 'east'", "kind")


def test_the_head_stands_once(tmp_path: Path) -> None:
    folder = shutil.copytree(ISLAND, tmp_path / "island")
    (folder / "more.toml").write_text('zone = "UTC"\n', encoding="utf-8")
    (fault,) = intake.check(folder).faults
    assert (fault.file, fault.key) == ("more.toml", "zone")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"format = 1\nextent = [1, 2, 3]\n", "is missing"),
        (b"source = 3\n", "source"),
        (b"area = [1]\n", "area"),
        (b"", "is missing"),
    ],
)
def test_any_content_is_answered_with_faults(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "arrangement.toml").write_bytes(content)
    faults = intake.check(tmp_path).faults
    assert any(reason in str(fault) for fault in faults)


def test_a_folder_without_arrangement_says_what_to_do(tmp_path: Path) -> None:
    (fault,) = intake.check(tmp_path).faults
    assert "holds no arrangement.toml" in str(fault)
    with pytest.raises(intake.ArrangementFaulty, match="truceline arrangement check"):
        intake.read(tmp_path)


def test_the_shipped_schema_is_current_and_accepts_what_we_accept(
    request: pytest.FixtureRequest,
) -> None:
    text = json.dumps(intake.schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if request.config.getoption("--update-golden"):
        SCHEMA.write_text(text, encoding="utf-8")
    assert text == SCHEMA.read_text(encoding="utf-8"), "run pytest --update-golden"
    jsonschema.Draft202012Validator.check_schema(json.loads(text))
