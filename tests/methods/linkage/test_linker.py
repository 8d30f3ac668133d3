"""The whole model on small questions; its quality on large ones is in tests/projections."""

import numpy as np
from hypothesis import given
from tests.methods.linkage.made_up import records, some_records

from truceline.methods.linkage.linker import Decided, link
from truceline.methods.linkage.records import Records

FAR = [
    (ledger, 36 + n * 0.5, 34.0, 0.5, 40 * n, 40 * n, "fire/air", float(n))
    for ledger in (0, 1)
    for n in range(8)
]


def test_what_agrees_in_everything_is_one_incident() -> None:
    found = link(records(FAR))
    assert found.incident.tolist() == [*range(8), *range(8)]
    assert (found.probability > 0.8).all()


@given(some_records)
def test_probabilities_are_probabilities_and_incidents_hold_one_report_a_ledger(
    made: Records,
) -> None:
    found = link(made)
    assert ((found.probability >= 0) & (found.probability <= 1)).all()
    assert ((found.alone >= 0) & (found.alone <= 1)).all()
    assert np.isfinite(found.evidence).all()
    held = list(zip(found.incident, made.ledger, strict=True))
    assert len(held) == len(set(held))


def test_what_a_person_put_apart_stays_apart() -> None:
    decided = Decided(apart=np.array([[8, 0]], dtype=np.int32))
    found = link(records(FAR), decided=decided)
    assert found.incident[8] == 8
    assert found.incident[9] == 1
    assert 0 not in found.pairs.a


def test_what_a_person_put_together_stays_together_however_far() -> None:
    decided = Decided(same=np.array([[0, 15], [2, 3]], dtype=np.int32))
    found = link(records(FAR), decided=decided)
    assert found.incident[15] == 0
    assert found.incident[3] == 2


def test_a_pair_that_a_person_confirmed_is_certain_and_leaves_rivals_nothing() -> None:
    rivals = [*FAR, (1, 36.001, 34.0, 0.5, 1, 1, "fire/direct", 9.0)]
    found = link(records(rivals), decided=Decided(same=np.array([[0, 16]], dtype=np.int32)))
    of = dict(zip(zip(found.pairs.a, found.pairs.b, strict=True), found.probability, strict=True))
    assert of[0, 16] > 0.999
    assert of.get((0, 8), 0) < 0.001
    assert found.incident[16] == 0
    assert found.incident[8] == 8


def test_one_ledger_has_nothing_to_be_linked_with() -> None:
    found = link(records([row for row in FAR if row[0] == 0]))
    assert found.incident.tolist() == list(range(8))
    assert len(found.pairs.a) == 0
