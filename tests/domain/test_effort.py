from typing import get_args

import pytest

from truceline.domain.effort import NOTICES, RESTRICTIONS, TABLES, EffortKind, key
from truceline.intake.exercise.effort import RESTRICTIONS as DRILLED
from truceline.intake.exercise.notices import KINDS


def test_each_kind_has_a_table_whose_rows_have_a_name() -> None:
    assert tuple(TABLES) == get_args(EffortKind)
    for kind in get_args(EffortKind):
        first = TABLES[kind][0]
        assert first.required
        assert first.name == f"{kind.removesuffix('es') if kind == 'watches' else kind[:-1]}_id"
        assert key(kind)[0] == first.name
    assert key("watches") == ("watch_id", "ledger")
    assert key("notices") == ("notice_id",)


def test_no_table_of_effort_has_a_place_finer_than_a_district() -> None:
    for columns in TABLES.values():
        names = {column.name for column in columns}
        assert "place_code" in names
        assert not names & {"lon", "lat", "place_name", "bearing_deg"}


def test_a_drill_uses_every_word_there_is() -> None:
    for columns, shares in ((RESTRICTIONS, DRILLED), (NOTICES, KINDS)):
        assert next(c.choices for c in columns if c.name == "kind") == tuple(shares)
        assert sum(shares.values()) == pytest.approx(1)
