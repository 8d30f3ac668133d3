from collections.abc import Callable
from datetime import date

import pytest

from truceline.domain.arrangement import Arrangement
from truceline.publish import arrangement as publish


@pytest.mark.parametrize("about", ["2021-04-01", "2022-03-01"])
def test_shows_an_arrangement_on_a_day(
    island: Arrangement, about: str, golden: Callable[[str, str], None]
) -> None:
    day = date.fromisoformat(about)
    golden(f"island/show-{about}.txt", publish.show(island, about=day, as_known_on=day))


def test_what_was_learned_later_is_left_out(island: Arrangement) -> None:
    text = publish.show(island, about=date(2022, 3, 1), as_known_on=date(2021, 4, 1))
    assert "Second Protocol" not in text


def test_plain_data_holds_the_state_of_each_clock(island: Arrangement) -> None:
    data = publish.as_data(island, about=date(2022, 3, 1), as_known_on=island.last_day())
    assert data["clocks"] == [
        {"term": term.id, "state": state, "runs_to": ends}
        for term, state, ends in zip(
            island.term,
            ["no-act-found", "suspended"],
            ["2021-09-01", "2022-03-05"],
            strict=True,
        )
    ]
