"""SedonaDB with GEOS: its own engine leaves out some points on the boundary."""

import pyarrow as pa
import sedonadb
from sedonadb.context import SedonaContext

from bench.attribution.contest import Found, Question, Shapes, contest

question = Question.asked()
JOIN = """
    SELECT point, area FROM points JOIN areas ON ST_Intersects(points.place, areas.shape)
    WHERE t >= valid_from AND t < valid_to
"""


def tables(_: Shapes) -> SedonaContext:
    engine = sedonadb.connect()
    engine.sql("SET sedona.spatial_join.spatial_library = 'geos'").execute()
    engine.sql("SET datafusion.execution.target_partitions = 2").execute()
    engine.read_parquet(question.areas_file).to_view("areas_file")
    engine.read_parquet(question.points_file).to_view("points_file")
    engine.sql(
        "SELECT area, valid_from, valid_to, ST_GeomFromWKB(wkb) AS shape FROM areas_file"
    ).to_memtable().to_view("areas")
    engine.sql("SELECT point, t, ST_Point(x, y) AS place FROM points_file").to_memtable().to_view(
        "points"
    )
    return engine


def join(engine: SedonaContext) -> Found:
    met = pa.table(engine.sql(JOIN))
    return met["point"].to_numpy(), met["area"].to_numpy()


contest(question, tables, join)
