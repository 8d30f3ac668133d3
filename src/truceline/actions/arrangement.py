"""Adopting an arrangement for a workspace."""

import json

from truceline.actions.desk import Desk
from truceline.domain.arrangement import Arrangement, ArrangementAdopted
from truceline.domain.facts import to_plain

STREAM = "arrangement"


def adopt(desk: Desk, arrangement: Arrangement) -> ArrangementAdopted | None:
    """Record the arrangement as it now stands; nothing is recorded if it already stands so."""
    content = json.dumps(to_plain(arrangement), sort_keys=True, ensure_ascii=False, indent=1)
    held = desk.facts(STREAM, [ArrangementAdopted])
    fact = ArrangementAdopted(
        arrangement=arrangement.id, content_sha256=desk.blobs.put(content.encode())
    )
    if held and held[-1] == fact:
        return None
    desk.record(STREAM, [fact], after=len(held))
    return fact
