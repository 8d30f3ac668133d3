"""Who looked, when, where they were kept from it, and what was notified: tables as data.

Each table is a file of its own, CSV, with the columns named here; `domain/reports.py` says what
the words for values mean. Nothing of them is published: where and when nobody watches tells a
violator when to fire, and a notice of a movement is a list of targets.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from truceline.domain.reports import Column

EffortKind = Literal["posts", "watches", "restrictions", "notices"]

_LEDGER = Column(name="ledger", holds="text", required=True, meaning="Whose monitors they are")
_DISTRICT = Column(
    name="place_code", holds="text", required=True, meaning="Code of the district it is in"
)
_SOURCE = Column(name="source", holds="text", meaning="Who said so, and where it was published")

POSTS: Final = (
    Column(name="post_id", holds="text", required=True, meaning="Name of the post"),
    _LEDGER,
    _DISTRICT,
    _SOURCE,
)
WATCHES: Final = (
    Column(name="watch_id", holds="text", required=True, meaning="Name of the watch"),
    _LEDGER,
    Column(name="post_id", holds="text", required=True, meaning="The post that watched"),
    _DISTRICT,
    Column(name="begins", holds="moment", required=True, meaning="First instant of the watch"),
    Column(name="ends", holds="moment", required=True, meaning="First instant after it"),
    _SOURCE,
)
RESTRICTIONS: Final = (
    Column(name="restriction_id", holds="text", required=True, meaning="Name of the restriction"),
    _LEDGER,
    _DISTRICT,
    Column(name="begins", holds="moment", required=True, meaning="First instant of it"),
    Column(name="ends", holds="moment", meaning="First instant after it; empty: not known"),
    Column(
        name="kind",
        holds="choice",
        required=True,
        choices=("denied", "delayed", "conditional", "threat", "mines", "jamming"),
        meaning="How monitors were kept from looking",
    ),
    Column(name="kept_by", holds="text", meaning="Party that is said to have kept them from it"),
    _SOURCE,
)
NOTICES: Final = (
    Column(name="notice_id", holds="text", required=True, meaning="Name of the notice"),
    Column(name="from_party", holds="text", required=True, meaning="Code of who gives notice"),
    Column(name="to_party", holds="text", required=True, meaning="Code of who is to know"),
    Column(
        name="kind",
        holds="choice",
        required=True,
        choices=("convoy", "movement", "flight", "repair"),
        meaning="What notice is given of",
    ),
    _DISTRICT,
    Column(name="begins", holds="moment", meaning="When what is notified is to begin"),
    Column(name="sent", holds="moment", required=True, meaning="When the notice was sent"),
    Column(
        name="answered", holds="moment", meaning="When it was acknowledged or refused; empty: never"
    ),
    Column(
        name="answer",
        holds="choice",
        choices=("acknowledged", "refused"),
        meaning="What came back; empty: nothing",
    ),
    Column(name="message", holds="text", meaning="What the notice says"),
    _SOURCE,
)
TABLES: Final[Mapping[EffortKind, Sequence[Column]]] = {
    "posts": POSTS,
    "watches": WATCHES,
    "restrictions": RESTRICTIONS,
    "notices": NOTICES,
}


def key(kind: EffortKind) -> tuple[str, ...]:
    """Return the columns in which two rows about the same thing agree: the first, and the ledger.

    A notice belongs to no ledger; its name alone tells it from others.
    """
    names = [column.name for column in TABLES[kind]]
    return tuple(name for name in names if name in {names[0], "ledger"})
