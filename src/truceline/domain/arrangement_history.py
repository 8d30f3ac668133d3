"""What an arrangement came to hold, item by item: each text, act, statement on record by itself.

The whole content stands in the blob that `arrangement.adopted` names; these facts say which item
was new or changed, so that its history can be followed without comparing files.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from truceline.domain.arrangement import Arrangement
from truceline.domain.digests import digest
from truceline.domain.facts import to_plain
from truceline.domain.periods import Moment, day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStated:
    """An item of the arrangement was put on record, or put on record anew."""

    type: ClassVar[str] = "arrangement.item-stated"
    version: ClassVar[int] = 1

    table: str
    item: str
    name: str
    made: str = ""
    """The day it was made, where it was made on a day, ISO 8601."""
    digest: str
    """Of its content, see `domain.digests`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDropped:
    """An item is no longer part of the arrangement's files; what was recorded stays."""

    type: ClassVar[str] = "arrangement.item-dropped"
    version: ClassVar[int] = 1

    table: str
    item: str


ItemFact = ItemStated | ItemDropped


def changes(recorded: Iterable[ItemFact], arrangement: Arrangement) -> Iterator[ItemFact]:
    """Yield what an arrangement holds that is not on record so, oldest first, then what it lost."""
    held: dict[tuple[str, str], str] = {}
    for fact in recorded:
        match fact:
            case ItemStated():
                held[fact.table, fact.item] = fact.digest
            case ItemDropped():
                held.pop((fact.table, fact.item), None)
    stated = list(_items(arrangement))
    yield from (fact for fact in stated if held.get((fact.table, fact.item)) != fact.digest)
    lost = held.keys() - {(fact.table, fact.item) for fact in stated}
    yield from (ItemDropped(table=table, item=item) for table, item in sorted(lost))


def _items(arrangement: Arrangement) -> list[ItemStated]:
    tables = {f.name: getattr(arrangement, f.name) for f in fields(arrangement)}
    stated = [
        ItemStated(
            table=table,
            item=item.id,
            name=str(_first(item, "name", "title", "what", "text", "id")),
            made=_made(item),
            digest=digest(to_plain(item)),
        )
        for table, items in tables.items()
        if isinstance(items, tuple)
        for item in items
        if hasattr(item, "id")
    ]
    return sorted(stated, key=lambda fact: (fact.made, fact.table, fact.item))


def _first(item: Any, *keys: str) -> Any:  # noqa: ANN401  items of many tables
    return next((value for key in keys if (value := getattr(item, key, None))), "")


def _made(item: Any) -> str:  # noqa: ANN401
    made: Moment | str = _first(item, "made", "starts", "due", "established")
    return made if isinstance(made, str) else day_of(made).isoformat()
