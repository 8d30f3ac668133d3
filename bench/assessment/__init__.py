"""Do the assessment's intervals and verdicts say what is so, in series whose truth was planted?"""

from bench.assessment.study import main

__all__ = ["main"]
