"""A made-up UCDP GED file of 49 columns: seeded, the same bytes every time."""

import sys

import numpy as np
import polars as pl
from numpy.typing import NDArray

_NAMES = """
id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id
conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id
side_b_new_id side_b number_of_sources source_article source_office source_date source_headline
source_original where_prec where_coordinates where_description adm_1 adm_2 latitude longitude
geom_wkt priogrid_gid country country_id region event_clarity date_prec date_start date_end deaths_a
deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob
"""
HEADER = _NAMES.split()


class Maker:
    """Makes columns of a given length from one seed."""

    def __init__(self, rows: int, seed: int = 7) -> None:
        self.rows = rows
        self.rng = np.random.default_rng(seed)
        letters = np.array(list("abcdefghiklmnoprstuvz"))
        lengths = self.rng.integers(2, 11, 4_000)
        self.words = np.array(["".join(self.rng.choice(letters, size=n)) for n in lengths])

    def text(self, words: int) -> pl.Series:
        """Return text of so many words, different in every row."""
        vocabulary = pl.Series(self.words)
        columns = [
            vocabulary.gather(self.rng.integers(0, vocabulary.len(), self.rows)).alias(str(place))
            for place in range(words)
        ]
        return pl.DataFrame(columns).select(pl.concat_str(pl.all(), separator=" ")).to_series()

    def names(self, different: int, words: int) -> pl.Series:
        """Return one of so many names of so many words in every row."""
        names = [
            " ".join(self.rng.choice(self.words, size=words)).title() for _ in range(different)
        ]
        return pl.Series(names).gather(self.rng.integers(0, different, self.rows))

    def whole(self, least: int, most: int) -> NDArray[np.int64]:
        """Return whole numbers from `least` to below `most`."""
        return self.rng.integers(least, most, self.rows)

    def code(self, shares: list[float]) -> NDArray[np.int64]:
        """Return codes from 1, each with its share."""
        return self.rng.choice(np.arange(1, len(shares) + 1), self.rows, p=shares)


def events(rows: int) -> pl.DataFrame:
    """Return made-up events in the columns of UCDP GED."""
    make = Maker(rows)
    days = np.datetime64("2016-01-01") + make.whole(0, 1_400).astype("timedelta64[D]")
    day = pl.Series(days.astype("datetime64[ms]")).cast(pl.Date).cast(pl.String)
    lat, lon = (np.round(make.rng.uniform(*span, rows), 6) for span in ((32.5, 37), (35.7, 42)))
    a, b, civilians, unknown = (make.rng.poisson(mean, rows) for mean in (1, 1, 1.5, 0.4))
    best = a + b + civilians + unknown
    headline, office = make.text(8), make.names(60, 1)
    columns = {
        "id": np.arange(100_000, 100_000 + rows),
        "relid": "SYR-2016-1-" + pl.Series(np.arange(rows)).cast(pl.String),
        "year": day.str.head(4),
        "active_year": pl.repeat(1, rows, eager=True),
        "code_status": pl.repeat("Clear", rows, eager=True),
        "type_of_violence": make.code([0.7, 0.25, 0.05]),
        "source_article": '"' + office + "," + day + "," + headline + '"',
        "source_office": office,
        "source_date": day,
        "source_headline": headline,
        "source_original": make.names(200, 2),
        "where_prec": make.code([0.54, 0.35, 0.02, 0.04, 0.035, 0.015]),
        "where_coordinates": make.names(3_000, 2),
        "where_description": make.text(18),
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": "POINT ("
        + pl.Series(lon).cast(pl.String)
        + " "
        + pl.Series(lat).cast(pl.String)
        + ")",
        "priogrid_gid": make.whole(178_000, 182_000),
        "country": pl.repeat("Syria", rows, eager=True),
        "country_id": pl.repeat(652, rows, eager=True),
        "region": pl.repeat("Middle East", rows, eager=True),
        "event_clarity": make.code([0.96, 0.04]),
        "date_prec": make.code([0.935, 0.05, 0.002, 0.01, 0.003]),
        "date_start": day + " 00:00:00.000",
        "date_end": day + " 00:00:00.000",
        "deaths_a": a,
        "deaths_b": b,
        "deaths_civilians": civilians,
        "deaths_unknown": unknown,
        "best": best,
        "high": best + make.rng.poisson(0.3, rows),
        "low": np.maximum(best - make.rng.poisson(0.2, rows), 0),
        "number_of_sources": make.whole(1, 5),
        "gwnoa": pl.repeat(652, rows, eager=True),
        "gwnob": pl.repeat(None, rows, dtype=pl.String, eager=True),
    }
    names = {
        "conflict_name": 40,
        "dyad_name": 300,
        "side_a": 20,
        "side_b": 300,
        "adm_1": 14,
        "adm_2": 62,
    }
    for name in HEADER:
        if name in names:
            columns[name] = make.names(names[name], 4)
        elif name not in columns:
            columns[name] = make.whole(200, 13_000)
    return pl.DataFrame({name: columns[name] for name in HEADER})


if __name__ == "__main__":
    _, count, target = sys.argv
    events(int(count)).write_csv(target)
