from dataclasses import replace
from datetime import timedelta

import pytest
from tests.drills import EXTEND, Drill
from tests.motions import THREE, at

from truceline.actions import decisions, delegates
from truceline.actions.decisions import ClockBehind, Draft
from truceline.actions.desk import Desk
from truceline.domain.motion_errors import (
    AlreadyRecorded,
    DeadlinePassed,
    KeyTaken,
    MotionUnfit,
    MotionUnknown,
    NotSeated,
    SignatureWrong,
    StillOpen,
    SubjectUnknown,
    TextOutdated,
)
from truceline.journal import decisions as record
from truceline.journal.protocol import StreamMovedOn

SQUARE = ((((36.6, 34.8), (36.7, 34.8), (36.7, 34.9), (36.6, 34.8)),),)


def test_three_delegates_extend_a_term(drill: Drill) -> None:
    motion = drill.open()
    assert motion.deadline == at("2018-03-14T22:00")
    assert motion.to == "2018-09-15"
    for party in THREE:
        drill.on("2018-03-01").vote(motion, party, "assent")
    closed = decisions.close(drill.on("2018-03-15").desk, motion.motion)
    assert (closed.outcome, closed.assented) == ("adopted", THREE)


def test_a_refused_act_leaves_no_trace(drill: Drill) -> None:
    motion = drill.open()
    before = len(list(drill.desk.journal.read()))
    with pytest.raises(TextOutdated, match="Read it again"):
        decisions.vote(
            drill.desk, drill.delegate("iran"), motion.motion, "assent", over=motion.hash()[:7]
        )
    with pytest.raises(StillOpen):
        decisions.close(drill.desk, motion.motion)
    with pytest.raises(DeadlinePassed):
        drill.on("2018-03-15").vote(motion, "iran", "assent")
    assert len(list(drill.desk.journal.read())) == before


def test_eight_digits_of_the_hash_show_which_text_was_read(drill: Drill) -> None:
    motion = drill.open()
    vote = decisions.vote(
        drill.desk, drill.delegate("iran"), motion.motion, "assent", over=motion.hash()[:8]
    )
    assert vote.over == motion.hash()


def test_a_mover_replaces_the_text_and_votes_begin_anew(drill: Drill) -> None:
    first = drill.open()
    drill.vote(first, "iran", "assent")
    second = drill.open(replace(EXTEND, text="Six months, once.", revises=first.motion))
    assert second.motion == first.motion
    with pytest.raises(TextOutdated):
        drill.vote(first, "turkey", "assent")
    vote = drill.vote(second, "iran", "assent")
    assert vote.number == 2
    assert decisions.docket(drill.desk).motion(second.motion).tally.assented == ("iran",)


def test_a_clock_that_passes_the_deadline_while_recording_decides(drill: Drill) -> None:
    motion = drill.open()
    late = drill.on("2018-03-14T22:00").desk
    early = Desk(late.journal, late.blobs, lambda: at("2018-03-14T21:59"), late.author)
    with pytest.raises(DeadlinePassed):
        decisions.vote(early, drill.delegate("iran"), motion.motion, "assent", over=motion.hash())
    assert decisions.docket(late).motion(motion.motion).tally.silent == THREE


def test_a_clock_behind_the_record_lets_nobody_act(drill: Drill) -> None:
    motion = drill.on("2018-03-01").open()
    with pytest.raises(ClockBehind, match="2018-03-01T12:00:00Z"):
        drill.on("2018-02-28").vote(motion, "iran", "assent")


def test_two_acts_at_once_do_not_both_pass(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    motion = drill.open()
    monkeypatch.setattr(record, "count", lambda _: 3)
    with pytest.raises(StreamMovedOn):
        drill.vote(motion, "iran", "assent")


def test_paragraphs_are_signed_in_one_form(drill: Drill) -> None:
    motion = drill.open(replace(EXTEND, text="  Six\tmonths. \r\n\n\nCafe\u0301.\n"))
    assert motion.text == ("Six months.", "Caf\u00e9.")


def test_a_motion_without_text_or_deadline_cannot_be_opened(drill: Drill) -> None:
    with pytest.raises(MotionUnfit, match="--text"):
        drill.open(replace(EXTEND, text=" \n"))
    with pytest.raises(MotionUnfit, match="--deadline"):
        drill.open(replace(EXTEND, kind="suspend-term"))
    with pytest.raises(MotionUnfit, match="ran out on 2017-11-05"):
        drill.open(replace(EXTEND, name="memorandum-term"))
    with pytest.raises(MotionUnknown):
        drill.open(replace(EXTEND, revises="motion-7"))


def test_a_silence_procedure_takes_its_days_by_itself(drill: Drill) -> None:
    motion = drill.open(replace(EXTEND, name="road-term"))
    assert motion.rule == "silence-procedure"
    assert motion.deadline - at("2018-02-20") >= timedelta(days=14)
    drill.vote(motion, "turkey", "object", "The bridge is down.")
    closed = decisions.close(drill.on("2018-03-15").desk, motion.motion)
    assert (closed.outcome, closed.objected) == ("objected", ("turkey",))


def test_a_new_key_needs_the_old_one(drill: Drill) -> None:
    keys = drill.workspace.delegate_keys
    old = drill.delegate("iran")
    with pytest.raises(delegates.KeyFileTaken, match="--replace"):
        decisions.make_key(drill.desk, "iran", keys)
    decisions.make_key(drill.desk, "iran", keys, replacing=True)
    motion = drill.open()
    drill.vote(motion, "iran", "assent")
    with pytest.raises(SignatureWrong):
        decisions.vote(drill.desk, old, motion.motion, "object", over=motion.hash())
    delegates.key_file(keys, "turkey").unlink()
    with pytest.raises(KeyTaken):
        decisions.make_key(drill.desk, "turkey", keys)
    with pytest.raises(SubjectUnknown):
        decisions.make_key(drill.desk, "nobody", keys)


def test_a_proposal_keeps_its_outline_as_a_blob(drill: Drill) -> None:
    fact = decisions.propose(drill.desk, drill.delegate("turkey"), "northern-homs", SQUARE)
    assert record.outline(drill.desk.blobs, fact.outline) == SQUARE
    draft = Draft(
        kind="replace-boundary",
        name="northern-homs",
        text="The line of Turkey.",
        deadline=at("2018-03-10"),
        to="first-line",
        proposal=fact.proposal,
    )
    assert drill.open(draft).outline == fact.outline


def test_a_comparison_is_recorded_once_and_opened_to_all_at_most(drill: Drill) -> None:
    def compare(*, open_to_all: bool) -> object:
        return decisions.compare(drill.desk, "a", "b", open_to_all=open_to_all)

    assert compare(open_to_all=False)
    assert compare(open_to_all=False) is None
    assert compare(open_to_all=True)
    assert compare(open_to_all=False) is None


def test_a_seat_is_left_once(drill: Drill) -> None:
    decisions.leave(drill.desk, drill.delegate("turkey"), "joint-statement", text="We go.")
    assert drill.open().seats == ("iran", "russia")
    with pytest.raises(NotSeated):
        decisions.leave(drill.desk, drill.delegate("turkey"), "joint-statement")


def test_a_motion_is_closed_once(drill: Drill) -> None:
    motion = drill.open()
    decisions.close(drill.on("2018-03-20").desk, motion.motion)
    with pytest.raises(AlreadyRecorded):
        decisions.close(drill.desk, motion.motion)
