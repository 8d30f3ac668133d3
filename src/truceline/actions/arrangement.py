"""Adopting an arrangement for a workspace."""

import hashlib
import json

from truceline.actions.desk import Desk
from truceline.domain.arrangement import Arrangement, ArrangementAdopted
from truceline.domain.arrangement_history import ItemDropped, ItemFact, ItemStated, changes
from truceline.domain.facts import to_plain
from truceline.domain.workspaces import keep_out
from truceline.errors import Conflict
from truceline.journal.workspaces import is_exercise

STREAM = "arrangement"
_KINDS: list[type[ItemFact | ArrangementAdopted]] = [ItemStated, ItemDropped, ArrangementAdopted]


class ArrangementNotAdopted(Conflict):
    """The files that people edit and the record say different things."""

    code = "arrangement.not-adopted"
    text = (
        "The files of the arrangement are not as they were adopted; answers rest on what was. "
        "Run `truceline arrangement adopt` to put the files on record, or undo the change."
    )


def adopt(desk: Desk, arrangement: Arrangement) -> ArrangementAdopted | None:
    """Record the arrangement as it now stands; nothing is recorded if it already stands so.

    Raises:
        ExerciseKeptOut: It belongs to a drill, and the record to none.
    """
    if not is_exercise(desk.journal):
        keep_out(arrangement)
    recorded = desk.facts(STREAM, _KINDS)
    adopted = [fact for fact in recorded if isinstance(fact, ArrangementAdopted)]
    fact = ArrangementAdopted(
        arrangement=arrangement.id, content_sha256=desk.blobs.put(_content(arrangement))
    )
    if adopted and adopted[-1] == fact:
        return None
    items = [item for item in recorded if not isinstance(item, ArrangementAdopted)]
    desk.record(STREAM, [*changes(items, arrangement), fact], after=len(recorded))
    return fact


def check_adopted(desk: Desk, arrangement: Arrangement) -> None:
    """Check that the arrangement was adopted as it now stands.

    Raises:
        ArrangementNotAdopted: It was not.
    """
    sha256 = hashlib.sha256(_content(arrangement)).hexdigest()
    held = desk.facts(STREAM, [ArrangementAdopted])
    if not held or held[-1].content_sha256 != sha256:
        raise ArrangementNotAdopted


def _content(arrangement: Arrangement) -> bytes:
    plain = to_plain(arrangement)
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, indent=1).encode()
