"""Going on from a backup."""

from truceline.actions.desk import Desk
from truceline.domain.backups import LogRestored
from truceline.journal.envelope import NO_ENTRY
from truceline.journal.tree import leaf_hash

STREAM = "log"


def record_restore(desk: Desk) -> LogRestored:
    """Record, as the first entry of a new log, where the log before it ended."""
    old, new = desk.journal.logs()[-2:]
    last = NO_ENTRY
    for note in desk.journal.notes(log=old.verifier.name):
        last = leaf_hash(note).hex()
    fact = LogRestored(log=old.verifier.name, entries=new.first - old.first, last=last)
    desk.record(STREAM, [fact], after=len(desk.facts(STREAM, [LogRestored])))
    return fact
