from collections.abc import Callable

from truceline.domain.arrangement import Arrangement
from truceline.publish import gaps as publish


def test_lists_what_the_texts_leave_open(
    island: Arrangement, golden: Callable[[str, str], None]
) -> None:
    last = island.last_day()
    golden("island/gaps.txt", publish.show(island, about=last, as_known_on=last))


def test_plain_data_names_kind_subject_and_sources(island: Arrangement) -> None:
    last = island.last_day()
    for gap in publish.as_data(island, about=last, as_known_on=last):
        assert gap.keys() >= {"kind", "subject", "sources"}
