"""DuckDB with its spatial extension, loaded from the package so that no network is needed."""

from importlib import resources

import duckdb

from bench.attribution.contest import Found, Question, Shapes, contest

question = Question.asked()
folder = resources.files("duckdb_extension_spatial") / "extensions" / f"v{duckdb.__version__}"
# Written with >= the time test would turn the spatial join into a merge on time, ten times slower.
JOIN = """
    SELECT point, area FROM points JOIN areas ON ST_Intersects(points.place, areas.shape)
    WHERE t - valid_from >= 0 AND valid_to - t > 0
"""


def tables(_: Shapes) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"LOAD '{folder / 'spatial.duckdb_extension'}'; SET threads = 2")
    connection.execute(
        "CREATE TEMP TABLE areas AS SELECT area, valid_from, valid_to, "
        f"ST_GeomFromWKB(wkb) AS shape FROM '{question.areas_file}'"
    )
    connection.execute(
        "CREATE TEMP TABLE points AS SELECT point, t, ST_Point(x, y) AS place "
        f"FROM '{question.points_file}'"
    )
    return connection


def join(connection: duckdb.DuckDBPyConnection) -> Found:
    met = connection.execute(JOIN).fetchnumpy()
    return met["point"], met["area"]


contest(question, tables, join)
