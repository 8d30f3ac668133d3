"""The arrangement of a workspace, as it was last adopted.

Input: arrangement.adopted and the blob it names.
"""

import json

from truceline.domain.arrangement import Arrangement, ArrangementAdopted
from truceline.domain.facts import from_plain
from truceline.journal.blobs import Blobs
from truceline.journal.facts import facts_of
from truceline.journal.protocol import Journal


def current(journal: Journal, blobs: Blobs) -> Arrangement:
    """Return the arrangement that stands."""
    content = blobs.open(adopted(journal).content_sha256).read_text(encoding="utf-8")
    return from_plain(Arrangement, json.loads(content))


def adopted(journal: Journal) -> ArrangementAdopted:
    """Return how it came to stand: the last adoption on record."""
    return facts_of(journal, "arrangement", [ArrangementAdopted])[-1]
