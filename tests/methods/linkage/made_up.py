"""Small made-up records for the tests of linkage."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from truceline.methods.linkage.records import Coded, Records

KINDS = ("fire/air", "fire/indirect/artillery", "fire/indirect/mortar", "violence")


def coded(texts: Sequence[str | None]) -> Coded:
    values = sorted({text for text in texts if text is not None})
    code = [-1 if text is None else values.index(text) for text in texts]
    return Coded(code=np.array(code, dtype=np.int64), values=values)


def records(
    rows: Sequence[tuple[int, float, float, float, int, int, str | None, float]],
) -> Records:
    """Return records from (ledger, lon, lat, radius_km, first, last, kind, killed), by ledger."""
    ordered = sorted(rows, key=lambda row: row[0])
    columns = list(zip(*ordered, strict=True)) or [()] * 8
    return Records(
        ledger=np.array(columns[0], dtype=np.int64),
        lon=np.array(columns[1], dtype=float),
        lat=np.array(columns[2], dtype=float),
        radius_km=np.array(columns[3], dtype=float),
        first=np.array(columns[4], dtype=np.int64),
        last=np.array(columns[5], dtype=np.int64),
        kind=coded(columns[6]),
        casualties=np.array(columns[7], dtype=float),
    )


_ROW = st.tuples(
    st.integers(0, 2),
    st.one_of(st.floats(36, 36.6), st.just(float("nan"))),
    st.floats(33.8, 34.3),
    st.sampled_from([0.1, 0.5, 2.0, 3.0, 15.0]),
    st.integers(0, 20),
    st.sampled_from([0, 0, 0, 1, 6]),
    st.one_of(st.none(), st.sampled_from(KINDS)),
    st.one_of(st.just(float("nan")), st.integers(0, 9).map(float), st.just(1234.0)),
)

some_records = st.lists(_ROW, min_size=2, max_size=40).map(
    lambda rows: records([(*row[:5], row[4] + row[5], *row[6:]) for row in rows])
)
