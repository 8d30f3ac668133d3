import numpy as np
import pytest

from truceline.intake.exercise.drill import Drill


def test_most_are_acknowledged_some_refused_and_some_never_answered(drills: list[Drill]) -> None:
    for drill in drills:
        held = drill.notices
        assert len(held) == pytest.approx(1.2 * drill.scenario.days, rel=0.25)
        silent = np.isnan(held.answered)
        assert 0.05 < silent.mean() < 0.3
        assert not (silent & held.refused).any()
        assert held.refused.any()
        answered = ~silent
        assert (held.answered[answered] > held.sent[answered]).all()
        assert (held.begins > held.sent).all()
        assert (held.answered[answered] > held.begins[answered]).any(), "some answers come too late"
        assert (held.sender != held.receiver).all()
