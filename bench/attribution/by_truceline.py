"""Truceline, points: as in everyday use once, with the index built ahead when timed often."""

from bench.attribution.contest import Question, Shapes, contest
from truceline.methods.geometry.index import AreaIndex

question = Question.asked()


def index(shapes: Shapes) -> AreaIndex:
    areas = AreaIndex(shapes, question.valid_from, question.valid_to)
    return areas.build() if question.answer else areas


contest(question, index, lambda index: index.join(question.x, question.y, question.t))
