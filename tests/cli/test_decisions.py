"""What issue 5 asks of a drill, through the real commands."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from tests.cli.conftest import Run
from tests.drills import Drill
from tests.motions import THREE

from truceline.domain.motion_errors import (
    DeadlinePassed,
    MajorityUnsafe,
    ParentOutdated,
    StillOpen,
    TextOutdated,
)
from truceline.errors import Conflict
from truceline.intake.shapes import OutlineUnfit

Motion = Callable[..., Result]
DRILL = "EXERCISE: nothing that follows happened.\n"
AFTER = ["--about", "2018-03-20", "--as-known-on", "2018-03-20"]


@pytest.fixture
def motion(run: Run, drill: Drill) -> Motion:
    """`truceline motion` in the drill; the words stand as one would type them."""

    def go(words: str) -> Result:
        return run("-w", drill.folder, "motion", *shlex.split(words))

    return go


def opened(motion: Motion, words: str = "extend-term announced-areas-term --party russia") -> str:
    """Open a motion and return the hash of its text."""
    result = motion(f"open {words}")
    assert result.exit_code == 0, result.output
    name = result.output.splitlines()[-1].split()[0]
    return str(motion(f"show {name} --hash").stdout.strip())


def clock_of(run: Run, drill: Drill, term: str = "announced-areas-term") -> dict[str, str]:
    shown = json.loads(run("-w", drill.folder, "arrangement", "show", "--json", *AFTER).stdout)
    return next(c for c in shown["clocks"] if c["term"] == term)


def shown_after(run: Run, drill: Drill) -> str:
    return " ".join(run("-w", drill.folder, "arrangement", "show", *AFTER).output.split())


def test_two_assents_and_one_silence_are_no_act_found(
    run: Run, drill: Drill, motion: Motion
) -> None:
    text = opened(motion)
    for party in ("iran", "russia"):
        assert motion(f"vote motion-1 assent --party {party} --over {text}").exit_code == 0
    drill.on("2018-03-20")
    closed = motion("close motion-1").output
    assert "No act found; nothing changes. Assent: Iran and Russia. Silent: Turkey." in closed
    clock = {"term": "announced-areas-term", "state": "no-act-found", "runs_to": "2018-03-15"}
    assert clock_of(run, drill) == clock
    assert "Silent: Turkey." in shown_after(run, drill)


def test_three_assents_extend_to_15_september(run: Run, drill: Drill, motion: Motion) -> None:
    text = opened(motion)
    for party in THREE:
        motion(f"vote motion-1 assent --party {party} --over {text[:8]}")
    early = ["--about", "2018-03-14", "--as-known-on", "2018-03-14"]
    content = json.loads(run("-w", drill.folder, "arrangement", "show", "--json", *early).stdout)
    assert content["decisions"]["motions"][0]["outcome"] == "pending"
    drill.on("2018-03-15")
    assert "Extended to 15 Sep 2018." in motion("close motion-1").output
    after = {"term": "announced-areas-term", "state": "running", "runs_to": "2018-09-15"}
    assert clock_of(run, drill) == after
    told = shown_after(run, drill)
    assert "the term runs from 15 Sep 2017 to 15 Sep 2018." in told
    assert "Extended to 15 Sep 2018. Assent: Iran, Russia, and Turkey." in told


def test_an_objection_is_shown_with_its_text(run: Run, drill: Drill, motion: Motion) -> None:
    text = opened(motion)
    motion(f"vote motion-1 object --party turkey --over {text} --text 'Not before the maps.'")
    assert "- Turkey objected: “Not before the maps.”" in motion("show motion-1").output
    told = shown_after(run, drill)
    assert "Objected to; nothing changes. Objection: Turkey. Silent: Iran and Russia." in told
    assert "Turkey objected: “Not before the maps.”" in told


def test_a_vote_over_an_outdated_text_is_refused(drill: Drill, motion: Motion) -> None:
    text = opened(motion)
    opened(motion, "extend-term announced-areas-term --party russia --revises motion-1 --text New.")
    result = motion(f"vote motion-1 assent --party iran --over {text}")
    assert isinstance(result.exception, TextOutdated)
    assert isinstance(result.exception, Conflict)
    assert f"over the text {text[:12]}, but motion-1 now stands as" in str(result.exception)
    drill.on("2018-03-15")
    late = motion(f"vote motion-1 assent --party iran --over {text}")
    assert isinstance(late.exception, DeadlinePassed)


def test_a_vote_over_an_outdated_version_is_refused(drill: Drill, motion: Motion) -> None:
    first = opened(motion, "suspend-term announced-areas-term --party iran --text Stop. "
                   "--deadline 2018-02-25")  # fmt: skip
    second = opened(motion)
    for party in THREE:
        motion(f"vote motion-1 assent --party {party} --over {first}")
    drill.on("2018-02-26")
    result = motion(f"vote motion-2 assent --party iran --over {second}")
    assert isinstance(result.exception, ParentOutdated)
    drill.on("2018-03-15")
    assert "Overtaken" in motion("close motion-2").output


def test_two_proposals_for_one_boundary_compare(motion: Motion, tmp_path: Path) -> None:
    for name, east in (("one", 36.8), ("two", 36.9)):
        file = write_outline(tmp_path / f"{name}.geojson", east)
        result = motion(f"propose {file} --area northern-homs --party iran --text 'Line {name}.'")
        assert result.exit_code == 0, result.output
    page = motion("diff proposal-1 proposal-2").output
    assert page.startswith(f"{DRILL}proposal-2 instead of proposal-1\n")
    assert "open to all parties" in page
    data = json.loads(motion("diff proposal-1 proposal-2 --json --open-to none").stdout)
    # What all parties may see stays open to all of them.
    assert data["open_to"] == "all"
    assert data["features"][0]["properties"]["km2"] == pytest.approx(101.5, abs=0.1)
    assert data["features"][1]["properties"]["km2"] == 0
    listed = json.loads(motion("list --json").stdout)
    assert listed["comparisons"] == [{"one": "proposal-1", "other": "proposal-2", "open_to": "all"}]
    assert len(listed["proposals"]) == 2


def test_a_replaced_boundary_is_shown_from_its_day(
    run: Run, drill: Drill, motion: Motion, tmp_path: Path
) -> None:
    file = write_outline(tmp_path / "wide.geojson", 36.9)
    motion(f"propose {file} --area northern-homs --party turkey")
    text = opened(
        motion,
        "replace-boundary northern-homs --party turkey --proposal proposal-1 --to first-line "
        "--text 'The wider line.' --deadline 2018-03-10",
    )
    for party in THREE:
        motion(f"vote motion-1 assent --party {party} --over {text}")
    shown = json.loads(run("-w", drill.folder, "arrangement", "show", "--json", *AFTER).stdout)
    assert "proposal-1" in shown["boundaries"]
    assert "first-line" not in shown["boundaries"]
    compared = motion("diff first-line proposal-1 --on 2018-03-20").output
    assert "Ground: 101.5 km²." in compared


def test_a_faulty_outline_is_refused(motion: Motion, tmp_path: Path) -> None:
    file = tmp_path / "line.geojson"
    for geometry in (
        {"type": "LineString", "coordinates": [[36.6, 34.8], [36.8, 34.9]]},
        {"type": "Polygon", "coordinates": [[[36.6, 34.8], [36.8, 34.9], [36.7, 34.8]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
    ):
        file.write_text(json.dumps(geometry), encoding="utf-8")
        result = motion(f"propose {file} --area northern-homs --party iran")
        assert isinstance(result.exception, OutlineUnfit)
    assert json.loads(motion("list --json").stdout)["proposals"] == []


def test_a_majority_is_refused_for_a_term(motion: Motion) -> None:
    result = motion("open end-term desk-term --party iran --text End. --deadline 2018-03-01")
    assert isinstance(result.exception, MajorityUnsafe)
    assert "by consensus" in str(result.exception)


def test_a_text_may_stand_in_a_file_and_a_key_elsewhere(
    drill: Drill, motion: Motion, tmp_path: Path
) -> None:
    (tmp_path / "text.txt").write_text("First.\n\nSecond.\n", encoding="utf-8")
    key = drill.workspace.delegate_keys / "iran.pem"
    key.rename(tmp_path / "iran.pem")
    opened(
        motion,
        f"admit-forces jordan --party iran --key {tmp_path / 'iran.pem'} --deadline "
        f"2018-03-01T18:00 --instrument memorandum --text-file {tmp_path / 'text.txt'}",
    )
    data = json.loads(motion("show motion-1 --json").stdout)
    assert data["text"] == ["First.", "Second."]
    assert data["deadline"] == "2018-03-01T16:00:00+00:00"
    assert "admit forces of Jordan" in motion("list").output


def test_a_seat_is_left_by_its_own_delegate(run: Run, drill: Drill, motion: Motion) -> None:
    result = motion("leave joint-statement --party turkey --text 'We go.' --yes")
    assert "Its history stays." in result.output
    assert "Seated now: Iran and Russia." in " ".join(motion("list").output.split())
    assert "The seat of Turkey is empty since 20 Feb 2018." in shown_after(run, drill)


def test_a_calendar_holds_every_date(run: Run, drill: Drill, motion: Motion) -> None:
    opened(motion)
    words = ["-w", drill.folder, "arrangement", "deadlines"]
    assert "Votes on motion-1 count until now" in run(*words).output
    printed = run(*words, "--ics").stdout_bytes
    assert printed.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"DTSTART:20180314T220000Z\r\n" in printed


def test_a_motion_is_closed_after_its_deadline_only(motion: Motion) -> None:
    opened(motion)
    assert isinstance(motion("close motion-1").exception, StillOpen)


def test_a_key_is_made_once(motion: Motion) -> None:
    assert motion("key --party iran").exit_code == 1
    replaced = motion("key --party iran --replace").output
    assert "Read it aloud across the table." in replaced


def test_the_record_of_it_all_is_whole(run: Run, drill: Drill, motion: Motion) -> None:
    text = opened(motion)
    motion(f"vote motion-1 object --party turkey --over {text}")
    motion("leave bilateral --party turkey --yes")
    drill.on("2018-03-20")
    motion("close motion-1")
    verified = run("-w", drill.folder, "journal", "verify")
    assert verified.exit_code == 0
    assert verified.output.startswith(f"{DRILL}The record is whole: ")
    assert run("-w", drill.folder, "doctor").exit_code == 0


def test_what_is_no_moment_is_wrong_use(motion: Motion) -> None:
    result = motion("open end-term desk-term --party iran --text End. --deadline soon")
    assert result.exit_code == 2
    assert "'soon' is no moment" in result.output


def write_outline(file: Path, east: float) -> Path:
    ring = [[36.6, 34.8], [east, 34.8], [east, 34.9], [36.6, 34.9], [36.6, 34.8]]
    file.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}), encoding="utf-8")
    return file
