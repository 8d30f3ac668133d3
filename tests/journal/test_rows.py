from dataclasses import replace

import pytest
from tests.contracts.journal_contract import CLAIMED, DRAWN, OTHER
from tests.journal.test_sqlite import RECEIVED

from truceline.journal.log import Clerk, Draft, Head
from truceline.journal.notes import Signer
from truceline.journal.protocol import Entry, JournalDamaged, Log, LogClosed, StreamId
from truceline.journal.rows import PAGE, Page, Row, follow, logs_of, number_of, own_log
from truceline.journal.tree import leaf_hash

A = StreamId("a")


@pytest.fixture
def rows(signer: Signer) -> list[Row]:
    draft = Draft(A, [DRAWN] * 5, "ann", CLAIMED)
    added, _ = Clerk(signer, lambda: RECEIVED).extend(Head(), draft)
    return [Row.of(entry) for entry in added]


def read(rows: list[Row], signer: Signer, stream: StreamId | None = None) -> list[Entry]:
    def page(since: int) -> Page:
        return Page([r for r in rows if r.position > since], [Log(signer.verifier, 0)], 5)

    return list(follow(page, -1, 0, stream))


def test_whole_rows_are_followed(rows: list[Row], signer: Signer) -> None:
    assert [Row.of(entry) for entry in read(rows, signer)] == rows
    assert [Row.of(entry) for entry in read(rows, signer, A)] == rows


@pytest.mark.parametrize("stream", [None, A])
@pytest.mark.parametrize("lost", range(5))
def test_a_lost_row_is_missed(
    rows: list[Row], signer: Signer, lost: int, stream: StreamId | None
) -> None:
    del rows[lost]
    with pytest.raises(JournalDamaged, match=f"Entry {lost}" if stream is None else "missing"):
        read(rows, signer, stream)


@pytest.mark.parametrize("stream", [None, A])
def test_rows_that_changed_places_are_found(
    rows: list[Row], signer: Signer, stream: StreamId | None
) -> None:
    first, second = rows[:2]
    rows[:2] = [first._replace(position=1), second._replace(position=0)][::-1]
    with pytest.raises(JournalDamaged, match="another entry stands in its place"):
        read(rows, signer, stream)


def test_bytes_that_are_no_entry_are_found(rows: list[Row], signer: Signer) -> None:
    for note in (b"nothing", signer.sign(b"no entry\n")):
        rows[2] = rows[2]._replace(note=note, leaf=leaf_hash(note).hex())
        with pytest.raises(JournalDamaged, match=r"Entry 2 .*it is not an entry"):
            read(rows, signer)


@pytest.mark.parametrize("stream", [None, A])
def test_a_row_that_comes_twice_is_found(
    rows: list[Row], signer: Signer, stream: StreamId | None
) -> None:
    rows[1] = rows[0]
    with pytest.raises(JournalDamaged, match="out of order"):
        read(rows, signer, stream)


def test_a_row_under_another_subject_is_found(rows: list[Row], signer: Signer) -> None:
    rows[2] = rows[2]._replace(stream="b")
    with pytest.raises(JournalDamaged, match=r"Entry 2 .* another subject"):
        read(rows, signer)


def test_an_entry_of_another_log_is_found(rows: list[Row]) -> None:
    with pytest.raises(JournalDamaged, match="Entry 0"):
        read(rows, OTHER)


def test_values_of_another_kind_are_found(rows: list[Row]) -> None:
    assert Row.stored(tuple(rows[0])) == rows[0]
    with pytest.raises(JournalDamaged, match="not text and bytes"):
        Row.stored((0, "a", "leaf", "a note as text"))


def test_a_full_page_may_be_followed_by_another() -> None:
    row = Row(0, "a", "", b"")
    assert Page([row] * PAGE, [], 0).full
    assert not Page([row], [], 0).full


@pytest.mark.parametrize("rows", [[], [(1, 0, 1)], [("not a key", 0, 1)], [("{key}", 1, 1)]])
def test_a_list_of_logs_that_was_changed_is_found(
    rows: list[tuple[object, ...]], signer: Signer
) -> None:
    key = str(signer.verifier)
    with pytest.raises(JournalDamaged):
        logs_of([(key, *row[1:]) if row[0] == "{key}" else row for row in rows])


def test_a_signer_writes_to_the_last_log_and_no_other(signer: Signer) -> None:
    logs = [Log(signer.verifier, 0), Log(OTHER.verifier, 3)]
    assert own_log(logs, OTHER.verifier) == (1, logs[1])
    with pytest.raises(LogClosed, match="goes on in"):
        own_log(logs, signer.verifier)
    with pytest.raises(LogClosed, match="goes on in"):
        own_log(logs, replace(OTHER.verifier, public=signer.verifier.public))
    with pytest.raises(LogClosed, match="a backup's copy"):
        own_log([replace(logs[0], open=False)], signer.verifier)


def test_a_log_is_found_by_its_name(signer: Signer) -> None:
    logs = [Log(signer.verifier, 0), Log(OTHER.verifier, 3)]
    assert number_of(logs, signer.name) == 0
    assert number_of(logs, None) == 1
