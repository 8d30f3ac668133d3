from dataclasses import fields, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.motions import RECORD, THREE, at

from truceline.domain.facts import from_plain, to_plain
from truceline.domain.motions import MotionOpened, VoteCast, utc, version_of

MOTION = MotionOpened(
    motion="motion-1",
    record=RECORD,
    kind="extend-term",
    subject="term:announced-areas-term",
    instrument="joint-statement",
    rule="consensus",
    seats=THREE,
    parent="ab" * 32,
    deadline=at("2018-03-14T22:00"),
    by="russia",
    text=("Six months more.", "The maps follow."),
    to="2018-09-15",
)
VOTE = VoteCast(
    motion="motion-1",
    over=MOTION.hash(),
    parent=MOTION.parent,
    party="turkey",
    ballot="object",
    number=2,
    text=("Not yet.",),
)


def test_a_person_can_read_what_is_signed() -> None:
    assert MOTION.signed_text() == (
        "truceline/motion/v1\n"
        "motion motion-1\n"
        "record two-clocks/node/0f\n"
        "kind extend-term\n"
        "subject term:announced-areas-term\n"
        "instrument joint-statement\n"
        "rule consensus\n"
        "seats iran russia turkey\n"
        f"parent {'ab' * 32}\n"
        "deadline 2018-03-14T22:00:00Z\n"
        "by russia\n"
        "to 2018-09-15\n"
        "\n"
        "Six months more.\n"
        "The maps follow.\n"
    )
    assert VOTE.signed_text().splitlines()[-1] == "Not yet."


def test_whatever_is_changed_changes_what_is_signed() -> None:
    other: dict[type, Any] = {str: "other", int: 3, tuple: ("other",), datetime: at("2019-01-01")}
    for fact in (MOTION, VOTE):
        for field in fields(fact):
            changed = replace(fact, **{field.name: other[type(getattr(fact, field.name))]})
            same = changed.signed_text() == fact.signed_text()
            assert same == (field.name == "signature"), field.name


words = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=8)


@given(st.tuples(words, words, st.lists(words)), st.tuples(words, words, st.lists(words)))
def test_no_two_votes_share_a_text(
    one: tuple[str, str, list[str]], other: tuple[str, str, list[str]]
) -> None:
    def text(given: tuple[str, str, list[str]]) -> str:
        party, over, paragraphs = given
        return replace(VOTE, party=party, over=over, text=tuple(paragraphs)).signed_text()

    assert (text(one) == text(other)) == (one == other)


def test_facts_come_back_as_they_were_recorded() -> None:
    assert from_plain(MotionOpened, to_plain(MOTION)) == MOTION
    assert from_plain(VoteCast, to_plain(VOTE)) == VOTE


def test_a_version_depends_on_the_order_of_adoptions() -> None:
    versions = {
        version_of("area:a", "basis", chain) for chain in [(), ("x",), ("x", "y"), ("y", "x")]
    }
    assert len(versions) == 4
    assert version_of("area:a", "basis", ()) != version_of("area:b", "basis", ())


def test_an_instant_is_signed_in_one_way() -> None:
    damascus = timezone(timedelta(hours=2))
    assert utc(datetime(2018, 3, 15, tzinfo=damascus)) == "2018-03-14T22:00:00Z"
    assert MOTION.subject_id == "announced-areas-term"
    assert date.fromisoformat(MOTION.to).month == 9
