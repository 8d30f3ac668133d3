import numpy as np
import pytest
from bench.linkage.triples import WORLDS, triple
from tests.methods.linkage.made_up import records

from truceline.domain.linkage import LinkageSettings
from truceline.methods.linkage import learning
from truceline.methods.linkage.candidates import Gate, Pairs, candidates
from truceline.methods.linkage.comparisons import Comparison
from truceline.methods.linkage.learning import Model, enough, learn
from truceline.projections import linkage

MANY = [
    (ledger, 36 + n % 7 * 0.3, 34 + n % 5 * 0.3, 1.0, day, day, "fire/air", float(n % 4))
    for ledger in (0, 1)
    for n, day in enumerate(range(0, 400, 2))
]


def _learnt(comparison: Comparison, pairs: Pairs) -> Model:
    sure = np.zeros(len(pairs.a), dtype=np.bool_)
    return learn(comparison, pairs, sure, np.zeros(comparison.records.ledgers, dtype=np.int8))


def test_a_few_candidates_are_all_learnt_from() -> None:
    made = records(MANY)
    pairs = candidates(Comparison.of(made), Gate())
    assert enough(made, pairs) is pairs


def test_of_many_candidates_whole_months_are_learnt_from(monkeypatch: pytest.MonkeyPatch) -> None:
    made = records(MANY)
    pairs = candidates(Comparison.of(made), Gate())
    monkeypatch.setattr(learning, "ENOUGH", len(pairs.a) // 3)
    taught = enough(made, pairs)
    days = made.first[taught.a]
    assert set(days // 28 % 4) == {0}
    assert len(taught.a) == (made.first[pairs.a] // 28 % 4 == 0).sum()


def test_a_month_alone_is_learnt_from_whichever_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "ENOUGH", 10)
    for month in range(5):
        made = records([row for row in MANY if row[4] // 28 == month])
        pairs = candidates(Comparison.of(made), Gate())
        assert len(enough(made, pairs).a) == len(pairs.a) > 10


def test_a_part_teaches_nearly_what_the_whole_does(monkeypatch: pytest.MonkeyPatch) -> None:
    reports = triple(WORLDS[3], 2)
    whole = linkage.link(reports, LinkageSettings())
    monkeypatch.setattr(learning, "ENOUGH", 2_500)
    part = linkage.link(reports, LinkageSettings())
    expected = [sum(p["expected"] for p in found.summary["pairs"]) for found in (whole, part)]
    assert expected[1] == pytest.approx(expected[0], rel=0.1)
    assert part.pairs["probability"].to_list() != whole.pairs["probability"].to_list()


def test_what_agrees_is_worth_more_than_what_does_not() -> None:
    comparison = Comparison.of(records(MANY))
    pairs = candidates(comparison, Gate())
    model = _learnt(comparison, pairs)
    place, date = model.ratios.tables[:2]
    assert place[0, 0] > place[0, 4]
    assert date[0, 0] > date[0, 4]
    log_odds = model.log_odds(comparison, pairs)
    total = model.evidence(comparison, pairs).sum(axis=0)
    assert np.corrcoef(log_odds, total)[0, 1] > 0.9


def test_among_two_ledgers_no_third_can_have_seen_it() -> None:
    comparison = Comparison.of(records(MANY))
    assert _learnt(comparison, candidates(comparison, Gate())).log_unseen.tolist() == [0]
